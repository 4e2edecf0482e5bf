"""The form engine on a roster of 63 questions and 90 binds, beside JavaRosa, and on the product's own survey."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks import javarosa
from benchmarks.figures import Row, spread, timed
from benchmarks.roster import roster
from survey_forms.engine import load_form
from survey_forms.engine.form import LoadedForm
from survey_forms.engine.session import Session

SURVEY = Path(__file__).resolve().parents[1] / "resources" / "forms" / "nser_survey.xml"
ITEMS, WARM_UP, LARGE = 50_000, 300, 158
NOT_ASKED = "this row is not timed in JavaRosa"


def measure(quick: bool) -> list[Row]:
    """Rows of the bench; every time is one call of the engine, loading ends with an empty survey."""
    rounds, answers = (5, 500) if quick else (20, 1000)
    data, survey = roster(), SURVEY.read_bytes()
    form = load_form(data)
    load_form(survey)
    rows = [
        spread("load", [timed(lambda: load_form(data).start()) for _ in range(rounds)], binds=90),
        spread("load.nser_survey", [timed(lambda: load_form(survey).start()) for _ in range(rounds)]),
    ]
    for count in (20, LARGE):
        session, _ = _with_members(form, count)
        times = _answers(session, count, answers)
        rows.append(spread(f"answer.{count}", times, members=count, warm_up=WARM_UP))
    results = [float(session.node(f"/data/{name}").value) for name in ("adults", "oldest")] + [float(LARGE)]
    rows += [*_rows(form, rounds), *_whole(form, session, rounds), _lookup(100 if quick else 1000)]
    return beside(rows, data, rounds, answers, results)


def beside(rows: list[Row], data: bytes, rounds: int, answers: int, results: list[float]) -> list[Row]:
    """The same rows with JavaRosa's times, where it has come to the same results."""
    try:
        theirs = javarosa.times(data, rounds, answers, WARM_UP)
    except javarosa.NoPeer as reason:
        return [row | {"peers_missing": str(reason)} for row in rows]
    if theirs.pop("results") != results:
        return [row | {"peers_missing": "JavaRosa came to other results: not the same work"} for row in rows]

    def peer(row: Row) -> Row:
        times = theirs.get(row["name"])
        if times is None:
            return {"peers_missing": NOT_ASKED}
        other = spread(row["name"], times)
        return {"peers": {"javarosa": {key: other[key] for key in ("n", "p50", "p95", "max")}}}

    return [row | peer(row) for row in rows]


def _with_members(form: LoadedForm, count: int) -> tuple[Session, float]:
    """A session with members, and the milliseconds of adding the last."""
    session, last = form.start(), 0.0
    for _ in range(count):
        last = timed(partial(session.add_repeat, "/data/m"))
    return session, last


def _answers(session: Session, count: int, answers: int) -> list[float]:
    for warm in range(WARM_UP):
        session.set(f"/data/m[{warm % count + 1}]/age", str(warm % 90))
    return [timed(partial(session.set, f"/data/m[{n % count + 1}]/age", str(n * 7 % 90))) for n in range(answers)]


def _rows(form: LoadedForm, rounds: int) -> list[Row]:
    added, deleted, created = [], [], []
    for _ in range(rounds):
        session, last = _with_members(form, LARGE)
        added.append(last)
        deleted.append(timed(partial(session.remove_repeat, "/data/m[1]")))
        fresh = form.start()
        created.append(timed(partial(fresh.set, "/data/k", str(LARGE))))
    return [
        spread(f"create.{LARGE}", created, members=LARGE),
        spread(f"add_row.{LARGE}", added, members=LARGE),
        spread(f"delete_first.{LARGE}", deleted, members=LARGE),
    ]


def _whole(form: LoadedForm, session: Session, rounds: int) -> list[Row]:
    """What a counter does with the whole survey: keep it, take it up again, finish it."""
    draft = session.draft()
    return [
        spread(f"draft.{LARGE}", [timed(session.draft) for _ in range(rounds)], members=LARGE, bytes=len(draft)),
        spread(f"resume.{LARGE}", [timed(partial(form.resume, draft)) for _ in range(rounds)], members=LARGE),
        spread(f"finalise.{LARGE}", [timed(session.finalise) for _ in range(rounds)], members=LARGE),
    ]


def _lookup(rounds: int) -> Row:
    session = load_form(roster(ITEMS)).start()
    first = timed(lambda: session.set("/data/key", "k7"))
    keys = [f"k{number * 37 % ITEMS}" for number in range(rounds)]
    times = [timed(partial(session.set, "/data/key", key)) for key in keys]
    assert session.node("/data/found").value == f"L{(rounds - 1) * 37 % ITEMS}", "the list was not looked up"
    return spread(f"lookup.{ITEMS}", times, first_ms=round(first, 3))
