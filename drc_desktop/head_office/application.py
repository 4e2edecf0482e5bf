"""The reference registry put together: the protocol's receiving half, filled with validation, NADRA and scoring."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from drc_desktop.domain import clock
from drc_desktop.domain.indicators.coverage import read_population
from drc_desktop.head_office.nadra import Simulator
from drc_desktop.head_office.openapi import document
from drc_desktop.head_office.pages.access import StaffFile
from drc_desktop.head_office.pages.routes import Office
from drc_desktop.head_office.people import PeopleFile
from drc_desktop.head_office.rollups.keeper import Rollups
from drc_desktop.head_office.rollups.schema import metadata as rollup_tables
from drc_desktop.head_office.scoring import Scorecard
from drc_desktop.head_office.sharing import Sharing
from drc_desktop.head_office.sharing import metadata as sharing_tables
from drc_desktop.head_office.sharing_web import sharing_routes
from drc_desktop.head_office.surveys import SurveyValidator, known_forms
from drc_desktop.site_service.headers import SecureHeaders
from sync.errors import SyncError
from sync.keys import Keys
from sync.registry.chain import Chain
from sync.registry.service import Registry, Secrets
from sync.registry.web import create_app
from sync.succession import said_at
from sync.wire import Now, system_ms

VERSION = "1"
OFFICE = Chain(Path(__file__).parent / "migrations", "office_version", "0001", (rollup_tables, sharing_tables))
"""Head office's own tables in the registry's database."""
DAY_MS = 24 * 3600 * 1000
SECRETS_FILE, DATABASE_FILE = "registry.secrets", "registry.db"


class BadSecrets(Exception):
    """The registry's key file cannot be read or made; `params`: path."""

    code = "registry-secrets"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.params = {"path": str(path)}


@dataclass(frozen=True)
class HeadOffice:
    """The registry and its web application."""

    registry: Registry
    app: Starlette


def load_secrets(folder: Path) -> Secrets:
    """The keys in `folder`, made on first use in a file that only this account may read. Raises BadSecrets."""
    path = folder / SECRETS_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_new(path, Secrets(Keys.generate(), os.urandom(32)).to_bytes())
        return Secrets.from_bytes(path.read_bytes())
    except (OSError, SyncError) as error:
        raise BadSecrets(path) from error


def rotate_keys(folder: Path, older_than_days: int = 0, now: Now = system_ms) -> str:
    """Give the registry new keys for its next start, and keep the former ones; their name, '' where the keys are not as
    old as that. Keys that were never changed count as old. Raises BadSecrets."""
    secrets = load_secrets(folder)
    since = said_at(secrets.former[-1].statement) if secrets.former else 0
    if older_than_days and now() - since < older_than_days * DAY_MS:
        return ""
    fresh = secrets.rotated(Keys.generate(), now())
    path = folder / SECRETS_FILE
    try:
        _replace(path, fresh.to_bytes())
    except OSError as error:
        raise BadSecrets(path) from error
    return fresh.keys.public.kid


def database_url(folder: Path, url: str | None) -> str:
    """The database asked for, else the embedded one in `folder`."""
    return url or f"sqlite:///{(folder / DATABASE_FILE).resolve()}"


def open_registry(folder: Path, url: str | None = None, now: Now = system_ms) -> Registry:
    """The registry over its data folder and database. Raises BadSecrets, BadForm, BadScorecard, SyncError."""
    secrets = load_secrets(folder)
    validator = SurveyValidator(known_forms(), key=derived_key(secrets, "figures"))
    registry = Registry(database_url(folder, url), secrets, validator, Scorecard(), now, Rollups())
    OFFICE.prepare(registry.engine)
    validator.households_of = registry.slices.households_of
    return registry


def derived_key(secrets: Secrets, purpose: str) -> bytes:
    """A key of this registry alone for one purpose: what figures hash with, what sessions are signed with."""
    return hmac.new(secrets.vault_secret, f"drc head office {purpose}".encode(), hashlib.sha256).digest()


def build(
    folder: Path,
    url: str | None = None,
    people: Path | None = None,
    now: Now = system_ms,
    today: Callable[[], date] = clock.today,
    population: Path | None = None,
) -> HeadOffice:
    """Everything `drc registry serve` serves; households of the people file are published to their tehsils.

    `population` is a CSV of households by tehsil, for coverage. Raises BadPeopleFile, BadPopulation, OSError as well as
    what `open_registry` raises.
    """
    counted = read_population(population.read_text(encoding="utf-8-sig").splitlines()) if population else {}
    directory = PeopleFile(people)
    registry = open_registry(folder, url, now)
    registry.load(directory)
    registry.processor.release_held()  # this start may bring the form version that they wait for
    office = Office(registry, StaffFile(folder), derived_key(load_secrets(folder), "sessions"), counted)
    sharing = open_sharing(registry)
    routes = [
        Simulator(directory.persons, today).route(),
        *sharing_routes(sharing),
        *office.routes(),
        Route("/openapi.json", lambda _: JSONResponse(document(VERSION))),
    ]
    app = create_app(registry, routes)
    app.add_middleware(SecureHeaders)
    return HeadOffice(registry, app)


def open_sharing(registry: Registry) -> Sharing:
    """Sharing with partners over the registry's database."""
    return Sharing(registry.engine, registry.slices.households, registry.now)


def _write_new(path: Path, data: bytes) -> None:
    """As `_replace`, but what another process made meanwhile stays."""
    draft = _draft(path, data)
    try:
        if not path.exists():
            os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _replace(path: Path, data: bytes) -> None:
    """Whole or not at all, readable by this account only (on Windows by the rights of the folder)."""
    os.replace(_draft(path, data), path)


def _draft(path: Path, data: bytes) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return draft
