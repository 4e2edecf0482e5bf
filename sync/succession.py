"""How a party's keys are followed by new ones: the word of the old keys for the new.

On the wire: CBOR `[body, signature]`; body is a CBOR map `{v, from, verify, receive, at}`, signed by the keys that
`from` names. A device that knows any earlier keys of a registry follows such statements to those of today.
"""

from __future__ import annotations

from collections.abc import Sequence

from sync import wire
from sync.errors import Malformed
from sync.keys import Keys, PublicKeys

VERSION = 1
MAX_STATEMENT = 512
MOST = 64
"""Statements of one chain: a key a year for a lifetime."""
_SIGN = b"drc key succession v1\0"


def announce(old: Keys, new: PublicKeys, at: int) -> bytes:
    """The word of `old` that `new` follows it; `at` in milliseconds since 1970 UTC."""
    body = wire.encode(
        {"v": VERSION, "from": old.public.kid, "verify": new.verify_key, "receive": new.receive_key, "at": at}
    )
    return wire.encode([body, old.sign(_SIGN, body)])


def follow(statements: Sequence[bytes], known: PublicKeys) -> list[PublicKeys]:
    """The keys that follow `known`, one a statement, the newest last.

    Raises BadSignature, Malformed, Truncated or Oversize where a statement is not the word of the keys before it.
    """
    if len(statements) > MOST:
        raise Malformed(field="keys")
    chain = [known]
    for statement in statements:
        body, signature = wire.byte_strings(statement, 2, MAX_STATEMENT)
        chain[-1].verify(signature, _SIGN, body)
        fields = wire.decode_map(body, MAX_STATEMENT)
        if fields.get("v") != VERSION or wire.field(fields, "from", str) != chain[-1].kid:
            raise Malformed(field="keys")
        chain.append(PublicKeys(wire.field(fields, "verify", bytes), wire.field(fields, "receive", bytes)))
    return chain[1:]


def said_at(statement: bytes) -> int:
    """When it was made, unverified: to tell how old the newest keys are. Raises Malformed."""
    body, _ = wire.byte_strings(statement, 2, MAX_STATEMENT)
    return wire.field(wire.decode_map(body, MAX_STATEMENT), "at", int)
