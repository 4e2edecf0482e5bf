"""Edges of the counter's presenter on plain objects: lost answers, late answers, failing writes, wrong cards."""

from __future__ import annotations

import pytest

from drc_desktop.counter.interviews import card_of
from drc_desktop.counter.model import Step
from drc_desktop.counter.ports import IdentityAnswer, Verdict
from drc_desktop.desk.contract import DeskError, Fault, ShownSlip, SlipVerdict
from drc_desktop.domain.draft import DraftHead, OpenDraft, Place
from drc_desktop.domain.update_types import CopyState, UpdateType
from drc_desktop.domain.visit import VisitState
from tests.unit.counter.fakes import CNIC, OTHER, Bench, Later, card


def draft(visit_id: str = "v1", cnic: str = CNIC, papers: tuple[str, ...] = ()) -> OpenDraft:
    head = DraftHead(visit_id, "A01", "form", "1", "cyclic", cnic, 900.0, papers_missing=papers)
    return OpenDraft(head, b"", (), Place(2, "/data/name"))


def test_one_press_is_one_command_however_often_it_is_pressed() -> None:
    tasks = Later()
    bench = Bench(tasks=tasks)
    bench.desk.next += [card("v1"), card("v2")]
    for _ in range(3):
        bench.presenter.call_next()
    tasks.go()
    tasks.go()
    assert bench.desk.names() == ["call_next"]


def test_nobody_waits_is_said() -> None:
    bench = Bench()
    bench.presenter.call_next()
    assert bench.message() == "counter-nobody-waits"
    assert bench.presenter.step is Step.FREE


@pytest.mark.parametrize("fault", [Fault.COUNTER_BUSY, Fault.ILLEGAL_MOVE])
def test_a_refused_command_shows_who_is_really_here(fault: Fault) -> None:
    bench = Bench()
    bench.desk.fails["call_next"] = fault
    bench.desk.here = card("v9")
    bench.presenter.call_next()
    assert bench.presenter.visit is not None
    assert bench.presenter.visit.visit_id == "v9"
    assert bench.message() == fault.value


def test_a_bug_is_raised_not_dressed_up_as_words() -> None:
    bench = Bench()
    bench.desk.next.append(card())
    bench.desk._call_next = lambda *_args: 1 / 0  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        bench.presenter.call_next()


@pytest.mark.parametrize(
    ("scanned", "face", "hold"),
    [("", None, "counter-hold-scan"), (CNIC, None, "counter-hold-face"), (CNIC, False, "counter-hold-not-same")],
)
def test_what_holds_the_start_back_is_said(scanned: str, face: bool | None, hold: str) -> None:
    bench = Bench()
    bench.desk.next.append(card())
    bench.presenter.call_next()
    if scanned:
        bench.presenter.scan(scanned)
    if face is not None:
        bench.presenter.look_at_face(face)
    assert bench.model.keys.primary is not None
    assert not bench.model.keys.primary.enabled
    bench.presenter.start_survey()
    assert bench.message() == hold
    assert "start" not in bench.desk.names()


def test_a_missing_card_stops_and_another_paper_does_not() -> None:
    bench = Bench()
    bench.triage()
    bench.presenter.mark_paper(1)
    bench.presenter.start_survey()
    assert bench.message() == "counter-hold-paper"
    bench.presenter.mark_paper(1)
    bench.presenter.mark_paper(1)
    bench.presenter.mark_paper(2)
    bench.presenter.mark_paper(2)
    bench.presenter.mark_paper(99)
    bench.presenter.start_survey()
    assert bench.presenter.step is Step.SURVEY


def test_nothing_due_needs_a_type_chosen_by_hand() -> None:
    bench = Bench()
    bench.copy = CopyState(missing=True)
    bench.triage()
    bench.presenter.start_survey()
    assert bench.message() == "counter-hold-nothing-due"
    bench.presenter.choose_type(UpdateType.MISSED_OUT, "supervisor")
    bench.presenter.start_survey()
    assert bench.presenter.step is Step.SURVEY


