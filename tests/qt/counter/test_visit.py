"""Whole visits at the counter, by its keys, on the real desk, store, engine and forms."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from drc_desktop.counter.model import Step
from drc_desktop.desk.contract import JobState, SlipKind
from drc_desktop.domain.papers import Paper
from drc_desktop.domain.visit import Service
from drc_desktop.kit.text import Label
from drc_desktop.store.local_schema import survey
from sync.envelope import Content
from tests.qt.counter.room import NEW_MOBILE, VISITOR, Room, recent

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform

Key = Qt.Key


def plain(text: str) -> str:
    """Without the isolates round numbers."""
    return text.translate(dict.fromkeys((0x2066, 0x2068, 0x2069)))


def test_a_family_from_the_call_to_the_sealed_survey(short: Room) -> None:
    room = short
    assert room.focus() == "idle.call"
    room.call()
    here = room.visit_here()
    assert here is not None
    assert room.shown.band.token.text() == here.token == "C001"
    assert room.focus() == "triage.cnic"
    room.scan()
    assert room.focus() == "triage.same", "digits must mean papers now"
    room.sign("+3")
    room.press(Key.Key_Return)
    assert room.presenter.step is Step.SURVEY
    assert room.focus() == "/data/changes/respondent/respondent_cnic"
    room.fill(NEW_MOBILE)
    room.finish()
    assert room.presenter.step is Step.FREE
    assert room.focus() == "idle.call"
    assert room.desk.board(room.supervisor).finished_today == 1
    assert room.visit_here() is None
    assert room.local is not None
    assert room.local.outbox.figures().waiting == 1
    assert "C001" in room.message()
    assert (SlipKind.ACKNOWLEDGEMENT, "C001") in room.jobs()


def test_the_next_family_follows_and_nothing_of_the_first_is_left(short: Room) -> None:
    room = short
    room.issue(Service.ROSTER_UPDATE, "roster")
    for token in ("C001", "C002"):
        room.begin()
        assert room.shown.band.token.text() == token
        assert room.answers().get("/data/contact/mobile") != "03027994102"
        room.fill(NEW_MOBILE)
        room.finish()
    assert room.local is not None
    assert room.local.outbox.figures().waiting == 2
    assert room.presenter.overview.idle().finished == 2


def test_a_whole_survey_with_a_paper_missing_sends_its_list_home(room: Room) -> None:
    answers, visitor = room.expect_a_cyclic_family()
    room.start()
    room.triage(visitor)
    marks = [line.paper for line in room.presenter.triage.papers]  # type: ignore[union-attr]
    room.sign(2 * str(1 + marks.index(Paper.B_FORMS)))
    room.press(Key.Key_Return)
    assert room.presenter.survey is not None
    assert room.presenter.survey.facts().papers_missing == ("b-forms",)
    room.fill(answers)
    given = room.answers()
    room.finish()
    assert room.presenter.step is Step.FREE, room.message()
    assert {SlipKind.TAKEHOME, SlipKind.ACKNOWLEDGEMENT} <= {kind for kind, _token in room.jobs()}
    assert room.local is not None
    with room.local.reading() as connection:
        content = Content.from_bytes(connection.execute(select(survey.c.content)).scalar_one())
    names = re.findall(rb"<m_name>([^<]+)</m_name>", content.xml)
    assert [name.decode() for name in names] == [v for ref, v in given.items() if ref.endswith("/m_name")]


def test_a_roster_update_starts_from_the_registry(short: Room) -> None:
    short.begin()
    answers = short.answers()
    assert [answers[f"/data/member[{n}]/roster/m_idno"] for n in (1, 2)] == ["3840312342065", VISITOR]
    assert short.presenter.survey is not None
    assert short.presenter.survey.head.form_id == "nser_roster"


def test_recall_rings_again_and_a_no_show_can_be_taken_back(room: Room) -> None:
    room.issue()
    room.start()
    room.call()
    room.press(Key.Key_F3)
    here = room.visit_here()
    assert here is not None
    assert here.calls == 2
    room.press(Key.Key_F4)
    assert room.visit_here() is None
    assert room.presenter.step is Step.FREE
    assert room.shown.keys.undo.isVisible()
    room.ctrl(Key.Key_Z)
    assert room.presenter.step is Step.TRIAGE
    assert room.visit_here() is not None
    assert not room.shown.keys.undo.isVisible()
    assert room.focus() == "triage.cnic"


def test_a_call_ends_the_offer_to_undo_the_visit_before(room: Room) -> None:
    room.issue()
    room.issue()
    room.start()
    room.call()
    room.press(Key.Key_F4)
    room.call()
    assert not room.shown.keys.undo.isVisible()
    room.ctrl(Key.Key_Z)
    here = room.visit_here()
    assert here is not None
    assert here.token == room.shown.band.token.text() == "A002"


def test_transfer_by_two_digits(room: Room) -> None:
    room.issue()
    room.start()
    room.call()
    room.press(Key.Key_F7)
    assert room.focus().startswith("chooser.")
    room.type("1")
    assert room.presenter.step is Step.FREE
    board = room.desk.board(room.supervisor)
    assert [row.service for row in board.waiting] == [Service.ROSTER_UPDATE]


def test_park_keeps_the_survey_and_resume_goes_on_with_it(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE[:4])
    before = room.answers()
    room.press(Key.Key_F6)
    room.type("21")
    assert room.presenter.step is Step.FREE
    parked = room.presenter.overview.idle().parked
    assert [one.token for one in parked] == ["C001"]
    assert room.shown.findChild(object, "idle.resume.C001") is not None
    row = room.desk.board(room.supervisor).waiting[0]
    assert row.parked_until is not None
    assert 58 * 60 < row.parked_until - row.state_at <= 60 * 60
    room.press(Key.Key_F6)
    assert room.presenter.step is Step.TRIAGE, "the visitor has to be seen again first"
    assert room.focus() == "triage.same"
    room.sign("+")
    room.press(Key.Key_Return)
    assert room.presenter.step is Step.SURVEY
    assert room.answers() == before


def test_undoing_a_park_puts_the_survey_back(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE[:4])
    before, place = room.answers(), room.focus()
    room.press(Key.Key_F6)
    room.type("11")
    room.ctrl(Key.Key_Z)
    assert room.presenter.step is Step.SURVEY
    assert room.answers() == before
    assert room.focus() == place


def test_a_referral_ends_the_visit_and_prints(room: Room) -> None:
    room.issue()
    room.start()
    room.triage()
    room.ctrl(Key.Key_R)
    assert room.presenter.step is Step.FREE
    assert (SlipKind.REFERRAL, "A001") in room.jobs()
    assert room.desk.board(room.supervisor).waiting == []


def test_a_refused_referral_prints_nothing(room: Room) -> None:
    room.issue()
    room.start()
    room.triage()
    room.link.away = True
    room.ctrl(Key.Key_R)
    assert room.presenter.step is Step.TRIAGE
    assert "does not answer" in room.message()
    room.link.away = False
    assert (SlipKind.REFERRAL, "A001") not in room.jobs()


def test_another_type_needs_a_reason(room: Room) -> None:
    room.issue()
    room.start()
    room.triage()
    room.press(Key.Key_F5)
    room.type("2")
    assert room.presenter.triage is not None
    assert room.presenter.triage.update_type == "cyclic"
    room.type("1")
    assert room.presenter.triage.update_type == "roster"
    assert "operator" in room.shown.triage.due.decision.text()


def test_break_and_reprint_from_the_free_counter(short: Room) -> None:
    room = short
    room.press(Key.Key_F5)
    assert room.shown.band.token.text() == "On break"
    assert not room.shown.idle.button.isEnabled()
    room.press(Key.Key_F5)
    assert room.shown.band.token.text() == "Free"
    room.call()
    room.press(Key.Key_F9)
    room.type("1")
    copies = [job for job in room.desk.print_jobs(room.supervisor, list(JobState)) if job.kind is SlipKind.COPY]
    assert [(job.token, job.copy) for job in copies] == [("C001", 1)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("38403-1234", "9 digits were read"),
        ("https://example.org/x", "not an ID number"),
        ("", "Nothing was read"),
        ("0840312344172", "never begins with 0"),
    ],
)
def test_a_number_that_is_none_is_said_and_can_be_typed_again(room: Room, typed: str, said: str) -> None:
    room.issue()
    room.start()
    room.call()
    room.scan(typed)
    assert said in plain(room.shown.triage.who.fault.text())
    assert room.focus() == "triage.cnic"
    room.press(*[Key.Key_Backspace] * 30)
    room.scan("۳۸۴۰۳۱۲۳۴۴۱۷۲")
    assert room.shown.triage.who.fault.isHidden()
    assert "match" in room.shown.triage.who.table.text()


def test_a_card_is_read_again_from_anywhere_and_its_digits_are_no_papers(room: Room) -> None:
    room.issue()
    room.start()
    room.triage()
    papers = [line.mark for line in room.presenter.triage.papers]  # type: ignore[union-attr]
    assert room.focus() == "triage.same"
    room.scan("3840312342065")
    assert room.presenter.triage is not None
    assert room.presenter.triage.cnic == "3840312342065"
    assert [line.mark for line in room.presenter.triage.papers] == papers
    assert room.presenter.triage.model().face is None, "another card, another look"


def test_finish_waits_for_every_answer_and_for_the_agreement(short: Room) -> None:
    room = short
    room.begin()
    room.fill(NEW_MOBILE[:3])
    room.finish()
    assert room.presenter.step is Step.CHECK
    assert not room.shown.keys.primary.isEnabled()
    room.fill(NEW_MOBILE)
    room.survey().form.show_check()
    assert room.presenter.survey is not None
    assert not room.presenter.survey.agreed, "what was agreed to was another survey"
    assert not room.shown.keys.primary.isEnabled()
    room.type("+")
    assert room.shown.keys.primary.isEnabled()
    room.type("-")
    room.ctrl(Key.Key_Return)
    assert room.presenter.step is Step.CHECK
    room.type("+")
    room.shown.keys.primary.click()
    assert room.presenter.step is Step.FREE


def test_the_note_is_kept_with_the_survey(short: Room) -> None:
    room = short
    room.begin()
    place = room.focus()
    room.alt(Key.Key_N)
    assert room.focus() == "survey.note"
    room.type("Husband works in Karachi")
    room.press(Key.Key_Escape)
    assert room.focus() == place
    assert room.answers()["/data/check/operator_note"] == "Husband works in Karachi"


def test_a_supervisor_calls_for_this_counter(room: Room) -> None:
    room.issue()
    room.start()
    waiting = room.desk.board(room.supervisor).waiting[0]
    room.desk.call(room.supervisor, "from-the-console", waiting.visit_id, 3)
    room.presenter.changed_at_desk()
    assert room.presenter.step is Step.TRIAGE
    assert room.shown.band.token.text() == "A001"


def test_help_names_the_keys_and_gives_the_focus_back(short: Room) -> None:
    room = short
    room.press(Key.Key_F1)
    assert room.shown.help.isVisible()
    room.press(Key.Key_Escape)
    assert not room.shown.help.isVisible()
    assert room.focus() == "idle.call"


def test_a_letter_on_the_table_leads_to_the_letter_path(short: Room) -> None:
    room = short
    room.triage()
    assert room.presenter.triage is not None
    assert Paper.KAFAALAT_LETTER not in [line.paper for line in room.presenter.triage.papers]
    room.press(Key.Key_F5)
    room.type("6")
    assert room.presenter.triage.result is not None
    assert room.presenter.triage.result.reason.code == "kafaalat-letter"
    assert not room.shown.keys.primary.isEnabled(), "the letter has to be seen first"
    room.sign("2")
    assert room.shown.keys.primary.isEnabled()
    room.press(Key.Key_Return)
    assert room.presenter.survey is not None
    assert room.presenter.survey.head.form_id == "nser_roster"


def test_a_priority_token_is_a_letter_from_the_start(room: Room) -> None:
    room.slice.records = [recent()]
    room.issue(Service.PRIORITY, "roster")
    room.start()
    room.triage()
    assert room.presenter.triage is not None
    assert [line.paper for line in room.presenter.triage.papers][:2] == [Paper.OWN_CNIC, Paper.KAFAALAT_LETTER]


def test_the_list_of_missing_papers_prints_without_a_survey(room: Room) -> None:
    room.issue()
    room.start()
    room.triage()
    room.ctrl(Key.Key_L)
    assert not [kind for kind, _token in room.jobs() if kind is SlipKind.TAKEHOME], "nothing is missing yet"
    room.sign("1")  # the visitor's own card: seen, then missing
    assert not room.shown.keys.primary.isEnabled()
    assert "1 paper is missing" in plain(room.shown.triage.papers.foot.accessibleName())
    room.ctrl(Key.Key_L)
    (job,) = [job for job in room.desk.print_jobs(room.supervisor, list(JobState)) if job.kind is SlipKind.TAKEHOME]
    assert (job.content["documents"], job.content["service"]) == (["own-cnic"], "new_survey")
    assert job.content.keys() == {"documents", "service", "qr", "until"}, "nothing of the visitor"
    assert "A001" in room.message()
    assert room.visit_here() is not None


def test_who_comes_back_to_another_counter_is_listed_with_the_hour(room: Room) -> None:
    room.issue()
    row = room.desk.board(room.supervisor).waiting[0]
    room.desk.sit(room.supervisor, "sit-2", 2)
    room.desk.call(room.supervisor, "call-2", row.visit_id, 2)
    room.desk.start(room.supervisor, "start-2", row.visit_id)
    room.desk.park(room.supervisor, "park-2", row.visit_id, row.since + 7200, "document")
    room.start()
    idle = room.presenter.overview.idle()
    assert [one.token for one in idle.coming] == ["A001"]
    assert idle.parked == ()
    texts = [label.text() for label in room.shown.idle.start.findChildren(Label)]
    assert "Come back today" in texts
    assert [text for text in texts if plain(text).startswith("from ")]


def test_the_supervisors_message_is_seen_once(room: Room) -> None:
    room.start()
    room.desk.set_notice(room.supervisor, "n-1", "Stop at 15:30.", "15:30 پر بند۔")
    room.presenter.changed_at_desk()
    seen = room.shown.findChild(QWidget, "idle.seen")
    assert seen is not None
    seen.setFocus()
    room.press(Key.Key_Space)
    room.presenter.changed_at_desk()
    room.app.processEvents()
    assert [one for one in room.shown.findChildren(QWidget, "idle.seen") if one.isVisible()] == []
    room.desk.set_notice(room.supervisor, "n-2", "Open again.", "دوبارہ کھلا۔")
    room.presenter.changed_at_desk()
    room.app.processEvents()
    assert [one for one in room.shown.findChildren(QWidget, "idle.seen") if one.isVisible()]


def test_a_slip_scanned_at_the_free_counter_brings_its_visit(room: Room) -> None:
    """A scanner in keyboard mode, on the button of the free counter: nothing is pressed by its letters or its Enter."""
    first, second = room.issue(), room.issue()
    room.start()
    jobs = room.desk.print_jobs(room.supervisor, list(JobState))
    code = next(job.content["qr"] for job in jobs if job.kind is SlipKind.TOKEN and job.token == second)
    room.scan(code)
    here = room.visit_here()
    assert here is not None
    assert here.token == second != first
    assert room.presenter.step is Step.TRIAGE


def test_a_scanned_number_goes_into_a_number_field_of_the_survey_or_nowhere(short: Room) -> None:
    short.begin()
    respondent = "/data/changes/respondent/respondent_cnic"
    assert short.focus() == respondent
    short.presenter.scan(VISITOR)
    short.press(Key.Key_Return)
    assert short.answers()[respondent] == VISITOR
    before = short.answers()
    short.survey().form.go_to("/data/contact/mobile")
    short.presenter.scan("3840312349031")
    assert short.answers() == before
    assert "Go to the CNIC" in plain(short.message())
