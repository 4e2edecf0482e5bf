"""`drc registry`: serve the reference registry, let PCs in, count what it holds."""

from __future__ import annotations

import argparse
import getpass
import json
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import Any

from drc_desktop.domain.indicators.coverage import BadPopulation
from drc_desktop.head_office.application import (
    BadSecrets,
    build,
    load_secrets,
    open_registry,
    open_sharing,
    rotate_keys,
)
from drc_desktop.head_office.figures import count
from drc_desktop.head_office.pages.access import BadStaff, StaffFile
from drc_desktop.head_office.people import BadPeopleFile
from drc_desktop.head_office.rollups.keeper import differing, rebuild
from drc_desktop.head_office.scoring import BadScorecard
from drc_desktop.head_office.sharing import FIELDS, MIN_K, SharingRefused
from drc_desktop.head_office.surveys import BadForm
from drc_desktop.site_service.tls import is_this_pc
from sync.carriers.serial import open_port
from sync.errors import SyncError
from sync.page import LOCK, WIPE
from sync.registry.devices import Devices
from sync.registry.line import serve_line
from sync.registry.server import serve
from sync.registry.stick import serve_stick

KNOWN = (BadForm, BadPopulation, BadStaff, BadPeopleFile, BadScorecard, BadSecrets, SharingRefused, SyncError)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 for a known error, said on stderr; 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="drc registry", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _serve_arguments(commands.add_parser("serve", help="run the registry until it is told to stop (SIGTERM)"))
    _code_arguments(commands.add_parser("enrol-code", help="a one-time code for one PC"))
    _device_arguments(commands.add_parser("approve", help="let an enrolled PC send"))
    _device_arguments(commands.add_parser("revoke", help="a lost PC: from now on nothing of it is taken as good"))
    _stick_arguments(commands.add_parser("stick", help="answer what PCs left on a stick"))
    _line_arguments(commands.add_parser("line", help="answer over a serial line until it is told to stop"))
    _place_arguments(commands.add_parser("restored", help="a backup was restored: devices offer everything again"))
    _partner_arguments(
        commands.add_parser("partner", help="a body that anonymised data are shared with; prints its key")
    )
    _verify_arguments(commands.add_parser("sharing", help="every exchange with partners, counts only"))
    for name, text in (
        ("lock", "a PC's copy of the registry answers no more; its surveys are sent as ever"),
        ("wipe", "a PC's copy of the registry is erased at its next contact"),
        ("release", "lift a lock or a wipe: the PC gets its copy again"),
    ):
        _device_arguments(commands.add_parser(name, help=text))
    _rotate_arguments(commands.add_parser("rotate-key", help="new keys of the registry; PCs learn them by themselves"))
    _verify_arguments(commands.add_parser("devices", help="the enrolled PCs"))
    _verify_arguments(commands.add_parser("verify", help="open and count everything the registry holds"))
    _staff_arguments(commands.add_parser("staff", help="let a person look at the pages of head office"))
    _figures_arguments(commands.add_parser("figures", help="check or rebuild the sums behind the pages"))
    asked = parser.parse_args(argv)
    try:
        return _COMMANDS[asked.command](asked)
    except KNOWN as error:
        print(f"drc registry: {error.code}: {error}", file=sys.stderr)
    except OSError as error:
        print(f"drc registry: {error}", file=sys.stderr)
    return 1


def main_serve(argv: Sequence[str]) -> int:
    """`drc registry serve` with its arguments."""
    return main(["serve", *argv])


def main_verify(argv: Sequence[str]) -> int:
    """`drc registry verify` with its arguments."""
    return main(["verify", *argv])


def _place_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="keys, and the embedded database")
    parser.add_argument("--database", metavar="URL", help="postgresql+psycopg://... instead of the embedded SQLite")


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8460, help="0 takes a free one; the first line printed says which")
    parser.add_argument("--people", type=Path, metavar="FILE", help="synthetic households, JSON Lines (drc people)")
    parser.add_argument("--population", type=Path, metavar="CSV", help="tehsil, counted, households, persons")
    parser.add_argument("--tls-cert", type=Path, metavar="PEM")
    parser.add_argument("--tls-key", type=Path, metavar="PEM")
    parser.add_argument("--behind-proxy", action="store_true", help="plain HTTP: a proxy in front of it ends TLS")


