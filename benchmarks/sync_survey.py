"""One synthetic family's survey, filled by the engine and sealed, as the benches of sync use it."""

from __future__ import annotations

from pathlib import Path

from drc_desktop.domain import clock
from drc_desktop.domain.draft import OperationKind
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import survey_answers
from survey_forms.engine import load_form
from sync.enrol import Registration
from sync.envelope import Content, Envelope, new_msg_id, seal
from sync.keys import Keys
from sync.wire import system_ms

FORM = Path(__file__).resolve().parents[1] / "resources" / "forms" / "nser_survey.xml"
SITE, TEHSIL = "BENCH-01", "PK63204"


def survey_xml() -> bytes:
    """A synthetic family's whole survey, as the engine finalises it."""
    plan = Plan(7, clock.today(), (TEHSIL,))
    session = load_form(FORM).start()
    for one in survey_answers(next(households(plan, 1)), plan.today):
        if one.kind is OperationKind.ADD:
            session.add_repeat(one.ref)
        else:
            session.set(one.ref, one.value)
    return session.finalise().xml


def sealed_survey(xml: bytes, keys: Keys, told: Registration | Keys) -> Envelope:
    registry = told.public if isinstance(told, Keys) else told.registry
    now = system_ms()
    return seal(
        Content(xml, visit={"token": "A042"}), device_keys=keys, registry=registry, msg_id=new_msg_id(now),
        created=now, site=SITE, device="pc-1", op="deo1", form_ver="nser_survey@1",
    )  # fmt: skip
