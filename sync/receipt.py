"""The registry's signed word that a message rests in its database: proof of custody, not a verdict on content.

On the wire: CBOR `[body, signature]`; body is a CBOR map `{v, msg_id, sha256, seq, server_epoch, received_at, key_id}`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sync import wire
from sync.errors import BadSignature, ReceiptError, SyncError
from sync.keys import Keys, PublicKeys

VERSION = 1
MAX_RECEIPT = 1024
_SIGN = b"drc receipt v1\0"


@dataclass(frozen=True)
class Receipt:
    """What the registry signed. `seq` orders messages in one `server_epoch`; `received_at` is in milliseconds since
    1970 UTC by the registry's clock; `key_id` names the signing key."""

    msg_id: uuid.UUID
    sha256: bytes
    seq: int
    server_epoch: str
    received_at: int
    key_id: str

    def issue(self, keys: Keys) -> bytes:
        """Sign as the registry; the bytes are what `verify` reads."""
        body = wire.encode(
            {
                "v": VERSION,
                "msg_id": self.msg_id.bytes,
                "sha256": self.sha256,
                "seq": self.seq,
                "server_epoch": self.server_epoch,
                "received_at": self.received_at,
                "key_id": self.key_id,
            }
        )
        return wire.encode([body, keys.sign(_SIGN, body)])


def read(data: bytes, *known: PublicKeys) -> Receipt:
    """The receipt in `data`, signed by one of the `known` keys of a registry, whatever message it is for.

    Raises ReceiptError; parameter `why` is form, signature or key.
    """
    try:
        body, signature = wire.byte_strings(data, 2, MAX_RECEIPT)
        fields = wire.decode_map(body, MAX_RECEIPT)
        key_id = wire.field(fields, "key_id", str)
        signer = next((keys for keys in known if keys.kid == key_id), known[0])
        signer.verify(signature, _SIGN, body)
        receipt = Receipt(
            msg_id=uuid.UUID(bytes=wire.field(fields, "msg_id", bytes)),
            sha256=wire.field(fields, "sha256", bytes),
            seq=wire.field(fields, "seq", int),
            server_epoch=wire.field(fields, "server_epoch", str),
            received_at=wire.field(fields, "received_at", int),
            key_id=key_id,
        )
    except BadSignature as error:
        raise ReceiptError(why="signature") from error
    except (SyncError, ValueError) as error:
        raise ReceiptError(why="form") from error
    if key_id != signer.kid:
        raise ReceiptError(why="key")
    return receipt


def verify(data: bytes, *known: PublicKeys, msg_id: uuid.UUID, sha256: bytes) -> Receipt:
    """The receipt in `data`, signed by one of the `known` keys, for exactly this message and these bytes.

    Raises ReceiptError otherwise; parameter `why` is form, signature, key, message or hash.
    """
    receipt = read(data, *known)
    for why, agrees in (("message", receipt.msg_id == msg_id), ("hash", receipt.sha256 == sha256)):
        if not agrees:
            raise ReceiptError(why=why)
    return receipt
