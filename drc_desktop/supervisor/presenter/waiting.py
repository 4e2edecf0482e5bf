"""The waiting table: who is longest over the limit comes first; one row is selected and is what F6 to F8 act on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from drc_desktop.desk.contract import Board, Called, CounterState, Service, VisitCard, WaitingRow
from drc_desktop.domain.visit import Action, VisitState, after
from drc_desktop.kit.dates import hour, weekday_words
from drc_desktop.kit.hall import service_words, state_words
from drc_desktop.kit.ports import Observable
from drc_desktop.supervisor.model import Row
from drc_desktop.supervisor.ports import Ports
from drc_desktop.supervisor.presenter.commands import Commands

FAR_OVER_MIN = 30
PARK_SECONDS = 30 * 60
COME_BACK_DAYS, SUNDAY = 3, 7
_SHOWN = (VisitState.WAITING, VisitState.PARKED, VisitState.NO_SHOW)


class Filter(StrEnum):
    """The chips over the table."""

    ALL = "all"
    WAITING = "waiting"
    OVER = "over"
    PARKED = "parked"
    NO_SHOW = "no-show"


Undoable = Callable[[str, int | None, str], None]
"""(words, event, icon): say what was done and offer to take it back."""


class WaitingPresenter(Observable):
    """`rows` are what the table shows now; figures are kept for the head and the chips."""

    def __init__(self, ports: Ports, commands: Commands, done: Undoable) -> None:
        super().__init__()
        self._ports, self._commands, self._done = ports, commands, done
        self._board: Board | None = None
        self.filter = Filter.ALL
        self.needle = ""
        self.selected = ""
        self._all: list[Row] = []

    # what is shown

    def show_board(self, board: Board) -> None:
        """New figures; the selection stays on its visit, or goes to the first row."""
        self._board = board
        self.tick()

    def tick(self) -> None:
        """Time has passed: waits grow, the order may change."""
        if self._board is None:
            return
        now = self._ports.now()
        self._all = sorted((self._row(row, now) for row in self._board.waiting if row.state in _SHOWN), key=_order)
        shown = self.rows
        if not any(row.visit_id == self.selected for row in shown):
            self.selected = shown[0].visit_id if shown else ""
        self.changed()

    def _row(self, row: WaitingRow, now: float) -> Row:
        words = self._ports.words
        waited = max(0, int((now - row.since) // 60))
        over, note = waited - row.limit, ""
        if row.state is VisitState.PARKED:
            over = int((now - row.parked_until) // 60) if row.parked_until else -1
            note = hour(row.parked_until) if row.parked_until else ""
        elif row.state is VisitState.NO_SHOW:
            over, note = -1, hour(row.state_at) if row.state_at else ""
        return Row(
            visit_id=row.visit_id,
            token=row.token,
            service=row.service,
            service_words=service_words(row.service, words),
            priority=row.priority,
            state=row.state,
            state_words=state_words(row.state, words),
            state_note=note,
            waited=waited,
            over=over if over > 0 else None,
            counter=row.counter,
        )

    @property
    def everyone(self) -> list[Row]:
        """All rows, whatever the filter."""
        return self._all

    @property
    def rows(self) -> list[Row]:
        """The rows that pass filter and search."""
        return [row for row in self._all if _passes(row, self.filter) and self._matches(row)]

    def _matches(self, row: Row) -> bool:
        needle = self.needle.strip().casefold()
        return not needle or needle in row.token.casefold() or needle in row.service_words.casefold()

    def counts(self) -> dict[Filter, int]:
        """How many rows each chip would show."""
        return {each: sum(_passes(row, each) for row in self._all) for each in Filter}

    def summary(self) -> str:
        """Longest and typical wait of those who wait."""
        waits = sorted(row.waited for row in self._all if row.state is VisitState.WAITING)
        if not waits:
            return ""
        return self._ports.words.text("supervisor-waits", longest=waits[-1], typical=waits[len(waits) // 2])

    @property
    def selection(self) -> Row | None:
        """The selected row."""
        return next((row for row in self._all if row.visit_id == self.selected), None)

    def can(self, action: Action) -> bool:
        """Whether the table of moves allows an action on the selected row."""
        row = self.selection
        return row is not None and after(action, row.state) is not None

    def free_counters(self) -> list[int]:
        """Counters where an operator waits for somebody."""
        return [c.counter for c in self._board.counters if c.state is CounterState.FREE] if self._board else []

    def callable_counters(self) -> list[int]:
        """Counters that are free and take the selected row's service."""
        row = self.selection
        if row is None or self._board is None or not self.can(Action.CALL):
            return []
        return [c.counter for c in self._board.counters if c.state is CounterState.FREE and row.service in c.serves]

    def other_services(self) -> list[Service]:
        """Where the selected row could be transferred to."""
        row = self.selection
        return [each for each in Service if each is not row.service] if row and self.can(Action.TRANSFER) else []

    # what happens

    def choose_filter(self, chosen: str) -> None:
        """A chip."""
        self.filter = Filter(chosen)
        self.tick()

    def search(self, needle: str) -> None:
        """Text in the find field; a signed slip scanned there is not read here."""
        self.needle = needle
        self.tick()

    def select(self, visit_id: str) -> None:
        """A row."""
        if visit_id != self.selected:
            self.selected = visit_id
            self.changed()

    def call(self, counter: int) -> None:
        """F8 and a counter: the selected row."""
        row, desk, actor = self.selection, self._ports.desk, self._ports.actor
        if row is not None:
            self._announce(counter, lambda key: desk.call(actor, key, row.visit_id, counter))

    def call_next(self, counter: int) -> None:
        """F2 and a counter: who is next by the rule."""
        desk, actor = self._ports.desk, self._ports.actor
        self._announce(counter, lambda key: desk.call_next(actor, key, counter))

    def _announce(self, counter: int, call: Callable[[str], Called | None]) -> None:
        desk, actor = self._ports.desk, self._ports.actor

        def both(key: str) -> tuple[Called | None, VisitCard | None]:
            return call(key), desk.visit_at(actor, counter)

        def announced(found: tuple[Called | None, VisitCard | None]) -> None:
            called, held = found
            if called is None:
                self._done(self._ports.words.text("supervisor-done-nobody", counter=counter), None, "horn")
                return
            event = held.event if held and held.visit_id == called.visit_id else None
            self._done(self._say("called", called.token, counter=counter), event, "horn")

        self._commands.send(both, announced)

    def park(self) -> None:
        """F6: set aside for half an hour; on a parked row the same key brings it back."""
        if self.can(Action.RESUME):
            self._move("resumed", "undo", lambda key, visit: self._ports.desk.resume(self._ports.actor, key, visit))
        elif self.can(Action.PARK):
            until = self._ports.now() + PARK_SECONDS
            self._move(
                "parked",
                "park",
                lambda key, visit: self._ports.desk.park(self._ports.actor, key, visit, until, "supervisor"),
                at=hour(until),
            )

    def transfer(self, service: Service) -> None:
        """F7 and a queue: the token and the place stay."""
        name = service_words(service, self._ports.words)
        self._move(
            "transferred",
            "transfer",
            lambda key, visit: self._ports.desk.transfer(self._ports.actor, key, visit, service, "supervisor"),
            service=name,
        )

    def recycle(self) -> None:
        """A no-show came after all."""
        self._move("recycled", "undo", lambda key, visit: self._ports.desk.recycle(self._ports.actor, key, visit))

    def come_back_days(self) -> list[date]:
        """The next days on which the selected row could come back instead of waiting today: Sunday is left out."""
        row, board = self.selection, self._board
        if row is None or board is None or not self.can(Action.CANCEL):
            return []
        days = (date.fromisoformat(board.day.date) + timedelta(days=after) for after in range(1, 8))
        return [day for day in days if day.isoweekday() != SUNDAY][:COME_BACK_DAYS]

    def come_back(self, day: date) -> None:
        """Home with a token that keeps the place for that day; who comes is known again by the CNIC."""
        row, desk, actor = self.selection, self._ports.desk, self._ports.actor
        if row is None:
            return
        said = self._say("come-back", row.token, day=weekday_words(day, self._ports.words))
        self._commands.send(
            lambda key: desk.give_come_back(actor, key, row.visit_id, day.isoformat(), None, None),
            lambda _given: self._done(said, None, "calendar"),
        )

    def cancel(self, reason: str) -> None:
        """End a visit without service; `reason` is a code of the menu."""
        self._move(
            "cancelled", "cross", lambda key, visit: self._ports.desk.cancel(self._ports.actor, key, visit, reason)
        )

    def undo(self, event: int) -> None:
        """Ctrl+Z while the bar stands."""
        desk, actor = self._ports.desk, self._ports.actor
        self._commands.send(
            lambda key: desk.undo(actor, key, event),
            lambda card: self._done(self._say("undone", card.token), None, "undo"),
        )

    def _say(self, what: str, token: str, **params: object) -> str:
        return self._ports.words.text(f"supervisor-done-{what}", token=token, **params)

    def _move(self, what: str, icon: str, move: Callable[[str, str], VisitCard], **params: object) -> None:
        row = self.selection
        if row is None:
            return
        self._commands.send(
            lambda key: move(key, row.visit_id),
            lambda card: self._done(self._say(what, row.token, **params), card.event, icon),
        )


def _passes(row: Row, chosen: Filter) -> bool:
    if chosen is Filter.OVER:
        return row.over is not None
    if chosen is Filter.ALL:
        return True
    return row.state.value.replace("_", "-") == chosen.value


def _order(row: Row) -> tuple[bool, int, int, str]:
    """Longest over its own deadline first, then longest wait; those who did not come stand last."""
    return (row.state is VisitState.NO_SHOW, -(row.over or 0), -row.waited, row.token)
