"""Snapshots made ahead: a fresh start costs no encryption a device, and ends where ordinary pages would have led."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sync import page as pages
from sync.errors import BadSignature, Malformed, SliceMismatch, Undecryptable
from sync.keys import Keys
from sync.page import Page
from sync.registry import slices as slices_module
from sync.registry.devices import APPROVED, Device
from sync.registry.schema import snapshot, snapshot_page
from sync.registry.service import Registry, Secrets
from sync.registry.slices import TOMBSTONES_MS
from sync.registry.snapshots import SMALLEST
from sync.requests import PullRequest
from tests.unit.sync.conftest import FakeClock, NoScorer, PlainValidator
from tests.unit.sync.test_slice_pull import household, pull

TEHSIL = "PK60403"


@dataclass
class Reader:
    """A device that pulls and remembers; `opened` counts the households the registry had to decrypt for it."""

    registry: Registry
    name: str = "pc"

    def __post_init__(self) -> None:
        self.keys = Keys.generate()
        self.device = Device(self.name, "site", (TEHSIL,), self.keys.public, APPROVED, None)
        self.cursor, self.held, self.begun = b"", {}, 0

    def raw(self) -> bytes:
        return self.registry.slices.page(PullRequest(self.name, TEHSIL, self.cursor, 1), self.device)[0]

    def one(self) -> Page:
        page = self.open(self.raw())
        if page.reset:
            self.held, self.begun = {}, self.begun + 1
        for name in page.gone:
            self.held.pop(name, None)
        self.held |= {found.household_id: found.status for found in page.put}
        self.cursor = page.cursor
        return page

    def open(self, data: bytes) -> Page:
        return pages.open_(data, registry=self.registry.keys.public, device=self.name, device_keys=self.keys)

    def all(self) -> dict[str, str]:
        while self.one().more:
            pass
        return self.held


@pytest.fixture
def registry(database_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    monkeypatch.setattr(slices_module, "PAGE_ROWS", 5)
    made = Registry(database_url, Secrets(Keys.generate(), b"v" * 32), PlainValidator(), NoScorer(), clock)
    made.slices.publish([household(n) for n in range(23)])
    made.slices.snapshots.make(TEHSIL)
    yield made
    made.close()


@pytest.fixture
def opened(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Households that the registry decrypted since."""
    seen: list[str] = []
    real = registry.slices._vault.open
    monkeypatch.setattr(registry.slices._vault, "open", lambda data, place: (seen.append(place), real(data, place))[1])
    return seen


def rows_opened(opened: list[str]) -> int:
    return sum(place.startswith("household") for place in opened)


def test_no_household_is_opened_for_a_fresh_start(registry: Registry, opened: list[str]) -> None:
    everything = {f"H{n}": "registered" for n in range(23)}
    for name in ("pc-1", "pc-2"):
        assert Reader(registry, name).all() == everything
    assert rows_opened(opened) == 0


def test_what_changed_since_follows(registry: Registry, opened: list[str]) -> None:
    registry.slices.publish([household(3, status="changed"), household(30)])
    registry.slices.withdraw(TEHSIL, ["H4"])
    held = Reader(registry).all()
    assert (held["H3"], held.get("H4"), held["H30"], len(held)) == ("changed", None, "registered", 23)
    assert rows_opened(opened) == 2


def test_a_snapshot_that_is_replaced_on_the_way_is_left_for_ordinary_pages(registry: Registry) -> None:
    reader = Reader(registry)
    reader.one()
    registry.slices.publish([household(1, status="changed")])
    registry.slices.withdraw(TEHSIL, ["H2", "H20"])
    registry.slices.snapshots.make(TEHSIL)
    held = reader.all()
    assert (reader.begun, held["H1"], len(held)) == (1, "changed", 21)
    assert not {"H2", "H20"} & set(held)


def test_a_snapshot_from_before_a_forgotten_tombstone_is_not_handed_out(registry: Registry, clock: FakeClock) -> None:
    registry.slices.withdraw(TEHSIL, ["H4"])
    clock.ms += TOMBSTONES_MS + 1
    assert registry.slices.drop_tombstones() == 1
    assert "H4" not in Reader(registry).all()


def test_a_household_withdrawn_while_a_snapshot_is_made_is_gone(registry: Registry) -> None:
    """Its first page holds the household already, its tombstone gets a number beyond the snapshot."""
    real = registry.slices._pages_of

    def slowly(name: str) -> Iterator[tuple[list[bytes], int]]:
        for number, found in enumerate(real(name)):
            yield found
            if number == 0:
                registry.slices.withdraw(name, ["H0"])
                registry.slices.publish([household(22, status="later")])

    registry.slices.snapshots._rows = slowly
    registry.slices.snapshots.make(TEHSIL)
    held = Reader(registry).all()
    assert ("H0" in held, held["H22"], len(held)) == (False, "later", 22)


def test_they_are_made_where_they_are_missing_or_stale(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    assert registry.slices.snapshots.refresh() == 0, "too few households"
    monkeypatch.setattr("sync.registry.snapshots.SMALLEST", 20)
    assert SMALLEST > 20
    assert registry.slices.snapshots.refresh() == 0
    registry.slices.publish([household(n, status="new") for n in range(3)])
    assert registry.slices.snapshots.refresh() == 1, "three of 23 rows changed"
    assert registry.slices.snapshots.refresh() == 0
    with registry.engine.begin() as connection:
        assert connection.execute(snapshot_page.select()).rowcount != 0
        heads = connection.execute(snapshot.select()).all()
    assert len(heads) == 1


def test_a_changed_or_exchanged_blob_is_refused(registry: Registry) -> None:
    reader, other = Reader(registry, "pc-1"), Reader(registry, "pc-2")
    body, signature, blob = pages._parts(reader.raw())
    encode = pages.wire.encode
    for parts in ([body, signature], [body, signature, blob[:-1] + b"x"], [body, signature, b""]):
        with pytest.raises(Malformed):
            reader.open(encode(parts))
    with pytest.raises(SliceMismatch):
        reader.open(other.raw())
    with pytest.raises(BadSignature):
        reader.open(encode([body[:-1] + bytes([body[-1] ^ 1]), signature, blob]))
    with pytest.raises(Undecryptable):
        pages._open_blob(blob, {"number": 1, "blob_zlen": 1}, bytes(32))


def test_a_pc_pulls_one_over_http(centre, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices_module, "PAGE_ROWS", 5)
    centre.registry.slices.publish([household(n) for n in range(12)])
    centre.registry.slices.snapshots.make(TEHSIL)
    centre.registry.slices.publish([household(3, status="changed")])
    done = pull(centre, clock)
    assert (done.fault, done.pages) == (None, 4)
    found = centre.slice.lookup("3990000000003")
    assert found is not None
    assert found.status == "changed"
    assert centre.slice.info()[0].households == 12
