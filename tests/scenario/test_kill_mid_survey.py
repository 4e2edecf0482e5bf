"""A counter killed in the middle of a real survey comes back to the same answers and question, and finishes it."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import keyring

from drc_desktop.domain.people import Plan, household
from drc_desktop.domain.people_answers import survey_answers
from drc_desktop.store import secrets
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore

KILLS = 6
TODAY = date(2026, 11, 20)
CHILD = Path(__file__).parent / "interview_child.py"


def child(path: Path, mode: str = "") -> subprocess.Popen[str]:
    store = LocalStore(path)
    secret = keyring.get_password(secrets.SERVICE, store.store_id) or ""
    store.close()
    command = [sys.executable, str(CHILD), str(path), secret, mode]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def whole(path: Path) -> str:
    """Run the interview to its end; the XML without the survey's own id."""
    running = child(path, "to the end")
    said, _ = running.communicate(timeout=100)
    assert running.returncode == 0
    return re.sub(r"uuid:[0-9a-f-]{36}", "uuid:", said[said.index("<") :])


def test_six_kills_and_the_survey_is_the_one_that_was_told(tmp_path: Path) -> None:
    dice, path, told = random.Random(7), tmp_path / "killed.db", 0
    for _ in range(KILLS):
        running = child(path)
        assert running.stdout is not None
        came_back = int(running.stdout.readline().removeprefix("back at "))
        assert came_back >= told, "an acknowledged answer is missing"
        for _ in range(dice.randint(3, 30)):
            told = int(running.stdout.readline())
        running.kill()
        told = max([told, *(int(line) for line in running.stdout if line.endswith("\n"))])
        running.stdout.close()
        assert running.wait() != 0
    store = LocalStore(path)
    left = Journal(store, "op").left_open()
    store.close()
    assert left is not None
    kept = int(left.section_seconds["done"]) + len(left.operations)
    assert kept >= told
    assert left.place.page == kept // 15
    assert (
        left.place.ref == survey_answers(household(Plan(11, date(2026, 11, 20)), 2), date(2026, 11, 20))[kept - 1].ref
    )
    assert whole(path) == whole(tmp_path / "undisturbed.db")
