"""The registry's keys of today and of former years, and the words by which each follows the one before.

Only today's keys are told to new PCs. The former ones still open what was sealed for them, sign the receipts of such
messages, and sign pages for PCs that have not heard of the new ones yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from sync import wire
from sync.errors import Malformed, WrongKey
from sync.keys import KEY_BYTES, Keys, PublicKeys
from sync.succession import MAX_STATEMENT, MOST, announce

MAX_SECRETS = 128 * 1024


@dataclass(frozen=True)
class Former:
    """Keys of former years, and their word for the keys that followed."""

    keys: Keys
    statement: bytes


@dataclass(frozen=True)
class Secrets:
    """What a registry must keep to itself: its keys, the secret (32 bytes) its columns rest under, and its `former`
    keys, oldest first."""

    keys: Keys
    vault_secret: bytes = field(repr=False)
    former: tuple[Former, ...] = ()

    def to_bytes(self) -> bytes:
        """For a file only the registry's account can read."""
        former = [[one.keys.to_bytes(), one.statement] for one in self.former]
        return wire.encode({"v": 1, "keys": self.keys.to_bytes(), "vault": self.vault_secret, "former": former})

    @classmethod
    def from_bytes(cls, data: bytes) -> Secrets:
        """Raises Malformed, Truncated or Oversize."""
        fields = wire.decode_map(data, MAX_SECRETS)
        vault_secret, former = wire.field(fields, "vault", bytes), wire.field(fields, "former", list)
        if len(vault_secret) != KEY_BYTES or len(former) > MOST:
            raise Malformed(field="vault")
        return cls(Keys.from_bytes(wire.field(fields, "keys", bytes)), vault_secret, tuple(map(_former, former)))

    def rotated(self, new: Keys, at: int) -> Secrets:
        """With `new` keys from now on; `at` in milliseconds since 1970 UTC."""
        return Secrets(new, self.vault_secret, (*self.former, Former(self.keys, announce(self.keys, new.public, at))))

    @cached_property
    def ring(self) -> Ring:
        """The keys without the secret of the columns."""
        return Ring(self.keys, self.former)


def _former(value: object) -> Former:
    if not isinstance(value, list) or len(value) != 2 or not all(type(part) is bytes for part in value):
        raise Malformed(field="former")
    keys, statement = value
    if len(statement) > MAX_STATEMENT:
        raise Malformed(field="former")
    return Former(Keys.from_bytes(keys), statement)


@dataclass(frozen=True)
class Ring:
    """All keys of one registry."""

    today: Keys
    former: tuple[Former, ...] = ()

    def of(self, kid: str) -> Keys:
        """The keys under that name; '' names today's. Raises WrongKey."""
        if kid in ("", self.today.public.kid):
            return self.today
        try:
            return self._by_kid[kid]
        except KeyError:
            raise WrongKey from None

    def statements_after(self, kid: str) -> list[bytes]:
        """The words that lead from those keys to today's; none from today's."""
        names = [one.keys.public.kid for one in self.former]
        return [one.statement for one in self.former[names.index(kid) :]] if kid in names else []

    @cached_property
    def public(self) -> tuple[PublicKeys, ...]:
        """What receipts of this registry may be signed with, today's first."""
        return (self.today.public, *(one.keys.public for one in reversed(self.former)))

    @cached_property
    def _by_kid(self) -> dict[str, Keys]:
        return {one.keys.public.kid: one.keys for one in self.former}
