"""The form engine on a roster of 63 questions and 90 binds, and on the product's own survey."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.figures import Row, spread, timed
from benchmarks.forms_engine import answers, roster, with_members
from survey_forms.engine import load_form

SURVEY = Path(__file__).resolve().parents[1] / "resources" / "forms" / "nser_survey.xml"
NO_PEER = "no driver that runs JavaRosa in the same process and on the same answers yet"
ITEMS = 50_000


def measure(quick: bool) -> list[Row]:
    """Rows of the bench; every time is one call of the engine."""
    rounds = 5 if quick else 20
    data, survey = roster(), SURVEY.read_bytes()
    form = load_form(data)
    load_form(survey)
    rows = [
        spread("load", [timed(lambda: load_form(data)) for _ in range(rounds)], binds=90),
        spread("load.nser_survey", [timed(lambda: load_form(survey)) for _ in range(rounds)]),
    ]
    for count in (20, 158):
        session, _ = with_members(form, count)
        rows.append(spread(f"answer.{count}", answers(session, count), members=count, warm_up=300))

    def created() -> float:
        fresh = form.start()
        return timed(lambda: fresh.set("/data/k", "158"))

    rows.append(spread("create.158", [created() for _ in range(rounds)], members=158))
    rows.append(spread("add_row.158", [with_members(form, 158)[1][-1] for _ in range(rounds)], members=158))
    deleted = []
    for _ in range(rounds):
        session, _ = with_members(form, 158)
        deleted.append(timed(partial(session.remove_repeat, "/data/m[1]")))
    rows.append(spread("delete_first.158", deleted, members=158))
    rows.append(_lookup(100 if quick else 1000))
    return [row | {"peers_missing": NO_PEER} for row in rows]


def _lookup(rounds: int) -> Row:
    session = load_form(roster(ITEMS)).start()
    first = timed(lambda: session.set("/data/key", "k7"))
    keys = [f"k{number * 37 % ITEMS}" for number in range(rounds)]
    times = [timed(partial(session.set, "/data/key", key)) for key in keys]
    assert session.node("/data/found").value == f"L{(rounds - 1) * 37 % ITEMS}", "the list was not looked up"
    return spread(f"lookup.{ITEMS}", times, first_ms=round(first, 3))
