"""What a supervisor should look at now: figures held against limits. A limit of 0 switches its alert off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drc_desktop.domain.indicators.day import DayFigures, household_size, typical
from drc_desktop.domain.indicators.quality import Limits, too_small


@dataclass(frozen=True, slots=True)
class Alert:
    """`what` names the alert, `who` a service or operator it is about; `value` stands against `limit`."""

    what: str
    value: float
    limit: float
    who: str = ""


@dataclass(frozen=True, slots=True)
class AlertLimits:
    """Waiting limit in minutes by service; seats; shares in per cent; mean household size of the region."""

    waits: Mapping[str, int]
    seats: int
    no_show_percent: float
    flagged_percent: float
    region_size: float
    quality: Limits


_ENOUGH = 5
"""Fewer than this many tokens or surveys say nothing yet."""


def alerts(figures: DayFigures, limits: AlertLimits) -> list[Alert]:
    """Those that hold, the line in the hall first.

    hall-full      more wait than there are seats (newest quarter of the day)
    wait-long      typical wait of a service above its limit
    no-shows       no-shows / tokens above the limit
    flagged        flagged surveys / surveys above the limit
    small-households  mean household size too far under the region's
    too-quick      an operator's typical survey is shorter than the shortest that is not flagged
    """
    found: list[Alert] = []
    line = figures.waiting[max(figures.waiting)] if figures.waiting else 0
    if limits.seats and line > limits.seats:
        found.append(Alert("hall-full", line, limits.seats))
    for service, flow in figures.by_service.items():
        wait, limit = typical(flow.waits), limits.waits.get(service, 0)
        if limit and wait is not None and wait > limit:
            found.append(Alert("wait-long", wait, limit, service))
    found += _shares(figures, limits)
    size = household_size(figures)
    if figures.surveys >= _ENOUGH and limits.region_size and too_small(size, limits.region_size, limits.quality):
        assert size is not None
        found.append(Alert("small-households", round(size, 1), limits.region_size))
    for name, one in sorted(figures.operators.items()):
        minutes = typical(one.minutes)
        if one.surveys >= _ENOUGH and minutes is not None and minutes < limits.quality.fastest_minutes:
            found.append(Alert("too-quick", minutes, limits.quality.fastest_minutes, name))
    return found


def _shares(figures: DayFigures, limits: AlertLimits) -> list[Alert]:
    shares = (
        ("no-shows", figures.all.absent, figures.all.tokens, limits.no_show_percent),
        ("flagged", figures.flagged, figures.surveys, limits.flagged_percent),
    )
    return [
        Alert(what, round(100 * found / of, 1), limit)
        for what, found, of, limit in shares
        if limit and of >= _ENOUGH and 100 * found / of > limit
    ]
