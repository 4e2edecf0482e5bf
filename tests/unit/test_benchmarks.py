"""Figures have one shape and are honest about their goals; what they time is tested where it lives."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from drc_desktop import bench_cli

if str(bench_cli.CHECKOUT) not in sys.path:  # as `drc bench` does: benchmarks/ is no installed package
    sys.path.append(str(bench_cli.CHECKOUT))

from benchmarks import __main__ as bench
from benchmarks import forms, javarosa
from benchmarks.figures import single, spread, table
from benchmarks.peers import NoPeer


def test_percentiles_are_by_nearest_rank() -> None:
    row = spread("x", [float(n) for n in range(100, 0, -1)])
    assert (row["n"], row["p50"], row["p95"], row["p99"], row["max"]) == (100, 50.0, 95.0, 99.0, 100.0)
    assert spread("x", [7.0])["p50"] == spread("x", [7.0])["max"] == 7.0


def test_a_goal_is_held_or_missed_and_never_assumed() -> None:
    assert spread("x", [1.0, 3.0], {"p95": 3.0})["held"] is True
    assert spread("x", [1.0, 3.1], {"p95": 3.0})["held"] is False
    assert spread("x", [1.0])["held"] is None
    assert single("x", 499.0, "1/s", 10, 500.0)["held"] is False
    assert single("x", 501.0, "1/s", 10, 500.0)["held"] is True
    assert single("x", 501.0, "MB", 1, 500.0)["held"] is False


def no_peer(*_: object) -> NoReturn:
    raise NoPeer("left out of this test")


def test_the_figures_of_the_engine(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(javarosa, "times", no_peer)
    assert bench_cli.main(["forms", "--quick", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["bench"], report["machine"]["cores"] > 0) == ("forms", True)
    names = {row["name"] for row in report["rows"]}
    assert {"import", "load", "answer.20", "answer.158", "create.158", "add_row.158", "delete_first.158"} < names
    assert all(row["unit"] == "ms" and row["n"] > 0 for row in report["rows"])
    assert {row["peers_missing"] for row in report["rows"]} == {"javarosa: left out of this test"}
    assert "answer.20" in table(report)


def test_a_peer_counts_only_where_it_came_to_the_same_results() -> None:
    rows = [spread("load", [4.0]), spread("draft", [1.0]), spread("answer.158", [1.0, 9.0])]

    def times() -> dict[str, list[float]]:
        return {"load": [8.0, 8.0], "answer.158": [2.0, 20.0], "results": [3.0]}

    load, draft, answer = forms.beside(rows, "javarosa", times, [3.0])
    assert load["peers"] == {"javarosa": {"n": 2, "p50": 8.0, "p95": 8.0, "max": 8.0}}
    assert (load["goal"], load["held"]) == ({"p50": 4.0, "p95": 4.0}, True)
    assert (answer["goal"], answer["held"]) == ({"p50": 1.0, "p95": 10.0, "max": 20.0}, True)
    assert (draft["peers_missing"], draft["held"]) == (forms.NOT_ASKED, None)
    assert "javarosa p50 8.000" in table({"bench": "forms", "machine": {"cores": 2, "load": 0.1}, "rows": [load]})
    assert all("other results" in row["peers_missing"] for row in forms.beside(rows, "javarosa", times, [4.0]))
    both = forms.beside([load], "webforms", times, [3.0])[0]
    assert (set(both["peers"]), both["goal"]) == ({"javarosa", "webforms"}, load["goal"])


def test_a_bench_that_does_not_exist_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main(["speed"])
    assert ended.value.code == 2
    assert "forms, counter, hall, slip, sync" in capsys.readouterr().err


def test_an_installed_drc_says_that_it_has_no_benchmarks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench_cli, "CHECKOUT", tmp_path)
    assert bench_cli.main(["forms"]) == 1
    assert "checkout" in capsys.readouterr().err
