"""One shape for all figures, so that they can be compared from change to change.

A bench gives `{"bench", "machine", "rows"}`. A row is percentiles of single times, or one `value`; `goal` is what the
product wants of it and `held` whether it got it, both null where nothing is wanted. What was measured under which
circumstances (members, bytes, clients) stands in the row too.
"""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Row = dict[str, Any]
RATES = frozenset({"1/s"})
"""Units of which more is better."""


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def spread(
    name: str, times: Sequence[float], goal: Mapping[str, float] | None = None, unit: str = "ms", **about: Any
) -> Row:
    """A row of percentiles (nearest rank) of single times."""
    ordered = sorted(times)

    def rank(share: float) -> float:
        return round(ordered[max(0, math.ceil(len(ordered) * share) - 1)], 4)

    row: Row = {"name": name, "unit": unit, "n": len(ordered)}
    row |= {"p50": rank(0.50), "p95": rank(0.95), "p99": rank(0.99), "max": round(ordered[-1], 4)}
    return judged(row, goal) | about


def single(name: str, value: float, unit: str, n: int, goal: float | None = None, **about: Any) -> Row:
    """A row of one figure: a rate, a size, a total."""
    row: Row = {"name": name, "unit": unit, "n": n, "value": round(value, 4)}
    return judged(row, None if goal is None else {"value": goal}) | about


def judged(row: Row, goal: Mapping[str, float] | None) -> Row:
    """The row with what is wanted of it and whether it got it."""
    if goal is None:
        return row | {"goal": None, "held": None}
    more_is_better = row["unit"] in RATES
    held = all(row[key] >= wanted if more_is_better else row[key] <= wanted for key, wanted in goal.items())
    return row | {"goal": dict(goal), "held": held}


def machine() -> dict[str, Any]:
    """What the figures were measured on; `load` is how many processes wanted a core in the minute before."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": None if load is None else round(load, 2),
    }


def table(report: Mapping[str, Any]) -> str:
    """The rows for people."""
    lines = [f"{report['bench']}  ({report['machine']['cores']} cores, load {report['machine']['load']})"]
    for row in report["rows"]:
        if "value" in row:
            said = f"{row['value']:>12.2f} {row['unit']}"
        else:
            said = f"p50 {row['p50']:>9.3f}  p95 {row['p95']:>9.3f}  max {row['max']:>9.3f} {row['unit']}"
        wanted = "" if row["goal"] is None else f"  goal {row['goal']} {'held' if row['held'] else 'MISSED'}"
        peers = "".join(f"  {name} p50 {peer['p50']:.3f} p95 {peer['p95']:.3f}" for name, peer in _peers(row))
        lines.append(f"  {row['name']:<32} n {row['n']:>5}  {said}{wanted}{peers}")
    return "\n".join(lines)


def _peers(row: Row) -> list[tuple[str, dict[str, float]]]:
    return list(row.get("peers", {}).items())
