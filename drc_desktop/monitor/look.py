"""One look at the figures of a site: which period, which day, with what it is compared, in which language. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from drc_desktop.desk.contract import Behind, Question, SiteFigures
from drc_desktop.domain.indicators.alerts import AlertLimits
from drc_desktop.domain.indicators.day import DayFigures, add_up, minutes_of, quarter_of
from drc_desktop.domain.indicators.periods import Period, Stretch, stretch
from drc_desktop.domain.indicators.thematic import REGIONAL_HOUSEHOLD_SIZE
from drc_desktop.kit.ports import Texts
from drc_desktop.settings import MonitorSettings

NOTHING = "–"


@dataclass(frozen=True)
class Site:
    """What the page has to know of the site: its region (P-code), what the settings warn of, and how many households
    the registry knows of its tehsil (0: not known here)."""

    region: str
    settings: MonitorSettings
    households: int = 0

    def limits(self, found: SiteFigures) -> AlertLimits:
        """The limits of its alerts."""
        settings = self.settings
        return AlertLimits(
            waits=found.limits,
            seats=settings.seats,
            no_show_percent=settings.no_show_percent,
            flagged_percent=settings.flagged_percent,
            region_size=REGIONAL_HOUSEHOLD_SIZE.get(self.region, REGIONAL_HOUSEHOLD_SIZE[""]),
            quality=settings.quality(),
        )


@dataclass(frozen=True)
class Look:
    """One look at the figures: the period up to `day`, what it is compared with, and where the day stands now."""

    period: Period
    day: date
    found: SiteFigures
    site: Site
    words: Texts

    @cached_property
    def stretch(self) -> Stretch:
        """Dates of the period and of the one before."""
        return stretch(self.period, self.day)

    def days(self, first: str, last: str) -> list[DayFigures]:
        """Working days of a range."""
        return [day for day in self.found.days if first <= day.date <= last]

    @cached_property
    def now(self) -> DayFigures:
        """The period added up; a single day as it is, with its line in the hall."""
        days = self.days(self.stretch.first, self.stretch.last)
        return days[0] if self.period is Period.DAY and days else add_up(days, self.stretch.first)

    @cached_property
    def before(self) -> DayFigures:
        """What it is compared with."""
        return add_up(self.days(self.stretch.before_first, self.stretch.before_last), self.stretch.before_first)

    @property
    def quarter(self) -> int:
        """Where the day stands, in quarters from its midnight; the end of a day that is over."""
        return quarter_of(self.found.at, self.day.isoformat())

    @property
    def hour(self) -> float:
        """The same in hours, to the minute."""
        return minutes_of(self.found.at, self.day.isoformat()) / 60

    def question(self, behind: Behind, detail: str = "") -> Question:
        """The visits of the period behind a figure."""
        return Question(self.stretch.first, self.stretch.last, behind, detail)


def plain(value: float | int | None, digits: int = 1) -> str:
    """A number as it is printed; a dash for none."""
    if value is None:
        return NOTHING
    return f"{value:,}" if isinstance(value, int) else f"{value:.{digits}f}".removesuffix(".0" if digits else "")
