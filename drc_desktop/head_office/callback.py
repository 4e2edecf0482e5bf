"""Calling a family back: a flag on its household, which the tehsil's PCs then pull and triage shows.

Whose household a survey is about is read from the message itself, as it rests sealed; nobody has to type a number. The
flag goes when a full survey of the family is valid, or when head office finds that all is well.
"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from drc_desktop.head_office.registration import household_of
from drc_desktop.head_office.surveys import read_xml
from survey_forms.engine.errors import FormError
from sync.envelope import Envelope, open_
from sync.errors import SyncError
from sync.household import CALL_BACK, SliceHousehold
from sync.registry.database import reading
from sync.registry.schema import inbox
from sync.registry.service import Registry


def call_back(registry: Registry, msg_id: str, called: bool) -> bool:
    """Put the flag on the household that a message is about, or take it away.

    False where the message does not open or names nobody the registry knows.
    """
    found = _household(registry, msg_id)
    if found is None:
        return False
    others = tuple(flag for flag in found.flags if flag != CALL_BACK)
    registry.slices.publish([replace(found, flags=(*others, CALL_BACK) if called else others)])
    return True


def _household(registry: Registry, msg_id: str) -> SliceHousehold | None:
    with reading(registry.engine) as connection:
        query = sa.select(inbox.c.envelope).where(inbox.c.msg_id == msg_id, inbox.c.kind == "survey")
        data = connection.execute(query).scalar_one_or_none()
    if data is None:
        return None
    try:
        envelope = Envelope.from_bytes(bytes(data))
        root = read_xml(open_(envelope, registry.ring.of(envelope.header.kid)).xml)
    except (SyncError, FormError):
        return None
    return household_of(root, registry.slices.households_of)
