"""A site carried to the other database and back: every row, and it works on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from drc_desktop.desk.contract import IssueRequest, OpenDay, Service
from drc_desktop.desk.near import NearDesk
from drc_desktop.domain import clock
from drc_desktop.settings import DeskSettings
from drc_desktop.store import ledger
from drc_desktop.store.moving import NotEmpty, NotTheSame, carry
from drc_desktop.store.schema import metadata
from drc_desktop.store.site import SiteStore
from tests.store.conftest import founded


def lived_in(store: SiteStore) -> NearDesk:
    """A day with visits in several states, calls, slips and a message."""
    desk = NearDesk(store, DeskSettings(second_person=False))
    actor = desk.sign_in("pc", "sup", "").actor
    deo = desk.sign_in("pc-1", "deo1", "").actor
    desk.open_day(actor, "open", OpenDay(clock.today().isoformat(), confirmed=True))
    visits = [issue(desk, actor, number) for number in range(5)]
    desk.sit(deo, "sit", 1)
    called = desk.call_next(deo, "call", 1)
    assert called is not None
    desk.start(deo, "start", called.visit_id)
    desk.cancel(actor, "cancel-1", visits[1], "went home")
    desk.cancel(actor, "cancel", visits[4], "went home")
    desk.set_notice(actor, "notice", "Closed at one", "")
    return desk


def issue(desk: NearDesk, actor: object, number: int) -> str:
    request = IssueRequest(Service.NEW_SURVEY, binding=f"{number:064x}")
    return desk.issue(actor, f"issue-{number}", request).visit_id  # type: ignore[arg-type]


def rows(store: SiteStore) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def test_there_and_back(new_url: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> None:
    first = founded(f"sqlite:///{tmp_path_factory.mktemp('first') / 'site.db'}")
    lived_in(first)
    second = SiteStore(new_url())
    carried = carry(first, second)
    assert carried.rows["visit"] == 5
    assert rows(second) == rows(first)
    third = SiteStore(tmp_path_factory.mktemp("third") / "site.db")
    carry(second, third)
    assert rows(third) == rows(first)
    for store in (second, third):
        desk = NearDesk(store, DeskSettings(second_person=False))
        actor = desk.sign_in("pc", "sup", "").actor
        issue(desk, actor, 77)
        with store.reading() as connection:
            assert ledger.broken_links(connection) == []
        with pytest.raises(Exception, match=r"are kept"), store.writing() as connection:
            connection.exec_driver_sql("DELETE FROM visit")
        store.close()
    first.close()


def test_a_database_that_holds_a_site_is_left_alone(new_url: Callable[[], str], tmp_path_factory: object) -> None:
    target = founded(new_url())
    before = rows(target)
    source = founded(f"sqlite:///{tmp_path_factory.mktemp('source') / 'site.db'}")  # type: ignore[attr-defined]
    with pytest.raises(NotEmpty):
        carry(source, target)
    assert rows(target) == before
    source.close()
    target.close()


def test_a_row_that_gets_lost_undoes_the_whole(
    new_url: Callable[[], str], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = founded(f"sqlite:///{tmp_path_factory.mktemp('source') / 'site.db'}")
    lived_in(source)
    target = SiteStore(new_url())
    from drc_desktop.store import moving

    honest = moving._copy

    def losing(old: object, new: object, name: str) -> int:
        return honest(old, new, name) + (name == "call")  # type: ignore[arg-type]

    monkeypatch.setattr(moving, "_copy", losing)
    with pytest.raises(NotTheSame, match="call"):
        carry(source, target)
    monkeypatch.undo()
    carry(source, target)
    assert rows(target) == rows(source)
    source.close()
    target.close()
