"""A device's signed wish for one page of a slice.

On the wire: CBOR `[body, signature]`; body is a CBOR map `{v, device, tehsil, cursor, at, seen, kid, runs, waits,
oldest}`. A replay is harmless: the answer is sealed to the device's key.
"""

from __future__ import annotations

from dataclasses import dataclass

from sync import wire
from sync.errors import Malformed
from sync.keys import Keys, PublicKeys
from sync.page import MAX_CURSOR
from sync.receipt import MAX_RECEIPT

VERSION = 1
MAX_REQUEST = 2048
MAX_RUNS = 32
MAX_STANDING = 2**53
"""More messages or milliseconds than there can be."""
_SIGN = b"drc slice request v1\0"


@dataclass(frozen=True)
class PullRequest:
    """`cursor` is b'' for a first pull; `at` is the device's wall clock in milliseconds since 1970 UTC; `seen` the last
    receipt the device holds, b'' for none: by it a registry that was set back to a backup learns of it; `kid` names the
    registry's keys that the device knows, '' for today's.

    How the device stands, for head office: the version of the program it `runs`, how many messages wait on it, and the
    age of the `oldest` of them in milliseconds (0 where none waits).
    """

    device: str
    tehsil: str
    cursor: bytes
    at: int
    seen: bytes = b""
    kid: str = ""
    runs: str = ""
    waits: int = 0
    oldest: int = 0

    def sign(self, keys: Keys) -> bytes:
        """The bytes to send."""
        body = wire.encode(
            {
                "v": VERSION, "device": self.device, "tehsil": self.tehsil, "cursor": self.cursor, "at": self.at,
                "seen": self.seen, "kid": self.kid, "runs": self.runs, "waits": self.waits, "oldest": self.oldest,
            }
        )  # fmt: skip
        return wire.encode([body, keys.sign(_SIGN, body)])


@dataclass(frozen=True)
class SignedPull:
    """A request as it arrived: readable, not yet verified."""

    request: PullRequest
    body: bytes
    signature: bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> SignedPull:
        """Raises Malformed, Truncated or Oversize."""
        body, signature = wire.byte_strings(data, 2, MAX_REQUEST)
        fields = wire.decode_map(body, MAX_REQUEST)
        cursor = wire.field(fields, "cursor", bytes)
        seen = wire.field(fields, "seen", bytes)
        if fields.get("v") != VERSION or len(cursor) > MAX_CURSOR or len(seen) > MAX_RECEIPT:
            raise Malformed(field="version")
        kid = wire.field(fields, "kid", str)
        if len(kid) > wire.MAX_NAME:
            raise Malformed(field="kid")
        runs = wire.field(fields, "runs", str)
        waits, oldest = (wire.field(fields, name, int) for name in ("waits", "oldest"))
        if len(runs) > MAX_RUNS or not 0 <= waits <= MAX_STANDING or not 0 <= oldest <= MAX_STANDING:
            raise Malformed(field="standing")
        device, tehsil = wire.name(fields, "device"), wire.name(fields, "tehsil")
        at = wire.field(fields, "at", int)
        return cls(PullRequest(device, tehsil, cursor, at, seen, kid, runs, waits, oldest), body, signature)

    def verify(self, device: PublicKeys) -> None:
        """Raises BadSignature unless `device` signed it."""
        device.verify(self.signature, _SIGN, self.body)
