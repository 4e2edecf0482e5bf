"""Twenty sites and a registry in virtual time, from one seed: the real client, outbox, slice and registry.

The network drops, doubles, delays, cuts and lies; processes die at any commit; the registry is set back to a backup.

`Simulation(seed).run()` plays one history and gives what a checker found. Nothing waits and nothing is threaded: an
event is a moment of virtual time, so a history is the same whenever its seed is played.
"""

from __future__ import annotations

import hashlib
import heapq
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

import sync.outbox
import sync.slice
from sync import wire
from sync.carriers.base import Answer, push_request, read_answers
from sync.carriers.folder import FolderCarrier
from sync.client import SyncWorker
from sync.enrol import enrol
from sync.envelope import Content, Envelope, new_msg_id, open_, seal
from sync.errors import Broken, Busy, CarrierError, NotRegistry, RequestRefused, Unreachable
from sync.errors import Refused as RefusedByRegistry
from sync.household import SliceHousehold
from sync.identity import Identity
from sync.keys import Keys
from sync.outbox import Outbox, State
from sync.receipt import Receipt
from sync.registry.chain import REGISTRY
from sync.registry.database import open_engine
from sync.registry.service import Registry, Secrets
from sync.registry.stick import serve_stick
from sync.slice import Slice, slice_household
from tests.unit.sync.conftest import NoScorer, PlainValidator

HOUR_MS = 3600 * 1000
START_MS = 1_790_000_000_000
SITES = 20
CALM_ROUNDS = 12
"""Rounds after the storm within which everything must have arrived: one retry cycle."""
_names = count()


class Dead(BaseException):
    """The process died here. No `except Exception` may swallow it."""


@dataclass
class Clock:
    ms: int = START_MS

    def __call__(self) -> int:
        return self.ms


@dataclass(frozen=True)
class Storm:
    """How bad it gets: chances for each request (network), commit (death), and event (restore)."""

    drop_request: float = 0.08
    drop_reply: float = 0.10
    double: float = 0.05
    late_double: float = 0.04
    cut_reply: float = 0.05
    lie: float = 0.05
    busy: float = 0.04
    device_dies: float = 0.02
    registry_dies: float = 0.02
    restore: float = 0.02
    back_up: float = 0.05
    stick: float = 0.02


@dataclass
class Findings:
    """What the checker found. All but `made` and `stored` must be 0."""

    made: int = 0
    stored: int = 0
    lost: int = 0
    duplicates: int = 0
    false_acknowledgements: int = 0
    wrong_operator: int = 0
    stuck: int = 0
    refused: int = 0
    pull_order: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    trace: str = ""

    @property
    def bad(self) -> dict[str, int]:
        names = ("lost", "duplicates", "false_acknowledgements", "wrong_operator", "stuck", "refused", "pull_order")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def _schema(metadatas: Sequence[sa.MetaData]) -> bytes:
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    for metadata in metadatas:
        metadata.create_all(engine)
    return _image(engine)


def _image(engine: sa.Engine) -> bytes:
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        return bytes(raw.serialize())


_DEVICE_SCHEMA = _schema([sync.outbox.metadata, sync.slice.metadata])


def _office_schema() -> bytes:
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    REGISTRY.prepare(engine)
    return _image(engine)


_OFFICE_SCHEMA = _office_schema()


class Disk:
    """A store in memory: the engine a process opens it with, and `raw`, by which an observer looks at it.

    Disks are used again by later histories, wiped: an engine compiles each statement once, and that costs more than
    all else.
    """

    def __init__(self, engine: sa.Engine, raw: sqlite3.Connection) -> None:
        self.engine, self.raw = engine, raw
        self._commits: list[Callable[[sa.Connection], None]] = []

    def on_commit(self, call: Callable[[sa.Connection], None]) -> None:
        self._commits.append(call)
        sa.event.listen(self.engine, "commit", call)

    def leave(self) -> None:
        """The process that had it open is gone."""
        for call in self._commits:
            sa.event.remove(self.engine, "commit", call)
        self._commits = []


class Shelf:
    """Disks to take and to bring back."""

    def __init__(self, make: Callable[[], Disk], blank: bytes) -> None:
        self._make, self._blank = make, blank
        self._free: list[Disk] = []

    def take(self) -> Disk:
        """One without anything of an earlier history on it."""
        disk = self._free.pop() if self._free else self._make()
        overwrite(disk, self._blank)
        return disk

    def bring_back(self, disk: Disk) -> None:
        disk.leave()
        self._free.append(disk)


def overwrite(disk: Disk, image: bytes) -> None:
    """The whole disk as it was when `image` was made of it."""
    source = sqlite3.connect(":memory:")
    source.deserialize(image)
    source.backup(disk.raw)
    source.close()


