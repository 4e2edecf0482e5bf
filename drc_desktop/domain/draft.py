"""A survey under way, as the local store keeps it and the counter comes back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class OperationKind(StrEnum):
    """What the operator did to the survey; replayed in order, operations rebuild a session from its snapshot."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of the journal: `ref` of the node, or of the repeat range for ADD, or of the row for REMOVE."""

    kind: OperationKind
    ref: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the operator is in the survey: page number from 0, and the ref that has the focus."""

    page: int = 0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class DraftHead:
    """What a draft is about. `update_type` is one of the six; `cnic` the visitor's number, at rest on SQLCipher only.

    `started_at` is in seconds since the epoch, UTC; `household_xml` is what a roster form was prefilled with.
    """

    visit_id: str
    token: str
    form_id: str
    form_version: str
    update_type: str
    cnic: str
    started_at: float
    household_xml: bytes = b""
    papers_missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FinishedSurvey:
    """The plain copy of a finalised survey, as long as it is kept: what a correction begins with."""

    head: DraftHead
    xml: bytes
    attachments: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as it was at the last commit: resume from `snapshot`, replay `operations`, go to `place`."""

    head: DraftHead
    snapshot: bytes
    operations: tuple[Operation, ...]
    place: Place
    section_seconds: Mapping[str, float] = field(default_factory=dict)
