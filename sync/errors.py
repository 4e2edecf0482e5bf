"""Known errors of the protocol: each carries a stable reason code and parameters, never personal data.

The codes travel on the wire (a refused item names one) and select the words a window shows, so they are
part of the protocol: see docs/sync-protocol.md.
"""

from __future__ import annotations

from typing import ClassVar


class SyncError(Exception):
    """A known error of the environment or of the input.

    `code` is stable and names the reason; `params` hold figures and names of fields, never values people gave.
    """

    code: ClassVar[str] = "sync"

    def __init__(self, **params: str | int) -> None:
        super().__init__(self.code, params)
        self.params = params

    def __str__(self) -> str:
        """Code and parameters, safe for a log."""
        return " ".join([self.code, *(f"{name}={value}" for name, value in sorted(self.params.items()))])


class Malformed(SyncError):
    """Bytes that are not what the protocol writes."""

    code = "malformed"


class Truncated(Malformed):
    """The bytes end before the message does."""

    code = "truncated"


class Oversize(SyncError):
    """A message, its plaintext or a request is larger than its limit."""

    code = "oversize"


class EnvelopeError(SyncError):
    """An envelope that cannot be accepted."""

    code = "envelope"


class UnsupportedVersion(EnvelopeError):
    """Envelope version or cipher suite that this software does not speak."""

    code = "unsupported"


class BadSignature(EnvelopeError):
    """Not signed by the device it names, or changed after it was signed."""

    code = "bad_signature"


class WrongKey(EnvelopeError):
    """Sealed for a key that the reader does not hold."""

    code = "wrong_key"


class Undecryptable(EnvelopeError):
    """Names the right key and does not open with it."""

    code = "undecryptable"


class ReceiptError(SyncError):
    """An answer that looks like a receipt and proves nothing."""

    code = "bad_receipt"


class OutboxConflict(SyncError):
    """The outbox already holds other bytes under this message id."""

    code = "outbox_conflict"


class StoreFailed(SyncError):
    """The database of this PC refused: disk full, file gone or damaged."""

    code = "store_failed"


class CarrierError(SyncError):
    """No answer, or none from a registry. `retry_after` is what the far end asked for, in seconds."""

    code = "carrier"

    def __init__(self, retry_after: float | None = None, **params: str | int) -> None:
        super().__init__(**params)
        self.retry_after = retry_after


class Unreachable(CarrierError):
    """No connection: network down, name unknown, certificate not trusted, time-out."""

    code = "unreachable"


class Underway(CarrierError):
    """Handed over to a carrier that answers later: a stick that has to travel, a relay that has no link just now."""

    code = "underway"


class MediumGone(Unreachable):
    """The stick was taken out, is write-protected or broken; parameter `errno`."""

    code = "medium_gone"


class MediumFull(Unreachable):
    """No room left on the stick."""

    code = "medium_full"


class Busy(CarrierError):
    """The registry asks to come back later."""

    code = "busy"


class NotRegistry(CarrierError):
    """Something answered, but not in the protocol: a captive portal, a proxy, a wrong address."""

    code = "not_registry"


class Broken(CarrierError):
    """The registry failed on this very request (5xx, connection dropped half way)."""

    code = "broken_answer"


class Refused(CarrierError):
    """The registry understood the request and refuses it as a whole. `reason` is its code."""

    code = "refused"

    def __init__(self, reason: str, **params: str | int) -> None:
        super().__init__(None, reason=reason, **params)
        self.reason = reason


class RequestRefused(SyncError):
    """On the registry: a request is refused as a whole, with `reason` as the code that travels."""

    code = "request_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class Cancelled(SyncError):
    """A person stopped the round between two requests; what was answered so far is kept."""

    code = "cancelled"


class SliceError(SyncError):
    """The slice cannot answer."""

    code = "slice"


class SliceMissing(SliceError):
    """No slice has been pulled completely yet."""

    code = "slice_missing"


class SliceLocked(SliceError):
    """Locked: no contact with the registry for longer than the limit (parameter `days`)."""

    code = "slice_locked"


class OfficeLock(SliceError):
    """Head office has locked the slice of this PC; surveys are sent as ever."""

    code = "office_lock"


class OfficeWipe(SliceError):
    """Head office has erased the slice of this PC; surveys are sent as ever."""

    code = "office_wipe"


class SliceMismatch(SliceError):
    """A page that does not follow from what the slice holds, or is meant for another device."""

    code = "slice_mismatch"
