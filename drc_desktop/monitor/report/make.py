"""Make a report of a day or a month in a folder: figures in, one file out, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import msgspec

from drc_desktop.desk.contract import Irregular, SiteCard, SiteFigures
from drc_desktop.domain.indicators.day import add_up
from drc_desktop.domain.indicators.periods import Period, stretch
from drc_desktop.kit.dates import date_words, weekday_words
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.unusual import unusual_head, unusual_words
from drc_desktop.monitor.look import Look, Site
from drc_desktop.monitor.model import Sheet, TableRow
from drc_desktop.monitor.report.pdf import Heading, render
from drc_desktop.monitor.report.sheets import to_csv, to_xlsx
from drc_desktop.monitor.sheet import sheet
from drc_desktop.settings import MonitorSettings

KINDS = ("pdf", "xlsx", "csv", "json")


@dataclass(frozen=True)
class Subject:
    """What a report is about: the site, the period that ends with `day`, in which language and under what limits."""

    site: SiteCard
    period: Period
    day: date
    words: Texts
    settings: MonitorSettings

    @property
    def wanted(self) -> tuple[str, str]:
        """First and last date of the figures that have to be asked for: the period and what it is compared with."""
        found = stretch(self.period, self.day)
        return found.fetch, found.last

    @property
    def title(self) -> str:
        """The period in words."""
        words = self.words
        if self.period is Period.DAY:
            return words.text("report-title-day", date=weekday_words(self.day, words))
        first = date.fromisoformat(stretch(self.period, self.day).first)
        return words.text("report-title-month", first=date_words(first, words), last=date_words(self.day, words))

    def file_name(self, kind: str) -> str:
        """As it lies in the folder: figures of one day, or of a month up to its last day in them."""
        of = self.day.isoformat() if self.period is Period.DAY else self.day.isoformat()[:7]
        return f"{self.site.site_id}-{of}-{self.words.language}.{kind}"


def content(subject: Subject, found: SiteFigures, kind: str, strange: Sequence[Irregular] = ()) -> bytes:
    """The report as bytes of `kind`, one of KINDS. The PDF names operators, everything else names nobody. `strange` is
    what was out of the ordinary on the day of a daily report."""
    look = Look(subject.period, subject.day, found, Site(subject.site.tehsil[:3], subject.settings), subject.words)
    if kind == "pdf":
        site = subject.site
        name = site.name_ur if subject.words.rtl else site.name_en
        return render(
            _with(sheet(look), strange, subject.words),
            Heading(name, site.site_id, subject.title, found.at),
            subject.words,
        )
    days = look.days(look.stretch.first, look.stretch.last)
    total = add_up(days, look.stretch.first)
    if kind == "xlsx":
        return to_xlsx(days, total, f"{subject.site.site_id} {subject.title}", subject.words, strange)
    if kind == "csv":
        return to_csv(days)
    bare = [msgspec.to_builtins(day) for day in [total, *days]]
    for day in bare:  # an operator is a counter here too
        day["operators"] = sorted(day["operators"].values(), key=lambda one: one["counter"])
    report = {"site": subject.site.site_id, "first": look.stretch.first, "last": look.stretch.last}
    unnamed = [msgspec.to_builtins(msgspec.structs.replace(one, operator="", second="")) for one in strange]
    return msgspec.json.encode({**report, "at": found.at, "total": bare[0], "days": bare[1:], "unusual": unnamed})


def _with(made: Sheet, strange: Sequence[Irregular], words: Texts) -> Sheet:
    head = TableRow((words.text("unusual-title"), words.text("unusual-when")), head=True)
    lines = [TableRow((unusual_words(one, words), unusual_head(one))) for one in strange]
    return replace(made, table=(*made.table, head, *lines)) if lines else made


def write(folder: Path, subject: Subject, found: SiteFigures, kind: str, strange: Sequence[Irregular] = ()) -> Path:
    """Write the report into `folder`, in place of an earlier one of the same name. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / subject.file_name(kind)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content(subject, found, kind, strange))
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return path
