"""The slice on SQLCipher: pages apply whole or not at all, lookup by keyed hash, lock after 30 days."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

import sync.page
from sync.errors import BadSignature, SliceLocked, SliceMismatch, SliceMissing, SyncError, Undecryptable
from sync.household import SliceHousehold, SliceMember
from sync.keys import Keys
from sync.page import Page
from sync.slice import Slice

KEY = b"k" * 32
HEAD, WIFE = "35202-1234567-1", "35202-7654321-2"


def member(cnic: str, relation: str = "2", alive: bool = True) -> SliceMember:
    return SliceMember(
        cnic.replace("-", ""), "Test", "ٹیسٹ", relation, "F", date(1980, 1, 1), "2", "Father", "03001234567", alive
    )


def household(name: str, *members: SliceMember, flags: tuple[str, ...] = (), surveyed: date | None = None):
    return SliceHousehold(
        name, "PK60403", "Gujranwala", "Punjab", "registered", surveyed, False, "flood-2026", date(2026, 8, 1), flags,
        electricity=True, address={"village": "Chak 1"}, members=members,
    )  # fmt: skip


def page(*put: SliceHousehold, since: bytes = b"", cursor: bytes = b"c1", more=False, reset=True, gone=()) -> Page:
    return Page("PK60403", since, cursor, reset, more, 5, KEY, put, gone)


@pytest.fixture
def local(local_engine: sa.Engine, clock) -> Slice:
    return Slice(local_engine, clock)


def test_lookup_knows_person_household_and_flags(local: Slice) -> None:
    dead_head = household(
        "H1", member(HEAD, "1", alive=False), member(WIFE), flags=("call_back", "duplicate_elsewhere")
    )
    local.apply(page(dead_head))
    found = local.lookup("3520276543212")
    assert found is not None
    assert found.person == dead_head.members[1]
    assert found.person.cnic_masked == "•••••-•••4321-2"
    assert (found.head_deceased, found.call_back, found.duplicate_elsewhere, found.split_family) == (
        True,
        True,
        True,
        False,
    )
    assert local.lookup("61101-1111111-1") is None
    assert local.household("H1") == dead_head


def test_a_person_in_two_households_is_answered_by_the_newer_and_names_the_other(local: Slice) -> None:
    local.apply(
        page(
            household("old", member(HEAD, "1"), member(WIFE), surveyed=date(2022, 1, 1)),
            household("new", member(WIFE, "1"), surveyed=date(2025, 1, 1)),
            household("none", member(WIFE, "1")),
        )
    )
    found = local.lookup(WIFE)
    assert found is not None
    assert (found.household_id, set(found.also_in), found.split_family) == ("new", {"old", "none"}, True)


def test_no_slice_partial_slice_and_old_slice_say_so(local: Slice, clock) -> None:
    with pytest.raises(SliceMissing):
        local.lookup(HEAD)
    local.apply(page(household("H1", member(HEAD)), more=True))
    with pytest.raises(SliceMissing):
        local.lookup(HEAD)
    local.apply(page(household("H2", member(WIFE)), since=b"c1", cursor=b"c2", reset=False))
    assert local.lookup(HEAD) is not None
    clock.forward(30 * 24 * 3600)
    assert local.lookup(HEAD) is not None
    clock.forward(1)
    with pytest.raises(SliceLocked) as caught:
        local.lookup(HEAD)
    assert caught.value.params == {"days": 30}
    assert [(info.locked, info.households, info.persons) for info in local.info()] == [(True, 2, 2)]
    local.apply(page(since=b"c2", cursor=b"c2", reset=False))
    assert local.lookup(HEAD) is not None


def test_page_and_cursor_are_one_transaction(local: Slice, local_engine: sa.Engine) -> None:
    local.apply(page(household("H1", member(HEAD))))
    with local_engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON slice_meta BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(sa.exc.DBAPIError):
        local.apply(page(household("H2", member(WIFE)), since=b"c1", cursor=b"c2", reset=False, gone=("H1",)))
    assert local.cursor("PK60403") == b"c1"
    assert local.household("H1") is not None
    assert local.household("H2") is None


def test_changes_tombstones_and_a_fresh_start(local: Slice) -> None:
    local.apply(page(household("H1", member(HEAD)), household("H2", member(WIFE))))
    changed = household("H1", member(HEAD), flags=("call_back",))
    local.apply(page(changed, since=b"c1", cursor=b"c2", reset=False, gone=("H2",)))
    assert local.household("H1") == changed
    assert local.lookup(WIFE) is None
    local.apply(page(household("H3", member(WIFE)), cursor=b"new epoch"))
    assert (local.household("H1"), local.lookup(HEAD)) == (None, None)
    assert local.cursor("PK60403") == b"new epoch"


def test_a_page_that_does_not_follow_is_refused(local: Slice) -> None:
    local.apply(page(household("H1", member(HEAD))))
    with pytest.raises(SliceMismatch):
        local.apply(page(since=b"c0", cursor=b"c2", reset=False))
    assert local.cursor("PK60403") == b"c1"


def test_a_page_opens_only_for_its_device_and_only_when_the_registry_signed_it(device, rng) -> None:
    raw = household("H1", member(HEAD, "1"), member("", "3")).to_wire()
    data = sync.page.close(
        page(), [raw], registry_keys=device.registry_keys, device=device.device, to=device.keys.public
    )
    key = {"registry": device.registry_keys.public, "device": device.device, "device_keys": device.keys}
    assert [found.to_wire() for found in sync.page.open_(data, **key).put] == [raw]
    with pytest.raises(BadSignature):
        sync.page.open_(data, **key | {"registry": Keys.generate().public})
    with pytest.raises(Undecryptable):
        sync.page.open_(data, **key | {"device_keys": Keys.generate()})
    with pytest.raises(SliceMismatch):
        sync.page.open_(data, **key | {"device": "pc-2"})
    for _ in range(200):
        flipped = bytearray(data)
        flipped[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        with pytest.raises(SyncError):
            sync.page.open_(bytes(flipped), **key)


def test_the_number_is_found_through_a_keyed_hash_and_never_rests_in_plain(local, local_engine, tmp_path) -> None:
    local.apply(page(household("H1", member(HEAD, "1"))))
    with local_engine.begin() as connection:
        [(digest,)] = connection.exec_driver_sql("SELECT cnic_hash FROM slice_person").all()
    assert bytes(digest) == hmac.new(KEY, b"3520212345671", "sha256").digest()
    local_engine.dispose()
    for path in tmp_path.iterdir():
        assert b"3520212345671" not in path.read_bytes()


def test_a_large_page_applies_and_is_replaced(local: Slice) -> None:
    many = [household(f"H{n}", replace(member(HEAD), cnic=f"{n:013d}"), member("", "3")) for n in range(1500)]
    local.apply(page(*many))
    local.apply(page(*many, since=b"c1", cursor=b"c2", reset=False))
    [info] = local.info()
    assert (info.households, info.persons) == (1500, 1500)
