"""`drc sync`: the outbox of this PC by hand."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from getpass import getpass
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette

from drc_desktop.desk.contract import Seen
from drc_desktop.devices.station_store import PIN_VARIABLE, open_local_store
from drc_desktop.devices.sync_worker import APPROVED, Registrar, StationSync
from drc_desktop.devices.teller import keep
from drc_desktop.site_service.tls import is_this_pc
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalStoreError
from drc_desktop.store.registry_copy import RegistryCopy
from drc_desktop.store.secrets import Protection, newcomer
from drc_desktop.words import Words
from sync.carriers.http import HttpCarrier
from sync.client import Progress
from sync.enrol import Registration
from sync.errors import SyncError, Underway
from sync.outbox import Item
from sync.registry.database import open_engine
from sync.registry.server import serve
from sync.registry.web import protocol_routes
from sync.relay import Relay, forwarding


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 for a known error (store, registry, approval, nothing to requeue); 2 wrong usage."""
    asked = _parser().parse_args(argv)
    if asked.command == "relay":
        return _relay(asked)  # it has no store of its own to open
    try:
        store = open_local_store(asked.home, asked.pin())
    except LocalStoreError as error:
        return _known(error)
    try:
        return int(asked.run(asked, store))
    except LocalStoreError as error:
        return _known(error)
    except SyncError as error:
        print(f"drc sync: {error}", file=sys.stderr)
        return 1
    finally:
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="drc sync", description=__doc__)
    parser.set_defaults(pin=lambda: None)
    parser.add_argument("--home", type=Path, help="data folder of this PC (default: DRC_HOME, else the platform's)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, run, text in (
        ("now", _now, "send what waits and fetch what changed, once"),
        ("status", _status, "what waits, what was refused, how old the registry copy is"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--json", action="store_true")
        command.set_defaults(run=run)
    for name, text in (
        ("export", "leave on a stick whatever has no receipt yet, and take the answers that lie on it"),
        ("import", "take the answers that lie on a stick; the same visit as export"),
    ):
        carried = commands.add_parser(name, help=text)
        carried.add_argument("folder", type=Path, metavar="DIR")
        carried.add_argument("--json", action="store_true")
        carried.set_defaults(run=_carry)
    enrol = commands.add_parser("enrol", help="make this PC known to the registry with a one-time code")
    enrol.add_argument("code")
    for option in ("--site", "--device"):
        enrol.add_argument(option, required=True)
    enrol.add_argument("--url", default="", help="the registry; with --stick it may be told later, by enrolling anew")
    enrol.add_argument("--stick", type=Path, metavar="DIR", help="no link: leave the request there, or take the answer")
    enrol.add_argument("--label", default="")
    enrol.add_argument("--ca", type=Path, help="certificate of the authority to pin")
    enrol.set_defaults(run=_enrol, json=False)
    requeue = commands.add_parser("requeue", help="send a refused message again")
    requeue.add_argument("msg_id", metavar="ID")
    requeue.add_argument("--json", action="store_true")
    requeue.set_defaults(run=_requeue)
    relay = commands.add_parser("relay", help="take surveys from PCs without a link and send them on, until stopped")
    relay.add_argument("folder", type=Path, metavar="DIR", help="where what is under way rests, sealed")
    relay.add_argument("--to", required=True, metavar="URL", help="the registry")
    relay.add_argument("--ca", type=Path, help="certificate of the registry's authority to pin")
    relay.add_argument("--host", default="127.0.0.1")
    relay.add_argument("--port", type=int, default=8461)
    relay.add_argument("--tls-cert", type=Path, metavar="PEM")
    relay.add_argument("--tls-key", type=Path, metavar="PEM")
    grant = commands.add_parser("grant", help="let an operator's PIN open this PC's store (a PC without a keyring)")
    grant.add_argument("operator", metavar="OPERATOR", help="as `drc site init` named them")
    grant.set_defaults(run=_grant, pin=_known_pin)
    return parser


def _now(asked: argparse.Namespace, store: LocalStore) -> int:
    with _watched() as go_on:
        done = _sync(store).once(go_on)
    figures = asdict(done) | {"waiting": _sync(store).figures().waiting}
    _tell(asked, figures)
    return 0 if done.fault is None else 1


def _status(asked: argparse.Namespace, store: LocalStore) -> int:
    sync = _sync(store)
    figures: dict[str, Any] = asdict(sync.figures()) | {"protection": str(store.protection)}
    refused = [_refusal(item) for item in sync.refused()]
    _tell(asked, figures | ({"refused_items": refused} if asked.json else {}))
    if not asked.json:
        for one in refused:
            print(f"{one['msg_id']}  {one['words']}. {one['do']}.")
    return 0


def _refusal(item: Item) -> dict[str, Any]:
    words, reason = Words("en"), item.reason or ""
    word = f"sync-refused-{reason}" if words.has(f"sync-refused-{reason}") else "sync-refused-other"
    return {
        "msg_id": item.msg_id, "operator": item.operator, "created": item.created_ms / 1000, "reason": reason,
        "words": words.text(word, code=reason), "do": words.text(f"{word}-do"),
    }  # fmt: skip


def _carry(asked: argparse.Namespace, store: LocalStore) -> int:
    sync = _sync(store)
    keep(store, "", Seen.EXPORTED, "outbox to a stick")
    with _watched() as go_on:
        done = sync.carry(asked.folder, go_on)
    if asked.json:
        safe = {"waiting": sync.figures().waiting, "safe_to_remove": True}
        print(json.dumps(asdict(done) | safe))
    else:
        words, answered = Words("en"), done.acked + done.refused + done.quarantined
        if done.fault is not None:
            word = f"sync-fault-{done.fault}" if words.has(f"sync-fault-{done.fault}") else "sync-fault-other"
            print(words.text(word, code=done.fault), words.text(f"{word}-do"), sep=". ")
        print(words.text("sync-stick-written", n=done.underway, answered=answered, pages=done.pages))
        print(words.text("sync-stick-safe"))
    return 0 if done.fault is None else 1


@contextmanager
def _watched() -> Iterator[Callable[[Progress], bool]]:
    """Shows how far a transfer is, where somebody looks on; Ctrl+C ends it between two requests, nothing is lost."""
    stop, seen = Event(), sys.stderr.isatty()

    def go_on(far: Progress) -> bool:
        if seen:
            print(f"\r{far.answered} / {far.waited}  {far.pages}", end="", file=sys.stderr, flush=True)
        return not stop.is_set()

    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield go_on
    finally:
        signal.signal(signal.SIGINT, before)
        if seen:
            print(file=sys.stderr)


def _enrol(asked: argparse.Namespace, store: LocalStore) -> int:
    if not asked.url and asked.stick is None:
        print("drc sync: --url or --stick is wanted", file=sys.stderr)
        return 2
    address = urlsplit(asked.url)
    if asked.url and address.scheme != "https" and not is_this_pc(address.hostname or ""):
        print("drc sync: the registry is reached over https alone", file=sys.stderr)
        return 1
    registrar = Registrar(asked.url, asked.site, asked.device, asked.label or asked.device, asked.ca)
    try:
        answer = _enrolled(asked, store, registrar)
    except Underway:
        print(Words("en").text("sync-stick-enrol"))
        return 1
    print(f"{answer.state}: {' '.join(answer.tehsils)}")
    return 0 if answer.state == APPROVED else 1


def _enrolled(asked: argparse.Namespace, store: LocalStore, registrar: Registrar) -> Registration:
    if asked.stick is None:
        return _sync(store).enrol(asked.code, registrar)
    return _sync(store).enrol_by_stick(asked.code, registrar, asked.stick)


def _requeue(asked: argparse.Namespace, store: LocalStore) -> int:
    with store.faults():
        done = store.outbox.requeue(asked.msg_id)
    if asked.json:
        print(json.dumps({"requeued": done}))
    else:
        print("queued again" if done else "nothing is quarantined under this id")
    return 0 if done else 1


def _relay(asked: argparse.Namespace) -> int:
    """PCs name this address instead of the registry's; needs no store, for it can open nothing that it carries."""
    if (asked.tls_cert is None) != (asked.tls_key is None):
        print("drc sync: --tls-cert and --tls-key go together", file=sys.stderr)
        return 2
    certificate = None if asked.tls_cert is None else (asked.tls_cert, asked.tls_key)
    try:
        asked.folder.mkdir(parents=True, exist_ok=True)
        with HttpCarrier(asked.to, asked.ca) as uplink:
            engine = open_engine(f"sqlite:///{(asked.folder / 'relay.db').resolve()}")
            with forwarding(Relay(engine, uplink)) as relay:
                app = Starlette(routes=protocol_routes(relay))
                serve(app, asked.host, asked.port, _listening, certificate)
            engine.dispose()
    except (OSError, SyncError, DBAPIError) as error:
        print(f"drc sync: {error}", file=sys.stderr)
        return 1
    return 0


def _listening(url: str) -> None:
    print(json.dumps({"listening": url}), flush=True)


def _known_pin() -> str | None:
    return None if PIN_VARIABLE in os.environ else getpass("PIN that opens this store now: ")


def _grant(asked: argparse.Namespace, store: LocalStore) -> int:
    if store.protection is Protection.KEYRING:
        print("not needed: the keyring opens this store for every operator")
        return 0
    store.grant(newcomer(asked.operator, getpass(f"PIN of {asked.operator} at the site: ")))
    print("granted")
    return 0


def _sync(store: LocalStore) -> StationSync:
    return StationSync(store, RegistryCopy(store))


def _tell(asked: argparse.Namespace, figures: dict[str, Any]) -> None:
    if asked.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<14} {'-' if value is None else value}")


def _known(error: LocalStoreError) -> int:
    words = Words("en")
    print(words.text(f"local-{error.code}", **error.params), file=sys.stderr)
    print(words.text(f"local-{error.code}-do", **error.params), file=sys.stderr)
    return 1
