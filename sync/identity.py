"""Who a PC is and which registry it trusts, as enrolment left it; one string of bytes for the encrypted store."""

from __future__ import annotations

from dataclasses import dataclass

from sync import wire
from sync.errors import Malformed
from sync.keys import Keys, PublicKeys

VERSION = 1
MAX_IDENTITY = 16 * 1024


@dataclass(frozen=True)
class Identity:
    """`tehsils` are the P-codes whose slices this PC pulls."""

    site: str
    device: str
    keys: Keys
    registry: PublicKeys
    tehsils: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Canonical CBOR with the private keys: for an encrypted store only."""
        return wire.encode(
            {
                "v": VERSION,
                "site": self.site,
                "device": self.device,
                "keys": self.keys.to_bytes(),
                "registry": self.registry.to_bytes(),
                "tehsils": list(self.tehsils),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Identity:
        """Raises Malformed, Truncated or Oversize."""
        fields = wire.decode_map(data, MAX_IDENTITY)
        tehsils = wire.field(fields, "tehsils", list)
        if fields.get("v") != VERSION or not all(isinstance(tehsil, str) for tehsil in tehsils):
            raise Malformed(field="identity")
        return cls(
            site=wire.name(fields, "site"),
            device=wire.name(fields, "device"),
            keys=Keys.from_bytes(wire.field(fields, "keys", bytes)),
            registry=PublicKeys.from_bytes(wire.field(fields, "registry", bytes)),
            tehsils=tuple(tehsils),
        )
