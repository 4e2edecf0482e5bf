"""What a counter does to the queue: call, recall, no-show, park, transfer, undo. One idempotency key an intention.

A command whose answer was lost is resent by the far desk with the same key; what is still unknown after that is asked
of the desk (`visit_at`), never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from drc_desktop.counter.model import Said
from drc_desktop.counter.ports import Ports
from drc_desktop.counter.words import told
from drc_desktop.desk.contract import Called, Desk, DeskError, Fault, VisitCard
from drc_desktop.domain.visit import Service

T = TypeVar("T")


class Calling:
    """Commands of one counter.

    `arrived` gets the visit that is now here (None: nobody), `left` is called when a visit went from here, with what
    was done and the event that an undo takes back.
    """

    def __init__(
        self,
        ports: Ports,
        arrived: Callable[[VisitCard | None], None],
        left: Callable[[Said, int], None],
        say: Callable[[Said | None], None],
    ) -> None:
        self._ports = ports
        self._arrived = arrived
        self._left = left
        self._say = say
        self.busy = False

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
        self._leave("counter-undo-no-show", lambda key: self._desk.no_show(self._ports.actor, key, visit.visit_id))

    def park(self, visit: VisitCard, until: float | None, reason: str) -> None:
        """Put the visit aside with an hour to come back."""
        self._leave(
            "counter-undo-parked",
            lambda key: self._desk.park(self._ports.actor, key, visit.visit_id, until, reason),
        )

    def transfer(self, visit: VisitCard, service: Service, reason: str) -> None:
        """Send the visit to another queue, where it keeps its waiting time."""
        self._leave(
            "counter-undo-transferred",
            lambda key: self._desk.transfer(self._ports.actor, key, visit.visit_id, service, reason),
        )

    def cancel(self, visit: VisitCard, reason: str, then: Callable[[], None]) -> None:
        """End the visit without a survey; `then` follows once the desk has accepted it."""
        self._leave(
            "counter-undo-cancelled",
            lambda key: self._desk.cancel(self._ports.actor, key, visit.visit_id, reason),
            then,
        )

    def start(self, visit: VisitCard, then: Callable[[VisitCard], None]) -> None:
        """The visitor sits here and the survey begins."""
        self._command(lambda key: self._desk.start(self._ports.actor, key, visit.visit_id), then)

    def undo(self, event: int) -> None:
        """Take the last step back; the visit returns to where it was."""
        self._command(lambda key: self._desk.undo(self._ports.actor, key, event), lambda _card: self.look())

    def look(self) -> None:
        """Ask the desk which visit is at this counter."""
        self.ask(self.failed)

    def ask(self, failed: Callable[[Exception], None]) -> None:
        """As `look`, with another answer to a failure."""
        self._ports.tasks.run(lambda: self._desk.visit_at(self._ports.actor, self._counter), self._arrived, failed)

    def failed(self, error: Exception) -> None:
        """A known fault becomes words; a counter that turns out to be busy shows who is here."""
        self.busy = False
        self._say(told(error))
        if isinstance(error, DeskError) and error.code in (Fault.COUNTER_BUSY, Fault.ILLEGAL_MOVE):
            self.look()

    @property
    def _counter(self) -> int:
        return self._ports.station.counter

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

    def _leave(self, word: str, work: Callable[[str], VisitCard], then: Callable[[], None] | None = None) -> None:
        def gone(card: VisitCard) -> None:
            if then is not None:
                then()
            self._left(Said(word, {"token": card.token}), card.event)

        self._command(work, gone)

    def _called(self, called: Called | None) -> None:
        if called is None:
            self._say(Said("counter-nobody-waits"))
        self.look()
