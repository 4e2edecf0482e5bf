"""The table of situations in docs/triage.md: each update type in each, the decision, and the words for it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drc_desktop.counter.words import reason_words
from drc_desktop.domain.triage import CopyState, Outcome, Rules, Triage, UpdateType, Visitor, triage
from drc_desktop.domain.visit import Service
from drc_desktop.words import Words
from tests.unit.triage import test_triage as made

PAGE = Path(__file__).resolve().parents[3] / "docs/triage.md"
ISOLATES = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))
DECIDED = {Service.NEW_SURVEY: "new survey", Service.ROSTER_UPDATE: "roster update"}

#: row of the table -> the household, and what else is known
SITUATIONS: dict[str, tuple[Any, dict[str, Any]]] = {
    "never registered": (made.NEVER, {}),
    "recent, no beneficiary": (made.RECENT, {}),
    "recent, beneficiary": (replace(made.RECENT, beneficiary=True), {}),
    "2 years, no beneficiary": (made.TWO_YEARS, {}),
    "2 years, beneficiary": (replace(made.TWO_YEARS, beneficiary=True), {}),
    "3 years, no beneficiary": (replace(made.THREE_YEARS, beneficiary=False), {}),
    "3 years, beneficiary": (made.THREE_YEARS, {}),
    "shock area, no beneficiary": (made.SHOCK, {}),
    "shock area, beneficiary": (replace(made.SHOCK, beneficiary=True), {}),
    "shock area, surveyed since": (made.SHOCK_DONE, {}),
    "deceased head": (made.DEAD_HEAD, {}),
    "split family, one who left": (made.SPLIT, {"cnic": made.SON}),
    "split family, head": (made.SPLIT, {"cnic": made.MAN}),
    "CNIC in another tehsil too": (made.DUPLICATE, {}),
    "called back": (made.CALLED_BACK, {}),
    "slice locked": (made.TWO_YEARS, {"copy": CopyState(31, locked=True)}),
    "no slice yet": (made.TWO_YEARS, {"copy": CopyState(missing=True)}),
}


def rows() -> dict[str, list[str]]:
    """The cells of the table by situation."""
    part = PAGE.read_text(encoding="utf-8").partition("## Situations")[2].partition("## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
    return {row[0]: row[1:] for row in cells[2:]}


def answer_to(name: str) -> Triage:
    record, about = SITUATIONS[name]
    visitor = Visitor(cnic=about.get("cnic", made.WOMAN))
    return triage(record, made.TODAY, visitor, Rules(here=made.HERE), about.get("copy", CopyState()))


def test_the_table_and_the_situations_are_the_same() -> None:
    assert list(rows()) == list(SITUATIONS)


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_update_type_decision_and_words(name: str) -> None:
    answer, row = answer_to(name), rows()[name]
    cells = []
    for kind in UpdateType:
        line = answer.line(kind)
        dated = ", with date" if "on" in line.reason.params else ""
        cells.append(f"{line.standing}{dated}")
    assert cells == row[:6]
    decided = DECIDED[answer.service] if answer.outcome is Outcome.TOKEN and answer.service else "no token"
    assert decided == row[6]
    assert reason_words(answer.reason, Words("en")).translate(ISOLATES) == row[7]
    urdu = reason_words(answer.reason, Words("ur"))
    assert re.search("[\u0600-\u06ff]", urdu)
    assert "{" not in urdu
