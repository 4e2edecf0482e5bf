"""`drc simulate`: a made-up day through the real desk; prints waits, fairness, and whether every invariant held."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from drc_desktop.demo.stage import StageError
from drc_desktop.domain import crowd
from drc_desktop.domain.history import Line, check
from drc_desktop.settings import DeskSettings
from drc_desktop.simulate import processes, virtual
from drc_desktop.simulate.report import Report, as_text, report
from drc_desktop.simulate.site import MOST_COUNTERS
from drc_desktop.store import history, ledger
from drc_desktop.store.site import SiteStore, StorageError

PAUSES = ["12:45-13:15"]
"""What the made-up operators' staggered meals come to (domain.crowd.pauses)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one simulation; 0 when every invariant held, 1 when one did not or a known fault came up."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["life"]:
        return processes.live(given[1:])
    options = _parser().parse_args(given)
    try:
        found, lines = _simulate(options)
    except (StageError, StorageError) as fault:
        print(f"drc simulate: {fault}", file=sys.stderr)
        return 1
    if options.export:
        options.export.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    print(msgspec.json.encode(found).decode() if options.json else as_text(found))
    return 0 if found.verdict["good"] and not found.broken_events else 1


def _simulate(options: argparse.Namespace) -> tuple[Report, list[Line]]:
    rule = DeskSettings(others_between=options.others_between, overtake_cap=options.overtake_cap, pauses=PAUSES)
    with tempfile.TemporaryDirectory(prefix="drc-simulate-") as name:
        folder, said = Path(name), None
        if options.processes:
            scene = processes.Scene(options.visitors, options.counters, options.seed, options.seconds, folder / "gong")
            stage = processes.Stage(folder, options.database, options.instances, scene, options.displays)
            processes.run(stage, options.kills)
            store, minute = stage.site_folder(1).open_store(), options.seconds
            rule, said = DeskSettings(), stage.announced() if options.displays else None
        else:
            visitors = crowd.visitors(options.visitors, options.seed)
            past = range(options.days_before, 0, -1)
            before = [crowd.visitors(options.visitors, f"{options.seed}, {day} before") for day in past]
            database = options.database or folder / "site.db"
            store, minute = virtual.run(database, visitors, options.counters, rule, before), 60.0
        try:
            return _judged(store, options.counters, rule, minute, said)
        finally:
            store.close()


def _judged(
    store: SiteStore, counters: int, rule: DeskSettings, minute: float, said: set[int] | None
) -> tuple[Report, list[Line]]:
    """`said` are the calls that displays announced; None where there was no display."""
    with store.reading() as connection:
        lines = list(history.lines(connection))
        verdict = check(lines, rule.overtake_cap, rule.wish_minutes, said)
        broken = ledger.broken_links(connection)
        return report(connection, lines, verdict, counters, broken, minute), lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="drc simulate",
        description="A made-up day with synthetic visitors through the real desk: in virtual time, or with --processes "
        "as a site service and a process for every counter. Exit code 1 where an invariant did not hold.",
    )
    usual = DeskSettings()
    parser.add_argument("--visitors", type=int, default=200, help="how many come (default 200)")
    parser.add_argument("--counters", type=int, default=6, choices=range(1, MOST_COUNTERS + 1), help="1 to 12")
    parser.add_argument("--seed", default="1", help="the same seed brings the same crowd")
    parser.add_argument(
        "--days-before",
        type=int,
        default=3,
        help="days with other crowds that the site lives through first and learns from (default 3; virtual time only)",
    )
    parser.add_argument("--others-between", type=int, default=usual.others_between, help="as the setting of the desk")
    parser.add_argument("--overtake-cap", type=int, default=usual.overtake_cap, help="as the setting of the desk")
    parser.add_argument("--database", default="", help="URL of an empty PostgreSQL database; default: SQLite")
    parser.add_argument("--processes", action="store_true", help="real processes in pressed-together time")
    parser.add_argument("--instances", type=int, default=1, help="site services (more than one needs PostgreSQL)")
    parser.add_argument("--seconds", type=float, default=0.25, help="real seconds for a minute, with --processes")
    parser.add_argument("--displays", type=int, default=0, help="hall displays, with --processes")
    parser.add_argument("--kills", type=int, default=0, help="kill that many processes on the way, with --processes")
    parser.add_argument("--export", type=Path, help="write every event as a line of JSON")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
