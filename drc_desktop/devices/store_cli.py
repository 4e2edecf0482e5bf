"""`drc store`: the encrypted store of this PC."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path

from drc_desktop.devices.station_store import PIN_VARIABLE, local_store_path
from drc_desktop.settings import data_dir
from drc_desktop.site_service.backup_cli import say_code
from drc_desktop.site_service.folder import SiteError, SiteFolder
from drc_desktop.site_service.renewal import renew_key
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.rekey import rekey
from drc_desktop.store.secrets import ANYONE, Protection
from drc_desktop.store.site import StorageError
from drc_desktop.words import LANGUAGES, Words


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 for a known error; 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="drc store", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("rekey", help="give the store of this PC a new key; close its windows first")
    command.add_argument("--home", type=Path, help="data folder of this PC (default: DRC_HOME, else the platform's)")
    command.add_argument("--operator", default=ANYONE, help="whose PIN opens it from now on, on a PC without a keyring")
    command.add_argument("--site", action="store_true", help="the database of the site in that folder, and its code")
    command.add_argument("--moved", action="store_true", help="the store came from another PC, with its keyring")
    asked = parser.parse_args(argv)
    if asked.site:
        return _rekey_site(asked.home or data_dir())
    try:
        protection = _rekey(asked, os.environ.get(PIN_VARIABLE))
    except LocalStoreError as error:
        for language in LANGUAGES:
            words = Words(language)
            for name in (f"local-{error.code}", f"local-{error.code}-do"):
                print(words.text(name, **error.params), file=sys.stderr)
        return 1
    print(f"the store has a new key: {protection.value}")
    return 0


def _rekey_site(home: Path) -> int:
    try:
        protection, code = renew_key(SiteFolder(home))
    except (SiteError, StorageError) as fault:
        for language in LANGUAGES:
            print(Words(language).text(f"fault-{fault.code.value}", **fault.params), file=sys.stderr)
        return 1
    print(f"the site's database has a new key: {protection.value}")
    print(say_code(code))
    return 0


def _rekey(asked: argparse.Namespace, pin: str | None) -> Protection:
    path = local_store_path(asked.home)
    try:
        return rekey(path, pin, asked.operator, asked.moved)
    except LocalStoreError as error:
        if error.code is not LocalFault.PIN_NEEDED or not sys.stdin.isatty():
            raise
        return rekey(path, getpass("PIN that opens this store now: "), asked.operator, asked.moved)
