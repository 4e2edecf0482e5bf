"""`drc audit`: hold the site's log against its chains and the heads that other PCs kept; read it.

Exit code 0 is a sound log, 1 one that is not, or a known fault; 2 a wrong command line. Times are in Pakistan's time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from drc_desktop.desk import audit
from drc_desktop.desk.contract import AuditHead, DeskError
from drc_desktop.desk.near import NearDesk
from drc_desktop.desk.work import Work
from drc_desktop.devices import witness
from drc_desktop.domain.clock import here
from drc_desktop.settings import SettingsError, data_dir
from drc_desktop.site_service.folder import SiteError, SiteFolder
from drc_desktop.store.schema import event
from drc_desktop.store.site import StorageError
from drc_desktop.words import LANGUAGES, Words

_SHOWN = (
    "seq", "at", "device", "actor", "role", "second_actor", "action", "token", "counter",
    "from_state", "to_state", "reason", "suspect",
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one `drc audit` command and return its exit code."""
    asked = _parser().parse_args(argv)
    try:
        return int(asked.run(asked))
    except (SiteError, DeskError, StorageError, SettingsError, witness.BadHeads) as fault:
        code = str(getattr(fault.code, "value", fault.code))
        said = " / ".join(Words(language).text(f"fault-{code}", **fault.params) for language in LANGUAGES)
        line = msgspec.json.encode({"fault": code, "params": fault.params}).decode()
        print(line if asked.json else said, file=sys.stderr)
        return 1


def _verify(asked: argparse.Namespace) -> int:
    heads: list[AuditHead] = []
    for file in asked.heads:
        if not file.exists():
            raise witness.BadHeads(file)
        heads += witness.kept(file)
    desk = SiteFolder(asked.data).open_desk()
    try:
        found, now = desk.as_console(lambda work: (audit.verify(work, heads), audit.head(work)))
    finally:
        desk.store.close()
    sound = all(one.harmless for one in found)
    report = {"sound": sound, "events": now.seq, "heads": len(heads), "found": msgspec.to_builtins(found)}
    lines = [_sentence(one) for one in found]
    if sound:
        lines.append(Words("en").text("audit-sound", events=now.seq, heads=len(heads)))
        lines.append(Words("ur").text("audit-sound", events=now.seq, heads=len(heads)))
    print(msgspec.json.encode(report).decode() if asked.json else "\n".join(lines))
    return 0 if sound else 1


def _sentence(one: audit.Found) -> str:
    values = {"seq": one.seq, "first": one.first, "last": one.last}
    return " / ".join(Words(language).text(f"audit-{one.what}", **values) for language in LANGUAGES)


def _show(asked: argparse.Namespace) -> int:
    desk: NearDesk = SiteFolder(asked.data).open_desk()
    try:
        rows = desk.as_console(lambda work: _rows(work, asked))
    finally:
        desk.store.close()
    if asked.json:
        print("\n".join(msgspec.json.encode(row).decode() for row in rows))
        return 0
    for row in rows:
        moved = f"{row['from_state']} -> {row['to_state']}" if row["to_state"] else ""
        who = row["actor"] + (f" + {row['second_actor']}" if row["second_actor"] else "")
        place = f"{row['device']} {row['counter'] or ''}".strip()
        parts = [str(row["seq"]), row["when"], who or "-", place, row["action"], row["token"], moved, row["reason"]]
        print("  ".join(part for part in parts if part))
    return 0


def _rows(work: Work, asked: argparse.Namespace) -> list[dict[str, Any]]:
    statement = select(*(event.c[name] for name in _SHOWN)).order_by(event.c.seq)
    for name in ("day", "action", "actor"):
        wanted = getattr(asked, name)
        if wanted:
            statement = statement.where(event.c[name] == wanted)
    return [{**row, "when": _when(row["at"])} for row in work.connection.execute(statement).mappings()]


def _when(at: float) -> str:
    return here(at).strftime("%Y-%m-%d %H:%M:%S")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="drc audit", description="The log of who did what at the site.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.add_argument("--data", type=Path, default=data_dir(), help="the site's data folder")
        made.add_argument("--json", action="store_true", help="print JSON")
        made.set_defaults(run=run)
        return made

    verify = command("verify", _verify, "Hold the log against its chains and against heads that other PCs kept.")
    verify.add_argument(
        "--heads",
        type=Path,
        nargs="*",
        default=[],
        metavar="FILE",
        help=f"{witness.FILE_NAME} from the data folders of counters' PCs",
    )
    show = command("show", _show, "Print the log: when, who (and who else), where, what, which token, why.")
    show.add_argument("--day", default="", help="of one working day, YYYY-MM-DD")
    show.add_argument("--action", default="", help="one kind of entry, as reprinted or wrong_pin")
    show.add_argument("--actor", default="", help="of one operator")
    return parser