def test_nadra_answering_for_the_card_before_is_not_heard() -> None:
    aside = Later()
    bench = Bench(aside=aside)
    bench.triage()
    late = list(aside.held)
    bench.identity = IdentityAnswer(True, {"name": Verdict.MISMATCH})
    bench.presenter.scan(OTHER)
    aside.held = []
    for one in late:
        one()
    assert bench.presenter.triage is not None
    assert bench.presenter.triage.verified == "", "that was the other card's answer"


def test_a_slow_nadra_holds_nobody_up() -> None:
    aside = Later()
    bench = Bench(aside=aside)
    bench.triage()
    assert bench.model.triage is not None
    assert bench.model.triage.identity_state == "asking"
    bench.presenter.start_survey()
    assert bench.presenter.step is Step.SURVEY


def test_a_failed_write_makes_the_next_one_carry_everything() -> None:
    bench = Bench()
    bench.survey()
    bench.answer("/data/name", "A")
    bench.drafts.full = True
    bench.answer("/data/mobile", "0300")
    assert bench.message() == "store-full"
    assert bench.model.survey is not None
    assert bench.model.survey.unsure
    bench.drafts.full = False
    bench.answer("/data/name", "B")
    assert bench.model.survey.unsure is False
    assert "'/data/mobile': '0300'" in bench.drafts.written[-1]
    assert bench.drafts.written[-1].startswith("snapshot")
    bench.answer("/data/name", "C")
    assert bench.drafts.written[-1] == "append /data/name=C"


def test_a_draft_that_never_began_begins_with_the_next_answer() -> None:
    bench = Bench()
    bench.drafts.full = True
    bench.survey()
    assert bench.drafts.written == []
    bench.drafts.full = False
    bench.answer("/data/name", "A")
    assert [one.split()[0] for one in bench.drafts.written] == ["begin", "snapshot"]


def test_a_change_takes_the_agreement_back_and_a_note_does_not() -> None:
    bench = Bench()
    session = bench.survey()
    bench.presenter.turned_page("check", Place(), check=True)
    bench.answer("/data/name", "A")
    bench.presenter.agree(True)
    assert bench.model.keys.primary is not None
    assert bench.model.keys.primary.enabled
    bench.presenter.note("by the window")
    assert session.values["/data/read_back"] == "1"
    bench.answer("/data/name", "B")
    assert session.values["/data/read_back"] == ""
    assert bench.model.keys.primary is not None
    assert not bench.model.keys.primary.enabled


def test_finish_needs_every_answer_then_the_agreement() -> None:
    bench = Bench()
    session = bench.survey()
    bench.presenter.turned_page("check", Place(), check=True)
    bench.presenter.finish()
    assert bench.message() == "counter-hold-problems"
    bench.answer("/data/name", "A")
    bench.presenter.finish()
    assert bench.message() == "counter-hold-agree"
    assert session.finalised == 0
    bench.presenter.agree(True)
    bench.presenter.finish()
    assert bench.presenter.step is Step.FREE
    assert bench.message() == "counter-recorded"
    assert bench.desk.names()[-3:] == ["finish", "report_survey", "add_job"]


def finished_alone(bench: Bench) -> None:
    bench.survey()
    bench.presenter.turned_page("check", Place(), check=True)
    bench.answer("/data/name", "A")
    bench.presenter.agree(True)
    bench.desk.fails["finish"] = Fault.SITE_UNREACHABLE
    bench.presenter.finish()


def test_the_desk_still_showing_a_finished_visit_does_not_bring_it_back() -> None:
    bench = Bench()
    finished_alone(bench)
    assert bench.desk.here is not None, "the desk has not heard"
    bench.presenter.changed_at_desk()
    assert bench.presenter.step is Step.FREE
    assert bench.presenter.closing.waiting == {"v1"}


def test_a_desk_that_still_sees_a_finished_visit_here_does_not_bring_it_back_either() -> None:
    bench = Bench()
    finished_alone(bench)
    bench.desk.fails["call_next"] = Fault.COUNTER_BUSY
    bench.presenter.call_next()
    assert bench.presenter.step is Step.FREE
    assert bench.message() == "counter-busy"


