"""New keys of the registry: PCs learn them from the old ones, and nothing of the old ones is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync import receipt as receipts
from sync import wire
from sync.client import SyncWorker
from sync.errors import BadSignature, Malformed, WrongKey
from sync.identity import Identity
from sync.keys import Keys
from sync.registry.epoch import OtherKeys
from sync.registry.ring import Secrets
from sync.registry.service import Registry
from sync.succession import MOST, announce, follow
from tests.unit.sync.conftest import Centre, FakeClock, NoScorer
from tests.unit.sync.test_slice_pull import household


def rotate(centre: Centre, times: int = 1) -> Secrets:
    """The registry is stopped, gets new keys and comes back at the same address."""
    registry, secrets = centre.registry, Secrets(centre.registry.keys, b"v" * 32, centre.registry.ring.former)
    for _ in range(times):
        secrets = secrets.rotated(Keys.generate(), centre.device.clock())
    secrets = Secrets.from_bytes(secrets.to_bytes())
    fresh = Registry(registry.engine, secrets, centre.validator, NoScorer(), registry.now)
    for name in ("keys", "ring", "epoch", "devices", "inbox", "slices"):
        setattr(registry, name, getattr(fresh, name))
    registry.processor._ring = fresh.ring
    return secrets


def work(centre: Centre, clock: FakeClock, identity: Identity) -> tuple[Identity, str | None]:
    kept = [identity]
    with centre.carrier() as carrier:
        worker = SyncWorker(
            identity, centre.outbox, carrier, slice_=centre.slice, now=clock, on_identity=kept.append,
            random=lambda: 0.0,
        )  # fmt: skip
        done = worker.run_once()
    assert (done.refused, done.quarantined) == (0, 0)
    return kept[-1], done.fault


@pytest.mark.parametrize("times", [1, 3])
def test_a_pc_learns_the_new_keys_and_what_waited_for_the_old_ones_arrives(
    centre: Centre, clock: FakeClock, times: int
) -> None:
    centre.registry.slices.publish([household(1)])
    old = centre.registry.keys.public
    waited = [centre.device.survey("<data><name>old</name></data>") for _ in range(3)]
    centre.put(waited[0])
    identity, _ = work(centre, clock, centre.identity)
    assert identity.registry == old
    centre.put(waited[1])
    secrets = rotate(centre, times)
    identity, fault = work(centre, clock, identity)
    assert (fault, identity.registry, identity.former[-1]) == (None, secrets.keys.public, old)
    assert Identity.from_bytes(identity.to_bytes()) == identity
    fresh = centre.device.survey("<data><name>new</name></data>", registry=identity.registry)
    centre.put(waited[2], fresh)  # one sealed before the PC heard of the new keys is still in the outbox
    identity, fault = work(centre, clock, identity)
    assert fault is None
    assert centre.outbox.figures().acked == 4
    for envelope, keys in ((waited[1], old), (waited[2], old), (fresh, secrets.keys.public)):
        signed = centre.outbox.receipt(envelope.msg_id) or b""
        header = envelope.header
        assert receipts.verify(signed, keys, msg_id=header.msg_id, sha256=envelope.sha256).key_id == keys.kid
    centre.registry.processor.run_pending()
    assert set(centre.states().values()) == {"valid"}, "what was sealed for the old keys is still opened"


def test_a_registry_set_back_is_noticed_by_receipts_of_former_keys(
    centre: Centre, clock: FakeClock, expected_logs: set[str]
) -> None:
    expected_logs.add("sync.registry")
    centre.put(centre.device.survey())
    identity, _ = work(centre, clock, centre.identity)
    rotate(centre)
    with centre.registry.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM inbox")
    work(centre, clock, identity)
    work(centre, clock, identity)
    assert centre.rows("inbox") == 1


def test_keys_of_another_registry_are_told_nothing(centre: Centre, clock: FakeClock) -> None:
    stranger = Identity("kamoke-1", "pc-1", centre.device.keys, Keys.generate().public, centre.identity.tehsils)
    assert work(centre, clock, stranger)[1] == WrongKey.code


def test_a_chain_with_a_false_link_is_followed_nowhere(centre: Centre) -> None:
    one, two, thief = Keys.generate(), Keys.generate(), Keys.generate()
    good = announce(one, two.public, 1)
    assert follow([good], one.public) == [two.public]
    assert follow([], one.public) == []
    for chain in ([good, announce(thief, thief.public, 1)], [announce(thief, two.public, 1)], [good, good]):
        with pytest.raises((BadSignature, Malformed)):
            follow(chain, one.public)
    with pytest.raises(Malformed):
        follow([good] * (MOST + 1), one.public)


def test_a_database_is_opened_by_its_own_keys_and_by_those_that_followed(
    new_database: Callable[[str], str], clock: FakeClock
) -> None:
    url, first = new_database("sqlite"), Secrets(Keys.generate(), b"v" * 32)
    later = first.rotated(Keys.generate(), 1).rotated(Keys.generate(), 2)
    for secrets in (first, later, later):
        Registry(url, secrets, None, None, clock).close()  # type: ignore[arg-type]
    for other in (Secrets(Keys.generate(), b"v" * 32), first):
        with pytest.raises(OtherKeys):
            Registry(url, other, None, None, clock)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "spoil", [lambda f: [[f[0][0]]], lambda f: [[b"x", f[0][1]]], lambda f: [7], lambda f: f * 100]
)
def test_a_spoiled_file_of_keys_is_said(spoil: Callable[[list[object]], list[object]]) -> None:

    fields = wire.decode_map(Secrets(Keys.generate(), b"v" * 32).rotated(Keys.generate(), 1).to_bytes(), 4096)
    with pytest.raises(Malformed):
        Secrets.from_bytes(wire.encode(fields | {"former": spoil(fields["former"])}))
