"""Parts every sync test builds on: a settable clock, keys, a sealed survey, stores on real engines."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import etree
from sqlalchemy.pool import QueuePool

import sync.outbox
import sync.slice
from benchmarks.postgres import Cluster, NoPostgres, cluster
from sync.carriers.http import HttpCarrier
from sync.enrol import enrol
from sync.envelope import Content, Envelope, Header, new_msg_id, seal
from sync.household import SliceHousehold
from sync.identity import Identity
from sync.keys import Keys
from sync.outbox import Outbox
from sync.registry.ports import Score, Standing, Verdict
from sync.registry.server import running
from sync.registry.service import Registry, Secrets
from sync.registry.web import create_app
from sync.slice import Slice


@dataclass
class FakeClock:
    """Milliseconds that move only when told to."""

    ms: int = 1_790_000_000_000

    def __call__(self) -> int:
        return self.ms

    def forward(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


@dataclass
class Device:
    """One PC and the registry it talks to, by their keys."""

    clock: FakeClock
    keys: Keys = field(default_factory=Keys.generate)
    registry_keys: Keys = field(default_factory=Keys.generate)
    device: str = "pc-1"
    site: str = "kamoke-1"

    def survey(self, text: str = "<data/>", **changes: Any) -> Envelope:
        values: dict[str, Any] = {
            "device_keys": self.keys,
            "registry": self.registry_keys.public,
            "msg_id": new_msg_id(self.clock()),
            "created": self.clock(),
            "site": self.site,
            "device": self.device,
            "op": "op-7",
            "form_ver": "nser_full@1",
        }
        return seal(Content(text.encode(), visit={"token": "A042"}), **values | changes)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def device(clock: FakeClock) -> Device:
    return Device(clock)


@pytest.fixture
def rng() -> random.Random:
    return random.Random(20261122)


def encrypted_engine(path: Path, key_hex: str = "11" * 32) -> sa.Engine:
    """SQLCipher as a PC's local store opens it: WAL, FULL, transactions begun with the write lock."""
    from sqlcipher3 import dbapi2

    def connect() -> Any:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA key=\"x'{key_hex}'\"")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = sa.create_engine("sqlite://", module=dbapi2, creator=connect, poolclass=QueuePool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


@pytest.fixture
def local_engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = encrypted_engine(tmp_path / "local.db")
    sync.outbox.metadata.create_all(engine)
    sync.slice.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def open_encrypted() -> Callable[..., sa.Engine]:
    return encrypted_engine


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """One that a test may crash."""
    with cluster_or_skip() as made:
        yield made


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[str]:
    """One for all tests; gives the folder of the socket."""
    with cluster_or_skip() as made:
        yield str(made.folder)


@contextmanager
def cluster_or_skip() -> Iterator[Cluster]:
    """A running one; skips the test where there is no PostgreSQL."""
    try:
        with cluster() as made:
            yield made
    except NoPostgres as missing:
        pytest.skip(str(missing))


@pytest.fixture
def new_database(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """`new_database("sqlite")` or `("postgresql")`: the URL of an empty database."""

    def make(backend: str) -> str:
        name = f"registry_{uuid.uuid4().hex[:12]}"
        if backend == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        host = request.getfixturevalue("postgresql_cluster")
        root = f"postgresql+psycopg://postgres@/postgres?host={host}"
        engine = sa.create_engine(root, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return root.replace("/postgres?", f"/{name}?")

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    return new_database(request.param)


class PlainValidator:
    """Any well-formed XML is valid; its instance id is what stands in an instanceID element."""

    def __init__(self) -> None:
        self.changed: tuple[SliceHousehold, ...] = ()

    def validate(self, header: Header, content: Content) -> Verdict:
        if header.form_ver != "nser_full@1":
            return Verdict(Standing.HELD, "unknown_form")
        try:
            root = etree.fromstring(content.xml)
        except etree.XMLSyntaxError:
            return Verdict(Standing.REVIEW, "not_xml")
        return Verdict(Standing.VALID, instance_id=root.findtext(".//instanceID"), changed=self.changed)


class NoScorer:
    def score(self, header: Header, content: Content) -> Score:
        return Score(None, "none", official=False)


@dataclass
class Centre:
    """A registry served over HTTP, and one enrolled PC with its stores."""

    registry: Registry
    url: str
    device: Device
    identity: Identity
    outbox: Outbox
    slice: Slice
    engine: sa.Engine
    validator: PlainValidator

    def carrier(self) -> HttpCarrier:
        return HttpCarrier(self.url, timeout_s=60)

    def put(self, *envelopes: Envelope) -> None:
        with self.engine.begin() as connection:
            for envelope in envelopes:
                self.outbox.put(connection, envelope)

    def rows(self, table: str) -> int:
        with self.registry.engine.begin() as connection:
            return connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()

    def states(self) -> dict[str, str | None]:
        with self.registry.engine.begin() as connection:
            return {
                row.msg_id: row.state if row.reason is None else f"{row.state} {row.reason}"
                for row in connection.exec_driver_sql("SELECT msg_id, state, reason FROM inbox")
            }


@pytest.fixture
def centre(database_url: str, device: Device, local_engine: sa.Engine, clock: FakeClock) -> Iterator[Centre]:
    validator = PlainValidator()
    registry = Registry(database_url, Secrets(device.registry_keys, b"v" * 32), validator, NoScorer(), clock)
    code = registry.devices.create_code("kamoke-1", ["PK60403"], auto_approve=True)
    with running(create_app(registry)) as url, HttpCarrier(url) as carrier:
        told = enrol(carrier, code, site="kamoke-1", device="pc-1", label="Counter 1", keys=device.keys)
        identity = Identity("kamoke-1", "pc-1", device.keys, told.registry, told.tehsils)
        outbox, slice_ = Outbox(local_engine, clock), Slice(local_engine, clock)
        yield Centre(registry, url, device, identity, outbox, slice_, local_engine, validator)