def _device_disk() -> Disk:
    raw = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    engine = sa.create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return Disk(engine, raw)


def _office_disk() -> Disk:
    name = f"file:office-{next(_names)}?mode=memory&cache=shared"
    raw = sqlite3.connect(name, uri=True, check_same_thread=False)
    return Disk(open_engine(f"sqlite:///{name}&uri=true"), raw)


PCS, OFFICES = Shelf(_device_disk, _DEVICE_SCHEMA), Shelf(_office_disk, _OFFICE_SCHEMA)


class Office:
    """The registry's process and its disk."""

    def __init__(self, secrets: Secrets, clock: Clock, dies: Callable[[], bool]) -> None:
        self.secrets, self.clock, self.dies = secrets, clock, dies
        self.validator = PlainValidator()
        self._disk = OFFICES.take()
        self.start()

    def start(self) -> None:
        self.registry = Registry(self._disk.engine, self.secrets, self.validator, NoScorer(), self.clock)
        self._disk.on_commit(self._perhaps_die)

    def restart(self) -> None:
        self._stop()
        self.start()

    def _stop(self) -> None:
        self._disk.leave()
        self._disk.engine.dispose()

    def _perhaps_die(self, _: sa.Connection) -> None:
        if self.dies():
            raise Dead

    def back_up(self) -> bytes:
        return bytes(self._disk.raw.serialize())

    def restore(self, backup: bytes) -> None:
        self._stop()
        overwrite(self._disk, backup)
        self.start()

    def holds(self, msg_id: str) -> bytes | None:
        row = self._disk.raw.execute("SELECT sha256 FROM inbox WHERE msg_id = ?", (msg_id,)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        self._stop()
        OFFICES.bring_back(self._disk)


class Network:
    """The carrier of one site: the far end's own code, with whatever may happen on the way there and back."""

    name = "simulated"

    def __init__(self, world: Simulation) -> None:
        self._world = world

    def push(self, envelopes: Sequence[bytes], seen: bytes = b"") -> list[Answer]:
        request = push_request(envelopes, seen)
        if self._world.chance("lie"):
            return [self._forged(data) for data in envelopes]

        def work() -> bytes:
            outcomes = self._world.office.registry.push(request)
            return wire.encode({"v": 1, "results": [outcome.to_wire() for outcome in outcomes]})

        data = self._exchange(work)
        try:
            return read_answers(data, len(envelopes))
        except Exception as error:
            raise NotRegistry from error

    def pull(self, request: bytes) -> bytes:
        return self._exchange(lambda: self._world.office.registry.pull(request))

    def enrol(self, request: bytes) -> bytes:
        return self._world.office.registry.enrol(request)

    def _forged(self, data: bytes) -> Answer:
        """Somebody who answers everything with a receipt of his own making."""
        header, keys = Envelope.from_bytes(data).header, self._world.liar
        return Answer(Receipt(header.msg_id, wire.sha256(data), 1, "e", 5, keys.public.kid).issue(keys))

    def _exchange(self, work: Callable[[], bytes]) -> bytes:
        world = self._world
        world.clock.ms += world.dice.randrange(1, 3000)
        if world.chance("drop_request"):
            raise Unreachable
        if world.chance("busy"):
            raise Busy(float(world.dice.randrange(1, 60)))
        if world.chance("late_double"):
            world.later(world.dice.randrange(1, 48 * HOUR_MS), lambda: self._far_end(work))
        data = self._far_end(work)
        if world.chance("double"):
            data = self._far_end(work)
        if world.chance("drop_reply"):
            raise Broken
        return data[: world.dice.randrange(len(data))] if world.chance("cut_reply") else data

    def _far_end(self, work: Callable[[], bytes]) -> bytes:
        try:
            return work()
        except Dead:
            self._world.note("registry died")
            self._world.office.restart()
            raise Broken from None
        except RequestRefused as error:
            raise RefusedByRegistry(error.reason) from error


class Site:
    """One PC with its disk; its process may die and be started again."""

    def __init__(self, world: Simulation, number: int) -> None:
        self.world, self.number = world, number
        self.site, self.device, self.tehsil = f"site-{number}", f"pc-{number}", f"PK{number % 4:05}"
        self.keys = Keys.generate(world.dice.randbytes)
        self.disk = PCS.take()
        self.engine = self.disk.engine
        self.outbox, self.slice = Outbox(self.engine, world.clock), Slice(self.engine, world.clock)
        self.carrier = Network(world)
        registry = world.office.registry
        code = registry.devices.create_code(self.site, [self.tehsil], auto_approve=True)
        told = enrol(self.carrier, code, site=self.site, device=self.device, label="pc", keys=self.keys)
        self.identity = Identity(self.site, self.device, self.keys, told.registry, told.tehsils)
        self.acked: set[str] = set()
        self.start()
        self.disk.on_commit(self._perhaps_die)

    def start(self) -> None:
        self.worker = SyncWorker(
            self.identity, self.outbox, self.carrier, slice_=self.slice, now=self.world.clock,
            random=self.world.dice.random,
        )  # fmt: skip

    def _perhaps_die(self, _: sa.Connection) -> None:
        if self.world.chance("device_dies"):
            raise Dead

    def finalise(self) -> None:
        world = self.world
        msg_id, op = new_msg_id(world.clock(), world.dice.randbytes), f"op-{self.number}-{world.dice.randrange(3)}"
        text = f"<data><op>{op}</op><instanceID>uuid:{msg_id}</instanceID></data>"
        envelope = seal(
            Content(text.encode()), device_keys=self.keys, registry=self.identity.registry, msg_id=msg_id,
            created=world.clock(), site=self.site, device=self.device, op=op, form_ver="nser_full@1",
        )  # fmt: skip
        with suppress(Dead), self.engine.begin() as connection:
            self.outbox.put(connection, envelope)
        if self._states().get(str(msg_id)) is not None:  # the woman was told 'finalised' only then
            world.made[str(msg_id)] = (envelope.sha256, op, self.site, text)

    def round(self) -> float:
        """One round of the worker, or what was left of it when the process died; seconds to the next."""
        try:
            done = self.worker.run_once()
            wait_s = done.wait_s
            self.world.note(f"{self.device} {done.acked} {done.fault}")
        except Dead:
            self.world.note(f"{self.device} died")
            self.start()
            wait_s = 30.0
        self._look()
        return wait_s

    def carry(self) -> None:
        """A stick goes to the registry and back."""
        with tempfile.TemporaryDirectory() as name:
            carrier = FolderCarrier(Path(name), self.device)
            worker = SyncWorker(
                self.identity, self.outbox, carrier, slice_=self.slice, now=self.world.clock, everything=True
            )
            try:
                worker.run_once()
                serve_stick(self.world.office.registry, Path(name))
                self.world.clock.ms += HOUR_MS
                worker.run_once()
            except Dead:
                self.world.office.restart()
                self.start()
        self._look()

    def _states(self) -> dict[str, str]:
        return dict(self.disk.raw.execute("SELECT msg_id, state FROM outbox").fetchall())

    def _look(self) -> None:
        """What is acknowledged now, must rest at the registry at this moment."""
        now = {msg_id for msg_id, state in self._states().items() if state == State.ACKED}
        for msg_id in now - self.acked:
            if self.world.office.holds(msg_id) != self.world.made[msg_id][0]:
                self.world.findings.false_acknowledgements += 1
        self.acked = now


class Simulation:
    """One history. `storm` says how bad it gets, `days` how long it goes on before the calm at the end."""

    def __init__(self, seed: int, storm: Storm | None = None, sites: int = SITES, days: float = 2.0) -> None:
        self.seed = seed
        self.dice = random.Random(seed)
        self.clock = Clock()
        self.storm: Storm | None = None
        self.findings = Findings()
        self.made: dict[str, tuple[bytes, str, str, str]] = {}
        self.liar = Keys.generate(self.dice.randbytes)
        self._hash = hashlib.sha256()
        self._order = count()
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        secrets = Secrets(Keys.generate(self.dice.randbytes), self.dice.randbytes(32))
        self.office = Office(secrets, self.clock, lambda: self.chance("registry_dies"))
        self.sites = [Site(self, number) for number in range(sites)]
        self._plan, self._days = storm or Storm(), days
        self._backup = self.office.back_up()
        self._homes: dict[str, SliceHousehold] = {}

    def chance(self, fault: str) -> bool:
        if self.storm is None or self.dice.random() >= getattr(self.storm, fault):
            return False
        self.findings.faults[fault] += 1
        return True

    def note(self, what: str) -> None:
        self._hash.update(f"{self.clock.ms} {what}\n".encode())

    def later(self, ms: int, what: Callable[[], Any]) -> None:
        heapq.heappush(self._events, (self.clock.ms + ms, next(self._order), what))

    def run(self) -> Findings:
        self.storm = self._plan
        ends = self.clock.ms + int(self._days * 24 * HOUR_MS)
        for site in self.sites:
            self.later(self.dice.randrange(HOUR_MS), lambda site=site: self._work(site, ends))
            self.later(self.dice.randrange(HOUR_MS), lambda site=site: self._sync(site, ends))
        self.later(HOUR_MS, lambda: self._office_hours(ends))
        while self._events:
            at, _, what = heapq.heappop(self._events)
            self.clock.ms = max(self.clock.ms, at)
            with suppress(CarrierError):
                what()
        self.storm = None
        self._calm()
        self._check()
        self.office.close()
        for site in self.sites:
            PCS.bring_back(site.disk)
        self.findings.trace = self._hash.hexdigest()
        return self.findings

    def _work(self, site: Site, ends: int) -> None:
        site.finalise()
        if self.clock.ms < ends:
            self.later(self.dice.randrange(1, 30 * HOUR_MS), lambda: self._work(site, ends))

    def _sync(self, site: Site, ends: int) -> None:
        if self.chance("stick"):
            site.carry()
        wait_s = site.round()
        if self.clock.ms < ends:
            self.later(int(wait_s * 1000) + self.dice.randrange(10 * HOUR_MS), lambda: self._sync(site, ends))

    def _office_hours(self, ends: int) -> None:
        """Households change, backups are made, and sometimes one has to be put back."""
        try:
            self._publish()
        except Dead:
            self.office.restart()
        if self.chance("back_up"):
            self._backup = self.office.back_up()
        elif self.chance("restore"):
            self.note("restored")
            self.office.restore(self._backup)
        if self.clock.ms < ends:
            self.later(self.dice.randrange(1, 4 * HOUR_MS), lambda: self._office_hours(ends))

    def _publish(self) -> None:
        name = f"h-{self.dice.randrange(12)}"
        tehsil = f"PK{self.dice.randrange(4):05}"
        status = f"s{self.dice.randrange(1000)}"
        self.office.registry.slices.publish([SliceHousehold(name, tehsil, "d", "r", status, None, False)])

    def _calm(self) -> None:
        """The network is sound and nobody dies: within one retry cycle everything must have arrived."""
        done = 0
        for _ in range(CALM_ROUNDS):
            self.clock.ms += 16 * 60 * 1000
            for site in self.sites:
                site.round()
            done = 0 if any(site.outbox.figures().waiting for site in self.sites) else done + 1
            # after a restore one more round shows that the first had nothing to offer again
            if done == (2 if self.findings.faults["restore"] else 1):
                return

    def _check(self) -> None:
        found, registry = self.findings, self.office.registry
        found.made = len(self.made)
        rows: Counter[str] = Counter()
        with registry.engine.begin() as connection:
            rows.update(connection.exec_driver_sql("SELECT msg_id FROM inbox").scalars())
        if max(rows.values(), default=1) == 1:  # else the table is broken already
            registry.processor.run_pending()
        with registry.engine.begin() as connection:
            for row in connection.exec_driver_sql("SELECT msg_id, sha256, operator, site, envelope, state FROM inbox"):
                self._check_row(row)
            found.duplicates += connection.exec_driver_sql("SELECT count(*) FROM conflict").scalar_one()
        found.stored = sum(rows.values())
        found.lost = sum(1 for msg_id in self.made if msg_id not in rows)
        found.duplicates += sum(times - 1 for times in rows.values())
        for site in self.sites:
            figures = site.outbox.figures()
            found.stuck += figures.waiting
            found.refused += figures.refused
            found.pull_order += self._wrong_rows(site)

    def _check_row(self, row: Any) -> None:
        made = self.made.get(row.msg_id)
        if made is None:  # finalised, sent, and the process died before it could be told: kept, and that is right
            return
        sha256, op, site, text = made
        envelope = Envelope.from_bytes(bytes(row.envelope))
        content = open_(envelope, self.office.secrets.keys)
        right = (row.operator, row.site, content.xml.decode()) == (op, site, text) and bytes(row.sha256) == sha256
        self.findings.wrong_operator += not right
        self.findings.duplicates += row.state != "valid"

    def _wrong_rows(self, site: Site) -> int:
        """Rows of the slice that are not what the registry has now."""
        with self.office.registry.engine.begin() as connection:
            query = sa.text("SELECT household_id, body FROM household WHERE tehsil = :name AND NOT gone")
            vault = self.office.registry.slices
            theirs = {
                row.household_id: SliceHousehold.from_wire(
                    vault._vault.open(bytes(row.body), f"household {site.tehsil} {row.household_id}")
                ).status
                for row in connection.execute(query, {"name": site.tehsil})
            }
        with site.engine.begin() as connection:
            mine = {row.household_id: row.status for row in connection.execute(sa.select(slice_household))}
        return len(set(theirs.items()) ^ set(mine.items()))
