"""What a carrier must do. It moves bytes and proves nothing: receipts and pages are verified by the client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sync import wire
from sync.errors import Malformed

MAX_ANSWER = 8 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What the far end said to one message: a receipt (to be verified), or a refusal with its reason code.

    `permanent`: sending the same bytes again cannot help.
    """

    receipt: bytes | None = None
    reason: str | None = None
    permanent: bool = False


class Carrier(Protocol):
    """A way to the registry.

    Every method raises `sync.errors.CarrierError` when there is no usable answer: Unreachable, Busy (with
    `retry_after`), NotRegistry, Broken, or Refused (the request as a whole).
    """

    name: str

    def push(self, envelopes: Sequence[bytes]) -> list[Answer]:
        """Hand over envelopes; one answer each, in their order."""
        ...

    def pull(self, request: bytes) -> bytes:
        """Ask for one page of a slice with a signed request (`sync.requests`); a sealed page comes back."""
        ...

    def enrol(self, request: bytes) -> bytes:
        """Ask for enrolment with a request made by `sync.enrol`; the registry's authenticated answer comes back."""
        ...


def read_answers(data: bytes, count: int) -> list[Answer]:
    """The answers in a push result `{v, results: [...]}`. Raises SyncError unless there are exactly `count`."""
    results = wire.field(wire.decode_map(data, MAX_ANSWER), "results", list)
    if len(results) != count:
        raise Malformed(field="results")
    return [_answer(result) for result in results]


def _answer(fields: Any) -> Answer:
    if not isinstance(fields, dict):
        raise Malformed(field="result")
    receipt, reason = wire.optional(fields, "receipt", bytes), wire.optional(fields, "reason", str)
    if (receipt is None) == (reason is None):
        raise Malformed(field="result")
    return Answer(receipt, reason, wire.optional(fields, "permanent", bool) or False)