def test_closing_is_replayed_with_the_same_keys_and_a_gone_visit_is_no_fault() -> None:
    bench = Bench()
    finished_alone(bench)
    bench.desk.fails["finish"] = Fault.ILLEGAL_MOVE
    bench.presenter.link(True)
    assert bench.presenter.closing.waiting == set()
    assert {args[0] for name, args in bench.desk.asked if name == "finish"} == {"k-finish"}
    assert bench.drafts.closing == []


def test_one_visit_that_cannot_be_closed_holds_up_no_other() -> None:
    bench = Bench()
    finished_alone(bench)
    bench.desk.fails["finish"] = Fault.BAD_REQUEST
    bench.drafts.closing.append(bench.drafts.closing[0])
    bench.presenter.link(True)
    assert [name for name in bench.desk.names() if name == "finish"] == ["finish"] * 3
    assert bench.message() == "bad-request"


def test_an_undo_ends_with_the_next_visit() -> None:
    bench = Bench()
    bench.triage()
    bench.presenter.no_show()
    assert bench.model.keys.undo is not None
    bench.desk.next.append(card("v2"))
    bench.presenter.call_next()
    assert bench.model.keys.undo is None
    bench.presenter.undo()
    assert "undo" not in bench.desk.names()


def test_a_referral_prints_after_the_visit_has_ended() -> None:
    bench = Bench()
    bench.triage()
    bench.presenter.refer()
    assert bench.desk.names()[-2:] == ["cancel", "add_job"]
    bench = Bench()
    bench.triage()
    bench.desk.fails["cancel"] = Fault.NOT_ALLOWED
    bench.presenter.refer()
    assert "add_job" not in bench.desk.names()


def test_parking_settles_what_is_being_typed() -> None:
    bench = Bench()
    bench.survey()
    bench.presenter.park(60, "document")
    assert bench.view.settled == 1
    assert bench.presenter.step is Step.FREE
    (args,) = [args for name, args in bench.desk.asked if name == "park"]
    assert args[2:] == (1000.0 + 3600, "document")


def test_a_parked_survey_waits_for_its_visitor_and_takes_no_other_family() -> None:
    bench = Bench()
    bench.drafts.open["v1"] = draft(papers=("b-forms",))
    bench.desk.next.append(card())
    bench.presenter.call_next()
    assert bench.presenter.triage is not None
    assert bench.presenter.triage.missing == ("b-forms",)
    bench.presenter.scan(OTHER)
    bench.presenter.look_at_face(True)
    bench.presenter.start_survey()
    assert bench.message() == "counter-hold-other-family"
    bench.presenter.scan(CNIC)
    bench.presenter.look_at_face(True)
    bench.presenter.start_survey()
    assert bench.presenter.step is Step.SURVEY


def test_a_draft_stays_while_the_desk_is_away_and_the_desk_has_the_last_word() -> None:
    bench = Bench()
    bench.drafts.open["v1"] = draft()
    bench.desk.fails.update(dict.fromkeys(("visit_at", "sit", "board"), Fault.SITE_UNREACHABLE))
    bench.presenter.begin()
    assert bench.presenter.step is Step.SURVEY
    bench.desk.fails.clear()
    bench.desk.here = None
    bench.presenter.link(True)
    assert bench.presenter.step is Step.FREE
    assert bench.message() == "counter-draft-elsewhere"


def test_the_card_made_from_a_draft_promises_no_undo() -> None:
    made = card_of(draft().head, 3)
    assert (made.state, made.event, made.counter) == (VisitState.SERVING, 0, 3)


def test_a_signed_out_counter_says_so() -> None:
    bench = Bench()
    bench.desk.fails["call_next"] = Fault.SIGNED_OUT
    bench.presenter.call_next()
    said = bench.model.message
    assert said is not None
    assert isinstance(said.error, DeskError)
    assert said.error.code is Fault.SIGNED_OUT


def test_a_number_inside_a_longer_scan_is_asked_about_before_it_is_looked_up() -> None:
    bench = Bench()
    bench.desk.next.append(card())
    bench.presenter.call_next()
    bench.presenter.scan(f"x|{CNIC}|y")
    assert bench.model.triage is not None
    assert (bench.model.triage.cnic_masked, bench.model.triage.asking) == ("", True)
    assert bench.model.triage.fault is not None
    assert bench.model.triage.fault.word == "scan-confirm"
    bench.presenter.start_survey()
    assert bench.model.triage.cnic_masked.endswith("4417-2")
    assert bench.model.triage.papers, "Enter answered the question; the papers are not touched"
    assert bench.desk.names() == ["call_next"]


