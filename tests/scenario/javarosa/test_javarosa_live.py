"""Random forms, and the survey of the centre, filled by the same random answers here and in JavaRosa.

A difference that is no row of the policy table fails. `make soak SUITE=forms` goes through thousands of new ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from survey_forms.engine import Clock, load_form
from survey_forms.engine.instance import propagate
from survey_forms.engine.session import Session
from tests.scenario.javarosa.peer import JavaRosa, differences, is_here, replay

ROOT = Path(__file__).resolve().parents[3]
FORMS, SURVEY_STEPS = 120, 60


@pytest.fixture(scope="module")
def javarosa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JavaRosa]:
    if not is_here():
        pytest.skip("JavaRosa is the reference here, and this machine has no Java development kit")
    process = JavaRosa(tmp_path_factory.mktemp("javarosa"))
    yield process
    process.close()


def test_random_forms_are_filled_alike(javarosa: JavaRosa) -> None:
    outcomes = [replay(seed, javarosa) for seed in range(FORMS)]
    assert [line for _, found in outcomes for line in found] == []
    assert sum(completed for completed, _ in outcomes) > FORMS * 0.8


NUMBERS = ("0", "1", "2", "5", "30", "99", "5000")
DATES = ("1990-01-05", "2015-06-30", "2021-11-30", "1950-02-28", "2026-01-01")
TEXTS = ("3520212345671", "Aslam", "x y", "03001234567")
OF_THE_RUN = re.compile(r"/data/(start|end|meta|survey_date)\b")


def _survey_answer(session: Session, ref: str, chance: random.Random) -> str:
    node, kind = session.node(ref), session.item(ref).kind
    if node.choices is not None:
        return chance.choice(node.choices).value if node.choices else ""
    if kind == "trigger":
        return "OK"
    if ref.endswith("/infant_death"):
        # It counts rows, and rows too many are a row of the policy of their own.
        return str(int(node.value or 0) + 1)
    return chance.choice({"int": NUMBERS, "date": DATES}.get(node.type, TEXTS))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_survey_of_the_centre_is_filled_alike(javarosa: JavaRosa, seed: int) -> None:
    path = ROOT / "resources" / "forms" / "nser_survey.xml"
    chance = random.Random(seed)
    session = load_form(path).start(clock=Clock.system("Asia/Karachi"))
    theirs = javarosa.ask("form", str(path))
    for step in range(SURVEY_STEPS):
        assert theirs is not None
        found = differences(session, theirs, ["/data/infants/infant_death_detail"])
        assert [line for line in found if not OF_THE_RUN.match(line)] == []
        if step % 15 == 7:
            session.add_repeat("/data/member")
            theirs = javarosa.ask("add", "/data/member")
            continue
        refs = [ref for ref in session.refs() if session.item(ref).kind in ("question", "trigger")]
        ref = chance.choice([r for r in refs if session.node(r).relevant and not session.node(r).readonly])
        value = _survey_answer(session, ref, chance)
        session.set(ref, value)
        theirs = javarosa.ask("set", ref, value)


def test_a_planted_difference_is_seen(javarosa: JavaRosa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(propagate._STEPS, "calculate", lambda self, prop, row, value: None)
    assert [found for seed in range(10) for found in replay(seed, javarosa)[1]]
