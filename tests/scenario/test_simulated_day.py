"""A made-up day through the real desk in virtual time: every invariant holds, and a planted fault is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from drc_desktop.desk import calling, people, rehearsing
from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain import crowd
from drc_desktop.domain.history import Line, Verdict, check
from drc_desktop.domain.policy import Choice
from drc_desktop.simulate import virtual
from drc_desktop.simulate.cli import main
from drc_desktop.store import history, ledger


@pytest.fixture(autouse=True)
def any_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "pin_matches", lambda _hash, _pin: True)
    monkeypatch.setattr("drc_desktop.desk.founding.hash_pin", lambda _pin: "")


def lived(folder: Path, visitors: int, counters: int) -> tuple[Verdict, list[Line]]:
    store = virtual.run(folder / "site.db", crowd.visitors(visitors, "test"), counters)
    try:
        with store.reading() as connection:
            assert ledger.broken_links(connection) == []
            lines = list(history.lines(connection))
            return check(lines, 10, 20), lines
    finally:
        store.close()


def test_nobody_is_called_twice_lost_or_overtaken_too_often(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "events.jsonl"
    arguments = [
        "--visitors",
        "90",
        "--counters",
        "5",
        "--seed",
        "test",
        "--days-before",
        "0",
        "--export",
        str(export),
        "--json",
    ]
    assert main(arguments) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"]["faults"] == []
    assert report["broken_events"] == []
    waits = report["waits"]["all"]
    assert waits["n"] + waits["left"] == report["visitors"] == 90
    assert report["verdict"]["come_backs"] == 90 - report["verdict"]["finished"] > 0
    lines = [msgspec.json.decode(line, type=Line) for line in export.read_bytes().splitlines()]
    assert check(lines, 10, 20).good
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert {line.reason.split(" ")[0] for line in lines if line.call} >= {"waited-longest", "goes-first", "in-turn"}


def test_a_policy_that_forgets_the_cap_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def newest_first(line: Any, *_args: Any) -> Choice | None:
        able = [one for one in line if one.service in _args[1].serves]
        return Choice(able[-1].visit_id, "waited-longest") if able else None

    monkeypatch.setattr(calling, "who_is_next", newest_first)
    verdict, _lines = lived(tmp_path, 40, 3)
    assert any("overtakes" in fault for fault in verdict.faults)
    assert not any("twice" in fault or "lost" in fault for fault in verdict.faults)


def test_a_close_of_day_that_forgets_the_tokens_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drc_desktop.desk.coming_back._keep", lambda *_args: None)
    verdict, _lines = lived(tmp_path, 40, 2)
    assert verdict.faults
    assert all("is lost" in fault for fault in verdict.faults)


def test_more_is_said_of_a_wrong_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--counters", "13"])
    assert left.value.code == 2
    assert "--counters" in capsys.readouterr().err


def test_the_day_is_played_again_under_another_rule(tmp_path: Path) -> None:
    store = virtual.run(tmp_path / "site.db", crowd.visitors(40, "test"), 3)
    desk = NearDesk(store, now=lambda: 1_790_000_000.0)
    with store.reading() as connection:
        lines = [line for line in history.lines(connection) if line.action == "issue"]
    found = desk.as_console(lambda work: rehearsing.rehearse(work, 0, 1, 0))
    usual = desk.as_console(lambda work: rehearsing.rehearse(work, 2, 10, 20))
    assert found["visitors"] == len(lines)
    assert found["counters"] == 3
    assert usual["now"] == usual["then"] == found["now"]
    assert found["then"] != found["now"]
    assert found["then"]["most_overtaken"] <= 1 < found["now"]["most_overtaken"]
    assert found["now"]["called"] + found["now"]["left"] == len(lines)
    store.close()


def test_a_site_without_visitors_has_nothing_to_play(tmp_path: Path) -> None:
    store = virtual.run(tmp_path / "site.db", [], 1)
    desk = NearDesk(store)
    with pytest.raises(DeskError) as raised:
        desk.as_console(lambda work: rehearsing.rehearse(work, 2, 10, 20))
    assert raised.value.code is Fault.DAY_CLOSED
    store.close()
