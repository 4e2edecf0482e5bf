"""`python -m tests.vectors.make`: writes sync-v1.json anew. Only when the protocol changes: others test against it.

Keys, times and texts are fixed and synthetic. What sealing makes is random each time, so a sealed vector is there to be
opened; everything signed is the same each time.
"""

from __future__ import annotations

import json
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from sync import page as pages
from sync import wire
from sync.carriers.base import push_request
from sync.carriers.files import name_of
from sync.carriers.frames import ACK, BACK, DATA, OPEN, Frame
from sync.enrol import EnrolRequest, Registration, enrol, parse_code
from sync.envelope import Content, seal
from sync.household import SliceHousehold, SliceMember, cnic_hash
from sync.keys import Keys
from sync.receipt import Receipt
from sync.requests import PullRequest
from sync.succession import announce

FILE = Path(__file__).with_name("sync-v1.json")
DEVICE, REGISTRY = Keys(bytes(range(32)), bytes(range(32, 64))), Keys(bytes(range(64, 96)), bytes(range(96, 128)))
NEXT = Keys(bytes(range(192, 224)), bytes(range(224, 256)))
MSG_ID, CREATED, AT = uuid.UUID("01a0c450-6c00-7123-8abc-0123456789ab"), 1_790_000_000_000, 1_790_000_060_000
EPOCH, SITE, PC, TEHSIL = "0b8f0c0e-6d5a-4a86-9a3e-5a2c2f1f4d11", "kamoke-1", "pc-1", "PK60403"
CODE, CNIC = "ABCD-EFGH-JKMN-PQRS", "3990000000001"


class Kept:
    """A far end that keeps what it is asked and answers as a registry that approves."""

    name = "kept"

    def __init__(self) -> None:
        self.request = self.answer = b""

    def enrol(self, request: bytes) -> bytes:
        self.request = request
        told = Registration("approved", REGISTRY.public, EPOCH, (TEHSIL,))
        self.answer = told.to_bytes(parse_code(CODE)[1], EnrolRequest.from_bytes(request))
        return self.answer


def household() -> SliceHousehold:
    """One synthetic household of one."""
    member = SliceMember(CNIC, "Synthetic Person", "", "1", "female", date(1990, 1, 1), "widowed")
    return SliceHousehold("h-1", TEHSIL, "Gujranwala", "PB", "registered", date(2024, 5, 1), True, members=(member,))


def vectors() -> dict[str, Any]:
    """All of them; bytes as hex."""
    content = Content(b"<data><a>1</a></data>", b"event,node\n", {"photo.jpg": b"\xff\xd8"}, {"token": "A042", "n": 3})
    envelope = seal(
        content, device_keys=DEVICE, registry=REGISTRY.public, msg_id=MSG_ID, created=CREATED, site=SITE, device=PC,
        op="op-7", form_ver="nser_survey@1",
    )  # fmt: skip
    receipt = Receipt(MSG_ID, envelope.sha256, 57, EPOCH, AT, REGISTRY.public.kid).issue(REGISTRY)
    pull, kept = PullRequest(PC, TEHSIL, b"", CREATED, receipt, REGISTRY.public.kid, "1.4.0", 3, 90_000), Kept()
    enrol(kept, CODE, site=SITE, device=PC, label="Counter 1", keys=DEVICE)  # type: ignore[arg-type]
    key = bytes(range(128, 160))
    statement = announce(REGISTRY, NEXT.public, AT)
    page = pages.Page(TEHSIL, b"", b"cursor", True, False, AT, key, (), ["h-9"], EPOCH, keys=[statement])
    sealed = pages.close(page, [household().to_wire()], registry_keys=REGISTRY, device=PC, to=DEVICE.public)
    content_key = bytes(range(160, 192))
    data, zlen = pages.close_blob([household().to_wire()], content_key, 3)
    blob = pages.Blob(data, wire.sha256(data), 3, zlen, content_key)
    ready = pages.close(page, (), registry_keys=REGISTRY, device=PC, to=DEVICE.public, blob=blob)
    return {
        "keys": {
            "device_sign": DEVICE.sign_key.hex(), "device_receive": DEVICE.receive_key.hex(),
            "registry_sign": REGISTRY.sign_key.hex(), "registry_receive": REGISTRY.receive_key.hex(),
            "device_public": DEVICE.public.to_bytes().hex(), "registry_public": REGISTRY.public.to_bytes().hex(),
            "device_kid": DEVICE.public.kid, "registry_kid": REGISTRY.public.kid,
        },
        "envelope": {
            "header": envelope.header_bytes.hex(), "data": envelope.data.hex(), "sha256": envelope.sha256.hex(),
            "plain": content.to_bytes().hex(),
        },
        "receipt": {"msg_id": str(MSG_ID), "seq": 57, "server_epoch": EPOCH, "received_at": AT, "data": receipt.hex()},
        "push_request": push_request([envelope.data], receipt).hex(),
        "pull_request": pull.sign(DEVICE).hex(),
        "page": {"data": sealed.hex(), "household": household().to_wire().hex(), "gone": ["h-9"], "key": key.hex()},
        "snapshot_page": {"data": ready.hex(), "blob": data.hex(), "content_key": content_key.hex(), "number": 3},
        "succession": {"next_public": NEXT.public.to_bytes().hex(), "statement": statement.hex()},
        "cnic_hash": {"cnic": CNIC, "hash": cnic_hash(key, CNIC).hex()},
        "enrolment": {
            "code": CODE, "code_id": parse_code(CODE)[0], "code_key": parse_code(CODE)[1].hex(),
            "request": kept.request.hex(), "answer": kept.answer.hex(),
        },
        "stick": {"folder": name_of(PC.encode()), "page": name_of(TEHSIL.encode(), b""),
                  "file": (wire.sha256(b"body") + b"body").hex()},
        "frames": {
            "open": Frame(OPEN, 7, 0, bytes([1]) + (4).to_bytes(4, "big") + wire.sha256(b"body")).to_bytes().hex(),
            "data": Frame(DATA, 7, 0, b"body").to_bytes().hex(),
            "ack_of_answer": Frame(ACK | BACK, 7, 1).to_bytes().hex(),
        },
    }  # fmt: skip


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n")
