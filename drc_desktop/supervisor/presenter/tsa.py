"""The hall console of the screening assistant: who is next, a card a counter, the hall screen, messages, voice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drc_desktop.desk import ticket
from drc_desktop.desk.contract import (
    Board,
    Called,
    CounterCard,
    CounterState,
    Hall,
    NextUp,
    Service,
    StationStatus,
    VisitCard,
)
from drc_desktop.domain.visit import PriorityGroup
from drc_desktop.kit.board import DisplayModel
from drc_desktop.kit.dates import clock_span, hour, minutes, weekday_words
from drc_desktop.kit.hall import why_words
from drc_desktop.kit.ports import Observable
from drc_desktop.supervisor.model import Done, LampState, Tone
from drc_desktop.supervisor.ports import HallPorts
from drc_desktop.supervisor.presenter.commands import Commands
from drc_desktop.supervisor.presenter.counters import LONG_VISIT_MIN
from drc_desktop.supervisor.presenter.following import Following
from drc_desktop.words import Words

MESSAGES = ("b-forms", "cnics", "lunch", "prayer", "network", "no-fee")
"""Ready messages: the words stand in both languages as supervisor-hall-CODE."""
MINUTES = (5, 10, 30, 60)
LIVE_S = 15.0
"""A display that was not heard of for this long is not live."""


@dataclass(frozen=True)
class NextRow:
    """One line of 'next up'. `rank` is 0 for somebody who was only found by search."""

    rank: int
    visit_id: str
    token: str
    service: Service
    priority: PriorityGroup | None
    waited: int


@dataclass(frozen=True)
class Card:
    """One counter. `span` is the time in its state; `note` a line of words; `next_token` what the rule would call."""

    counter: int
    name: str
    operator: str
    state: CounterState
    long: bool
    state_words: str
    token: str
    service: Service | None
    span: str
    nth: str
    note: str
    next_token: str
    selected: bool


class Tsa(Following):
    """Give it ports; call `start`, then `refresh` on every change and `tick` once a second."""

    def __init__(self, ports: HallPorts) -> None:
        super().__init__()
        self.ports = ports
        self.commands = Commands(ports.tasks, ports.words, ports.new_key)
        self.seconds = Observable()
        self.board: Board | None = None
        self.hall: Hall | None = None
        self.next = NextUp([])
        self.counter, self.visit, self.needle = 1, "", ""
        self._heard_at = ports.now()

    # what is shown

    def rows(self) -> list[NextRow]:
        """Those who wait, in the order in which the rule would call them; a search also finds the parked and missed."""
        board, now = self.board, self.ports.now()
        if board is None:
            return []
        by_id = {row.visit_id: row for row in board.waiting}
        ranks = {visit_id: rank for rank, visit_id in enumerate(self.next.order, 1)}
        needle = self.needle.strip().casefold()
        shown = [visit_id for visit_id in self.next.order if visit_id in by_id]
        if needle:
            callable_states = ("waiting", "parked", "no_show")
            shown = [
                row.visit_id for row in board.waiting if needle in row.token.casefold() and row.state in callable_states
            ]
        return [
            NextRow(ranks.get(v, 0), v, one.token, one.service, one.priority, minutes(one.since, now))
            for v in shown
            for one in (by_id[v],)
        ]

    def waiting(self) -> int:
        """How many wait."""
        return sum(load.waiting for load in self.board.services) if self.board else 0

    def cards(self) -> list[Card]:
        """Every counter by number."""
        return [self._card(card) for card in self.board.counters] if self.board else []

    def _card(self, card: CounterCard) -> Card:
        words, now = self.ports.words, self.ports.now()
        gone = minutes(card.since, now) if card.since else 0
        long = card.state is CounterState.SERVING and gone >= LONG_VISIT_MIN
        tokens = {row.visit_id: row.token for row in self.board.waiting} if self.board else {}
        span = words.text("kit-minutes", n=gone) if card.state is CounterState.SERVING else ""
        if card.state is CounterState.CALLED and card.since:
            span = clock_span(card.since, now)
        return Card(
            counter=card.counter,
            name=words.text("supervisor-station-counter", counter=card.counter),
            operator=card.operator or words.text("supervisor-no-operator"),
            state=card.state,
            long=long,
            state_words=words.text(f"queue-counter-{'long' if long else card.state.value}"),
            token=card.token,
            service=card.service,
            span=span,
            nth=words.text("tsa-nth", n=card.calls) if card.state is CounterState.CALLED and card.calls > 1 else "",
            note=self._note(card, now),
            next_token=tokens.get(self.next.by_counter.get(card.counter, ""), ""),
            selected=card.counter == self.counter,
        )

    def _note(self, card: CounterCard, now: float) -> str:
        words = self.ports.words
        if card.state is CounterState.BREAK:
            return words.text("supervisor-back-at", at=hour(card.back_at)) if card.back_at else ""
        if card.state is CounterState.CLOSED:
            return words.text("tsa-closed-hint")
        if card.state is CounterState.FREE:
            return words.text("tsa-free-for", span=clock_span(card.since, now)) if card.since else ""
        return why_words(card.reason, words)

    def figures(self) -> tuple[int, int]:
        """Counters that have called and that are free."""
        states = [card.state for card in self.board.counters] if self.board else []
        return states.count(CounterState.CALLED), states.count(CounterState.FREE)

    def lamps(self) -> dict[str, LampState]:
        """Voice, database, hall screen."""
        text = self.ports.words.text
        screens = self._screens()
        live = any(self.ports.now() - one.at <= LIVE_S for one in screens)
        screen = ("live", Tone.GOOD) if live else ("silent", Tone.BAD) if screens else ("none", Tone.LOOK)
        database = ("working", Tone.GOOD) if self.reachable else ("no-answer", Tone.BAD)
        return {
            "voice": LampState(text("tsa-voice"), *self._voice(screens if live else [])),
            "database": LampState(
                text("supervisor-lamp-database"), text(f"supervisor-lamp-{database[0]}"), database[1]
            ),
            "hall": LampState(text("tsa-screen"), text(f"tsa-screen-{screen[0]}"), screen[1]),
        }

    def _voice(self, screens: list[StationStatus]) -> tuple[str, Tone]:
        text = self.ports.words.text
        states = {one.printer for one in screens}
        if "ready" in states:
            return text("supervisor-lamp-working"), Tone.GOOD
        if not states:
            return text("tsa-voice-unknown"), Tone.LOOK
        return text("tsa-voice-off" if states == {"off"} else "tsa-voice-fault"), Tone.LOOK

    def _screens(self) -> list[StationStatus]:
        return [one for one in self.board.stations if one.kind == "display"] if self.board else []

    def copy(self) -> DisplayModel:
        """What the hall screen shows, as far as this console knows."""
        hall = self.hall
        last = list(reversed(hall.last)) if hall is not None else []
        english, urdu = self._notice()
        return DisplayModel(
            open=bool(hall and hall.open),
            stale=not self.reachable or hall is None,
            hero=last[0] if last else None,
            hero_since=0.0,
            last=tuple(call for call in last[1:] if call.token != last[0].token)[:4],
            notice_en=english,
            notice_ur=urdu,
            waiting_calls=0,
        )

    def age(self) -> str:
        """How old the copy is."""
        return self.ports.words.text("tsa-updated", n=max(0, int(self.ports.now() - self._heard_at)))

    def _notice(self) -> tuple[str, str]:
        hall = self.hall
        if hall is None or (hall.notice_until is not None and hall.notice_until <= self.ports.now()):
            return "", ""
        return hall.notice_en, hall.notice_ur

    def message_words(self) -> str:
        """Which message the hall shows now, and until when."""
        words, notice = self.ports.words, self._notice()
        shown = notice[1 if words.rtl else 0]
        if not shown:
            return words.text("tsa-no-message")
        until = self.hall.notice_until if self.hall else None
        return words.text("tsa-message-until", words=shown, at=hour(until)) if until else shown

    def ready_message(self, code: str) -> tuple[str, str]:
        """A ready message in English and Urdu."""
        return Words("en").text(f"tsa-hall-{code}"), Words("ur").text(f"tsa-hall-{code}")

    def site_name(self) -> str:
        """In the language of now."""
        return self.ports.site.name_ur if self.ports.words.rtl else self.ports.site.name_en

    def date(self) -> str:
        """Weekday and date."""
        return weekday_words(self.ports.today(), self.ports.words)

    @property
    def day_open(self) -> bool:
        """Whether anybody can be called."""
        return bool(self.board and self.board.day.open)

    # what happens

    def start(self) -> None:
        """First reading."""
        self.refresh()

    def _ask(self) -> None:
        desk, actor = self.ports.desk, self.ports.actor
        self.ports.tasks.run(
            lambda: (desk.board(actor), desk.next_up(actor), desk.hall(actor, 0)), self._read, self._not_read
        )

    def _read(self, found: tuple[Board, NextUp, Hall]) -> None:
        self.board, self.next, self.hall = found
        self._heard_at = self.ports.now()
        self._finished()
        shown = [row.visit_id for row in self.rows()]
        if self.visit not in shown:
            self.visit = shown[0] if shown else ""
        self.changed()

    def heard(self) -> None:
        """The desk answered without news."""
        self._heard_at = self.ports.now()

    def tick(self) -> None:
        """Once a second."""
        self.seconds.changed()

    def choose(self, counter: int) -> None:
        """A counter: what F2 and F8 act on."""
        if self.board is not None and any(card.counter == counter for card in self.board.counters):
            self.counter = counter
            self.changed()

    def select(self, visit_id: str) -> None:
        """A row of 'next up'."""
        self.visit = visit_id
        self.changed()

    def search(self, typed: str) -> None:
        """A part of a token, or the scan of a slip: its signature is checked before it is looked for."""
        self.needle = typed
        found = ticket.verify(typed, self.ports.site.ticket_key, self.ports.site.site_id, self.ports.now())
        if found.ticket is not None and found.verdict in (ticket.Verdict.OK, ticket.Verdict.EXPIRED):
            self.needle = found.ticket.token
        rows = self.rows()
        self.visit = rows[0].visit_id if rows else ""
        self.changed()

    def call_next(self) -> None:
        """F2: who is next by the rule, to the chosen counter."""
        desk, actor, counter = self.ports.desk, self.ports.actor, self.counter
        self._announce(counter, lambda key: desk.call_next(actor, key, counter))

    def call_selected(self) -> None:
        """F8: the chosen row to the chosen counter."""
        desk, actor, counter, visit = self.ports.desk, self.ports.actor, self.counter, self.visit
        if visit:
            self._announce(counter, lambda key: desk.call(actor, key, visit, counter))

    def _announce(self, counter: int, call: Callable[[str], Called | None]) -> None:
        desk, actor = self.ports.desk, self.ports.actor

        def both(key: str) -> tuple[Called | None, VisitCard | None]:
            return call(key), desk.visit_at(actor, counter)

        def announced(found: tuple[Called | None, VisitCard | None]) -> None:
            called, held = found
            if called is None:
                self._say("nobody", None, "horn", counter=counter)
                return
            event = held.event if held and held.visit_id == called.visit_id else None
            self._say("called", event, "horn", token=called.token, counter=counter)

        self.commands.send(both, announced)

    def target(self) -> CounterCard | None:
        """What F3 and F4 act on: the called counter, the chosen one where several have called."""
        called = [card for card in self.board.counters if card.state is CounterState.CALLED] if self.board else []
        chosen = [card for card in called if card.counter == self.counter]
        return chosen[0] if chosen else called[0] if len(called) == 1 else None

    def recall(self, counter: int = 0) -> None:
        """F3: ring again."""
        card = self._called(counter)
        if card is not None:
            desk, actor = self.ports.desk, self.ports.actor
            self.commands.send(
                lambda key: desk.recall(actor, key, card.visit_id),
                lambda _call: self._say("recalled", None, "recall", token=card.token, counter=card.counter),
            )

    def no_show(self, counter: int = 0) -> None:
        """F4: nobody came; can be undone in the bar."""
        card = self._called(counter)
        if card is not None:
            desk, actor = self.ports.desk, self.ports.actor
            self.commands.send(
                lambda key: desk.no_show(actor, key, card.visit_id),
                lambda visit: self._say("no-show", visit.event, "no_show", token=card.token, counter=card.counter),
            )

    def _called(self, counter: int) -> CounterCard | None:
        if not counter:
            return self.target()
        cards = self.board.counters if self.board else []
        return next((one for one in cards if one.counter == counter and one.state is CounterState.CALLED), None)

    def undo(self, event: int) -> None:
        """Ctrl+Z while the bar stands."""
        desk, actor = self.ports.desk, self.ports.actor
        self.commands.send(
            lambda key: desk.undo(actor, key, event), lambda card: self._say("undone", None, "undo", token=card.token)
        )

    def show_message(self, english: str, urdu: str, length: int) -> None:
        """Ctrl+M: a message in the hall, both languages, for so many minutes."""
        desk, actor, until = self.ports.desk, self.ports.actor, self.ports.now() + 60 * length
        self.commands.send(
            lambda key: desk.set_notice(actor, key, english, urdu, until),
            lambda _hall: self._say("message", None, "speech"),
        )

    def clear_message(self) -> None:
        """Take the message down."""
        desk, actor = self.ports.desk, self.ports.actor
        self.commands.send(
            lambda key: desk.set_notice(actor, key, "", ""), lambda _hall: self._say("message-off", None, "speech")
        )

    def sound_check(self) -> None:
        """Every display says a test sentence."""
        desk, actor = self.ports.desk, self.ports.actor
        self.commands.send(lambda key: desk.sound_check(actor, key), lambda _none: self._say("sound", None, "speaker"))

    def _say(self, what: str, event: int | None, icon: str, **params: object) -> None:
        prefix = "supervisor-done" if self.ports.words.has(f"supervisor-done-{what}") else "tsa-done"
        self.done = Done(self.ports.words.text(f"{prefix}-{what}", **params), event, icon)
        self.refresh()
        self.changed()

    def speak(self, language: str) -> None:
        """Switch the language; what is chosen stays."""
        self.ports.words.switch(language)
        self.commands.changed()
        self.changed()
