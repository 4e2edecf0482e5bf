"""The Site tab: work profiles, operators, alerts, and what was out of the ordinary today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drc_desktop.desk.contract import (
    Board,
    CounterCard,
    CounterState,
    Irregular,
    OperatorCard,
    OperatorEdit,
    Role,
    Service,
)
from drc_desktop.domain.visit import VisitState
from drc_desktop.kit.dates import hour, minutes
from drc_desktop.kit.hall import service_words
from drc_desktop.kit.ports import Observable
from drc_desktop.kit.unusual import unusual_head, unusual_words
from drc_desktop.supervisor.ports import Ports
from drc_desktop.supervisor.presenter.commands import Commands

IDLE_MIN = 5
"""A counter free for so long while people wait for it is worth a look."""
FAR_OVER_MIN = 30
SILENT_S = 60.0
"""A station that reported before and is not heard of for so long is worth a look."""


@dataclass(frozen=True)
class Strange:
    """One line of what was out of the ordinary."""

    title: str
    detail: str


class SitePresenter(Observable):
    """`reload` reads operators and the day's report; the board comes by `show_board`."""

    def __init__(self, ports: Ports, commands: Commands, done: Callable[[str, int | None, str], None]) -> None:
        super().__init__()
        self._ports, self._commands, self._done = ports, commands, done
        self._board: Board | None = None
        self.operators: list[OperatorCard] = []
        self._irregular: list[Irregular] = []
        self.edited: OperatorEdit | None = None

    # what is shown

    @property
    def counters(self) -> list[CounterCard]:
        """Every counter with its work profile."""
        return self._board.counters if self._board else []

    def alerts(self) -> list[str]:
        """What wants a look now: long waits, counters that stand idle, stations that fell silent."""
        if self._board is None:
            return []
        return [*self._long_waits(self._board), *self.idle(), *self._silent(self._board)]

    def _long_waits(self, board: Board) -> list[str]:
        now, words = self._ports.now(), self._ports.words
        far = [
            row.token
            for row in board.waiting
            if row.state is VisitState.WAITING and minutes(row.since, now) >= row.limit + FAR_OVER_MIN
        ]
        return [words.text("site-alert-waits", n=len(far), token=far[0], minutes=FAR_OVER_MIN)] if far else []

    def idle(self) -> list[str]:
        """Counters that stand free while people wait for them: these want a hand at once."""
        board = self._board
        if board is None or not board.day.open:
            return []
        now, words, found = self._ports.now(), self._ports.words, []
        waiting = {load.service: load.waiting for load in board.services}
        for card in board.counters:
            count = sum(waiting.get(service, 0) for service in card.serves)
            idle = minutes(card.since, now) if card.state is CounterState.FREE and card.since else 0
            if idle >= IDLE_MIN and count:
                found.append(words.text("site-alert-idle", counter=card.counter, minutes=idle, n=count))
        return found

    def _silent(self, board: Board) -> list[str]:
        now, words = self._ports.now(), self._ports.words
        day = board.day.opened_at or 0.0
        return [
            words.text("site-alert-silent", name=self._station(station.kind, station.counter), at=hour(station.at))
            for station in board.stations
            if board.day.open and day <= station.at < now - SILENT_S
        ]

    def _station(self, kind: str, counter: int) -> str:
        words = self._ports.words
        return words.text("supervisor-station-counter", counter=counter) if counter else words.text(f"site-kind-{kind}")

    def strange(self) -> list[Strange]:
        """What the day's log has out of the ordinary, newest first."""
        words = self._ports.words
        return [Strange(unusual_head(one), unusual_words(one, words)) for one in self._irregular]

    def profile_words(self, service: Service) -> str:
        """A queue's name."""
        return service_words(service, self._ports.words)

    # what happens

    def show_board(self, board: Board) -> None:
        """New figures."""
        self._board = board
        self.changed()

    def reload(self, then: Callable[[], None] = lambda: None) -> None:
        """Read operators and report anew: when somebody looks, and after a change."""
        desk, actor = self._ports.desk, self._ports.actor

        def read(found: tuple[list[OperatorCard], list[Irregular]]) -> None:
            self.operators, self._irregular = found
            self.changed()
            then()

        self._ports.tasks.run(lambda: (desk.operators(), desk.irregular(actor)), read, self._commands.show)

    def toggle(self, counter: int, service: Service) -> None:
        """A queue more or less for a counter; the last one stays."""
        card = next((one for one in self.counters if one.counter == counter), None)
        if card is None:
            return
        serves = [one for one in Service if (one in card.serves) is not (one is service)]
        if not serves:
            self._done(self._ports.words.text("site-last-queue", counter=counter), None, "flag")
            return
        desk, actor = self._ports.desk, self._ports.actor
        words = self._ports.words.text("site-done-profile", counter=counter)
        self._commands.send(
            lambda key: desk.set_profile(actor, key, counter, serves), lambda _card: self._done(words, None, "tick")
        )

    def begin(self, operator_id: str = "") -> None:
        """Open the form: for an operator, or a new one."""
        card = next((one for one in self.operators if one.operator_id == operator_id), None)
        if card is None:
            self.edited = OperatorEdit("", "", Role.DEO, languages=["ur"])
        else:
            self.edited = OperatorEdit(
                card.operator_id, card.name, card.role, card.counter, card.woman, card.languages, card.drive
            )
        self.changed()

    def leave(self) -> None:
        """Close the form; nothing was changed."""
        self.edited = None
        self.changed()

    def save(self, edit: OperatorEdit) -> None:
        """What the form says. A fault is said, and the form stays as it is."""
        desk, actor = self._ports.desk, self._ports.actor

        def saved(card: OperatorCard) -> None:
            self._done(self._ports.words.text("site-done-saved", name=card.name), None, "user")
            self.edited = None
            self.reload()

        self._commands.send(lambda key: desk.save_operator(actor, key, edit), saved)

    def unlock(self, operator_id: str) -> None:
        """End the lock-out after wrong PINs; a second person confirms it."""
        desk, actor = self._ports.desk, self._ports.actor

        def unlocked(card: OperatorCard) -> None:
            self._done(self._ports.words.text("site-done-unlocked", name=card.name), None, "user")
            self.reload()

        self._commands.send(lambda key: desk.unlock_operator(actor, key, operator_id), unlocked)

    def close(self) -> None:
        """The operator in the form does not work here any more."""
        edit, desk, actor = self.edited, self._ports.desk, self._ports.actor
        if edit is None or not edit.operator_id:
            return

        def closed(_none: None) -> None:
            self._done(self._ports.words.text("site-done-closed", name=edit.name), None, "user")
            self.edited = None
            self.reload()

        self._commands.send(lambda key: desk.close_operator(actor, key, edit.operator_id), closed)
