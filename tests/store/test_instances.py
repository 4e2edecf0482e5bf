"""Two instances of the desk on one PostgreSQL database: each hears of the other, and together they claim once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from drc_desktop.desk.contract import IssueRequest, Service
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain.history import check
from drc_desktop.store import history
from drc_desktop.store.site import SiteStore
from tests.store.conftest import empty_databases, founded
from tests.store.test_claims import NOW, Hall, claim_all, together


@pytest.fixture
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    request.param = "postgresql"
    store = founded(empty_databases(request, tmp_path)())
    yield Hall(store)
    store.close()


@pytest.fixture
def other(hall: Hall) -> Iterator[NearDesk]:
    desk = NearDesk(SiteStore(hall.desk.store.url), now=lambda: NOW + 5000)
    yield desk
    desk.close()


def test_one_instance_wakes_the_other(hall: Hall, other: NearDesk) -> None:
    rung = threading.Event()
    other.bell.listen(rung.set)
    other.listen()
    assert rung.wait(60)  # it says so once it hears
    seen = other.changes(hall.sup, 0, 0).seq
    rung.clear()
    found: list[int] = []
    waiting = threading.Thread(target=lambda: found.append(other.changes(hall.sup, seen, 30).seq))
    waiting.start()
    hall.issue(1)
    waiting.join(60)
    assert rung.wait(60)
    assert found == [seen + 1]


def test_it_hears_again_after_the_connection_was_cut(hall: Hall, other: NearDesk) -> None:
    rung = threading.Event()
    other.bell.listen(rung.set)
    other.listen()
    assert rung.wait(60)
    rung.clear()
    admin = create_engine(hall.desk.store.url)
    with admin.begin() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        assert connection.execute(text(cut)).scalars().all() == [True]
    admin.dispose()
    assert rung.wait(60)


def test_counters_at_both_claim_everybody_once_and_keep_the_cap(hall: Hall, other: NearDesk) -> None:
    hall.issue(120)
    taken: list[str] = []
    works = [
        lambda deo=deo, number=number: claim_all(other if number % 2 else hall.desk, deo, number, taken)
        for number, deo in enumerate(hall.deos, 1)
    ]
    assert together(works) == []
    assert len(taken) == len(set(taken)) == 120
    with hall.desk.store.reading() as connection:
        verdict = check(history.lines(connection), 10, 20)
    assert verdict.faults == []
    assert verdict.calls == 120


def test_sqlite_has_nobody_to_listen_to(tmp_path: Path) -> None:
    store = SiteStore(tmp_path / "site.db")
    assert store.listen(lambda: None) is None
    store.close()


def test_a_request_of_one_key_at_both_acts_once(hall: Hall, other: NearDesk) -> None:
    answers = []
    request = IssueRequest(Service.NEW_SURVEY, "b1")
    works = [lambda desk=desk: answers.append(desk.issue(hall.sup, "same", request)) for desk in (hall.desk, other) * 3]
    assert together(works) == []
    assert len({answer.token for answer in answers}) == 1
