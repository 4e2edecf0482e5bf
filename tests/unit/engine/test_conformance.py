"""The recorded cases of two reference engines: every asserted case passes, what else differs is a row of the policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from survey_forms.engine import replay
from survey_forms.engine.replay_traces import replay_trace

ROOT = Path(__file__).resolve().parents[3]
POLICY = ROOT / "docs" / "forms-policy.md"
XPATH_CASES, TRACES, ORACLE = 1006, 107, 126

# Words of the policy row that explains a difference that is not strict.
LOOSE_ROWS = {"label 'rep', expected None": "label-in-repeat"}


def _told(outcomes: list[replay.Outcome]) -> str:
    return "\n".join(f"{o.name}: {o.differences}" for o in outcomes if not o.passed)


def test_xpath_cases(shared: Path) -> None:
    outcomes = [o for o in replay.replay(shared / "conformance" / "xpath_visible.json") if o.asserted]
    assert len(outcomes) == XPATH_CASES
    assert not _told(outcomes)


def test_session_traces_are_equal_in_value_relevance_readonly_and_required(shared: Path) -> None:
    outcomes = list(replay.replay(shared / "conformance" / "scenario_agree_visible.jsonl.gz"))
    assert len(outcomes) == TRACES
    assert not _told(outcomes)


def test_other_differences_of_traces_are_rows_of_the_policy(shared: Path) -> None:
    rows = _policy_rows()
    unexplained = [
        difference
        for outcome in replay.replay(shared / "conformance" / "scenario_agree_visible.jsonl.gz")
        for difference in outcome.loose
        if not any(words in difference and row in rows for words, row in LOOSE_ROWS.items())
    ]
    assert not unexplained


def test_oracle_corpus_equals_one_of_two_engines(shared: Path) -> None:
    outcomes = list(replay.replay(shared / "conformance" / "rxeval_oracle"))
    assert len(outcomes) == ORACLE
    assert not _told(outcomes)
    assert {o.name for o in outcomes if o.loose} == set(replay.POLICY)
    assert set(replay.POLICY.values()) <= _policy_rows()


def _policy_rows() -> set[str]:
    return set(re.findall(r"^\| `([a-z0-9-]+)` \|", POLICY.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_policy_row_names_a_test_that_exists() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = re.findall(r"`(test_[a-z0-9_]+)`", POLICY.read_text(encoding="utf-8"))
    assert len(named) >= len(_policy_rows()) > 20
    assert [name for name in named if f"def {name}(" not in tests] == []


def test_what_is_falsified_in_a_trace_is_told(xform: Callable[..., bytes]) -> None:
    """The runner itself can fail: a value, the order, a message and the XML at both ends are wrong here."""
    bind = '<bind nodeset="/data/a" constraint=". = 1" jr:constraintMsg="said"/>'
    trace = {
        "test": "planted", "steps": [], "order": ["/data/a"], "xml0": "<data/>", "last": "<data><b/></data>",
        "init": {"/data": {"t": "root"}, "/data/a": {"v": "wrong", "bad": "constraint", "msg": "other"}},
    }  # fmt: skip
    strict, loose = replay_trace(trace, xform("<a>right</a>", bind))
    assert any("'right', expected 'wrong'" in line for line in strict)
    for told in ("message 'said', expected 'other'", "order ['/data', '/data/a'", "start: XML", "end: XML"):
        assert any(told in line for line in loose), told


def test_command_prints_figures(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main([str(shared / "conformance" / "scenario_agree_visible.jsonl.gz"), "--json"]) == 0
    assert '"passed": 107' in capsys.readouterr().out
    assert replay.main(["/nowhere/traces.jsonl"]) == 2
