"""`drc site backup|standby|promote|recovery|move|rejoin`: copies of a site, and how it goes on elsewhere."""

from __future__ import annotations

import argparse
import getpass
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from drc_desktop.desk.promotion import Promotion
from drc_desktop.domain.clock import here
from drc_desktop.site_service import pairing
from drc_desktop.site_service.folder import SiteError, SiteFault, SiteFolder
from drc_desktop.site_service.standby import COPY, has_key, move_to, stand_by, take_backup, take_over


def add_commands(command: Callable[[str, Any, str], argparse.ArgumentParser], database: Callable[[str], str]) -> None:
    """Put the commands beside the others of `drc site`; `database` reads `@FILE`."""
    backup = command("backup", _backup, "Make one complete copy of a site that is not being served.")
    backup.add_argument("--out", type=Path, required=True, help="folder of the copy, on another disk")

    standby = command("standby", _standby, "Keep a copy of the site on this PC (paired as standby) until told to stop.")
    standby.add_argument("--once", action="store_true", help="end when the copy has everything")

    promoting = command("promote", _promote, "Make this PC the site PC, from a copy.")
    promoting.add_argument("--code-file", type=Path, help="file with the recovery code (default: asked)")
    promoting.add_argument("--from", dest="copy", type=Path, help="folder of the copy (default: this PC's own)")
    promoting.add_argument("--to", type=Path, help="folder of the new site (default: 'site' in the data folder)")

    moving = command("move", _move, "Carry a site that is not being served to another database, there and back.")
    moving.add_argument("--database", required=True, help="@FILE with a postgresql+psycopg:// URL, or sqlite")
    moving.set_defaults(read_database=database)

    command("recovery", _recovery, "Make a new recovery code, which opens copies on another PC.")

    rejoining = command("rejoin", _rejoin, "Tell this PC the site's new address; its pairing stays.")
    rejoining.add_argument("url", help="https://HOST:8443")


def _backup(options: argparse.Namespace) -> int:
    report = take_backup(SiteFolder(options.data), options.out)
    options.say(options.json, report, f"the copy is in {options.out}")
    return 0


def _standby(options: argparse.Namespace) -> int:
    stop = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda _number, _frame: stop.set())
    stand_by(options.data, stop, lambda said: print(msgspec.json.encode(said).decode(), flush=True), options.once)
    return 0


def _promote(options: argparse.Namespace) -> int:
    target = options.to or options.data / "site"
    copy = options.copy or options.data / COPY
    report = take_over(copy, target, "" if has_key(copy) else _read_code(options.code_file))
    options.say(options.json, {**report, "data": str(target)}, _told(report, target))
    return 0


def _told(report: dict[str, Any], target: Path) -> str:
    found = msgspec.convert({name: report[name] for name in Promotion.__struct_fields__}, Promotion)
    last = here(found.last_at).strftime("%Y-%m-%d %H:%M:%S")
    lines = [
        f"the site goes on in {target}: start it with drc site serve --data {target}",
        f"the copy's last event is {found.last_event} of {last}; what happened after it is not known here:",
        "  tokens issued later are on paper alone: issue those people anew",
        "  a visit finished later shows as being served until its counter is back, which finishes it",
    ]
    if found.letters:
        lines.append("new tokens begin: " + ", ".join(f"{name} {letter}" for name, letter in found.letters.items()))
    if found.jumped:
        lines.append(f"no letter was left for {', '.join(found.jumped)}: numbers go on at a distance")
    lines.append("tell every PC the new address: drc site rejoin https://THIS-PC:8443")
    lines.append("never start the service of the old PC again")
    return "\n".join(lines)


def _move(options: argparse.Namespace) -> int:
    url = "" if options.database == "sqlite" else options.read_database(options.database)
    report = move_to(SiteFolder(options.data), url)
    text = f"{sum(report['rows'].values())} rows carried; the old database is kept: {report['kept']}"
    options.say(options.json, report, text)
    return 0


def _rejoin(options: argparse.Namespace) -> int:
    found = pairing.rejoin(options.data, options.url)
    options.say(options.json, {"device_id": found.device_id, "url": found.url}, f"this PC now asks {found.url}")
    return 0


def _recovery(options: argparse.Namespace) -> int:
    code = SiteFolder(options.data).new_recovery_code()
    if not code:
        raise SiteError(SiteFault.NOT_SQLITE, path=str(options.data))
    options.say(options.json, {"recovery_code": code}, say_code(code))
    return 0


def say_code(code: str) -> str:
    """What is printed with a new code."""
    return f"recovery code: {code}\nLock it away: without it a copy opens on no other PC. It is not shown again."


def _read_code(path: Path | None) -> str:
    if path is None:
        return getpass.getpass("Recovery code: ")
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise SiteError(SiteFault.BAD_FILE, path=str(path), what=type(fault).__name__) from fault
