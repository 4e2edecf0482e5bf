"""What the tests of the local store share."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from drc_desktop.domain.draft import DraftHead, Operation, OperationKind
from drc_desktop.store.local import LocalStore
from survey_forms.engine.contract import Submission
from sync.household import SliceHousehold, SliceMember
from sync.identity import Identity
from sync.keys import Keys

REGISTRY = Keys.generate()


def head(visit_id: str = "v-1", **changes: object) -> DraftHead:
    fields = {
        "visit_id": visit_id,
        "token": "A042",
        "form_id": "nser_survey",
        "form_version": "1",
        "update_type": "cyclic",
        "cnic": "3920000000012",
        "started_at": 1000.0,
        "household_xml": b"<root/>",
        "papers_missing": ("b-forms",),
    }
    return DraftHead(**fields | changes)  # type: ignore[arg-type]


def answer(number: int) -> Operation:
    return Operation(OperationKind.SET, f"/data/q{number}", str(number))


def submission(**changes: object) -> Submission:
    fields = {"instance_id": f"uuid:{uuid.uuid4()}", "xml": b"<data><a>1</a></data>", "audit_csv": b"event,node\n"}
    return Submission(**fields | changes)  # type: ignore[arg-type]


def enrolled(store: LocalStore) -> Identity:
    identity = Identity("DRC-1", "PC-1", store.device_keys(), REGISTRY.public, ("PK63204",))
    store.keep_identity(identity)
    return identity


def overwrite(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def slice_household(made: dict) -> SliceHousehold:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    members = tuple(
        SliceMember(**one | {"dob": day(one["dob"]), "card_expires": day(one["card_expires"])})
        for one in made["members"]
    )
    return SliceHousehold(
        **{name: made[name] for name in ("household_id", "tehsil", "district", "region", "status", "beneficiary")},
        **{name: made[name] for name in ("shock_area", "duplicate_tehsil", "mobile", "electricity", "gas", "address")},
        last_survey=day(made["last_survey"]),
        shock_since=day(made["shock_since"]),
        flags=tuple(made["flags"]),
        members=members,
    )
