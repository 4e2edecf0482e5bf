"""`drc report day|month`: the figures of the site on this PC as JSON, PDF, XLSX or CSV; `drc report check|rebuild`.

Exit code 0; 1 for a known fault, said on stderr, or for kept figures that are not what the events say; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from drc_desktop.desk import figures, witnessing
from drc_desktop.desk.contract import DeskError
from drc_desktop.desk.near import NearDesk
from drc_desktop.desk.work import Deed
from drc_desktop.domain import clock
from drc_desktop.domain.indicators.periods import Period, whole_month
from drc_desktop.monitor.report.make import KINDS, Subject, content, write
from drc_desktop.settings import SettingsError, data_dir, load
from drc_desktop.site_service.folder import SiteError, SiteFolder
from drc_desktop.store.site import StorageError
from drc_desktop.words import LANGUAGES, Words

REPORTS = "reports"
KNOWN = (SiteError, DeskError, StorageError, SettingsError)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one `drc report` command and return its exit code."""
    asked = _parser().parse_args(argv)
    try:
        desk = SiteFolder(asked.data).open_desk()
        try:
            return int(asked.run(desk, asked))
        finally:
            desk.store.close()
    except KNOWN as fault:
        code = str(getattr(fault.code, "value", fault.code))
        words = " / ".join(Words(language).text(f"fault-{code}", **fault.params) for language in LANGUAGES)
        print(words, file=sys.stderr)
    except OSError as fault:
        print(f"drc report: {fault}", file=sys.stderr)
    return 1


def _report(desk: NearDesk, asked: argparse.Namespace) -> int:
    period = Period.DAY if asked.command == "day" else Period.MONTH
    subject = Subject(desk.site(), period, _last(period, asked.date), Words(asked.language), load(asked.data).monitor)
    found = desk.as_console(lambda work: figures.show(work, *subject.wanted))
    daily = period is Period.DAY
    strange = desk.as_console(lambda work: witnessing.irregular(work, asked.date.isoformat())) if daily else []
    kinds = [kind for kind in KINDS if getattr(asked, kind)] or ["json"]
    said = f"report {' '.join(kinds)} {subject.wanted[0]} {subject.wanted[1]}"
    desk.as_console(lambda work: work.note(Deed.EXPORTED, reason=said))
    for kind in kinds:
        if kind == "json":
            sys.stdout.write(content(subject, found, kind, strange).decode() + "\n")
        else:
            print(write(asked.out or asked.data / REPORTS, subject, found, kind, strange), file=sys.stderr)
    return 0


def _last(period: Period, day: date) -> date:
    """The day a report ends with: of a month that is over its last, of this month today."""
    today = clock.today()
    return day if period is Period.DAY else min(date.fromisoformat(whole_month(day)[1]), max(day, today))


def _rebuild(desk: NearDesk, _asked: argparse.Namespace) -> int:
    count = desk.as_console(figures.rebuild)
    print(f"{count} closed days counted anew")
    return 0


def _check(desk: NearDesk, _asked: argparse.Namespace) -> int:
    wrong = desk.as_console(figures.differing)
    print("\n".join(wrong) if wrong else "kept figures are those of the events")
    return 1 if wrong else 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"no date: {text}") from fault


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="drc report", description="Figures of this PC's site on paper.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in (("day", "one working day"), ("month", "a month, up to today")):
        one = commands.add_parser(name, help=text, description=text)
        today = clock.today()
        one.add_argument("--date", type=_day, default=today, help="ISO date, or YYYY-MM; default today")
        one.add_argument("--language", choices=LANGUAGES, default="ur")
        one.add_argument("--out", type=Path, help="folder for files (default: reports in the data folder)")
        for kind in KINDS:
            one.add_argument(f"--{kind}", action="store_true", help=f"as {kind.upper()}")
        one.set_defaults(run=_report)
    for name, run, text in (
        ("check", _check, "hold the figures kept of closed days against their events"),
        ("rebuild", _rebuild, "count every closed day anew from its events"),
    ):
        commands.add_parser(name, help=text, description=text).set_defaults(run=run)
    for one in commands.choices.values():
        one.add_argument("--data", type=Path, default=data_dir(), help="data folder (default: this account's)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
