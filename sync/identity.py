"""Who a PC is and which registry it trusts, as enrolment left it; one string of bytes for the encrypted store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sync import wire
from sync.errors import Malformed
from sync.keys import Keys, PublicKeys
from sync.succession import follow

VERSION = 1
MAX_IDENTITY = 16 * 1024


@dataclass(frozen=True)
class Identity:
    """`tehsils` are the P-codes whose slices this PC pulls; `former` the registry's keys of former years, newest first:
    receipts of messages that were sealed for them are signed with them."""

    site: str
    device: str
    keys: Keys
    registry: PublicKeys
    tehsils: tuple[str, ...] = ()
    former: tuple[PublicKeys, ...] = ()

    @property
    def registries(self) -> tuple[PublicKeys, ...]:
        """Every key of the registry, today's first."""
        return (self.registry, *self.former)

    def following(self, statements: Sequence[bytes]) -> Identity:
        """This identity after the registry told of new keys. Raises BadSignature, Malformed, Truncated, Oversize."""
        newer = follow(statements, self.registry)
        if not newer:
            return self
        return replace(self, registry=newer[-1], former=(*reversed(newer[:-1]), *self.registries))

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
                "former": [keys.to_bytes() for keys in self.former],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Identity:
        """Raises Malformed, Truncated or Oversize."""
        fields = wire.decode_map(data, MAX_IDENTITY)
        tehsils, former = wire.field(fields, "tehsils", list), wire.field(fields, "former", list)
        if not all(type(keys) is bytes for keys in former):
            raise Malformed(field="former")
        if fields.get("v") != VERSION or not all(isinstance(tehsil, str) for tehsil in tehsils):
            raise Malformed(field="identity")
        return cls(
            site=wire.name(fields, "site"),
            device=wire.name(fields, "device"),
            keys=Keys.from_bytes(wire.field(fields, "keys", bytes)),
            registry=PublicKeys.from_bytes(wire.field(fields, "registry", bytes)),
            tehsils=tuple(tehsils),
            former=tuple(PublicKeys.from_bytes(keys) for keys in former),
        )