def test_of_two_numbers_a_digit_picks_one_and_other_digits_do_nothing() -> None:
    bench = Bench()
    bench.desk.next.append(card())
    bench.presenter.call_next()
    bench.presenter.scan(f"{OTHER} {CNIC}")
    assert bench.model.triage is not None
    bench.presenter.mark_paper(4)
    assert bench.model.triage.asking
    bench.presenter.mark_paper(2)
    assert bench.model.triage.cnic_masked.endswith("4417-2")


def test_a_slip_at_the_counter_is_judged_by_the_desk_and_by_its_signature_when_the_desk_is_away() -> None:
    bench, code = Bench(), "DRC" + "A" * 150
    bench.desk.next.append(card())
    bench.presenter.call_next()
    bench.desk._shown_slip = lambda text, counter: ShownSlip(SlipVerdict.COPIED, "A042", 2)  # type: ignore[attr-defined]
    bench.presenter.scan(code)
    assert bench.message() == "shown-slip-copied"
    assert bench.model.triage is not None
    assert bench.model.triage.cnic_masked == "", "a slip is no card"
    bench.desk.fails["shown_slip"] = Fault.SITE_UNREACHABLE
    bench.presenter.scan(code)
    assert bench.message() == "shown-slip-unreadable"
    bench.desk.fails["shown_slip"] = Fault.SIGNED_OUT
    bench.presenter.scan(code)
    assert bench.message() == "signed-out"


@pytest.mark.parametrize("verdict", [SlipVerdict.WAITS, SlipVerdict.PARKED])
def test_a_good_slip_at_the_free_counter_brings_its_visit(verdict: SlipVerdict) -> None:
    bench, waits = Bench(), card(state=VisitState.WAITING)
    bench.desk._shown_slip = lambda text, counter: ShownSlip(verdict, "A042", 0, visit=waits)  # type: ignore[attr-defined]
    bench.presenter.scan("DRC" + "A" * 150)
    assert [args[1:] for name, args in bench.desk.asked if name == "call"] == [(waits.visit_id, 3)]


def test_a_slip_that_is_spent_or_called_elsewhere_is_said_and_brings_nobody() -> None:
    bench = Bench()
    for verdict in (SlipVerdict.USED, SlipVerdict.ELSEWHERE, SlipVerdict.GONE):
        shown = ShownSlip(verdict, "A042", 2, visit=card())
        bench.desk._shown_slip = lambda text, counter, shown=shown: shown  # type: ignore[attr-defined]
        bench.presenter.scan("DRC" + "A" * 150)
        assert bench.message() == f"shown-slip-{verdict.value}"
    bench.presenter.scan(CNIC)
    assert bench.message() == "counter-scan-nobody"
    assert not {"call", "call_next"} & set(bench.desk.names())


def test_a_scan_in_a_survey_goes_into_a_number_field_or_nowhere() -> None:
    bench = Bench()
    bench.survey()
    bench.presenter.scan(f"\r{CNIC}\n")
    assert (bench.view.scans, bench.message()) == ([CNIC], "")
    bench.view.takes_scans = False
    bench.presenter.scan(CNIC)
    assert bench.message() == "counter-scan-no-field"
    bench.presenter.scan("an address, read from a card")
    assert bench.view.scans == [CNIC, CNIC]
    assert bench.message() == "counter-scan-no-field"


def test_what_the_desk_was_too_slow_for_is_asked_again_with_the_next_beat() -> None:
    bench = Bench()
    bench.desk.fails = dict.fromkeys(("sit", "board"), Fault.SITE_UNREACHABLE)
    bench.presenter.begin()
    assert not bench.presenter.overview.up
    bench.presenter.beat()
    assert not bench.presenter.overview.up
    bench.desk.fails = {}
    bench.desk.asked.clear()
    bench.presenter.beat()
    assert bench.presenter.overview.up
    assert [name for name, _args in bench.desk.asked].count("sit") == 1
    bench.desk.asked.clear()
    bench.presenter.beat()
    assert bench.desk.asked == []
