"""`drc site`: create a site, serve it, invite and join stations, check it; copies of it are `backup_cli`'s.

Every command prints lines for people, or with --json one object. Exit code 0 is done, 1 a known fault (said on
stderr in words, with --json by its code and parameters), 2 a wrong command line.
"""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from drc_desktop.desk import people, rehearsing
from drc_desktop.desk.contract import DeskError, Role
from drc_desktop.desk.founding import NewOperator, SitePlan
from drc_desktop.settings import DeskSettings, SettingsError, data_dir, load
from drc_desktop.site_service import pairing
from drc_desktop.site_service.backup_cli import add_commands, say_code
from drc_desktop.site_service.folder import SiteError, SiteFault, SiteFolder
from drc_desktop.site_service.run import serve
from drc_desktop.store.backup import BackupError
from drc_desktop.store.site import StorageError
from drc_desktop.words import Words


def main(argv: Sequence[str] | None = None) -> int:
    """Run one `drc site` command and return its exit code."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options))
    except (SiteError, DeskError, StorageError, SettingsError, BackupError) as fault:
        code = str(getattr(fault.code, "value", fault.code))
        words = " / ".join(Words(language).text(f"fault-{code}", **fault.params) for language in ("en", "ur"))
        _say(options.json, {"fault": code, "params": fault.params}, words, sys.stderr)
        return 1


def _init(options: argparse.Namespace) -> int:
    operators = _operators(options.operators)
    plan = SitePlan(options.site_id, options.name_en, options.name_ur, options.tehsil, options.counters)
    folder = SiteFolder(options.data)
    cards = folder.create(plan, operators, _database(options.database))
    code = folder.new_recovery_code()
    report = {"site_id": plan.site_id, "data": str(folder.path), "operators": msgspec.to_builtins(cards)}
    said = f"site {plan.site_id} is ready in {folder.path}: {len(cards)} operators"
    _say(options.json, report | {"recovery_code": code}, said + (f"\n{say_code(code)}" if code else ""))
    return 0


def _serve(options: argparse.Namespace) -> int:
    folder = SiteFolder(options.data)

    def listening(url: str) -> None:
        print(msgspec.json.encode({"listening": url, "data": str(folder.path)}).decode(), flush=True)

    settings = load(folder.path)
    port = settings.site.port if options.port is None else options.port
    serve(folder, settings, options.host or settings.site.host, port, listening)
    return 0


def _invite(options: argparse.Namespace) -> int:
    folder = SiteFolder(options.data)
    url = options.url or folder.serving().url
    store = folder.open_store()
    try:
        made = pairing.invite(store, url, folder.ca_pem(), options.kind, options.counter, time.time())
    finally:
        store.close()
    if options.out:
        options.out.write_bytes(msgspec.json.encode(made))
    report = {"code": made.code(), "url": url, "kind": options.kind, "counter": options.counter}
    report["file"] = str(options.out or "")
    _say(options.json, report, made.code())
    return 0


def _join(options: argparse.Namespace) -> int:
    found = pairing.join(options.code, options.data)
    report = {name: getattr(found, name) for name in ("device_id", "site_id", "kind", "counter", "url", "secret_in")}
    where = "the keyring" if found.secret_in == "keyring" else "a file only this account may read: no keyring is here"
    _say(options.json, report, f"this PC is now the {found.kind} station of {found.site_id}; its secret is in {where}")
    return 0


def _check(options: argparse.Namespace) -> int:
    report = SiteFolder(options.data).check()
    _say(options.json, report, "\n".join(f"{name}: {value}" for name, value in report.items()))
    return 0 if report["good"] else 1


def _pin(options: argparse.Namespace) -> int:
    pin = _read_pin(options.pin_file)
    desk = SiteFolder(options.data).open_desk()
    try:
        desk.as_console(lambda work: people.reset_pin(work, options.operator, pin))
    finally:
        desk.store.close()
    _say(options.json, {"operator_id": options.operator}, f"{options.operator} signs in with the new PIN from now on")
    return 0


def _rehearse(options: argparse.Namespace) -> int:
    desk = SiteFolder(options.data).open_desk()
    wanted = (options.others_between, options.overtake_cap, options.wish_minutes)
    try:
        found = desk.as_console(lambda work: rehearsing.rehearse(work, *wanted))
    finally:
        desk.store.close()
    now, then = found["now"], found["then"]
    text = (
        f"with the {found['visitors']} visitors of {found['day']} at {found['counters']} counters:\n"
        f"longest wait {then['longest']:.0f} minutes instead of {now['longest']:.0f}, "
        f"typical {then['typical']:.0f} instead of {now['typical']:.0f}, "
        f"of those who go first {then['typical_first']:.0f} instead of {now['typical_first']:.0f};\n"
        f"nobody overtaken by more than {then['most_overtaken']} instead of {now['most_overtaken']}; "
        f"not called {then['left']} instead of {now['left']}.\n"
        "To keep it, write it into settings.toml of the site and start the service again."
    )
    _say(options.json, found, text)
    return 0


def _unpair(options: argparse.Namespace) -> int:
    desk = SiteFolder(options.data).open_desk()
    try:
        desk.as_console(lambda work: people.unpair(work, options.device))
    finally:
        desk.store.close()
    _say(options.json, {"device_id": options.device}, f"station {options.device} is refused from now on")
    return 0


def _read_pin(path: Path | None) -> str:
    if path is None:
        return getpass.getpass("PIN (6 digits): ")
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise SiteError(SiteFault.BAD_FILE, path=str(path), what=type(fault).__name__) from fault


def _operators(path: Path | None) -> list[NewOperator]:
    """First operators from a JSON file, or the first supervisor from the keyboard. PINs never stand in arguments."""
    if path is None:
        name = input("Name of the first supervisor: ")
        return [NewOperator(name, Role.SUPERVISOR, _read_pin(None), own_pin=True)]
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[NewOperator])
    except (OSError, msgspec.DecodeError) as fault:
        raise SiteError(SiteFault.BAD_FILE, path=str(path), what=str(fault)) from fault


def _database(given: str) -> str:
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise SiteError(SiteFault.BAD_FILE, path=given[1:], what=str(fault)) from fault


def _say(as_json: bool, report: dict[str, Any], text: str, stream: Any = None) -> None:
    line = msgspec.json.encode(report).decode() if as_json else text
    print(line, file=stream or sys.stdout, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="drc site", description="Create, run and join the site of a centre.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.add_argument("--data", type=Path, default=data_dir(), help="data folder (default: this account's)")
        made.add_argument("--json", action="store_true", help="print one JSON object")
        made.set_defaults(run=run, say=_say)
        return made

    init = command("init", _init, "Create the site: database, authority, keys, counters, first operators.")
    init.add_argument("--site-id", required=True, help="at most 16 ASCII characters; it stands in every slip's QR")
    init.add_argument("--name-en", required=True, help="name of the centre in English")
    init.add_argument("--name-ur", required=True, help="name of the centre in Urdu")
    init.add_argument("--tehsil", required=True, help="id of the tehsil whose households come here")
    init.add_argument("--counters", type=int, default=2, help="number of counters, 1 to 12 (default 2)")
    init.add_argument(
        "--database",
        default="",
        help="postgresql+psycopg:// URL, or @FILE that holds it; default: SQLite in the folder",
    )
    init.add_argument("--operators", type=Path, help="JSON list of {name, role, pin, counter, operator_id, own_pin}")

    serving = command("serve", _serve, "Serve the site until told to stop; says the address as one JSON line.")
    serving.add_argument("--host", default="", help="address to listen on (default: the setting site.host)")
    serving.add_argument("--port", type=int, help="port, 0 for any free one (default: the setting site.port)")

    inviting = command("invite", _invite, "Make a one-time code and file with which another PC joins in an hour.")
    inviting.add_argument("--kind", choices=pairing.KINDS, required=True, help="what the station will be")
    inviting.add_argument("--counter", type=int, default=0, help="number of the counter it stands at")
    inviting.add_argument("--url", default="", help="address of the service, where it is not running on this folder")
    inviting.add_argument("--out", type=Path, help="write the pairing file here")

    joining = command("join", _join, "Pair this PC with a site.")
    joining.add_argument("code", help="pairing code (DRC1...) or pairing file")

    pin = command("pin", _pin, "Give an operator a new PIN and end a lock-out.")
    pin.add_argument("operator", help="id of the operator")
    pin.add_argument("--pin-file", type=Path, help="file that holds the PIN; without it, the keyboard is asked")

    unpairing = command("unpair", _unpair, "Refuse a station from now on: a stolen or replaced PC.")
    unpairing.add_argument("device", help="device id of the station")

    add_commands(command, _database)
    usual = DeskSettings()
    playing = command("rehearse", _rehearse, "Play the last day again under other rules, before they are set.")
    playing.add_argument("--others-between", type=int, default=usual.others_between, help="as the setting of the desk")
    playing.add_argument("--overtake-cap", type=int, default=usual.overtake_cap, help="as the setting of the desk")
    playing.add_argument("--wish-minutes", type=int, default=usual.wish_minutes, help="as the setting of the desk")

    command("check", _check, "Check the database and the chains of its log.")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
