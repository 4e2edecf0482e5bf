"""One interview with the real engine and the real store, resumed where it stopped: run by test_kill_mid_survey."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import keyring
import keyring.backend

from drc_desktop.domain.draft import DraftHead, Operation, OperationKind, Place
from drc_desktop.domain.people import Plan, household
from drc_desktop.domain.people_answers import survey_answers
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from survey_forms.engine import Clock, load_form
from survey_forms.engine.contract import FormSession

PATH, SECRET, MODE = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
TODAY, KARACHI = date(2026, 11, 20), ZoneInfo("Asia/Karachi")
NOON = Clock.fixed(datetime(2026, 11, 20, 12, tzinfo=KARACHI), KARACHI)
FORM = Path(__file__).parents[2] / "resources/forms/nser_survey.xml"


class OneKey(keyring.backend.KeyringBackend):
    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return SECRET

    def set_password(self, service: str, username: str, password: str) -> None:
        raise SystemExit("the key exists")

    def delete_password(self, service: str, username: str) -> None:
        raise SystemExit("never")


def apply(session: FormSession, operation: Operation) -> None:
    if operation.kind is OperationKind.ADD:
        session.add_repeat(operation.ref)
    else:
        session.set(operation.ref, operation.value)


def main() -> None:
    keyring.set_keyring(OneKey())
    form, journal = load_form(FORM), Journal(LocalStore(PATH), "op")
    operations = survey_answers(household(Plan(11, TODAY), 2), TODAY)
    left = journal.left_open()
    if left is None:
        session = form.start(clock=NOON)
        journal.begin(DraftHead("v-1", "A042", form.form_id, form.version, "cyclic", "", 0.0), session.draft())
        done = 0
    else:
        session = form.resume(left.snapshot, clock=NOON)
        for operation in left.operations:
            apply(session, operation)
        done = int(left.section_seconds.get("done", 0)) + len(left.operations)
    print(f"back at {done}", flush=True)
    for number, operation in enumerate(operations[done:], start=done + 1):
        apply(session, operation)
        place = Place(number // 15, operation.ref)
        journal.append("v-1", operation, place)
        print(number, flush=True)
        if number % 15 == 0:
            journal.snapshot("v-1", session.draft(), place, {"done": float(number)})
    if MODE:
        sys.stdout.write(session.finalise().xml.decode())


main()
