"""What a carrier must do. It moves bytes and proves nothing: receipts and pages are verified by the client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sync import wire
from sync.errors import Malformed

MAX_BATCH = 50
"""Envelopes of one push."""
MAX_ANSWER = 8 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What the far end said to one message: a receipt (to be verified), or a refusal with its reason code; neither
    while it is under way with a carrier that answers later.

    `permanent`: sending the same bytes again cannot help.
    """

    receipt: bytes | None = None
    reason: str | None = None
    permanent: bool = False

    @property
    def underway(self) -> bool:
        """Handed over, no answer yet."""
        return self.receipt is None and self.reason is None

    def to_wire(self) -> dict[str, Any]:
        """As it stands in the results of a push."""
        if self.receipt is not None:
            return {"receipt": self.receipt}
        return {"underway": True} if self.underway else {"reason": self.reason, "permanent": self.permanent}


class Carrier(Protocol):
    """A way to the registry.

    Every method raises `sync.errors.CarrierError` when there is no usable answer: Unreachable, Busy (with
    `retry_after`), NotRegistry, Broken, Refused (the request as a whole), or Underway (it will come later: ask again).
    """

    name: str

    def push(self, envelopes: Sequence[bytes], seen: bytes = b"") -> list[Answer]:
        """Hand over envelopes; one answer each, in their order. `seen` is the last receipt the sender holds."""
        ...

    def pull(self, request: bytes) -> bytes:
        """Ask for one page of a slice with a signed request (`sync.requests`); a sealed page comes back."""
        ...

    def enrol(self, request: bytes) -> bytes:
        """Ask for enrolment with a request made by `sync.enrol`; the registry's authenticated answer comes back."""
        ...


def push_request(envelopes: Sequence[bytes], seen: bytes) -> bytes:
    """The body of a push, for carriers that hand over whole requests."""
    return wire.encode({"v": 1, "envelopes": list(envelopes), "seen": seen})


def read_push(data: bytes, limit: int) -> tuple[list[bytes], bytes]:
    """Envelopes (1 to 50) and last receipt of a push request of at most `limit` bytes. Raises SyncError."""
    fields = wire.decode_map(data, limit)
    envelopes = wire.field(fields, "envelopes", list)
    if not 0 < len(envelopes) <= MAX_BATCH or not all(isinstance(item, bytes) for item in envelopes):
        raise Malformed(field="envelopes")
    return envelopes, wire.optional(fields, "seen", bytes) or b""


def read_answers(data: bytes, count: int) -> list[Answer]:
    """The answers in a push result `{v, results: [...]}`. Raises SyncError unless there are exactly `count`."""
    results = wire.field(wire.decode_map(data, MAX_ANSWER), "results", list)
    if len(results) != count:
        raise Malformed(field="results")
    return [read_answer(result) for result in results]


def read_answer(fields: Any) -> Answer:
    """One result of a push. Raises Malformed."""
    if not isinstance(fields, dict):
        raise Malformed(field="result")
    receipt, reason = wire.optional(fields, "receipt", bytes), wire.optional(fields, "reason", str)
    underway = wire.optional(fields, "underway", bool) or False
    if (receipt is not None) + (reason is not None) + underway != 1:
        raise Malformed(field="result")
    return Answer(receipt, reason, wire.optional(fields, "permanent", bool) or False)
