"""The reports of the picture's day and month in both languages, as PDF, beside the folder of the screens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from drc_desktop.demo.pictures.centre import DATE, centre
from drc_desktop.domain.indicators.periods import Period
from drc_desktop.monitor.report.make import Subject, write
from drc_desktop.settings import MonitorSettings
from drc_desktop.words import LANGUAGES, Words


def render(out: Path) -> list[Path]:
    """Write `../reports/*.pdf`."""
    written = []
    with centre() as made:
        made.past()
        made.busy()
        made.surveys()
        for language in LANGUAGES:
            for period in (Period.DAY, Period.MONTH):
                about = Subject(made.desk.site(), period, date.fromisoformat(DATE), Words(language), MonitorSettings())
                found = made.desk.figures(made.supervisor, *about.wanted)
                written.append(write(out.parent / "reports", about, found, "pdf"))
    return written
