"""What a counter does to the queue: call, recall, no-show, park, transfer, undo. One idempotency key an intention.

A command whose answer was lost is resent by the far desk with the same key; what is still unknown after that is asked
of the desk (`visit_at`), never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from drc_desktop.counter.model import Said
from drc_desktop.counter.ports import Ports
from drc_desktop.desk.contract import Called, Desk, DeskError, Fault, VisitCard
from drc_desktop.domain.visit import Service

T = TypeVar("T")


class Calling:
    """Commands of one counter. `arrived` gets the visit that is now here (None: the counter is free)."""

    def __init__(
        self,
        ports: Ports,
        arrived: Callable[[VisitCard | None], None],
        say: Callable[[Said | None], None],
        undoable: Callable[[Said, int], None],
    ) -> None:
        self._ports = ports
        self._arrived = arrived
        self._say = say
        self._undoable = undoable
        self.busy = False

    @property
    def _counter(self) -> int:
        return self._ports.station.counter

    def call_next(self) -> None:
        """Claim the next visit of this counter's queues; says so when nobody waits."""
        self._command(lambda key: self._desk.call_next(self._ports.actor, key, self._counter), self._called)

    def call(self, visit_id: str) -> None:
        """Call one visit: a parked one comes back this way."""
        self._command(lambda key: self._desk.call(self._ports.actor, key, visit_id, self._counter), self._called)

    def recall(self, visit: VisitCard) -> None:
        """Announce the same token again."""
        self._command(lambda key: self._desk.recall(self._ports.actor, key, visit.visit_id), self._called)

    def no_show(self, visit: VisitCard) -> None:
        """Nobody came; no dialog, undo stands ready."""
        self._command(
            lambda key: self._desk.no_show(self._ports.actor, key, visit.visit_id),
            lambda card: self._left(card, "counter-undo-no-show"),
        )

    def park(self, visit: VisitCard, until: float | None, reason: str) -> None:
        """Put the visit aside with an hour to come back."""
        self._command(
            lambda key: self._desk.park(self._ports.actor, key, visit.visit_id, until, reason),
            lambda card: self._left(card, "counter-undo-parked"),
        )

    def transfer(self, visit: VisitCard, service: Service, reason: str) -> None:
        """Send the visit to another queue, where it keeps its waiting time."""
        self._command(
            lambda key: self._desk.transfer(self._ports.actor, key, visit.visit_id, service, reason),
            lambda card: self._left(card, "counter-undo-transferred"),
        )

    def cancel(self, visit: VisitCard, reason: str) -> None:
        """End the visit without a survey (a referral)."""
        self._command(
            lambda key: self._desk.cancel(self._ports.actor, key, visit.visit_id, reason),
            lambda card: self._left(card, "counter-undo-cancelled"),
        )

    def start(self, visit: VisitCard, then: Callable[[VisitCard], None]) -> None:
        """The visitor sits here and the survey begins."""
        self._command(lambda key: self._desk.start(self._ports.actor, key, visit.visit_id), then)

    def undo(self, event: int) -> None:
        """Take the last step back; the visit returns to where it was."""
        self._command(lambda key: self._desk.undo(self._ports.actor, key, event), self._came_back)

    def look(self) -> None:
        """Ask the desk which visit is at this counter."""
        self._ports.tasks.run(lambda: self._desk.visit_at(self._ports.actor, self._counter), self._arrived, self.failed)

    def failed(self, error: Exception) -> None:
        """A known fault becomes words; a counter that turns out to be busy shows who is here."""
        self.busy = False
        if not isinstance(error, DeskError):
            raise error
        self._say(Said(f"fault-{error.code.value}", error.params))
        if error.code in (Fault.COUNTER_BUSY, Fault.ILLEGAL_MOVE):
            self.look()

    @property
    def _desk(self) -> Desk:
        return self._ports.desk

    def _command(self, work: Callable[[str], T], done: Callable[[T], None]) -> None:
        if self.busy:
            return
        self.busy = True
        key = self._ports.new_key()

        def finished(result: T) -> None:
            self.busy = False
            self._say(None)
            done(result)

        self._ports.tasks.run(lambda: work(key), finished, self.failed)

    def _called(self, called: Called | None) -> None:
        if called is None:
            self._say(Said("counter-nobody-waits"))
            self._arrived(None)
            return
        self.look()

    def _came_back(self, card: VisitCard) -> None:
        self._arrived(card if card.counter == self._counter else None)

    def _left(self, card: VisitCard, word: str) -> None:
        self._undoable(Said(word, {"token": card.token}), card.event)
        self._arrived(None)
