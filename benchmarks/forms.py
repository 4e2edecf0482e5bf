"""The form engine on a roster of 63 questions and 90 binds, beside its peers, and on the product's own survey.

Peers do the same work in the same run: JavaRosa always, web-forms unless `--quick`. What is timed has been done before:
answers and lookups 300 times, whole forms 300 times (20 with `--quick`), here as there.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import javarosa, webforms
from benchmarks.figures import Row, judged, spread, timed
from benchmarks.peers import NoPeer
from benchmarks.roster import roster
from survey_forms.engine import load_form
from survey_forms.engine.form import LoadedForm
from survey_forms.engine.session import Session

SURVEY = Path(__file__).resolve().parents[1] / "resources" / "forms" / "nser_survey.xml"
ITEMS, WARM_ANSWERS, LARGE = 50_000, 300, 158
NOT_ASKED = "this row is not timed in the peers"
SHARE = 0.5
"""Of JavaRosa's median and p95: what is wanted of ours."""


def measure(quick: bool) -> list[Row]:
    """Rows of the bench; every time is one call of the engine, loading ends with an empty survey."""
    rounds, answers, warm, keys = (5, 500, 20, 100) if quick else (20, 1000, 300, 1000)
    data, lookup, survey = roster(), roster(ITEMS), SURVEY.read_bytes()
    form = load_form(data)
    rows = [
        _cold_import(3 if quick else 10),
        spread("load", _warmed(lambda: load_form(data).start(), warm, rounds), binds=90, warm_up=warm),
        spread("load.nser_survey", _warmed(lambda: load_form(survey).start(), min(warm, 20), rounds)),
    ]
    for members in (20, LARGE):
        session = _with_members(form, members)
        times = _answers(session, members, answers)
        rows.append(spread(f"answer.{members}", times, members=members, warm_up=WARM_ANSWERS))
    results = [float(session.node(f"/data/{name}").value) for name in ("adults", "oldest")] + [float(LARGE)]
    rows += [*_rows(form, warm, rounds), *_whole(form, session, rounds), _lookup(lookup, keys)]
    results.append(float((keys - 1) * 37 % ITEMS))
    rows = beside(rows, "javarosa", partial(javarosa.times, data, lookup, rounds, answers, warm, WARM_ANSWERS, keys),
                  results)  # fmt: skip
    return rows if quick else beside(rows, "webforms", partial(webforms.times, data, answers), results[:3])


def beside(rows: list[Row], name: str, times: Callable[[], dict[str, list[float]]], results: list[float]) -> list[Row]:
    """The same rows with a peer's times, where it has come to the same results, and the goal that follows from them."""
    try:
        theirs = times()
    except NoPeer as reason:
        return [_without(row, name, str(reason)) for row in rows]
    if theirs.pop("results") != results:
        return [_without(row, name, "came to other results: not the same work") for row in rows]
    return [_with(row, name, theirs.get(row["name"])) for row in rows]


def _without(row: Row, name: str, reason: str) -> Row:
    told = row.get("peers_missing", "")
    return row | {"peers_missing": f"{told}; {name}: {reason}" if told else f"{name}: {reason}"}


def _with(row: Row, name: str, times: list[float] | None) -> Row:
    if times is None:
        return row if "peers" in row else row | {"peers_missing": NOT_ASKED}
    other = spread(row["name"], times)
    peer = {key: other[key] for key in ("n", "p50", "p95", "max")}
    row = row | {"peers": row.get("peers", {}) | {name: peer}}
    if name != "javarosa":
        return row
    goal = {key: round(peer[key] * SHARE, 4) for key in ("p50", "p95")}
    if row["name"] == f"answer.{LARGE}":
        goal["max"] = peer["max"]
    return judged(row, goal)


def _cold_import(rounds: int) -> Row:
    """Importing the engine in a fresh interpreter, without what the interpreter itself takes."""
    code = "import time; at = time.perf_counter(); {}; print((time.perf_counter() - at) * 1000)"
    command = [sys.executable, "-c", code.format("import survey_forms.engine")]
    times = [float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(rounds)]
    return spread("import", times)


def _warmed(call: Callable[[], object], warm: int, rounds: int) -> list[float]:
    """Milliseconds of each call after some that are not timed."""
    return [timed(call) for _ in range(warm + rounds)][warm:]


def _with_members(form: LoadedForm, members: int) -> Session:
    session = form.start()
    for _ in range(members):
        session.add_repeat("/data/m")
    return session


def _answers(session: Session, members: int, answers: int) -> list[float]:
    for warm in range(WARM_ANSWERS):
        session.set(f"/data/m[{warm % members + 1}]/age", str(warm % 90))
    return [timed(partial(session.set, f"/data/m[{n % members + 1}]/age", str(n * 7 % 90))) for n in range(answers)]


def _rows(form: LoadedForm, warm: int, rounds: int) -> list[Row]:
    for _ in range(-(-warm // LARGE)):
        session = _with_members(form, LARGE)
        for _ in range(LARGE):
            session.remove_repeat("/data/m[1]")
    added, deleted = [], []
    for _ in range(rounds):
        session = _with_members(form, LARGE - 1)
        added.append(timed(partial(session.add_repeat, "/data/m")))
        deleted.append(timed(partial(session.remove_repeat, "/data/m[1]")))
    created = []
    for _ in range(warm + rounds):
        session = form.start()
        created.append(timed(partial(session.set, "/data/k", str(LARGE))))
    about = {"members": LARGE, "warm_up": warm}
    return [
        spread(f"create.{LARGE}", created[warm:], **about),
        spread(f"add_row.{LARGE}", added, **about),
        spread(f"delete_first.{LARGE}", deleted, **about),
    ]


def _whole(form: LoadedForm, session: Session, rounds: int) -> list[Row]:
    """What a counter does with the whole survey: keep it, take it up again, finish it."""
    draft = session.draft()
    return [
        spread(f"draft.{LARGE}", [timed(session.draft) for _ in range(rounds)], members=LARGE, bytes=len(draft)),
        spread(f"resume.{LARGE}", [timed(partial(form.resume, draft)) for _ in range(rounds)], members=LARGE),
        spread(f"finalise.{LARGE}", [timed(session.finalise) for _ in range(rounds)], members=LARGE),
    ]


def _lookup(data: bytes, keys: int) -> Row:
    session = load_form(data).start()
    first = timed(lambda: session.set("/data/key", "k7"))
    asked = (f"k{abs(number) * 37 % ITEMS}" for number in count(-WARM_ANSWERS))
    times = _warmed(lambda: session.set("/data/key", next(asked)), WARM_ANSWERS, keys)
    assert session.node("/data/found").value == f"L{(keys - 1) * 37 % ITEMS}", "the list was not looked up"
    about: dict[str, Any] = {"first_ms": round(first, 3), "warm_up": WARM_ANSWERS}
    return spread(f"lookup.{ITEMS}", times, **about)
