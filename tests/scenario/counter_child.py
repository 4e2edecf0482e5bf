"""A counter in a process that will be killed: the real window, desk, local store and form, an interview by keys.

Started with a folder, it holds all modules and waits; each line it is sent lets it fork a child that opens the counter
and goes on with the interview where it finds it. A child says, one JSON object a line: its pid, what it came back to,
where the cursor goes and what is answered, before either is written, and after each key the answers that the window
calls saved since the last time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from PySide6.QtWidgets import QApplication

from drc_desktop.counter import forms
from drc_desktop.counter.model import Step
from drc_desktop.demo.here import HandsHere
from drc_desktop.demo.interview import Answers, Interview
from drc_desktop.desk import people
from drc_desktop.domain.draft import Operation, OperationKind, Place
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import survey_answers, surveyed_members
from drc_desktop.domain.prefill import household_xml
from drc_desktop.kit.tasks import WorkerTasks
from drc_desktop.store import secrets
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from drc_desktop.store.registry_copy import household_record
from drc_desktop.store.site import SiteStore
from drc_desktop.words import Words
from tests.qt.counter.room import PIN, TODAY, Room
from tests.store.local_kit import slice_household

FAMILIES = 24
PATIENCE = 90.0


def say(**what: Any) -> None:
    """One line, begun anew: a kill may have torn the one before it."""
    sys.stdout.write(f"\n{json.dumps(what)}\n")
    sys.stdout.flush()


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, "the counter stands still"
        QApplication.processEvents()
        time.sleep(0.002)


@cache
def largest_family() -> dict[str, Any]:
    made = [one for one in households(Plan(11, TODAY), FAMILIES) if one["case"] == "cyclic"]
    return max(made, key=lambda one: len(surveyed_members(one)))


class Sitting:
    """One child's life."""

    def __init__(self, folder: Path) -> None:
        self.room = Room(folder, QApplication.instance() or QApplication(["counter"]))
        family = largest_family()
        self.operations = [one for one in survey_answers(family, TODAY) if not one.ref.endswith("/read_back")]
        record = household_record(slice_household(family))
        self.room.slice.records = [record]
        self.visitor = next(one.cnic for one in record.members if one.cnic)
        self.room.tasks = lambda: WorkerTasks("counter")
        self._given: dict[str, str] = {}

    def live(self) -> None:
        room = self.room
        room.start()
        self._reach_the_survey()
        say(back=room.answers(), at=room.focus(), message=room.message())
        survey = room.presenter.survey
        assert survey is not None
        move, answer = survey.moved, survey.answered

        def answered(operation: Operation, place: Place) -> None:
            if operation.kind is OperationKind.SET:
                self._given[operation.ref] = operation.value
                say(given={operation.ref: operation.value})  # as below
            answer(operation, place)

        def moved(place: Place) -> None:
            say(at=place.ref)  # said before it is written: a kill may come between
            move(place)

        survey.moved, survey.answered = moved, answered  # type: ignore[method-assign]
        hands = HandsHere(room.survey().form, self._tell)
        answers, kept = Answers.of(self.operations), room.answers()
        done = {ref for ref, value in answers.values.items() if kept.get(ref) == value}
        if not Interview(hands, answers, [], done=done).fill():
            raise AssertionError("the check of answers was not reached")
        wait(self._saved)
        say(end=room.answers(), wanted={one.ref: one.value for one in self.operations if self._counts(one)})

    def _counts(self, one: Operation) -> bool:
        return one.kind is OperationKind.SET and bool(one.value)

    def _reach_the_survey(self) -> None:
        room, presenter = self.room, self.room.presenter
        if room.visit_here() is None:
            room.issue()
            wait(lambda: room.shown.idle.button.isEnabled())
            presenter.call_next()
        wait(lambda: presenter.step is not Step.FREE)
        if self._kept():
            wait(lambda: presenter.step in (Step.SURVEY, Step.CHECK))
        else:
            presenter.scan(self.visitor)
            wait(lambda: presenter.triage is not None and presenter.triage.result is not None)
            presenter.look_at_face(True)
            presenter.start_survey()
        wait(lambda: presenter.step in (Step.SURVEY, Step.CHECK))
        wait(self._saved)

    def _kept(self) -> bool:
        """Whether the survey was begun before: a kill may have come between the desk and the first snapshot."""
        assert self.room.local is not None
        return Journal(self.room.local, "deo").left_open() is not None

    def _saved(self) -> bool:
        survey = self.room.presenter.survey
        assert survey is not None
        facts = survey.facts()
        return not facts.saving and not facts.unsure

    def _tell(self) -> None:
        """After each key: what the window has called saved since."""
        if self._saved():
            say(saved=self._given)
            self._given = {}


def warm(folder: Path) -> None:
    """What every child would do for itself: modules, statements, lists of the form."""
    store = SiteStore(folder / "site.db")
    store.prepare()
    store.close()
    LocalStore(folder / "local.db", PIN).close()
    opened = forms.SurveyForms().start("cyclic", household_xml(None), "English (en)")
    for ref in opened.session.refs():
        opened.session.node(ref)


def main() -> None:
    people._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    secrets.TIME_COST, secrets.MEMORY_KIB = 1, 8  # what a PIN costs is tested elsewhere
    forms.load_form = lru_cache(forms.load_form)  # type: ignore[assignment]
    forms.SurveyForms().warm()
    folder = Path(sys.argv[1])
    (folder / "warm").mkdir()
    warm(folder / "warm")
    Words("en").has("counter-title")
    largest_family()
    for order in sys.stdin:
        pid = os.fork()
        if pid == 0:
            say(pid=os.getpid())
            Sitting(folder / order.strip()).live()
            time.sleep(PATIENCE)
            os._exit(3)
        _, status = os.waitpid(pid, 0)
        say(dead=os.waitstatus_to_exitcode(status))


main()
