"""The Monitor tab: figures of a period, the visits behind one of them, reviews of flagged surveys, reports."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path

from drc_desktop.desk.contract import Behind, Outcome, Question, Review, SiteFigures, VisitLine
from drc_desktop.domain.indicators.periods import Period, stretch, whole_month
from drc_desktop.domain.indicators.quality import Flag
from drc_desktop.kit.dates import hour
from drc_desktop.kit.faults import fault_words
from drc_desktop.kit.hall import service_words, state_words
from drc_desktop.kit.ports import Observable
from drc_desktop.monitor.look import NOTHING, Look, Site
from drc_desktop.monitor.model import Sheet
from drc_desktop.monitor.sheet import flag_words, sheet
from drc_desktop.supervisor.model import VisitRow
from drc_desktop.supervisor.ports import Ports
from drc_desktop.supervisor.presenter.commands import Commands

AGAIN_S = 5.0
"""Figures that are looked at are counted again at the earliest so many seconds after the last count."""


class Page(StrEnum):
    """The three pages of the tab; VISITS is the quality page too: the visits with a flag."""

    INDICATORS = "indicators"
    VISITS = "visits"
    REPORT = "report"


class MonitorPresenter(Observable):
    """`look_at` the working day first; `count` asks the desk; everything else follows what is shown."""

    def __init__(self, ports: Ports, commands: Commands) -> None:
        super().__init__()
        self.ports, self.commands = ports, commands
        self.page, self.period, self.as_table = Page.INDICATORS, Period.DAY, False
        self.day: date = ports.today()
        self.found: SiteFigures | None = None
        self.sheet: Sheet | None = None
        self.question: Question | None = None
        self.lines: list[VisitLine] = []
        self.selected = ""
        self.said = ""
        self._asking = self._failed = False
        self._counted_seq = -1
        self._households = 0

    # what is looked at

    def look_at(self, day: str, seq: int) -> None:
        """The newest event of the board while somebody looks; counts again where that is due."""
        if day and day != self.day.isoformat():
            self.day = date.fromisoformat(day)
            self._counted_seq = -1
        fresh = self.found is not None and self.ports.now() - self.found.at < AGAIN_S
        if seq != self._counted_seq and not fresh:
            self._counted_seq = seq
            self.count()

    def count(self) -> None:
        """F5: ask the desk for the figures."""
        if self._asking:
            return
        self._asking, ports = True, self.ports
        wanted, monthly = stretch(self.period, self.day), self.period is Period.MONTH

        def ask() -> tuple[SiteFigures, int]:
            found = ports.desk.figures(ports.actor, wanted.fetch, wanted.last)
            return found, ports.households() if monthly else 0

        def counted(answer: tuple[SiteFigures, int]) -> None:
            self._asking = False
            self._answered()
            self.found, self._households = answer
            self.draw()
            if (wanted.fetch, wanted.last) != self._range():
                self.count()

        ports.tasks.run(ask, counted, self._not_counted)

    def _range(self) -> tuple[str, str]:
        wanted = stretch(self.period, self.day)
        return wanted.fetch, wanted.last

    def _not_counted(self, error: Exception) -> None:
        self._asking, self._failed = False, True
        self.commands.show(error, self.count)

    def _answered(self) -> None:
        """The fault of an earlier question is over; those of others are not ours to take away."""
        if self._failed:
            self._failed = False
            self.commands.clear()

    def draw(self) -> None:
        """The figures in hand, in the words of now."""
        if self.found is not None:
            self.sheet = sheet(self._look(self.found))
        self.changed()

    def _look(self, found: SiteFigures) -> Look:
        ports = self.ports
        site = Site(ports.site.tehsil[:3], ports.monitor, self._households)
        return Look(self.period, self.day, found, site, ports.words)

    def choose_period(self, period: Period) -> None:
        """Today, this week, this month."""
        if period is not self.period:
            self.period, self.sheet = period, None
            self.count()
            if self.page is Page.VISITS:
                self.show_quality()
            self.changed()

    def choose_page(self, page: Page) -> None:
        """Indicators, quality or report."""
        self.page, self.said = page, ""
        if page is Page.VISITS:
            self.show_quality()
        self.changed()

    def turn_table(self) -> None:
        """T: the charts as a table and back."""
        self.as_table = not self.as_table
        self.changed()

    # the visits behind a figure

    def show_quality(self) -> None:
        """The flagged surveys of the period."""
        wanted = stretch(self.period, self.day)
        self.drill(Question(wanted.first, wanted.last, Behind.FLAGGED))

    def drill(self, question: Question | None) -> None:
        """Show the visits behind a figure; of no question nothing happens."""
        if question is None:
            return
        ports = self.ports
        self.page, self.question, self.said = Page.VISITS, question, ""

        def answered(lines: list[VisitLine]) -> None:
            self._answered()
            if question is self.question:
                self.lines = lines
                if all(line.visit_id != self.selected for line in lines):
                    self.selected = lines[0].visit_id if lines else ""
                self.changed()

        ports.tasks.run(lambda: ports.desk.behind(ports.actor, question), answered, self._not_counted)

    def heading(self) -> str:
        """What the visits stand behind."""
        text, question = self.ports.words.text, self.question
        if question is None:
            return ""
        return text(f"monitor-behind-{question.behind.value.replace('_', '-')}", n=len(self.lines))

    def rows(self) -> list[VisitRow]:
        """The visits as a table; a token names each, never a person."""
        words = self.ports.words
        return [
            VisitRow(
                visit_id=line.visit_id,
                cells=(
                    line.day[5:] if self.period is not Period.DAY else "",
                    line.token,
                    service_words(line.service, words),
                    line.operator or NOTHING,
                    hour(line.issued_at),
                    str(line.wait),
                    str(line.survey_minutes) if line.survey_minutes is not None else NOTHING,
                    str(line.members) if line.members is not None else NOTHING,
                    self._flags(line) or state_words(line.state, words),
                    words.text(f"monitor-outcome-{line.outcome.replace('_', '-')}") if line.outcome else "",
                ),
                flagged=bool(line.flags),
            )
            for line in self.lines
        ]

    def _flags(self, line: VisitLine) -> str:
        words, known = self.ports.words, set(Flag)
        comma = "، " if words.rtl else ", "
        return comma.join(flag_words(Flag(flag), words, self.ports.monitor) for flag in line.flags if flag in known)

    def select(self, visit_id: str) -> None:
        """The row that a review is about."""
        if visit_id != self.selected:
            self.selected, self.said = visit_id, ""
            self.changed()

    @property
    def line(self) -> VisitLine | None:
        """The selected visit."""
        return next((line for line in self.lines if line.visit_id == self.selected), None)

    @property
    def can_review(self) -> bool:
        """Whether the selected visit has a survey to speak about."""
        return self.line is not None and self.line.survey_minutes is not None

    def review(self, outcome: Outcome, reason: str) -> None:
        """Mark the selected survey; without a reason the field is asked for."""
        words, ports, visit_id = self.ports.words, self.ports, self.selected
        if not self.can_review:
            return
        if not reason.strip():
            self.said = words.text("monitor-review-reason-wanted")
            self.changed()
            return

        def done(_nothing: None) -> None:
            self.said = words.text(f"monitor-reviewed-{outcome.value.replace('_', '-')}")
            self.drill_again()

        request = Review(visit_id, outcome, reason)
        self.commands.send(lambda key: ports.desk.review(ports.actor, key, request), done)

    def drill_again(self) -> None:
        """The same visits as they stand now, what was said stays."""
        said, question = self.said, self.question
        self.drill(question)
        self.said = said
        self.changed()

    # reports

    def report(self, kind: str, period: Period = Period.DAY) -> None:
        """Make a report of the day or its month as `kind` (pdf, xlsx, csv) and show it."""
        ports, day = self.ports, self.day.isoformat()
        make = ports.report
        if make is None:
            return
        first, last = (day, day) if period is Period.DAY else whole_month(self.day)
        self.said = ports.words.text("monitor-report-making")
        self.changed()

        def made(path: Path) -> None:
            self.said = ports.words.text("monitor-report-made", path=str(path))
            ports.show_file(path)
            self.changed()

        def failed(error: Exception) -> None:
            known = isinstance(error, OSError)
            self.said = ports.words.text("monitor-report-failed") if known else fault_words(error, ports.words)
            self.changed()

        ports.tasks.run(lambda: make(first, last, kind), made, failed)

    def day_closed(self) -> None:
        """Close of day makes the day's report by itself; nothing opens."""
        ports, day, make = self.ports, self.day.isoformat(), self.ports.report
        if make is None:
            return

        def kept(path: Path) -> None:
            self.said = ports.words.text("monitor-report-made", path=str(path))
            self.changed()

        ports.tasks.run(lambda: make(day, day, "pdf"), kept, lambda error: self.commands.show(error))
