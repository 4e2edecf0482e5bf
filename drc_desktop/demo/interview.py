"""Filling a survey by the keyboard alone: look at the field that has the focus, type what the family answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from drc_desktop.demo.hands import HandsError
from drc_desktop.domain.draft import Operation, OperationKind

PATIENCE = 2500
CHECK = "check-list"


@dataclass
class Answers:
    """What a family answers by ref, and how many rows each roster gets."""

    values: dict[str, str]
    rows: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> Answers:
        """From the operations of `domain.people_answers`."""
        made = cls({})
        for step in operations:
            if step.kind is OperationKind.SET:
                made.values[step.ref] = step.value
            elif step.kind is OperationKind.ADD:
                made.rows[step.ref] = made.rows.get(step.ref, 1) + 1
        return made


class Keyboard(Protocol):
    """What an interview needs of `demo.hands.Hands`; the benchmark gives a pair of hands of its own process."""

    who: str

    def key(self, key: str, *modifiers: str) -> float: ...
    def type(self, text: str) -> float: ...
    def focus(self) -> str: ...
    def probe(self, name: str) -> Any: ...


@dataclass
class Interview:
    """One survey at one counter. `answer_ms` collects key-to-painted milliseconds of single-key answers."""

    hands: Keyboard
    answers: Answers
    answer_ms: list[float]
    given: int = 0
    done: set[str] = field(default_factory=set)

    def fill(self, stop_after: int = 0) -> bool:
        """Answer until the check of answers (True), or until `stop_after` questions were answered (False)."""
        for _ in range(PATIENCE):
            seen = self.hands.probe("question")
            if seen["at"] == CHECK:
                return True
            if seen["kind"] == "table":
                self._table(seen)
            elif seen["kind"] == "question":
                self._question(seen)
            elif not seen["at"]:
                self.hands.key("Down", "alt")  # a page with nothing to fill in
            else:
                raise HandsError(f"{self.hands.who}: the focus is on {seen['at']!r} in the middle of a survey")
            if stop_after and self.given >= stop_after:
                return False
        raise HandsError(f"{self.hands.who}: the check of answers was never reached; last at {seen['at']}")

    def _table(self, seen: dict[str, Any]) -> None:
        """Add a member that is missing, enter the first one with something to say, else the next page."""
        roster, section = seen["at"], seen["section"]
        if section == "roster" and seen["rows"] < self.answers.rows.get(roster, 1):
            self.hands.key("Insert")
            return
        row = self._row_to_enter(roster, section)
        if row is None:
            self.hands.key("Down", "alt")
            return
        for _ in range(seen["rows"]):
            self.hands.key("Up")
        for _ in range(row - 1):
            self.hands.key("Down")
        self.hands.key("Return")

    def _row_to_enter(self, roster: str, section: str | None) -> int | None:
        """The first row of a prefilled roster with an answer that was not given yet."""
        below = f"{section}/" if section else ""
        for ref in self.answers.values:
            found = re.match(rf"{re.escape(roster)}\[(\d+)\]/{below}", ref)
            if found and ref not in self.done:
                return int(found[1])
        return None

    def _question(self, seen: dict[str, Any]) -> None:
        ref = seen["at"].partition("#")[0]
        value = self.answers.values.get(ref, "")
        self.done.add(ref)
        if not value and "cnic" in seen["appearance"].split():
            self.hands.type("0")  # no document yet; the reason is asked next
            return
        if value and value != seen["value"]:
            self._type(seen, value)
        self.given += 1
        for _part in range(3):  # day, month and year are one question
            focus = self.hands.focus()
            if focus.startswith(f"{ref}#") and not focus.endswith("#year"):
                self.hands.key("Return")
        self.hands.key("Return")

    def _type(self, seen: dict[str, Any], value: str) -> None:
        keys = keys_for(seen, value)
        took = self.hands.type(keys)
        if len(keys) == 1:
            self.answer_ms.append(took)


def keys_for(seen: dict[str, Any], value: str) -> str:
    """What an operator types for a stored value: the code of an option, day month year, the start of a name."""
    codes = seen.get("codes")
    if codes is not None:
        if "autocomplete" in seen["appearance"]:
            return str(seen["labels"][value])
        return ".".join(codes[one] for one in value.split(" "))
    if seen["type"] == "date":
        day = date.fromisoformat(value)
        return f"{day:%d%m%Y}"
    return value
