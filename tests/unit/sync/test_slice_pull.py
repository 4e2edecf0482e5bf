"""A tehsil's rows from the registry into SQLCipher: pages, changes, fresh starts, and nothing skipped."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest

import sync.page
from sync.client import SyncWorker
from sync.errors import Refused, SliceLocked
from sync.household import SliceHousehold, SliceMember
from sync.identity import Identity
from sync.keys import Keys
from sync.page import LOCK, WIPE
from sync.registry.devices import Device
from sync.registry.epoch import OtherKeys
from sync.registry.schema import PARTITIONS
from sync.registry.service import Registry, Secrets
from sync.registry.slices import TOMBSTONES_MS
from sync.requests import PullRequest


def household(n: int, tehsil: str = "PK60403", **changes) -> SliceHousehold:
    head = SliceMember(f"3990{n:09d}", "Head", "سربراہ", "1", "M", date(1980, 1, 1), "2")
    wife = SliceMember(f"3991{n:09d}", "Wife", "زوجہ", "2", "F", None, "2", card_expires=date(2030, 1, 1))
    made = SliceHousehold(f"H{n}", tehsil, "PK604", "PK6", "registered", date(2024, 1, 1), False, members=(head, wife))
    return replace(made, **changes)


def pull(centre, clock):
    with centre.carrier() as carrier:
        worker = SyncWorker(centre.identity, centre.outbox, carrier, slice_=centre.slice, now=clock)
        return worker.run_once()


def test_pull_change_withdraw_and_fresh_start(centre, clock) -> None:
    assert centre.registry.slices.publish([household(n) for n in range(1200)] + [household(5000, "PK60404")]) == 1201
    done = pull(centre, clock)
    assert (done.fault, done.pages) == (None, 3)
    [info] = centre.slice.info()
    assert (info.households, info.persons, info.complete) == (1200, 2400, True)
    assert centre.slice.lookup("39910-0000004-2") is not None

    assert centre.registry.slices.publish([household(7, flags=("call_back",)), household(8)]) == 1
    centre.registry.slices.withdraw("PK60403", ["H9"])
    done = pull(centre, clock)
    assert (done.fault, done.pages) == (None, 1)
    found = centre.slice.lookup("3991000000007")
    assert found is not None
    assert found.call_back
    assert found.person == household(7).members[1]
    assert centre.slice.lookup("3991000000009") is None
    assert centre.slice.lookup("3991000005000") is None

    # the registry comes back from a backup under another epoch: the old cursor starts afresh
    centre.registry.epoch.change()
    assert pull(centre, clock).pages == 3
    assert centre.slice.info()[0].households == 1199


def test_clock_difference_is_told(centre, clock) -> None:
    centre.registry.slices._now = lambda: clock() + 400_000
    done = pull(centre, clock)
    assert (done.skew_ms, done.clock_suspect) == (-400_000, True)


def test_a_pull_tells_what_the_pc_runs_and_what_waits_there(centre, clock) -> None:
    def told():
        [row] = [row for row in centre.registry.devices.listing() if row["device_id"] == "pc-1"]
        return row["runs"], row["waits"], row["oldest_ms"]

    def ask(runs: str) -> None:
        with centre.carrier() as carrier:
            SyncWorker(centre.identity, centre.outbox, carrier, slice_=centre.slice, now=clock, runs=runs).run_once()

    ask("1.4.0")
    assert told() == ("1.4.0", 0, 0)
    with centre.carrier() as carrier:
        carrier.pull(PullRequest("pc-1", "PK60403", b"", 1, b"", "", "1.5.0", 3, 90_000).sign(centre.device.keys))
    assert told() == ("1.5.0", 3, 90_000), "another version is noted at once, whatever the minute"
    for runs, waits, oldest in (("x" * 33, 0, 0), ("1", -1, 0), ("1", 0, 2**60)):
        request = PullRequest("pc-1", "PK60403", b"", 1, b"", "", runs, waits, oldest).sign(centre.device.keys)
        with centre.carrier() as carrier, pytest.raises(Refused):
            carrier.pull(request)
    assert told() == ("1.5.0", 3, 90_000)


def test_a_slice_of_another_tehsil_or_for_a_stranger_is_refused(centre) -> None:
    for request, reason in (
        (PullRequest("pc-1", "PK60404", b"", 1).sign(centre.device.keys), "tehsil_not_allowed"),
        (PullRequest("pc-1", "PK60403", b"", 1).sign(Keys.generate()), "bad_signature"),
        (PullRequest("pc-9", "PK60403", b"", 1).sign(centre.device.keys), "unknown_device"),
    ):
        with centre.carrier() as carrier, pytest.raises(Refused) as caught:
            carrier.pull(request)
        assert caught.value.reason == reason


def test_no_row_is_skipped_while_others_write(centre, clock) -> None:
    """Four writers against one reader that polls; an ordinary sequence loses rows here on PostgreSQL."""
    per_writer = 40

    def write(first: int) -> None:
        for n in range(first, first + per_writer):
            centre.registry.slices.publish([household(n)])

    writers = [threading.Thread(target=write, args=(1000 * k,)) for k in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert pull(centre, clock).fault is None
    assert pull(centre, clock).fault is None
    assert centre.slice.info()[0].households == 4 * per_writer


def test_a_number_that_is_not_committed_yet_holds_back_later_ones(device, new_database, clock) -> None:
    """The race of the test above, made certain: a writer that is slow to commit, a quick one, a reader in between."""
    registry = Registry(new_database("postgresql"), Secrets(device.registry_keys, b"v" * 32), None, None, clock)
    reader = Device("pc-1", "kamoke-1", ("PK60403",), device.keys.public, "approved", None)
    opener = {"registry": device.registry_keys.public, "device": "pc-1", "device_keys": device.keys}
    registry.slices.publish([household(0)])
    seen: set[str] = set()

    def read(cursor: bytes) -> bytes:
        page = sync.page.open_(registry.slices.page(PullRequest("pc-1", "PK60403", cursor, 1), reader)[0], **opener)
        seen.update(found.household_id for found in page.put)
        return page.cursor

    quick = threading.Thread(target=registry.slices.publish, args=([household(2)],))
    with registry.engine.begin() as slow:
        registry.slices._publish(slow, "PK60403", [household(1)])
        quick.start()
        quick.join(1)
        cursor = read(b"")
    quick.join(60)
    read(cursor)
    registry.close()
    assert seen == {"H0", "H1", "H2"}


def test_the_registry_finds_a_person_in_every_tehsil_and_keeps_no_number_in_plain(centre) -> None:
    centre.registry.slices.publish([household(1), household(1, "PK60404", household_id="H1b")])
    assert [found.tehsil for found in centre.registry.slices.households_of("39900-0000000-1")] == ["PK60403", "PK60404"]
    with centre.registry.engine.begin() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM household").scalars().all()
        keys = connection.exec_driver_sql("SELECT cnic_hmac FROM person_identity").scalars().all()
    assert len(keys) == 4
    for stored in [*bodies, *keys]:
        assert b"3990000000001" not in bytes(stored)


def test_a_restarted_registry_gives_the_same_receipt_and_goes_on_with_its_cursors(centre, database_url, clock) -> None:
    envelope = centre.device.survey("<data/>")
    centre.registry.slices.publish([household(n) for n in range(3)])
    [before] = centre.registry.take([envelope.data])
    assert pull(centre, clock).pages == 1

    secrets = Secrets.from_bytes(Secrets(centre.device.registry_keys, b"v" * 32).to_bytes())
    again = Registry(database_url, secrets, centre.validator, None, clock)
    [after] = again.take([envelope.data])
    assert (after.receipt, before.fresh, after.fresh) == (before.receipt, True, False)
    assert again.load(Everybody(household(n) for n in range(4))) == 1
    centre.registry.slices = again.slices
    assert pull(centre, clock).pages == 1
    assert centre.slice.info()[0].households == 4
    again.close()


class Everybody:
    def __init__(self, households) -> None:
        self._households = list(households)

    def households(self) -> list[SliceHousehold]:
        return self._households


def test_a_database_of_other_keys_is_not_opened(centre, database_url, clock) -> None:
    with pytest.raises(OtherKeys):
        Registry(database_url, Secrets(Keys.generate(), b"v" * 32), centre.validator, None, clock)


def test_identity_survives_storage(centre) -> None:
    assert Identity.from_bytes(centre.identity.to_bytes()) == centre.identity


def test_households_and_persons_lie_in_hash_partitions_and_are_found_in_them(centre, database_url) -> None:
    if centre.registry.engine.dialect.name == "sqlite":
        pages = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name LIKE 'household%'"
        with centre.registry.engine.begin() as connection:
            assert connection.exec_driver_sql(pages).scalar_one() == 1
        return
    centre.registry.slices.publish([household(n, f"PK{n:05}") for n in range(60)])
    with centre.registry.engine.begin() as connection:
        parts = connection.exec_driver_sql(
            "SELECT inhparent::regclass::text, count(*) FROM pg_inherits WHERE inhparent IN "
            "('household'::regclass, 'person_identity'::regclass) GROUP BY 1 ORDER BY 1"
        ).all()
        used = connection.exec_driver_sql("SELECT count(DISTINCT tableoid) FROM household").scalar_one()
    assert [tuple(row) for row in parts] == [("household", PARTITIONS), ("person_identity", PARTITIONS)]
    assert used > 8
    assert len(centre.registry.slices.households_of(household(7).members[0].cnic)) >= 1


def test_head_office_locks_erases_and_releases_a_pcs_slice(centre, clock) -> None:
    centre.registry.slices.publish([household(n) for n in range(3)])
    assert pull(centre, clock).fault is None
    number = household(1).members[0].cnic
    assert centre.registry.devices.order("pc-1", LOCK)
    assert pull(centre, clock).fault == "office_lock"
    with pytest.raises(SliceLocked):
        centre.slice.lookup(number)
    assert centre.slice.info()[0].locked
    assert centre.registry.devices.order("pc-1", "")
    assert pull(centre, clock).fault is None
    assert centre.slice.lookup(number) is not None

    assert centre.registry.devices.order("pc-1", WIPE)
    for _ in range(2):
        assert pull(centre, clock).fault == "office_wipe"
        assert centre.slice.info() == []
    with centre.engine.begin() as connection:
        for table in ("slice_person", "slice_household", "slice_meta"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
    assert centre.registry.devices.order("pc-1", "")
    assert pull(centre, clock).pages == 1
    assert centre.slice.lookup(number) is not None
    assert not centre.registry.devices.order("pc-9", LOCK)


def test_a_locked_or_erased_slice_does_not_hold_up_surveys(centre, clock) -> None:
    centre.registry.devices.order("pc-1", WIPE)
    centre.put(centre.device.survey())
    with centre.carrier() as carrier:
        done = SyncWorker(centre.identity, centre.outbox, carrier, slice_=centre.slice, now=clock).run_once()
    assert (done.acked, done.fault) == (1, "office_wipe")


def test_tombstones_are_dropped_after_180_days_and_who_was_away_starts_afresh(centre, clock) -> None:
    centre.registry.slices.publish([household(n) for n in range(1100)])
    assert pull(centre, clock).pages == 3
    centre.registry.slices.withdraw("PK60403", ["H3"])
    clock.forward(TOMBSTONES_MS / 1000 - 10)
    assert centre.registry.slices.drop_tombstones() == 0
    clock.forward(20)
    assert centre.registry.slices.drop_tombstones() == 1
    assert centre.registry.slices.drop_tombstones() == 0
    assert pull(centre, clock).pages == 3, "a fresh start, and it comes to its end"
    assert centre.slice.info()[0].households == 1099
    assert centre.slice.lookup(household(3).members[0].cnic) is None

    # who saw the tombstone in time goes on from where it stands
    centre.registry.slices.withdraw("PK60403", ["H4"])
    assert pull(centre, clock).pages == 1
    clock.forward(TOMBSTONES_MS / 1000 + 10)
    assert centre.registry.slices.drop_tombstones() == 1
    centre.registry.slices.publish([household(5, flags=("call_back",))])
    assert pull(centre, clock).pages == 1
    assert centre.slice.info()[0].households == 1098


def test_a_start_that_is_under_way_when_tombstones_go_comes_to_its_end(centre, clock) -> None:
    centre.registry.slices.publish([household(n) for n in range(1100)])
    centre.registry.slices.withdraw("PK60403", ["H1099"])
    clock.forward(TOMBSTONES_MS / 1000 + 10)
    pulls: list[bytes] = []

    class Meanwhile:
        """Tombstones go after the first page."""

        name = "meanwhile"

        def __init__(self, inner) -> None:
            self.push, self._inner = inner.push, inner

        def pull(self, request: bytes) -> bytes:
            pulls.append(request)
            if len(pulls) == 2:
                centre.registry.slices.drop_tombstones()
            return self._inner.pull(request)

    with centre.carrier() as carrier:
        worker = SyncWorker(centre.identity, centre.outbox, Meanwhile(carrier), slice_=centre.slice, now=clock)
        assert worker.run_once().fault is None
    assert len(pulls) <= 6
    assert centre.slice.info()[0].households == 1099
