"""What the receiving half asks of its application."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sync.envelope import Content, Header
from sync.household import SliceHousehold


class Standing(StrEnum):
    """How a stored message stands. The receipt was given before: none of these takes it back."""

    RECEIVED = "received"
    VALID = "valid"
    HELD = "held"
    REVIEW = "review"


@dataclass(frozen=True)
class Verdict:
    """What the application found in a survey: VALID, HELD (form version not known yet) or REVIEW, with a reason code;
    `changed` are households whose row in the slice is different now."""

    standing: Standing
    reason: str | None = None
    instance_id: str | None = None
    changed: tuple[SliceHousehold, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Score:
    """`value` is None where no score was computed; `table` names the scorecard with its date, and whether it is
    official."""

    value: float | None
    table: str
    official: bool


class Validator(Protocol):
    """Judges opened surveys, after the receipt."""

    def validate(self, header: Header, content: Content) -> Verdict:
        """Never raises for bad content: that is a verdict."""
        ...


class Scorer(Protocol):
    """Computes the proxy means test of a valid survey."""

    def score(self, header: Header, content: Content) -> Score:
        """A score, or one without value."""
        ...


class Directory(Protocol):
    """The households the registry knows already."""

    def households(self) -> Iterable[SliceHousehold]:
        """All of them, in any order."""
        ...