def _code_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    parser.add_argument("--site", required=True)
    parser.add_argument(
        "--tehsil", action="append", default=[], metavar="PCODE",
        help="slice the PC may pull; repeatable; default: the tehsil with most households",
    )  # fmt: skip
    parser.add_argument("--auto-approve", action="store_true", help="the PC may send at once (training)")
    parser.add_argument("--json", action="store_true")


def _device_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    parser.add_argument("device")


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")


def _stick_arguments(parser: argparse.ArgumentParser) -> None:
    _verify_arguments(parser)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the stick is mounted")


def _line_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    parser.add_argument("--port", required=True, metavar="PORT", help="/dev/ttyUSB0, COM3, ...")
    parser.add_argument("--baud", type=int, default=9600)


def _partner_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    parser.add_argument("name")
    parser.add_argument("--field", action="append", default=[], choices=sorted(FIELDS), help="repeatable allow-list")
    parser.add_argument("--k", type=int, default=MIN_K, help="smallest group of households that look alike")
    parser.add_argument("--end", action="store_true", help="the partner's key opens nothing any more")


def _staff_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    parser.add_argument("name")
    parser.add_argument("--password-file", type=Path, help="file that holds it; without one, the keyboard is asked")


def _rotate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="where the registry's keys are")
    parser.add_argument(
        "--older-than", type=int, default=0, metavar="DAYS", help="leave keys that are younger as they are"
    )


def _figures_arguments(parser: argparse.ArgumentParser) -> None:
    _place_arguments(parser)
    parser.add_argument("what", choices=("check", "rebuild"))


def _serve(asked: argparse.Namespace) -> int:
    if (asked.tls_cert is None) != (asked.tls_key is None):
        print("drc registry: --tls-cert and --tls-key go together", file=sys.stderr)
        return 2
    if asked.tls_cert is None and not (asked.behind_proxy or is_this_pc(asked.host)):
        print("drc registry: other PCs are served over TLS alone: give --tls-cert and --tls-key, or --behind-proxy "
              "where a proxy on this PC ends TLS", file=sys.stderr)  # fmt: skip
        return 2
    office = build(asked.data, asked.database, asked.people, population=asked.population)
    public = office.registry.keys.public

    def ready(url: str) -> None:
        line = {"listening": url, "public_key": public.to_bytes().hex(), "kid": public.kid}
        print(json.dumps(line), flush=True)

    certificate = None if asked.tls_cert is None else (asked.tls_cert, asked.tls_key)
    try:
        serve(office.app, asked.host, asked.port, ready, certificate)
    finally:
        office.registry.close()
    return 0


def _enrol_code(asked: argparse.Namespace) -> int:
    registry = open_registry(asked.data, asked.database)
    try:
        tehsils = asked.tehsil or registry.slices.largest()
        code = registry.devices.create_code(asked.site, tehsils, asked.auto_approve)
    finally:
        registry.close()
    print(json.dumps({"code": code, "site": asked.site, "tehsils": tehsils}) if asked.json else code)
    return 0


def _approve(asked: argparse.Namespace) -> int:
    return _decide(asked, lambda devices: devices.approve(asked.device), "waits for approval")


def _revoke(asked: argparse.Namespace) -> int:
    return _decide(asked, lambda devices: devices.revoke(asked.device), "is approved")


def _order(asked: argparse.Namespace) -> int:
    order = {"lock": LOCK, "wipe": WIPE, "release": ""}[asked.command]
    return _decide(asked, lambda devices: devices.order(asked.device, order), "is approved")


def _decide(asked: argparse.Namespace, decide: Callable[[Devices], bool], state: str) -> int:
    """Decide about one PC; 1 where it is not in the state that the decision is about."""
    registry = open_registry(asked.data, asked.database)
    try:
        done = decide(registry.devices)
    finally:
        registry.close()
    if not done:
        print(f"drc registry: no PC {asked.device!r} {state}", file=sys.stderr)
    return 0 if done else 1


