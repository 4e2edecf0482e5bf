"""A stick pulled out at any byte: nothing is lost, nothing is accepted half, and the next visit mends it."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sync import receipt
from sync.carriers.files import Layout, Medium
from sync.carriers.folder import FolderCarrier
from sync.envelope import Envelope
from sync.errors import CarrierError, MediumFull, MediumGone
from sync.registry.service import Registry, Secrets
from sync.registry.stick import serve_stick
from tests.unit.sync.conftest import NoScorer, PlainValidator
from tests.unit.sync.links import BACK, OUT, Cut, PulledOut

STEP = 4096


@pytest.fixture
def registry(new_database: Callable[[str], str], device, clock) -> Iterator[Registry]:
    keys = Secrets(device.registry_keys, b"v" * 32)
    registry = Registry(new_database("sqlite"), keys, PlainValidator(), NoScorer(), clock)
    code = registry.devices.create_code(device.site, ["PK60403"], auto_approve=True)
    from sync.enrol import enrol

    class Near:
        def enrol(self, request: bytes) -> bytes:
            return registry.enrol(request)

    enrol(Near(), code, site=device.site, device=device.device, label="x", keys=device.keys)  # type: ignore[arg-type]
    yield registry
    registry.close()


def stored(registry: Registry) -> list[str]:
    with registry.engine.begin() as connection:
        return list(connection.exec_driver_sql("SELECT msg_id FROM inbox").scalars())


def written(root: Path, envelopes: list[Envelope], device: str) -> int:
    """Bytes of a visit that goes through."""
    cut = Cut()
    cut.set(OUT, 1 << 40)
    FolderCarrier(root, device, PulledOut(cut, OUT)).push([one.data for one in envelopes])
    return (1 << 40) - cut.left


@pytest.mark.parametrize("renames_first", [False, True])
def test_pulled_out_at_every_4_kb_while_the_pc_writes(registry, device, tmp_path, rng, renames_first: bool) -> None:
    envelopes = [device.survey(f"<data>{rng.randbytes(14000).hex()}</data>") for _ in range(3)]
    total = written(tmp_path / "whole", envelopes, device.device)
    for number, after in enumerate(range(0, total, STEP)):
        root, cut = tmp_path / str(number), Cut()
        root.mkdir()
        medium = PulledOut(cut, OUT)
        medium.renames_first = renames_first
        carrier = FolderCarrier(root, device.device, medium)
        cut.set(OUT, after)
        with pytest.raises(MediumGone):
            carrier.push([one.data for one in envelopes])
        figures = serve_stick(registry, root)
        assert (figures.refused, figures.receipts) == (0, figures.envelopes)
        assert figures.envelopes < len(envelopes), "accepted what was not whole on the stick"
        cut.heal()
        carrier.push([one.data for one in envelopes])
        serve_stick(registry, root)
        answers = carrier.push([one.data for one in envelopes])
        for one, answer in zip(envelopes, answers, strict=True):
            assert answer.receipt is not None
            receipt.verify(answer.receipt, device.registry_keys.public, msg_id=one.header.msg_id, sha256=one.sha256)
    assert number >= 10
    assert sorted(stored(registry)) == sorted(one.msg_id for one in envelopes)


@pytest.mark.parametrize("renames_first", [False, True])
def test_pulled_out_while_the_registry_writes(registry, device, tmp_path, renames_first: bool) -> None:
    envelopes = [device.survey(f"<data>{n}</data>") for n in range(4)]
    carrier, cut = FolderCarrier(tmp_path, device.device), Cut()
    carrier.push([one.data for one in envelopes])
    medium = PulledOut(cut, BACK)
    medium.renames_first = renames_first
    for after in range(0, 2000, 97):
        for path in (tmp_path).rglob("*.answer"):
            path.unlink()
        cut.set(BACK, after)
        with suppress(CarrierError):
            serve_stick(registry, tmp_path, medium)
        for one, answer in zip(envelopes, carrier.push([one.data for one in envelopes]), strict=True):
            if answer.receipt is not None:
                receipt.verify(answer.receipt, device.registry_keys.public, msg_id=one.header.msg_id, sha256=one.sha256)
    assert sorted(stored(registry)) == sorted(one.msg_id for one in envelopes)


def test_a_reader_that_trusted_names_would_take_a_half_file(registry, device, tmp_path, monkeypatch) -> None:
    """The planted fault: without the hash, a file that was renamed before it was written counts."""
    envelope = device.survey("<data/>")
    path = Layout.of(tmp_path, device.device).envelope(envelope.sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\0" * 200)
    assert serve_stick(registry, tmp_path).damaged == 1
    monkeypatch.setattr(Medium, "read", lambda _self, path, _limit: path.read_bytes()[32:])
    monkeypatch.setattr(Medium, "write", lambda *_: None)
    assert serve_stick(registry, tmp_path).damaged == 0


def test_two_sticks_may_carry_the_same_message(registry, device, tmp_path) -> None:
    envelope = device.survey("<data/>")
    receipts = set()
    for name in ("one", "two"):
        carrier = FolderCarrier(tmp_path / name, device.device)
        carrier.push([envelope.data])
        serve_stick(registry, tmp_path / name)
        receipts.add(carrier.push([envelope.data])[0].receipt)
    assert len(receipts) == 1
    assert stored(registry) == [envelope.msg_id]


def test_one_stick_serves_several_pcs_and_each_sees_its_own(registry, device, tmp_path) -> None:
    mine = device.survey("<data/>")
    stranger = FolderCarrier(tmp_path, "pc-2")
    stranger.push([device.survey("<x/>", device="pc-2").data])
    carrier = FolderCarrier(tmp_path, device.device)
    carrier.push([mine.data])
    figures = serve_stick(registry, tmp_path)
    assert (figures.receipts, figures.refused) == (1, 1)
    assert carrier.push([mine.data])[0].receipt is not None
    assert carrier.tidy([]) == 2
    assert list(Layout.of(tmp_path, "pc-2").out.glob("*.env"))


def test_a_full_stick_says_so(device, tmp_path, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(Medium, "write_durably", full)
    with pytest.raises(MediumFull):
        FolderCarrier(tmp_path, device.device).push([device.survey().data])


def test_what_still_waits_stays_on_the_stick(device, tmp_path) -> None:
    envelopes = [device.survey(f"<d>{n}</d>") for n in range(2)]
    carrier = FolderCarrier(tmp_path, device.device)
    carrier.push([one.data for one in envelopes])
    assert carrier.tidy([envelopes[1].sha256]) == 1
    assert [path.stem for path in Layout.of(tmp_path, device.device).out.iterdir()] == [envelopes[1].sha256.hex()]
