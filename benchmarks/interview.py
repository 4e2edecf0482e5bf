"""A whole interview in this process: each key until everything that waited on it is done and painted."""

from __future__ import annotations

from datetime import date

from benchmarks.figures import Row, single, spread
from drc_desktop.demo.here import HandsHere
from drc_desktop.demo.interview import Answers, Interview
from drc_desktop.domain.draft import OperationKind
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import survey_answers, surveyed_members
from survey_forms.qt.view import FormView

TODAY = date(2026, 11, 20)
FAMILIES = 60


def interview(form: FormView) -> list[Row]:
    """The largest synthetic family is asked everything: the longest block of the window, and the keys it took."""
    family = max(households(Plan(11, TODAY), FAMILIES), key=lambda one: len(surveyed_members(one)))
    operations = survey_answers(family, TODAY)
    hands = HandsHere(form)
    asked = Interview(hands, Answers.of(operations), [])
    if not asked.fill():
        raise RuntimeError("the check of answers was not reached")
    characters = sum(len(one.value) for one in operations if one.kind is OperationKind.SET)
    members = len(surveyed_members(family))
    most = 1.5 * characters + asked.given
    about = {"members": members, "questions": asked.given, "characters": characters}
    return [
        spread("gui_block", hands.blocks, {"max": 50.0}, **about),
        single("keys_per_interview", len(hands.blocks), "keys", 1, most, **about),
    ]
