"""What every carrier owes: the same envelopes, answers in their order, each survey once, whatever is cut off where."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from sync import page as pages
from sync import receipt
from sync.carriers.base import Answer
from sync.client import SyncWorker
from sync.enrol import enrol
from sync.envelope import Envelope, new_msg_id
from sync.errors import CarrierError, Refused, SyncError, Underway
from sync.household import SliceHousehold
from sync.identity import Identity
from sync.keys import Keys
from sync.outbox import Outbox, State
from sync.registry.service import Registry, Secrets
from sync.requests import PullRequest
from sync.slice import Slice
from tests.unit.sync.conftest import Device, FakeClock, NoScorer, PlainValidator
from tests.unit.sync.links import BACK, LINKS, OUT, Link

TEHSIL = "PK60403"
HOUSEHOLDS = [
    SliceHousehold(f"h-{n:04}", TEHSIL, "Gujranwala", "PB", "registered", None, False) for n in range(700)
]  # more than a page


@dataclass
class Setup:
    link: Link
    device: Device
    identity: Identity
    outbox: Outbox
    slice: Slice
    engine: sa.Engine
    clock: FakeClock

    def surveys(self, count: int, size: int = 0, dice: random.Random | None = None) -> list[Envelope]:
        """Each names its message id as its instance id, so that a server without our ids can be counted too."""
        made = []
        for _ in range(count):
            msg_id = new_msg_id(self.clock())
            filler = "" if dice is None else dice.randbytes(size).hex()
            text = f"<data><note>{filler}</note><instanceID>uuid:{msg_id}</instanceID></data>"
            made.append(self.device.survey(text, msg_id=msg_id))
        return made

    def put(self, envelopes: list[Envelope]) -> None:
        with self.engine.begin() as connection:
            for envelope in envelopes:
                self.outbox.put(connection, envelope)

    def worker(self) -> SyncWorker:
        slice_ = self.slice if self.link.pulls else None
        return SyncWorker(self.identity, self.outbox, self.link.carrier, slice_=slice_, now=self.clock)

    def deliver(self, *envelopes: Envelope) -> list[Answer]:
        for _ in range(5):
            answers = self.link.carrier.push([one.data for one in envelopes])
            if not any(answer.underway for answer in answers):
                return answers
            self.link.settle()
        raise AssertionError("still under way")

    def until_done(self, rounds: int = 12) -> None:
        """Rounds with a sound link until nothing waits."""
        for _ in range(rounds):
            self.worker().run_once()
            self.link.settle()
            self.clock.forward(3600)
            if self.outbox.figures().waiting == 0:
                return
        raise AssertionError(f"still waiting: {self.outbox.items([State.READY])}")


pulling = pytest.mark.parametrize("setup", [name for name in LINKS if name != "openrosa"], indirect=True)


@pytest.fixture(params=list(LINKS))
def setup(request, tmp_path, new_database: Callable[[str], str], device, local_engine, clock) -> Iterator[Setup]:
    registry = Registry(
        new_database("sqlite"), Secrets(device.registry_keys, b"v" * 32), PlainValidator(), NoScorer(), clock
    )
    code = registry.devices.create_code(device.site, [TEHSIL], auto_approve=True)
    registry.slices.publish(HOUSEHOLDS)
    with LINKS[request.param](registry=registry, tmp_path=tmp_path, device=device) as link:
        tehsils: tuple[str, ...] = (TEHSIL,)
        if link.pulls:
            tehsils = enrolled(link, code, device)
        identity = Identity(device.site, device.device, device.keys, device.registry_keys.public, tehsils)
        yield Setup(
            link, device, identity, Outbox(local_engine, clock), Slice(local_engine, clock), local_engine, clock
        )
    registry.close()


def enrolled(link: Link, code: str, device: Device) -> tuple[str, ...]:
    """Enrolment travels as everything else does."""
    asked = {"site": device.site, "device": device.device, "label": "Counter 1", "keys": device.keys}
    with suppress(Underway):
        return enrol(link.carrier, code, **asked).tehsils
    link.settle()
    return enrol(link.carrier, code, **asked).tehsils


def proves(setup: Setup, envelope: Envelope, answer: Answer) -> bool:
    assert answer.receipt is not None, answer.reason
    registry = setup.identity.registry
    receipt.verify(answer.receipt, registry, msg_id=envelope.header.msg_id, sha256=envelope.sha256)
    return True


def test_each_message_gets_the_receipt_of_its_own_bytes_in_order(setup: Setup) -> None:
    envelopes = setup.surveys(7)
    answers = setup.deliver(*envelopes)
    assert all(proves(setup, *pair) for pair in zip(envelopes, answers, strict=True))
    assert sorted(setup.link.stored()) == sorted(envelope.msg_id for envelope in envelopes)


def test_a_message_sent_twice_is_there_once(setup: Setup) -> None:
    envelopes = setup.surveys(3)
    for _ in range(2):
        answers = setup.deliver(*envelopes)
        assert all(proves(setup, *pair) for pair in zip(envelopes, answers, strict=True))
    assert sorted(setup.link.stored()) == sorted(envelope.msg_id for envelope in envelopes)


def test_a_bad_one_is_refused_alone(setup: Setup) -> None:
    good, [stranger] = setup.surveys(2), setup.surveys(1)
    forged = setup.device.survey("<data/>", msg_id=stranger.header.msg_id, device_keys=Keys.generate())
    first, middle, last = setup.deliver(good[0], forged, good[1])
    assert proves(setup, good[0], first)
    assert proves(setup, good[1], last)
    assert (middle.receipt, middle.reason, middle.permanent) == (None, "bad_signature", True)
    assert sorted(setup.link.stored()) == sorted(envelope.msg_id for envelope in good)


@pytest.mark.parametrize("direction", [OUT, BACK])
def test_cut_anywhere_nothing_is_lost_doubled_or_believed_too_early(setup: Setup, direction: str, rng) -> None:
    sent: list[Envelope] = []
    for after in (0, 40, 700, 9_000):
        envelopes = setup.surveys(3, 4000, rng)
        sent += envelopes
        setup.put(envelopes)
        setup.link.cut.set(direction, after)
        with suppress(CarrierError):
            setup.worker().run_once()
        setup.link.settle()
        acked = {item.msg_id for item in setup.outbox.items([State.ACKED])}
        assert acked <= set(setup.link.stored()), "acknowledged, and not there"
        setup.link.cut.heal()
        setup.clock.forward(3600)
    setup.until_done()
    figures = setup.outbox.figures()
    assert (figures.acked, figures.refused) == (len(sent), 0)
    assert sorted(setup.link.stored()) == sorted(envelope.msg_id for envelope in sent)


@pytest.mark.parametrize("setup", ["openrosa"], indirect=True)
def test_openrosa_hands_out_no_slices(setup: Setup) -> None:
    with pytest.raises(Refused, match="unsupported"):
        setup.link.carrier.pull(PullRequest("pc-1", TEHSIL, b"", 1).sign(setup.device.keys))


@pulling
def test_the_slice_arrives_whole(setup: Setup) -> None:
    for _ in range(2):
        setup.worker().run_once()
        setup.link.settle()
    setup.worker().run_once()
    [info] = setup.slice.info()
    assert (info.households, info.complete) == (len(HOUSEHOLDS), True)


@pulling
def test_a_page_cut_short_changes_nothing_and_comes_again(setup: Setup) -> None:
    setup.link.cut.set(BACK, 1_500)
    setup.worker().run_once()
    setup.link.settle()
    assert not any(info.complete for info in setup.slice.info())
    setup.link.cut.heal()
    for _ in range(3):
        setup.worker().run_once()
        setup.link.settle()
    [info] = setup.slice.info()
    assert (info.households, info.complete) == (len(HOUSEHOLDS), True)


@pulling
def test_a_page_for_another_pc_is_not_opened(setup: Setup) -> None:
    request = PullRequest("pc-1", TEHSIL, b"", 1).sign(setup.device.keys)
    with suppress(Underway):
        setup.link.carrier.pull(request)
    setup.link.settle()
    data = setup.link.carrier.pull(request)
    stranger: dict[str, Any] = {"device": "pc-2", "device_keys": Keys.generate()}
    with pytest.raises(SyncError):
        pages.open_(data, registry=setup.identity.registry, **stranger)