def _devices(asked: argparse.Namespace) -> int:
    registry = open_registry(asked.data, asked.database)
    try:
        devices = registry.devices.listing()
    finally:
        registry.close()
    lines = (f"{row['device_id']}  {row['site']}  {row['state']}  {row['label']}" for row in devices)
    print(json.dumps(devices) if asked.json else "\n".join(lines))
    return 0


def _verify(asked: argparse.Namespace) -> int:
    registry = open_registry(asked.data, asked.database)
    try:
        figures: dict[str, Any] = count(registry.engine, registry.ring).to_json()
    finally:
        registry.close()
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:<10} {n}" for name, n in figures.items()))
    return 0


def _stick(asked: argparse.Namespace) -> int:
    """1 where something on the stick was damaged: the PC writes it again at its next visit."""
    registry = open_registry(asked.data, asked.database)
    try:
        figures = asdict(serve_stick(registry, asked.folder))
    finally:
        registry.close()
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:<10} {n}" for name, n in figures.items()))
    return 1 if figures["damaged"] else 0


def _line(asked: argparse.Namespace) -> int:
    registry, stop = open_registry(asked.data, asked.database), Event()
    before = {name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        with open_port(asked.port, asked.baud) as port:
            print(json.dumps({"listening": asked.port}), flush=True)
            serve_line(registry, port, stop)
    finally:
        registry.close()
        for name, handler in before.items():
            signal.signal(name, handler)
    return 0


def _restored(asked: argparse.Namespace) -> int:
    registry = open_registry(asked.data, asked.database)
    try:
        print(registry.epoch.change())
    finally:
        registry.close()
    return 0


def _partner(asked: argparse.Namespace) -> int:
    """The key is printed once and kept as a hash only; 1 where there is no such partner to end."""
    registry = open_registry(asked.data, asked.database)
    try:
        sharing = open_sharing(registry)
        if asked.end:
            return 0 if sharing.end(asked.name) else 1
        print(sharing.add(asked.name, asked.field, asked.k))
    finally:
        registry.close()
    return 0


def _sharing(asked: argparse.Namespace) -> int:
    registry = open_registry(asked.data, asked.database)
    try:
        rows = open_sharing(registry).audit()
    finally:
        registry.close()
    lines = (f"{row['at_ms']}  {row['partner']}  {row['direction']}  {row['rows']}  {row['withheld']}" for row in rows)
    print(json.dumps(rows) if asked.json else "\n".join(lines))
    return 0


def _staff(asked: argparse.Namespace) -> int:
    path = asked.password_file
    password = getpass.getpass("password: ") if path is None else path.read_text(encoding="utf-8").strip()
    load_secrets(asked.data)
    StaffFile(asked.data).add(asked.name, password)
    return 0


def _rotate(asked: argparse.Namespace) -> int:
    """The registry uses the new keys from its next start; it keeps the former ones."""
    kid = rotate_keys(asked.data, asked.older_than)
    print(f"new keys {kid}: restart the registry" if kid else "the keys are young enough")
    return 0


def _figures(asked: argparse.Namespace) -> int:
    """Count anew, or hold the sums against the surveys; 1 where they differ."""
    registry = open_registry(asked.data, asked.database)
    try:
        with registry.engine.begin() as connection:
            if asked.what == "rebuild":
                print(f"{rebuild(connection)} surveys counted anew")
                return 0
            wrong = differing(connection)
    finally:
        registry.close()
    print("\n".join(wrong) if wrong else "the sums are those of the surveys")
    return 1 if wrong else 0


_COMMANDS = {
    "staff": _staff,
    "figures": _figures,
    "serve": _serve,
    "enrol-code": _enrol_code,
    "approve": _approve,
    "revoke": _revoke,
    "lock": _order,
    "wipe": _order,
    "release": _order,
    "partner": _partner,
    "sharing": _sharing,
    "stick": _stick,
    "line": _line,
    "restored": _restored,
    "rotate-key": _rotate,
    "devices": _devices,
    "verify": _verify,
}
