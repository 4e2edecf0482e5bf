"""Replay recorded conformance cases: `drc form replay FILE... [--json]`.

Three kinds of files are known by their content: XPath cases (one JSON object with `cases`), session traces (JSON lines,
gzipped or not, with `init` and `steps`; forms in `scenario_forms/` beside the file), and the folder of the rxeval
oracle.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from survey_forms.engine.clock import Clock
from survey_forms.engine.errors import EngineError
from survey_forms.engine.replay_traces import replay_trace
from survey_forms.engine.xpath.evaluate import NodeRef, evaluate
from survey_forms.engine.xpath.values import number_of_text, text_of

Json = dict[str, Any]
POLICY = {'substring("hello", 0, 3)': "substring"}
"""Expression of the oracle -> row of docs/forms-policy.md that says why neither engine is followed."""


@dataclass(slots=True)
class Outcome:
    """One replayed case: strict differences fail it, the others are told."""

    name: str
    differences: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    asserted: bool = True

    @property
    def passed(self) -> bool:
        """Whether nothing strict differs."""
        return not self.differences


def replay(path: Path) -> Iterator[Outcome]:
    """All cases of a file (or of an oracle folder)."""
    if path.is_dir():
        yield from replay_oracle(path)
        return
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if ".jsonl" in path.name:
        for line in data.decode().splitlines():
            trace = json.loads(line)
            form = (path.parent / "scenario_forms" / f"{trace['form']}.xml").read_bytes()
            differences, loose = replay_trace(trace, form)
            yield Outcome(trace["test"], differences, loose)
        return
    yield from replay_xpath(json.loads(data))


def replay_xpath(content: Json) -> Iterator[Outcome]:
    """XPath cases."""
    for case in content["cases"]:
        outcome = Outcome(f"{case['test']}: {case['expr']}", asserted=not case["kind"].startswith("observed"))
        try:
            found: object = evaluate(
                content["docs"][case["doc"]],
                _asked(case),
                context=case["context"],
                root=case["root"],
                namespaces=case.get("ns") or {},
                xforms=case["xforms"],
                lang=case.get("lang"),
                clock=_clock(case, content["tz"]),
            )
        except EngineError as error:
            found = error
        if not matches(case, found):
            (outcome.differences if outcome.asserted else outcome.loose).append(
                f"expected {case.get('expected')!r}, found {found!r}"
            )
        yield outcome


_CONVERSIONS = {"boolean": "boolean", "number": "number", "number-rounded": "number", "string-length": "string"}
_CONVERSIONS |= {"string": "string", "string-matches": "string"}


def _asked(case: Json) -> str:
    """The expression converted to the type the recorded engine was asked for."""
    name = _CONVERSIONS.get(case["kind"])
    return f"{name}({case['expr']})" if name else str(case["expr"])


def _clock(case: Json, zone: str) -> Clock:
    seconds = case.get("clock")
    if seconds is None:
        return Clock.system(zone)
    return Clock.fixed(datetime.fromtimestamp(seconds / (1000 if seconds > 1e11 else 1), UTC), zone)


def matches(case: Json, found: object) -> bool:
    """Whether a result is what a case expects."""
    if isinstance(found, Exception):
        return bool(case["kind"] == "observed-error")
    kind: str = case["kind"]
    expected: Any = case.get("expected")
    paths = [n.path for n in found] if isinstance(found, list) else None
    if kind == "nodeset":
        return bool(paths == expected)
    if kind == "nodeset-unordered":
        return paths is not None and sorted(paths) == sorted(expected)
    if kind == "boolean":
        return bool(_boolean(found) == expected)
    if kind in ("number", "number-rounded"):
        return _same_number(_number(found), case)
    if kind == "string":
        return bool(_text(found) == expected)
    if kind == "string-length":
        return bool(len(_text(found)) == expected)
    if kind == "string-matches":
        pattern, _, flags = expected.strip().lstrip("/").rpartition("/")
        return re.search(pattern, _text(found), re.ASCII | (re.IGNORECASE if "i" in flags else 0)) is not None
    return bool(_text(found) == str(expected))


def _same_number(number: float, case: Json) -> bool:
    expected = case["expected"]
    if expected is None:
        return number != number
    if expected == "NaN":
        return number != number
    if isinstance(expected, str):
        expected = float(expected.replace("Infinity", "inf"))
    if case["kind"] == "number-rounded":
        factor = case.get("factor", 1)
        if not math.isfinite(number):
            return False
        return bool(math.floor(number * factor + 0.5) == math.floor(expected * factor + 0.5))
    return bool(number == expected)


def _text(found: object) -> str:
    if isinstance(found, list):
        return found[0].text if found else ""
    assert isinstance(found, bool | float | str)
    return text_of(found)


def _boolean(found: object) -> bool:
    return found == found and bool(found)


def _number(found: object) -> float:
    if isinstance(found, bool | float):
        return float(found)
    return number_of_text(_text(found))


def replay_oracle(folder: Path) -> Iterator[Outcome]:
    """The rxeval corpus: every answer is that of one of the two engines, or a row of the policy says why not."""
    document = (folder / "instance.xml").read_bytes()
    oracles = [json.loads((folder / name).read_text()) for name in ("expected.json", "javarosa-expected.json")]
    for line in (folder / "corpus.txt").read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        outcome = Outcome(line)
        try:
            found: object = evaluate(document, line, context="/*[1]", clock=Clock.system("America/Sao_Paulo"))
        except EngineError as error:
            found = error
        answers = [oracle[line] for oracle in oracles if line in oracle]
        if not any(_is_answer(found, answer) for answer in answers):
            told = [(a["type"], a["value"]) for a in answers]
            row = POLICY.get(line)
            difference = f"found {_shown(found)!r}, the engines say {told!r}"
            if row is None:
                outcome.differences.append(difference)
            else:
                outcome.loose.append(f"{difference}: policy row {row}")
        yield outcome


def _shown(found: object) -> object:
    return [n.text for n in found] if isinstance(found, list) else found


def _is_answer(found: object, answer: Json) -> bool:
    if answer["type"] == "error":
        return isinstance(found, EngineError)
    if isinstance(found, EngineError):
        return False
    value = answer["value"]
    if answer["type"] == "nodeset":
        return isinstance(found, list) and [n.text for n in found if isinstance(n, NodeRef)] == value
    if isinstance(found, list):
        found = _text(found)
    if isinstance(value, bool) or isinstance(found, bool):
        return found is value
    if isinstance(found, float):
        if isinstance(value, str):
            return _text(found) == value
        return (value is None and found != found) or (value is not None and math.isclose(found, value, rel_tol=1e-9))
    return bool(found == value)


def main(argv: list[str]) -> int:
    """`drc form replay`: exit code 0 if every asserted case passes."""
    parser = argparse.ArgumentParser(prog="drc form replay", description="Replay recorded conformance cases.")
    parser.add_argument("traces", nargs="+", type=Path, metavar="TRACES")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args(argv)
    report = []
    for path in arguments.traces:
        try:
            outcomes = list(replay(path))
        except (OSError, ValueError, KeyError, TypeError) as error:
            print(f"{path}: cannot be replayed: {error}", file=sys.stderr)
            return 2
        report.append(_summary(path, outcomes))
    failed = sum(part["failed"] for part in report)
    if arguments.json:
        print(json.dumps({"files": report, "failed": failed}, ensure_ascii=False, indent=1))
    else:
        _print(report)
    return 1 if failed else 0


def _summary(path: Path, outcomes: list[Outcome]) -> Json:
    asserted = [o for o in outcomes if o.asserted]
    return {
        "file": path.name,
        "passed": sum(o.passed for o in asserted),
        "failed": sum(not o.passed for o in asserted),
        "observed": len(outcomes) - len(asserted),
        "differences": [{"case": o.name, "found": o.differences} for o in asserted if o.differences],
        "loose": [{"case": o.name, "found": o.loose} for o in outcomes if o.loose],
    }


def _print(report: list[Json]) -> None:
    for part in report:
        print(f"{part['file']}: {part['passed']} passed, {part['failed']} failed, {part['observed']} observed")
        for kind in ("differences", "loose"):
            for difference in part[kind]:
                print(f"  {'' if kind == 'differences' else '(loose) '}{difference['case']}")
                for line in difference["found"]:
                    print(f"    {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
