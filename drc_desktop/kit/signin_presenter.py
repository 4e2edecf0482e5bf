"""A person from the list and six digits: at sign-in, at a locked screen, and for a second person's word. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from drc_desktop.desk.contract import DeskError, Fault, OperatorCard, Role
from drc_desktop.kit.faults import fault_words
from drc_desktop.kit.ports import CurrentWords, Observable, Tasks

PIN_DIGITS = 6
T = TypeVar("T")
Given = TypeVar("Given", covariant=True)


class Door(Protocol[Given]):
    """Who may come in, and letting them in; `Desk` is one, a PC that also opens its local store is another."""

    def operators(self) -> list[OperatorCard]: ...
    def sign_in(self, device_id: str, operator_id: str, pin: str, counter: int = 0) -> Given: ...


class Step(StrEnum):
    """What the boxes ask for: the PIN, or twice an own one in place of a PIN that somebody else set."""

    PIN = "pin"
    NEW = "new"
    AGAIN = "again"


def _never(_call: Callable[[], object]) -> None:
    """Where no clock was given the page reads again by its key alone."""


class SignIn(Observable, Generic[T]):
    """`roles` are who may use this window; `counter` is sent along (0: the operator's usual one).

    `soon` calls something a little later: a list that could not be read is read again until it is there.
    """

    def __init__(
        self,
        desk: Door[T],
        tasks: Tasks,
        words: CurrentWords,
        device_id: str,
        roles: frozenset[Role],
        signed_in: Callable[[T], None],
        counter: int = 0,
        soon: Callable[[Callable[[], object]], object] = _never,
        choose_pin: Callable[[str], T] | None = None,
    ) -> None:
        super().__init__()
        self._choose_pin = choose_pin
        self.step, self.differs, self._first = Step.PIN, False, ""
        self._soon, self._reads_again = soon, False
        self._desk, self._tasks, self.words = desk, tasks, words
        self._device, self._roles, self._signed_in, self._counter = device_id, roles, signed_in, counter
        self._error: Exception | None = None
        self.short = False
        self.people: list[OperatorCard] = []
        self.chosen = 0
        self.pin = ""
        self.busy = False

    def start(self) -> None:
        """Read who may sign in here."""
        self._tasks.run(self._desk.operators, self._read, self._not_read)

    def _not_read(self, error: Exception) -> None:
        self._failed(error)
        if not self._reads_again:
            self._reads_again = True
            self._soon(self._read_again)

    def _read_again(self) -> None:
        self._reads_again = False
        if not self.people:
            self.start()

    def _read(self, people: list[OperatorCard]) -> None:
        allowed = [one for one in people if one.role in self._roles]
        # the people of the counter this window stands at come first, then by counter and name
        self.people = sorted(
            allowed,
            key=lambda one: (one.role is not Role.SUPERVISOR, one.counter != self._counter, one.counter, one.name),
        )
        self.chosen = min(self.chosen, max(0, len(self.people) - 1))
        self._error = None
        self.changed()

    @property
    def person(self) -> OperatorCard | None:
        """Who is chosen."""
        return self.people[self.chosen] if self.people else None

    @property
    def fault(self) -> str:
        """What was wrong, in the language of now."""
        if self.short:
            return self.words.text("kit-signin-short")
        if self.differs:
            return self.words.text("kit-signin-differs")
        return fault_words(self._error, self.words) if self._error is not None else ""

    def role_words(self, person: OperatorCard) -> str:
        """Data entry operator, counter 3."""
        role = self.words.text(f"queue-role-{person.role.value}")
        if person.counter:
            return self.words.text("kit-signin-counter", role=role, counter=person.counter)
        return role

    def choose(self, index: int) -> None:
        """Another person; digits typed so far belong to the person before."""
        if 0 <= index < len(self.people) and index != self.chosen:
            self.chosen = index
            self._forget()
            self.step, self._first = Step.PIN, ""
            self.changed()

    def type(self, digits: str) -> None:
        """Digits into the boxes; Urdu digits are read as well by the view."""
        if not self.busy:
            self.pin = (self.pin + digits)[:PIN_DIGITS]
            self._error, self.short, self.differs = None, False, False
            self.changed()

    def rub_out(self) -> None:
        """Backspace."""
        self.pin = self.pin[:-1]
        self.changed()

    def clear(self) -> None:
        """Esc."""
        self._forget()
        self.changed()

    def _forget(self) -> None:
        self.pin, self._error, self.short, self.differs = "", None, False, False

    def submit(self) -> None:
        """Enter. The PIN is forgotten whatever the answer."""
        person = self.person
        if self.busy or person is None:
            return
        if len(self.pin) < PIN_DIGITS:
            self.short = True
            self.changed()
            return
        pin, self.pin = self.pin, ""
        if self.step is not Step.PIN:
            self._choose(pin)
            return
        self.busy = True
        self.changed()
        counter = self._counter if person.role is Role.DEO else 0
        self._tasks.run(
            lambda: self._desk.sign_in(self._device, person.operator_id, pin, counter), self._arrived, self._failed
        )

    def _choose(self, pin: str) -> None:
        """The own PIN, then the same once more."""
        first, self._first = self._first, ""
        if self.step is Step.NEW:
            self.step, self._first = Step.AGAIN, pin
        elif pin != first:
            self.step, self.differs = Step.NEW, True
        elif self._choose_pin is not None:
            choose, self.busy = self._choose_pin, True
            self._tasks.run(lambda: choose(pin), self._arrived, self._not_chosen)
        self.changed()

    def _not_chosen(self, error: Exception) -> None:
        """One that the desk does not take is chosen anew; after anything else the person signs in once more."""
        weak = isinstance(error, DeskError) and error.code is Fault.BAD_REQUEST
        self.step = Step.NEW if weak else Step.PIN
        self._failed(error)

    def _arrived(self, found: T) -> None:
        self.busy = False
        self._forget()
        self.changed()
        self._signed_in(found)

    def _failed(self, error: Exception) -> None:
        self.busy = False
        if self._choose_pin is not None and isinstance(error, DeskError) and error.code is Fault.NEW_PIN:
            self.step, self.pin = Step.NEW, ""
            self.changed()
            return
        self.pin, self._error = "", error
        self.changed()

    @property
    def can_retry(self) -> bool:
        """The list could not be read: reading it again makes sense."""
        return not self.people and isinstance(self._error, DeskError) and self._error.code is Fault.SITE_UNREACHABLE
