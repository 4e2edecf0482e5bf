"""What the receiving half asks of its application."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection

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
    `changed` are households whose row in the slice is different now; `facts` are handed on to the application's Keeper
    as they are."""

    standing: Standing
    reason: str | None = None
    instance_id: str | None = None
    changed: tuple[SliceHousehold, ...] = field(default=(), repr=False)
    facts: object | None = field(default=None, repr=False)


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


class Keeper(Protocol):
    """Counts what was judged, for the application's own figures."""

    def keep(self, connection: Connection, header: Header, standing: Standing, facts: object) -> None:
        """Called in the transaction that stores the verdict of a survey, once for each verdict that has `facts`."""
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
