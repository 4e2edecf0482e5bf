"""The audit log as ODK Collect writes it, where a form declares meta/audit."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from survey_forms.engine import Clock, Invalid, load_form
from survey_forms.engine.session import Session
from tests.unit.engine.conftest import write_xform

META = "<meta><audit/><instanceID/></meta>"
ROWS = '<repeat nodeset="/data/m"><input ref="/data/m/age"/></repeat>'


def ticking() -> Clock:
    """A clock that goes on by a second each time it is read."""
    first, seconds = datetime(2026, 11, 22, 9, 30, tzinfo=UTC), count(1)
    return Clock(UTC, lambda: first + timedelta(seconds=next(seconds)))


def audited(bind: str = "", body: str = '<input ref="/data/q"/><input ref="/data/r"/>') -> bytes:
    return write_xform(
        f'<q/><r/><m jr:template=""><age/></m>{META}',
        f'<bind nodeset="/data/meta/audit" type="binary" {bind}/><bind nodeset="/data/q" required="true()"/>',
        body + ROWS,
    )


def log(session: Session) -> list[dict[str, str]]:
    found = session.finalise().audit_csv
    assert found is not None
    return list(csv.DictReader(io.StringIO(found.decode())))


def told(rows: list[dict[str, str]]) -> list[tuple[str, str, str, str]]:
    return [(row["event"], row["node"], row["old-value"], row["new-value"]) for row in rows]


def test_questions_have_their_time_and_what_changed() -> None:
    session = load_form(audited()).start(clock=ticking())
    session.audit("form start")
    session.audit("group questions", "/data")
    session.audit("question", "/data/q")
    session.set("/data/q", "5")
    session.set("/data/q", "6")
    session.audit("question", "/data/r")
    session.set("/data/r", "x")
    session.set("/data/r", "")
    session.set("/data/q", "7")
    session.audit("end screen", "/data")
    rows = log(session)
    assert told(rows) == [
        ("form start", "", "", ""), ("group questions", "/data", "", ""), ("question", "/data/q", "", "6"),
        ("question", "/data/r", "", ""), ("question", "/data/q", "6", "7"), ("end screen", "/data", "", ""),
        ("form finalize", "", "", ""),
    ]  # fmt: skip
    start, page, first, second, later, end, _ = [(row["start"], row["end"]) for row in rows]
    assert start[1] == ""
    assert int(page[0]) < int(first[0]) < int(first[1]) <= int(second[0]) < int(second[1]) <= int(page[1])
    assert (later[0] == later[1], int(end[0]) < int(end[1])) == (True, True)


def test_rows_errors_and_going_on_are_events() -> None:
    form = load_form(audited())
    session = form.start(clock=ticking())
    session.add_repeat("/data/m")
    session.add_repeat("/data/m")
    session.remove_repeat("/data/m[1]")
    session.remove_repeat("/data/m[1]")
    with pytest.raises(Invalid):
        session.finalise()
    session.audit("question", "/data/q")
    session = form.resume(session.draft(), clock=ticking())
    session.set("/data/q", "1")
    rows = log(session)
    assert told(rows) == [
        ("form start", "", "", ""), ("add repeat", "/data/m[1]", "", ""), ("add repeat", "/data/m[2]", "", ""),
        ("delete repeat", "/data/m[1]", "", ""), ("delete repeat", "/data/m[1]", "", ""),
        ("finalize error", "", "", ""), ("question", "/data/q", "", ""), ("form resume", "", "", ""),
        ("question", "/data/q", "", "1"), ("form finalize", "", "", ""),
    ]  # fmt: skip
    assert rows[6]["end"], "what was open when the draft was written ends there"


def test_columns_follow_what_the_form_asks_for() -> None:
    plain = load_form(audited()).start()
    plain.set("/data/q", 'a "b", c')
    assert list(log(plain)[0]) == ["event", "node", "start", "end", "old-value", "new-value"]
    assert log(plain)[1]["new-value"] == 'a "b", c'
    form = load_form(
        audited('odk:location-priority="balanced" odk:identify-user="true" odk:track-changes-reasons="on-form-edit"')
    )
    assert [warning.split()[1] for warning in form.warnings if "stay empty" in warning] == [
        "identify-user", "track-changes-reasons",
    ]  # fmt: skip
    session = form.start()
    session.set("/data/q", "1")
    columns = "event,node,start,end,latitude,longitude,accuracy,old-value,new-value,user,change-reason"
    assert list(log(session)[0]) == columns.split(",")


def test_a_form_without_audit_logs_nothing(start: Callable[..., Session]) -> None:
    session = start("<q/>", body='<input ref="/data/q"/>')
    session.audit("question", "/data/q")
    session.set("/data/q", "1")
    assert session.finalise().audit_csv is None
    assert b'"audit":[]' in session.draft()
