"""Synthetic people and a filled survey, made by the product's own generator and engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from drc_desktop.domain.draft import OperationKind
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import survey_answers
from drc_desktop.head_office.surveys import FORMS
from survey_forms.engine import Clock, load_form

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Karachi"))


@pytest.fixture(scope="session")
def people() -> list[dict[str, Any]]:
    return list(households(Plan(7, TODAY, ("PK63204",)), 160))


@pytest.fixture(scope="session")
def fill() -> Callable[[dict[str, Any]], bytes]:
    """`fill(household)`: the XML of its full survey as the engine finalises it."""
    form = load_form(FORMS / "nser_survey.xml")

    def survey(made: dict[str, Any]) -> bytes:
        session = form.start(clock=Clock.fixed(NOON))
        for one in survey_answers(made, TODAY):
            if one.kind is OperationKind.ADD:
                session.add_repeat(one.ref)
            else:
                session.set(one.ref, one.value)
        return session.finalise().xml

    return survey


@pytest.fixture(scope="session")
def people_file(people: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "people.jsonl"
    path.write_text("".join(json.dumps(made, ensure_ascii=False) + "\n" for made in people), encoding="utf-8")
    return path
