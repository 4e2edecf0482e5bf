"""The draft journal and finishing: what was acknowledged is there, in order, exactly once."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from sqlalchemy import event, func, select, text

from drc_desktop.domain.draft import OpenDraft, Operation, OperationKind, Place
from drc_desktop.store import secrets
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.local_schema import closing, draft, snapshot, step, survey
from sync import envelope
from sync.outbox import State
from tests.processes import heard, start
from tests.store.answering import answer_for_ever
from tests.store.local_kit import REGISTRY, answer, enrolled, head, submission


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    opened = LocalStore(tmp_path / "local.db")
    yield opened
    opened.close()


@pytest.fixture
def journal(store: LocalStore) -> Journal:
    return Journal(store, "operator-1")


def count(store: LocalStore, table: object) -> int:
    with store.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]


def opened(journal: Journal) -> OpenDraft:
    left = journal.left_open()
    assert left is not None
    return left


def test_a_draft_comes_back_as_it_was(journal: Journal) -> None:
    assert journal.left_open() is None
    journal.begin(head(), b"first")
    for number in range(1, 4):
        journal.append("v-1", answer(number), Place(0, f"/data/q{number}"))
    at = journal.snapshot("v-1", b"second", Place(1, "/data/q4"), {"A": 12.5})
    assert at > 0
    journal.append("v-1", Operation(OperationKind.ADD, "/data/member"), Place(1, "/data/member[1]/name"))
    journal.append("v-1", answer(4), Place(2, "/data/q9"))
    left = journal.left_open()
    assert left is not None
    assert left.head == head()
    assert left.snapshot == b"second"
    assert [one.kind for one in left.operations] == [OperationKind.ADD, OperationKind.SET]
    assert left.place == Place(2, "/data/q9")
    assert left.section_seconds == {"A": 12.5}
    assert journal.left_open("another") is None


def test_the_last_one_worked_on_is_offered(journal: Journal, store: LocalStore) -> None:
    clock = iter(range(1_000_000, 9_000_000, 1000))
    store.now = lambda: next(clock)
    journal.begin(head("v-1"), b"a")
    journal.begin(head("v-2"), b"b")
    assert opened(journal).head.visit_id == "v-2"
    journal.append("v-1", answer(1), Place())
    assert opened(journal).head.visit_id == "v-1"
    journal.drop("v-1", "visitor left")
    assert opened(journal).head.visit_id == "v-2"
    with pytest.raises(LocalStoreError) as caught:
        journal.append("v-1", answer(2), Place())
    assert caught.value.code is LocalFault.NO_DRAFT


def test_a_damaged_snapshot_is_rebuilt_from_the_one_before(journal: Journal, store: LocalStore) -> None:
    journal.begin(head(), b"first")
    for number in range(1, 10):
        journal.append("v-1", answer(number), Place())
        journal.snapshot("v-1", f"state {number}".encode(), Place(number), {})
    assert count(store, snapshot) == 3, "the first and the newest two"
    journal.append("v-1", answer(10), Place(9))
    for kept in (8, 0):
        with store.writing() as connection:
            newest = select(func.max(snapshot.c.seq)).where(snapshot.c.state != b"damaged").scalar_subquery()
            connection.execute(snapshot.update().where(snapshot.c.seq == newest).values(state=b"damaged"))
        left = journal.left_open()
        assert left is not None
        assert left.snapshot == (f"state {kept}".encode() if kept else b"first")
        assert [one.value for one in left.operations] == [str(number) for number in range(kept + 1, 11)]


def test_a_draft_without_any_good_snapshot_is_said_and_kept(journal: Journal, store: LocalStore) -> None:
    journal.begin(head(), b"first")
    with store.writing() as connection:
        connection.execute(snapshot.update().values(sha256=b"\0" * 32))
    with pytest.raises(LocalStoreError) as caught:
        journal.left_open()
    assert (caught.value.code, caught.value.params) == (LocalFault.DRAFT_CORRUPT, {"token": "A042"})
    assert count(store, draft) == 1
    journal.begin(head(), b"begun again")
    assert opened(journal).snapshot == b"begun again"
    assert count(store, draft) == 2, "the damaged one is kept aside for support"


def test_a_garbled_row_is_a_known_fault(journal: Journal, store: LocalStore) -> None:
    journal.begin(head(), b"first")
    journal.append("v-1", answer(1), Place())
    with store.writing() as connection:
        connection.execute(step.update().values(kind="nonsense"))
    with pytest.raises(LocalStoreError) as caught:
        journal.left_open()
    assert caught.value.code is LocalFault.DRAFT_CORRUPT


def test_finishing_is_one_transaction(journal: Journal, store: LocalStore) -> None:
    enrolled(store)
    journal.begin(head(), b"first")
    journal.append("v-1", answer(1), Place())
    done = submission(attachments={"card.jpg": b"picture"})
    journal.finalise("v-1", done, b'{"members": 3}')
    journal.finalise("v-1", done, b'{"members": 3}')
    assert journal.left_open() is None
    assert [count(store, table) for table in (draft, snapshot, step, survey, closing)] == [0, 0, 0, 1, 1]
    (item,) = store.outbox.items()
    assert (item.state, item.operator, item.form_ver) == (State.READY, "operator-1", "nser_survey@1")
    sealed = envelope.Envelope.from_bytes(store.outbox.envelope(item.msg_id) or b"")
    envelope.verify(sealed, store.device_keys().public)
    content = envelope.open_(sealed, REGISTRY)
    assert (content.xml, dict(content.attachments)) == (done.xml, {"card.jpg": b"picture"})
    assert content.visit["token"] == "A042"
    assert "3920000000012" not in str(content.visit)
    (visit,) = journal.to_close()
    assert (visit.visit_id, visit.fact) == ("v-1", b'{"members": 3}')
    assert journal.to_close()[0].key == visit.key, "the same key at every replay"
    journal.closed("v-1")
    assert journal.to_close() == []


def test_a_fault_in_the_middle_of_finishing_leaves_the_draft(
    journal: Journal, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(store)
    journal.begin(head(), b"first")
    journal.append("v-1", answer(1), Place())

    def fail(*_: object) -> None:
        raise RuntimeError("planted")

    with monkeypatch.context() as patch:
        patch.setattr(store.outbox, "put", fail)
        with pytest.raises(RuntimeError, match="planted"):
            journal.finalise("v-1", submission(), b"{}")
    assert [count(store, table) for table in (draft, step, survey, closing)] == [1, 1, 0, 0]
    assert store.outbox.items() == []
    assert opened(journal).operations == (answer(1),)


def test_a_full_disk_while_finishing_leaves_the_draft(journal: Journal, store: LocalStore) -> None:
    enrolled(store)
    journal.begin(head(), b"first")
    journal.append("v-1", answer(1), Place())
    done = submission(attachments={"card.jpg": random.Random(1).randbytes(400_000)})
    cap = ["PRAGMA max_page_count=1"]  # SQLite takes the present size where less is asked

    def limit(raw: object, *_: object) -> None:
        raw.execute(cap[0]).close()  # type: ignore[attr-defined]

    event.listen(store.engine, "checkout", limit)
    with pytest.raises(LocalStoreError) as caught:
        journal.finalise("v-1", done, b"{}")
    assert caught.value.code is LocalFault.FULL
    assert opened(journal).operations == (answer(1),)
    assert (store.outbox.items(), journal.to_close()) == ([], [])
    cap[0] = "PRAGMA max_page_count=1073741823"
    journal.finalise("v-1", done, b"{}")
    assert (len(store.outbox.items()), journal.left_open()) == (1, None)


def test_before_enrolment_surveys_wait_and_are_sealed_after(journal: Journal, store: LocalStore) -> None:
    for visit in ("v-1", "v-2"):
        journal.begin(head(visit), b"first")
        journal.finalise(visit, submission(), b"{}")
    assert (journal.unsealed(), store.outbox.items()) == (2, [])
    assert journal.seal_waiting() == 0
    assert journal.forget_plain(time.time()) == 0, "the only copy is never erased"
    enrolled(store)
    assert (journal.seal_waiting(), journal.unsealed(), journal.seal_waiting()) == (2, 0, 0)
    assert len(store.outbox.items()) == 2


def test_a_correction_supersedes(journal: Journal, store: LocalStore) -> None:
    enrolled(store)
    first = submission(instance_id="uuid:1")
    journal.begin(head(), b"a")
    journal.finalise("v-1", first, b"{}")
    (before,) = store.outbox.items()
    with pytest.raises(LocalStoreError) as caught:
        journal.finalise("v-1", submission(instance_id="uuid:2"), b"{}")
    assert caught.value.code is LocalFault.NO_DRAFT
    journal.begin(head(), b"the finished one, opened for a correction")
    journal.finalise("v-1", submission(instance_id="uuid:2", deprecated_id="uuid:1"), b"{}")
    after = next(item for item in store.outbox.items() if item.msg_id != before.msg_id)
    sealed = envelope.Envelope.from_bytes(store.outbox.envelope(after.msg_id) or b"")
    assert str(sealed.header.supersedes) == before.msg_id


def test_an_earlier_close_of_day_heard_again_erases_nothing(journal: Journal, store: LocalStore) -> None:
    yesterday = time.time() - 86_400
    enrolled(store)
    journal.begin(head(), b"a")
    journal.finalise("v-1", submission(), b"{}")
    journal.begin(head("v-2"), b"b")
    journal.drop("v-2", "left")
    assert journal.forget_plain(yesterday) == 0
    assert [count(store, table) for table in (survey, draft)] == [1, 1]


def test_close_of_day_erases_plain_copies_and_keeps_envelopes(journal: Journal, store: LocalStore) -> None:
    enrolled(store)
    journal.begin(head(), b"a")
    journal.finalise("v-1", submission(), b"{}")
    journal.begin(head("v-2"), b"b")
    journal.drop("v-2", "left")
    journal.begin(head("v-3"), b"c")
    assert journal.forget_plain(time.time()) == 1
    assert [count(store, table) for table in (survey, draft)] == [0, 1]
    assert len(store.outbox.items()) == 1


class Victim:
    """A draft that a child process answers until it is killed; `told` is the last answer acknowledged."""

    def __init__(self, path: Path) -> None:
        self.path, self.told, self.lost, self.kills = path, 0, 0, 0
        store = LocalStore(path)
        Journal(store, "op").begin(head(), b"0")
        self._secret = keyring.get_password(secrets.SERVICE, store.store_id) or ""
        self._store_id = store.store_id
        store.close()

    def kill(self, after: int) -> None:
        """Start the child, kill it once it has kept so many more, and look at what is left."""
        child, ear = start(answer_for_ever, self.path, self._store_id, self._secret, self.told)
        for _ in range(after):
            told = heard(ear)
            assert told is not None, "the child ended by itself"
            self.told = told
        child.kill()
        while (told := heard(ear)) is not None:
            self.told = told
        ear.close()
        child.join()
        self.kills += child.exitcode != 0
        self.told, missing = _reopen(self.path, self.told)
        self.lost += missing


@pytest.mark.timeout(170)
def test_killed_at_any_moment_every_acknowledged_answer_is_there(tmp_path: Path) -> None:
    dice, victim = random.Random(20261122), Victim(tmp_path / "local.db")
    for _ in range(20):
        victim.kill(after=dice.randint(1, 25))
    assert (victim.kills, victim.lost) == (20, 0)
    assert victim.told > 100


def _reopen(path: Path, told: int) -> tuple[int, int]:
    """The last answer in the draft after the kill, and how many acknowledged ones are missing."""
    store = LocalStore(path)
    left = Journal(store, "op").left_open()
    assert left is not None
    assert store.check() == ""
    with store.reading() as connection:
        kept = [int(value) for value in connection.execute(text("SELECT value FROM step ORDER BY seq")).scalars()]
    store.close()
    assert kept == list(range(1, len(kept) + 1)), "in order, each once"
    in_snapshot = int(left.snapshot[: len(left.snapshot) // 500] or b"0") if len(left.snapshot) > 1 else 0
    replayed = [int(one.value) for one in left.operations]
    assert replayed == list(range(in_snapshot + 1, len(kept) + 1))
    assert left.place.ref in ("", f"/data/q{len(kept)}")
    return len(kept), max(0, told - len(kept))
