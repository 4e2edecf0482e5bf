"""What a simulated day showed: waits for each group, fairness, the honesty of the range printed on the slips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from drc_desktop.domain.estimate import quantile
from drc_desktop.domain.history import Line, Verdict
from drc_desktop.store.schema import visit


class Waits(msgspec.Struct, frozen=True):
    """Minutes from token to first call. `left` were not called that day."""

    n: int
    left: int
    p50: float
    p95: float
    longest: float


class Honesty(msgspec.Struct, frozen=True):
    """How the range said at issue held: share of real waits inside it, and its width in minutes (median)."""

    n: int
    covered: float
    width: float
    width_of_wait: float


class Report(msgspec.Struct, frozen=True):
    """One simulated day."""

    visitors: int
    counters: int
    waits: dict[str, Waits]
    estimate: Honesty | None
    verdict: dict[str, Any]
    broken_events: list[int] = []


def report(
    connection: Connection,
    lines: Sequence[Line],
    verdict: Verdict,
    counters: int,
    broken: list[int],
    seconds: float = 60.0,
) -> Report:
    """Work the figures of the log's last day out of it and of what was said at issue; the verdict is on all of it.

    `seconds` is how long a minute of the hall was.
    """
    last = max((line.day for line in lines if line.visit), default="")
    lines = [line for line in lines if line.day == last]
    said = {row["id"]: (row["wait_low"], row["wait_high"]) for row in connection.execute(select(visit)).mappings()}
    issued, called = _first(lines, "issue"), _first(line for line in lines if line.first)
    real = {name: (called[name].at - line.at) / seconds for name, line in issued.items() if name in called}
    groups = {name: _group(line) for name, line in issued.items()}
    waits = {
        group: _waits([real.get(name) for name in issued if group in ("all", groups[name])])
        for group in ("all", *sorted(set(groups.values())))
    }
    return Report(
        visitors=len(issued),
        counters=counters,
        waits=waits,
        estimate=_honesty([(said[name], minutes) for name, minutes in real.items()]) if seconds == 60 else None,
        verdict={"good": verdict.good, **vars(verdict)},
        broken_events=broken,
    )


def as_text(found: Report) -> str:
    """For people at a terminal."""
    lines = [f"{found.visitors} visitors, {found.counters} counters"]
    lines += [f"{'group':<16}{'called':>8}{'left':>7}{'typical':>10}{'p95':>8}{'longest':>10}"]
    for name, waits in found.waits.items():
        figures = f"{waits.p50:>10.0f}{waits.p95:>8.0f}{waits.longest:>10.0f}"
        lines.append(f"{name:<16}{waits.n:>8}{waits.left:>7}{figures}")
    honest = found.estimate
    if honest is not None:
        lines.append(f"range on the slip: {honest.covered:.0%} of real waits inside, {honest.width:.0f} minutes wide")
    verdict = found.verdict
    lines.append(f"events {verdict['events']}, calls {verdict['calls']}, finished {verdict['finished']}, "
                 f"come-backs {verdict['come_backs']}, most overtaken {verdict['most_overtaken']}")  # fmt: skip
    lines += verdict["faults"] or ["no double call, nobody lost, no number twice or skipped, the cap held"]
    return "\n".join(lines)


def _first(lines: Iterable[Line], action: str = "") -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in lines:
        if line.visit and (not action or line.action == action):
            found.setdefault(line.visit, line)
    return found


def _group(line: Line) -> str:
    return f"{line.service}, first" if line.goes_first and line.service != "priority" else line.service


def _waits(found: list[float | None]) -> Waits:
    known = sorted(wait for wait in found if wait is not None)
    if not known:
        return Waits(0, len(found), 0.0, 0.0, 0.0)
    return Waits(len(known), len(found) - len(known), quantile(known, 0.5), quantile(known, 0.95), known[-1])


def _honesty(pairs: list[tuple[tuple[int, int], float]]) -> Honesty:
    if not pairs:
        return Honesty(0, 0.0, 0.0, 0.0)
    inside = sum(low <= minutes <= high for (low, high), minutes in pairs)
    widths = sorted(float(high - low) for (low, high), _ in pairs)
    shares = sorted((high - low) / minutes for (low, high), minutes in pairs if minutes >= 1)
    return Honesty(len(pairs), inside / len(pairs), quantile(widths, 0.5), quantile(shares, 0.5) if shares else 0.0)
