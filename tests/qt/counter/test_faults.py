"""What goes wrong at a counter: power, desk, disk, draft, copy. Said in words, the window stays, nothing is lost."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import event, insert, select, update

from drc_desktop.counter.model import Step
from drc_desktop.counter.ports import IdentityAnswer, Verdict
from drc_desktop.desk.contract import SlipKind
from drc_desktop.domain.household import HouseholdRecord
from drc_desktop.domain.update_types import CopyState
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.local_schema import draft as drafts
from drc_desktop.store.local_schema import snapshot
from tests.qt.counter.room import NEW_MOBILE, Room

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform
Key = Qt.Key


@contextmanager
def full_disk(room: Room) -> Iterator[None]:
    """No page more for the local store until the block ends."""
    assert room.local is not None
    cap = ["PRAGMA max_page_count=1"]  # SQLite takes the present size where less is asked

    def limit(raw: object, *_: object) -> None:
        raw.execute(cap[0]).close()  # type: ignore[attr-defined]

    event.listen(room.local.engine, "checkout", limit)
    yield
    cap[0] = "PRAGMA max_page_count=1073741823"


def use_up_what_is_left(room: Room) -> None:
    """Free pages inside the file would still take a small survey: given-up drafts fill them."""
    with pytest.raises(LocalStoreError, match="store-full"):
        fill_with_drafts(room)


def fill_with_drafts(room: Room) -> None:
    assert room.local is not None
    with room.local.reading() as connection:
        row = dict(connection.execute(select(drafts)).mappings().first() or {})
    for _ in range(20_000):
        new = {**row, "visit_id": str(uuid.uuid4()), "household_xml": bytes(3000), "dropped": "filler"}
        with room.local.writing() as connection:
            connection.execute(insert(drafts).values(new))


# power


def test_a_kill_comes_back_to_the_same_visit_page_field_and_answers(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE[:4])
    room.alt(Key.Key_Down)
    room.survey().form.go_to("/data/contact/mobile")
    room.fill(NEW_MOBILE[4:5])
    before, place, page = room.answers(), room.focus(), room.survey().form.screen_shown.key
    room.kill()
    room.start()
    assert room.presenter.step is Step.SURVEY
    assert room.shown.band.token.text() == "C001"
    assert room.answers() == before
    assert room.survey().form.screen_shown.key == page
    assert room.focus() == place == "/data/contact/mobile"
    assert room.presenter.survey is not None
    facts = room.presenter.survey.facts()
    assert (facts.relation, facts.verified) == ("2", "verified")
    room.fill(NEW_MOBILE)
    room.finish()
    assert room.desk.board(room.supervisor).finished_today == 1


def test_a_member_taken_out_comes_back_by_undo_and_after_a_kill(room: Room) -> None:
    answers, visitor = room.expect_a_cyclic_family()
    room.start()
    room.triage(visitor)
    room.press(Key.Key_Return)
    room.fill([one for one in answers if one.ref.startswith(("/data/address", "/data/member"))])
    before = room.answers()
    room.survey().form.go_page(1)
    room.press(Key.Key_Escape, Key.Key_Up, Key.Key_Delete)
    room.type("1")
    assert len(room.answers()) < len(before)
    assert room.shown.keys.undo.isVisible()
    assert room.shown.keys.undo.button.isVisible()
    room.ctrl(Key.Key_Z)
    assert room.answers() == before
    assert not room.shown.keys.undo.isVisible()
    room.kill()
    room.start()
    assert room.answers() == before


def test_a_kill_in_triage_comes_back_to_triage(room: Room) -> None:
    room.issue()
    room.start()
    room.triage()
    room.kill()
    room.start()
    assert room.presenter.step is Step.TRIAGE
    assert room.focus() == "triage.cnic"
    assert room.presenter.triage is not None
    assert room.presenter.triage.model().face is None


def test_a_kill_between_start_and_draft_asks_triage_again(room: Room) -> None:
    room.issue()
    room.start()
    room.call()
    here = room.visit_here()
    assert here is not None
    room.desk.start(room.supervisor, "started-and-killed", here.visit_id)
    room.kill()
    room.start()
    room.scan()
    room.sign("+")
    room.press(Key.Key_Return)
    assert room.presenter.step is Step.SURVEY


def test_a_parked_draft_stays_where_it_is_when_the_counter_starts(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE[:3])
    room.press(Key.Key_F6)
    room.type("11")
    room.kill()
    room.start()
    assert room.presenter.step is Step.FREE
    assert [one.token for one in room.presenter.overview.idle().parked] == ["C001"]


# the desk


def test_a_survey_finished_while_the_desk_is_away_is_told_when_it_returns(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE)
    room.link.away = True
    room.finish()
    assert room.presenter.step is Step.FREE
    assert room.local is not None
    assert room.local.outbox.figures().waiting == 1
    assert room.shown.band.lamps["database"].text() == "Site PC not reached"
    assert not room.shown.idle.button.isEnabled()
    assert room.desk.board(room.supervisor).finished_today == 0
    room.link.away = False
    room.presenter.link(True)
    assert room.desk.board(room.supervisor).finished_today == 1
    assert [kind for kind, _token in room.jobs()].count(SlipKind.ACKNOWLEDGEMENT) == 1
    room.presenter.changed_at_desk()
    assert [kind for kind, _token in room.jobs()].count(SlipKind.ACKNOWLEDGEMENT) == 1
    assert room.shown.band.lamps["database"].text() == "Database linked"


def test_a_finished_visit_is_told_before_the_next_is_called(short: Room) -> None:
    room = short
    room.issue()
    room.begin()
    first = room.shown.band.token.text()
    room.fill(NEW_MOBILE)
    room.link.away = True
    room.finish()
    room.link.away = False
    room.presenter.overview.linked(True)
    room.call()
    assert room.presenter.step is Step.TRIAGE
    assert room.shown.band.token.text() != first
    assert room.desk.board(room.supervisor).finished_today == 1


def test_a_finished_visit_that_the_desk_missed_is_told_after_a_kill(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE)
    room.link.away = True
    room.finish()
    room.kill()
    room.link.away = False
    room.start()
    assert room.presenter.step is Step.FREE
    assert room.desk.board(room.supervisor).finished_today == 1


def test_a_kill_while_the_desk_is_away_still_comes_back(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE[:4])
    before = room.answers()
    room.kill()
    room.link.away = True
    room.start()
    assert room.presenter.step is Step.SURVEY
    assert room.answers() == before
    room.link.away = False
    room.presenter.link(True)
    assert room.presenter.step is Step.SURVEY
    assert room.presenter.visit is not None
    assert room.presenter.visit.event > 0, "the desk's own card has taken the place of the one from the draft"


def test_a_visit_taken_away_by_the_supervisor_leaves_its_draft_here(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE[:4])
    here = room.visit_here()
    assert here is not None
    room.desk.park(room.supervisor, "taken", here.visit_id, None, "supervisor")
    room.presenter.changed_at_desk()
    assert room.presenter.step is Step.FREE
    assert "kept on this PC" in room.message()
    assert room.local is not None
    assert [one.token for one in room.presenter.overview.idle().parked] == ["C001"]


def test_calling_while_another_visit_is_here_shows_that_one(room: Room) -> None:
    room.issue()
    room.issue()
    room.start()
    waiting = room.desk.board(room.supervisor).waiting[0]
    room.desk.call(room.supervisor, "unheard", waiting.visit_id, 3)
    room.call()
    assert room.presenter.step is Step.TRIAGE
    assert room.shown.band.token.text() == waiting.token
    assert "still has" in room.message()


def test_nothing_that_needs_the_desk_is_offered_without_it(room: Room) -> None:
    room.issue()
    room.start()
    room.call()
    room.presenter.link(False)
    buttons = room.shown.keys.buttons
    assert not any(button.isEnabled() for button in buttons.values())
    assert room.shown.band.lamps["database"].text() == "No link"
    room.presenter.link(True)
    assert buttons["recall"].isEnabled()


# the local store


def test_a_full_disk_is_said_and_nothing_on_screen_is_lost(short: Room) -> None:
    room = short
    room.begin()
    with full_disk(room):
        room.fill(NEW_MOBILE[:4] + [replace(NEW_MOBILE[4], value="0" * 11)] * 20)
        room.survey().form.show_check()
        assert "disk is full" in room.message()
        assert "Free some space" in room.message()
        assert "Not saved" in room.survey().facts.findChild(object, "survey.saved").text()
        assert room.presenter.step is Step.CHECK
    room.fill(NEW_MOBILE)
    assert "Saved" in room.survey().facts.findChild(object, "survey.saved").text()
    before = room.answers()
    room.kill()
    room.start()
    assert room.answers() == before


def test_a_full_disk_at_finish_keeps_the_survey_open(room: Room) -> None:
    answers, visitor = room.expect_a_cyclic_family()
    room.start()
    room.triage(visitor)
    room.press(Key.Key_Return)
    room.fill(answers)
    room.survey().form.show_check()
    room.type("+")
    with full_disk(room):
        use_up_what_is_left(room)
        room.ctrl(Key.Key_Return)
        assert room.presenter.step is Step.CHECK
        assert "disk is full" in room.message()
    room.ctrl(Key.Key_Return)
    assert room.presenter.step is Step.FREE
    assert room.local is not None
    assert room.local.outbox.figures().waiting == 1


def test_a_damaged_draft_is_said_and_the_survey_can_begin_again(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE[:4])
    assert room.local is not None
    with room.local.writing() as connection:
        connection.execute(update(snapshot).values(state=b"damaged"))
    room.kill()
    room.start()
    assert room.presenter.step is Step.TRIAGE
    assert "is damaged" in room.message()
    assert "Begin the survey again" in room.message()
    room.scan()
    room.sign("+")
    room.press(Key.Key_Return)
    assert room.presenter.step is Step.SURVEY
    room.fill(NEW_MOBILE)
    room.finish()
    assert room.desk.board(room.supervisor).finished_today == 1


def test_a_draft_that_the_engine_refuses_is_said_too(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE[:4])
    assert room.local is not None
    with room.local.writing() as connection:
        broken = b"not a draft of any form"
        connection.execute(update(snapshot).values(state=broken, sha256=hashlib.sha256(broken).digest()))
    room.kill()
    room.start()
    assert room.presenter.step is Step.TRIAGE
    assert "is damaged" in room.message()


# the copy and NADRA


def test_a_copy_that_cannot_be_read_leaves_the_way_by_hand(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_cnic: str) -> HouseholdRecord | None:
        raise LocalStoreError(LocalFault.CORRUPT, path="slice")

    room.issue()
    room.start()
    monkeypatch.setattr(room.slice, "look_up", refuse)
    room.triage()
    assert "cannot be read" in room.shown.triage.who.fault.text()
    room.press(Key.Key_F5)
    room.type("53")
    assert room.presenter.triage is not None
    assert room.presenter.triage.update_type == "recertification"
    room.press(Key.Key_Return)
    assert room.presenter.step is Step.SURVEY


def test_a_locked_copy_says_so_and_how_old_it_is(room: Room) -> None:
    room.slice.state = CopyState(age_days=31, locked=True)
    room.issue(update_type="")
    room.start()
    room.triage()
    assert "31" in room.shown.triage.due.decision.text()
    room.press(Key.Key_Return)
    assert room.presenter.step is Step.TRIAGE
    assert "F5" in room.message()


def test_nadra_differs_or_is_away_and_never_holds_the_visit_up(room: Room) -> None:
    room.issue()
    room.start()
    room.nadra.answer = IdentityAnswer(True, {"cnic": Verdict.MATCH, "name": Verdict.MISMATCH})
    room.triage()
    assert "name=mismatch" in room.shown.triage.who.table.text()
    room.nadra.answer = IdentityAnswer(False, {})
    room.sign("*")
    room.scan("3840312342065")
    assert "not reached" in room.shown.triage.who.state.text()
    room.sign("+")
    room.press(Key.Key_Return)
    assert room.presenter.survey is not None
    assert room.presenter.survey.verified == "queued"
