"""A made-up day at a centre: who comes when, for what, how long it takes. For rehearsals, never a person.

Facts: services, priority groups and interviews of 20-40 minutes (DOMAIN: third-party accounts; most visitors are
women). Assumed, and to be replaced by a site's own figures where it has them: the hours, the curve of arrivals with its
morning peak, the shares of services, wishes, no-shows.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from drc_desktop.domain.visit import PriorityGroup, Service

OPENS_MIN, CLOSES_MIN = 9 * 60, 17 * 60
ARRIVALS_BY_HOUR = (26, 22, 15, 11, 8, 8, 7, 3)
"""Share of the day's visitors in each hour from opening, in per cent (assumed)."""

SERVICES: tuple[tuple[Service, float, float], ...] = (
    (Service.NEW_SURVEY, 0.55, 28.0),
    (Service.ROSTER_UPDATE, 0.33, 20.0),
    (Service.PRIORITY, 0.12, 14.0),
)
"""Service, share of visitors, typical minutes at the counter."""

SPREAD = 0.35
"""Standard deviation of the logarithm of the minutes at a counter."""


@dataclass(frozen=True)
class Visitor:
    """`arrives` is minutes after midnight, `minutes` the time at the counter; `parks`: a paper is missing."""

    arrives: float
    service: Service
    minutes: float
    priority: PriorityGroup | None = None
    language: str = ""
    woman: bool = False
    comes: bool = True
    parks: bool = False

    @property
    def goes_first(self) -> bool:
        """Which lane."""
        return self.priority is not None or self.service is Service.PRIORITY


@dataclass(frozen=True)
class Habits:
    """Shares between 0 and 1."""

    priority: float = 0.12
    wish_language: float = 0.05
    wish_woman: float = 0.08
    no_show: float = 0.06
    parks: float = 0.04


def visitors(count: int, seed: int | str, habits: Habits | None = None, pace: float = 1.0) -> list[Visitor]:
    """`count` visitors in order of arrival; `pace` stretches the minutes at the counter."""
    dice = random.Random(f"crowd {seed}")  # noqa: S311 - a made-up crowd needs repeatable chance, not secrets
    ways = habits or Habits()
    return [_one(at, dice, ways, pace) for at in sorted(_arrival(dice) for _ in range(count))]


def pauses(counters: int) -> list[tuple[float, float]]:
    """When each counter is away, as (minute, length): half of them eat first, then the other half (assumed)."""
    return [(12 * 60 + 30 if number % 2 else 13 * 60, 30.0) for number in range(1, counters + 1)]


def _arrival(dice: random.Random) -> float:
    hour = dice.choices(range(len(ARRIVALS_BY_HOUR)), ARRIVALS_BY_HOUR)[0]
    return OPENS_MIN + 60 * (hour + dice.random())


def _one(at: float, dice: random.Random, ways: Habits, pace: float) -> Visitor:
    service, _, typical = dice.choices(SERVICES, [share for _, share, _ in SERVICES])[0]
    comes = dice.random() >= ways.no_show
    return Visitor(
        arrives=at,
        service=service,
        minutes=min(75.0, max(5.0, pace * typical * math.exp(dice.gauss(0.0, SPREAD)))),
        priority=dice.choice(list(PriorityGroup)) if dice.random() < ways.priority else None,
        language=dice.choice(("ps", "sd", "skr")) if dice.random() < ways.wish_language else "",
        woman=dice.random() < ways.wish_woman,
        comes=comes,
        parks=comes and dice.random() < ways.parks,
    )
