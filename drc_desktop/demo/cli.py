"""`drc demo`: the whole centre on this PC. With --headless a day is walked through, else people play it."""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drc_desktop.demo import harvest
from drc_desktop.demo.centre import OPERATORS, PIN, WINDOWS, Centre
from drc_desktop.demo.hands import HandsError
from drc_desktop.demo.record import Record
from drc_desktop.demo.stage import StageError
from drc_desktop.demo.story import Day
from drc_desktop.words import LANGUAGES


def main(argv: Sequence[str]) -> int:
    """Exit code 0; 1 when the day did not go as it must; 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="drc demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="walk through a day without a screen")
    parser.add_argument("--out", type=Path, help="new folder for what is left behind (needed with --headless)")
    parser.add_argument("--language", choices=LANGUAGES, default="ur", help="of the windows on a screen")
    asked = parser.parse_args(argv)
    if asked.headless and asked.out is None:
        parser.error("--headless needs --out")
    out = asked.out or Path(tempfile.mkdtemp(prefix="drc-demo-"))
    if out.exists() and any(out.iterdir()) and not (out / "summary.json").exists():
        parser.error(f"{out} is not empty and holds no earlier walk-through")
    _clear(out)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # asked to end: the parts of the centre end too
    try:
        return _headless(out) if asked.headless else _on_screen(out, asked.language)
    except (HandsError, StageError, AssertionError) as problem:
        print(f"drc demo: {problem}", file=sys.stderr)
        return 1


def _clear(out: Path) -> None:
    """Only what an earlier walk-through left."""
    for name in ("centre", "logs", "screenshots", "slips", "surveys"):
        shutil.rmtree(out / name, ignore_errors=True)
    (out / "summary.json").unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)


def _on_screen(out: Path, language: str) -> int:
    centre = Centre(out, headless=False, language=language)
    print("Setting up a centre with synthetic people ...", flush=True)
    try:
        centre.set_up()
        for window in WINDOWS:
            centre.open_window(window)
        people = ", ".join(f"{one['name']} ({one['role']})" for one in OPERATORS)
        print(f"Sign in with PIN {PIN}: {people}.")
        print("Numbers to type at the issuing desk (synthetic):")
        for family in centre.people[:16]:
            print(f"  {family.visitor}  {family.case}")
        print(f"Slips come out in {centre.folder / 'printer'}. Close the supervisor window to end.", flush=True)
        process = centre.parts["supervisor"].process
        assert process is not None
        process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        centre.close()
    return 0


def _headless(out: Path) -> int:
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {what}", flush=True)

    say("a centre is set up with synthetic people")
    centre, record = Centre(out, headless=True), Record(out)
    try:
        centre.set_up()
        Day(centre, record, say).tell()
        summary = _summary(centre, record)
    finally:
        centre.close()
    summary["seconds"] = round(time.monotonic() - began, 1)
    record.write(summary)
    say("done")
    print(json.dumps({name: value for name, value in summary.items() if name not in ("screenshots", "slips")}))
    return 0 if _holds(summary) else 1


def _summary(centre: Centre, record: Record) -> dict[str, Any]:
    site = harvest.site_counts(centre.folder / "site")
    counted = {
        "tokens": record.tokens_issued,
        "calls": record.calls,
        "no_shows": record.no_shows,
        "finished": record.finished,
    }
    if any(site[name] != number for name, number in counted.items()):
        raise AssertionError(f"the hands counted {counted}, the site holds {site}")
    registry = harvest.registry_figures(centre.folder / "registry")
    sent = harvest.save_surveys(centre.folder / "registry", record.out / "surveys")
    slips = harvest.save_slips(centre.folder, centre.printer, record.out / "slips")
    receipts = sum(
        harvest.outbox_left(centre.home(window), PIN)["acknowledged"] for window in ("counter-1", "counter-2")
    )
    return {
        "visitors": record.visitors,
        "no_token": record.no_token,
        "tokens_issued": site["tokens"],
        "tokens_printed": site["tokens_printed"],
        "calls": site["calls"],
        "no_shows": site["no_shows"],
        "surveys_finalised": record.finished,
        "receipts": receipts,
        "registry_surveys": registry["surveys"],
        "duplicates": registry["duplicates"] + (len(sent) - len(set(sent))),
        "lost": record.finished - len(set(sent)),
        "visits_finished": site["finished"],
        "timings_ms": record.timings(),
        "registry": registry,
        "screenshots": record.screenshots,
        "slips": slips,
    }


def _holds(summary: dict[str, Any]) -> bool:
    """What must be true of every walk-through."""
    surveys = {summary[name] for name in ("surveys_finalised", "receipts", "registry_surveys", "visits_finished")}
    tokens = {summary["tokens_issued"], summary["tokens_printed"]}
    return len(surveys) == 1 and surveys.pop() >= 8 and len(tokens) == 1 and not summary["duplicates"] + summary["lost"]
