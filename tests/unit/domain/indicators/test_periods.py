from __future__ import annotations

from datetime import date

import pytest

from drc_desktop.domain.indicators.periods import Period, Stretch, stretch, whole_month


def of(first: str, last: str, before_first: str, before_last: str, fetch: str) -> Stretch:
    return Stretch(*(f"202{short}" for short in (first, last, before_first, before_last, fetch)))


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        (Period.DAY, date(2026, 11, 23), of("6-11-23", "6-11-23", "6-11-16", "6-11-16", "6-11-14")),
        # a Wednesday: the week began on Monday the 23rd
        (Period.WEEK, date(2026, 11, 25), of("6-11-23", "6-11-25", "6-11-16", "6-11-18", "6-11-16")),
        (Period.WEEK, date(2026, 11, 29), of("6-11-23", "6-11-29", "6-11-16", "6-11-22", "6-11-16")),
        (Period.MONTH, date(2026, 11, 23), of("6-11-01", "6-11-23", "6-10-01", "6-10-23", "6-10-01")),
        # February has no 31st: the whole of it
        (Period.MONTH, date(2026, 3, 31), of("6-03-01", "6-03-31", "6-02-01", "6-02-28", "6-02-01")),
        (Period.MONTH, date(2026, 1, 1), of("6-01-01", "6-01-01", "5-12-01", "5-12-01", "5-12-01")),
    ],
)
def test_a_period_and_what_it_is_compared_with(period: Period, day: date, expected: Stretch):
    assert stretch(period, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2028, 2, 10), ("2028-02-01", "2028-02-29")),
        (date(2026, 12, 31), ("2026-12-01", "2026-12-31")),
        (date(2026, 4, 30), ("2026-04-01", "2026-04-30")),
    ],
)
def test_a_whole_month(day: date, expected: tuple[str, str]):
    assert whole_month(day) == expected
