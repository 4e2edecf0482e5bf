"""Arrivals at the issuing desk, over a real desk: what is proposed, issued, refused, and what survives a fault."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from drc_desktop.demo.pictures.centre import Centre
from drc_desktop.demo.pictures.console import DUE, RECENT, ports
from drc_desktop.desk.contract import DeskError, Fault, IssueRequest, JobState, OpenDay, SlipKind
from drc_desktop.domain.visit import PriorityGroup, Service
from drc_desktop.supervisor.model import Choice, Tone
from drc_desktop.supervisor.presenter import Supervisor


def plain(words: str) -> str:
    """Without the isolates round placeables."""
    return words.replace("\u2068", "").replace("\u2069", "")


def jobs(made: Centre) -> list[Any]:
    return made.desk.print_jobs(made.supervisor, [JobState.PENDING, JobState.SENT, JobState.PRINTED, JobState.FAILED])


@pytest.mark.parametrize("typed", [DUE, "38403-1234417-2", "۳۸۴۰۳۱۲۳۴۴۱۷۲", " 38403 1234417 2\r\n"])
def test_a_number_is_read_in_every_spelling_and_masked(console: Supervisor, typed: str) -> None:
    console.arrivals.submit(typed)
    state = console.arrivals.state
    assert state.masked == "•••••-•••4417-2"
    assert state.field_tone is Tone.GOOD


def test_scan_then_enter_issues_the_proposed_token(console: Supervisor, day: Centre) -> None:
    console.arrivals.submit(DUE)
    state = console.arrivals.state
    assert state.chosen is Choice.NEW_SURVEY
    assert state.verdict is not None
    assert state.verdict.title == "Cyclic update due: new survey".replace(
        "new survey", "\u2068new survey\u2069"
    ).replace("Cyclic update", "\u2068Cyclic update\u2069")
    assert "14 March 2023" in state.verdict.detail, "are we registered? is answered in the strip"
    console.arrivals.issue()
    (job,) = jobs(day)
    assert (job.kind, job.token, job.state) == (SlipKind.TOKEN, "A001", JobState.PENDING)
    after = console.arrivals.state
    assert (after.masked, after.verdict, after.chosen) == ("", None, None)


def test_choosing_another_queue_and_a_group_goes_into_the_request(console: Supervisor, day: Centre) -> None:
    console.arrivals.submit(DUE)
    console.arrivals.choose(Choice.PRIORITY)
    console.arrivals.toggle_group(PriorityGroup.ELDERLY)
    console.arrivals.toggle_group(PriorityGroup.PREGNANT)
    console.arrivals.issue()
    (row,) = day.desk.board(day.supervisor).waiting
    assert (row.service, row.priority) == (Service.PRIORITY, PriorityGroup.PREGNANT)


@pytest.mark.parametrize(
    ("typed", "says"),
    [("3840312", "7"), ("garbage-%%-scan", "no identity number"), ("9840312344172", "never begins"), ("", "13 digits")],
)
def test_a_text_that_is_no_number_is_answered_beside_the_field(console: Supervisor, typed: str, says: str) -> None:
    console.arrivals.submit(typed)
    state = console.arrivals.state
    assert state.field_tone is Tone.BAD
    assert says in state.field_words
    assert not state.masked


def test_a_garbage_scan_does_not_cost_the_verdict_on_screen(console: Supervisor, day: Centre) -> None:
    console.arrivals.submit(DUE)
    console.arrivals.submit("?#!..broken")
    state = console.arrivals.state
    assert state.field_tone is Tone.BAD
    assert state.masked == "•••••-•••4417-2"
    console.arrivals.choose(Choice.NEW_SURVEY)
    console.arrivals.issue()
    assert day.desk.board(day.supervisor).tokens_today == 1


def test_one_number_inside_a_longer_scan_is_asked_about(console: Supervisor, day: Centre) -> None:
    console.arrivals.submit(f"PK|{DUE}|20301231|NAME")
    state = console.arrivals.state
    assert (state.masked, state.asking) == ("", True)
    assert state.verdict is not None
    assert "38403-1234417-2" in state.verdict.title
    console.arrivals.issue()
    assert console.arrivals.state.masked == "•••••-•••4417-2"
    assert not console.arrivals.state.asking
    assert jobs(day) == [], "the first Enter answers the question and prints nothing"


def test_of_several_numbers_the_operator_picks_one_by_its_digit(console: Supervisor) -> None:
    console.arrivals.submit(f"{RECENT}|{DUE}")
    state = console.arrivals.state
    assert state.verdict is not None
    assert "2:\u00a038403-1234417-2" in state.verdict.title
    console.arrivals.choose(Choice.NONE)
    assert console.arrivals.state.asking, "there is no fourth number"
    console.arrivals.choose(Choice.ROSTER_UPDATE)
    assert console.arrivals.state.masked == "•••••-•••4417-2"


def test_a_slip_shows_its_visit_and_can_be_reprinted(console: Supervisor, day: Centre) -> None:
    console.arrivals.submit(DUE)
    console.arrivals.issue()
    (job,) = jobs(day)
    console.arrivals.submit(str(job.content["qr"]))
    state = console.arrivals.state
    assert state.verdict is not None
    assert "A001" in state.verdict.title
    assert (state.verdict.tone, bool(state.live_visit)) == (Tone.LOOK, True)
    console.arrivals.reprint()
    assert [one.kind for one in jobs(day)] == [SlipKind.TOKEN, SlipKind.COPY]
    console.arrivals.clear()
    assert console.arrivals.state.verdict is None


def test_a_forged_slip_is_called_so(console: Supervisor, day: Centre) -> None:
    console.arrivals.submit(DUE)
    console.arrivals.issue()
    (job,) = jobs(day)
    code = str(job.content["qr"])
    console.arrivals.submit(code[:20] + ("A" if code[20] != "A" else "B") + code[21:])
    state = console.arrivals.state
    assert state.verdict is not None
    assert (state.verdict.tone, state.live_visit) == (Tone.BAD, "")
    assert "not genuine" in state.verdict.title
    assert "A001" not in state.verdict.title


def test_no_token_prints_a_referral_with_its_reason(console: Supervisor, day: Centre) -> None:
    console.arrivals.submit(RECENT)
    state = console.arrivals.state
    assert state.chosen is Choice.NONE
    assert state.verdict is not None
    assert "14 November 2027" in state.verdict.detail
    console.arrivals.issue()
    (job,) = jobs(day)
    assert job.kind is SlipKind.REFERRAL
    assert job.content["reason"] == "surveyed-recently"
    assert job.content["params"] == {"last": "2025-11-14", "on": "2027-11-14"}
    assert day.desk.board(day.supervisor).tokens_today == 0


def test_a_roster_update_may_be_given_by_hand_but_no_new_survey(console: Supervisor, day: Centre) -> None:
    console.arrivals.submit(RECENT)
    assert Choice.NEW_SURVEY not in console.arrivals.state.allowed
    console.arrivals.choose(Choice.NEW_SURVEY)
    assert console.arrivals.state.chosen is Choice.NONE
    console.arrivals.choose(Choice.ROSTER_UPDATE)
    console.arrivals.issue()
    (row,) = day.desk.board(day.supervisor).waiting
    assert row.token == "C001"


def test_the_second_attempt_of_a_household_names_its_token_and_offers_the_reprint(
    console: Supervisor, day: Centre
) -> None:
    console.arrivals.submit(DUE)
    console.arrivals.issue()
    console.arrivals.submit(DUE)
    state = console.arrivals.state
    assert state.verdict is not None
    assert "A001" in state.verdict.title
    assert state.allowed == frozenset()
    console.arrivals.issue()
    assert day.desk.board(day.supervisor).tokens_today == 1
    console.arrivals.reprint()
    copies = [job for job in jobs(day) if job.kind is SlipKind.COPY]
    assert [(job.token, job.copy) for job in copies] == [("A001", 1)]


def test_a_token_issued_meanwhile_elsewhere_is_named_too(day: Centre) -> None:
    here, there = Supervisor(ports(day, "en")), Supervisor(ports(day, "en"))
    for console in (here, there):
        console.start()
        console.arrivals.submit(DUE)
    there.arrivals.issue()
    here.arrivals.issue()
    verdict = here.arrivals.state.verdict
    assert verdict is not None
    assert "A001" in verdict.title
    assert not here.commands.fault


class LostAnswer:
    """A desk whose first answer to `issue` is lost on the way back."""

    def __init__(self, desk: Any) -> None:
        self._desk, self.keys = desk, []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def issue(self, actor: Any, key: str, request: Any) -> Any:
        self.keys.append(key)
        issued = self._desk.issue(actor, key, request)
        if len(self.keys) == 1:
            raise DeskError(Fault.SITE_UNREACHABLE)
        return issued


def test_a_lost_answer_is_asked_for_again_with_the_same_key(day: Centre) -> None:
    desk = LostAnswer(day.desk)
    console = Supervisor(dataclasses.replace(ports(day, "en"), desk=desk))  # type: ignore[arg-type]
    console.start()
    console.arrivals.submit(DUE)
    console.arrivals.issue()
    assert console.arrivals.state.masked, "what was scanned is still there"
    assert "does not answer" in console.commands.fault
    assert console.commands.again is not None
    console.commands.again()
    assert desk.keys[0] == desk.keys[1]
    assert day.desk.board(day.supervisor).tokens_today == 1
    assert not console.commands.fault
    assert not console.arrivals.state.masked


def test_nothing_is_issued_before_the_day_is_open(made: Centre) -> None:
    console = Supervisor(ports(made, "en"))
    console.start()
    console.arrivals.submit(DUE)
    assert not console.arrivals.state.enabled
    assert not console.arrivals.state.masked


def test_enter_without_a_number_asks_for_one(console: Supervisor) -> None:
    console.arrivals.issue()
    assert "13 digits" in console.arrivals.state.field_words


def test_a_failed_slip_is_sent_again_without_becoming_a_copy(console: Supervisor, day: Centre) -> None:
    console.arrivals.submit(DUE)
    console.arrivals.issue()
    (job,) = jobs(day)
    day.desk.mark_job(day.supervisor, day.key(), job.job_id, JobState.FAILED, "paper_out")
    console.refresh()
    slip = console.arrivals.state.slip
    assert slip is not None
    assert slip.tone is Tone.BAD
    assert "out of paper" in console.printer_words()
    console.arrivals.reprint()
    (job,) = jobs(day)
    assert (job.kind, job.state) == (SlipKind.TOKEN, JobState.PENDING)


def test_a_long_line_is_told_as_a_range(console: Supervisor, day: Centre) -> None:
    for _ in range(12):
        day.issue(Service.NEW_SURVEY)
    console.refresh()
    console.arrivals.submit(DUE)
    words = console.arrivals.state.estimate
    assert "12" in words
    assert "to" in words


def test_a_scan_during_the_issue_of_another_is_not_lost(day: Centre, held: Any) -> None:
    console = Supervisor(dataclasses.replace(ports(day, "en"), tasks=held))
    console.refresh()
    held.let_go()
    console.arrivals.submit(DUE)
    held.let_go()
    console.arrivals.issue()
    console.arrivals.issue()
    assert len(held.waiting) == 1, "Enter twice is one token"
    console.arrivals.submit(RECENT)
    held.let_go()
    assert console.arrivals.state.masked == "•••••-•••6543-1"
    held.let_go()
    assert console.arrivals.state.chosen is Choice.NONE
    assert day.desk.board(day.supervisor).tokens_today == 1


def test_the_printer_is_told_as_soon_as_the_desk_has_taken_a_command(day: Centre) -> None:
    """Not for a refused one: nothing was committed that could be printed."""
    pending: list[int] = []
    given = ports(day, "en")

    def count() -> None:
        pending.append(len(day.desk.print_jobs(given.actor, [JobState.PENDING])))

    console = Supervisor(dataclasses.replace(given, accepted=count))
    request = IssueRequest(Service.NEW_SURVEY, binding="1" * 64)
    for _ in range(2):
        console.commands.send(lambda key: day.desk.issue(given.actor, key, request), lambda _issued: None)
    assert pending == [1]
    assert console.commands.fault


def test_whoever_was_not_served_is_known_again_the_next_day_and_keeps_the_place(
    day: Centre, console: Supervisor
) -> None:
    arrivals = console.arrivals
    arrivals.submit(DUE)
    arrivals.toggle_woman()
    arrivals.issue()
    kept = day.desk.board(day.supervisor).waiting[0]
    assert kept.woman
    day.desk.close_day(day.supervisor, day.key())
    day.clock.now += 86400
    day.desk.open_day(day.supervisor, day.key(), OpenDay("2026-11-24", confirmed=True))
    console.refresh()
    day.issue(Service.NEW_SURVEY)
    arrivals.submit(DUE)
    verdict = arrivals.state.verdict
    assert verdict is not None
    assert kept.token in verdict.title
    assert "23 November 2026" in verdict.detail
    assert arrivals.state.woman
    arrivals.issue()
    first = day.desk.board(day.supervisor).waiting[0]
    assert (first.service, first.woman) == (kept.service, True)
    assert day.desk.next_up(day.supervisor).order[0] == first.visit_id
    arrivals.submit(DUE)
    assert arrivals.state.live_visit == first.visit_id


def test_before_opening_the_tokens_of_the_day_before_are_not_called_todays(day: Centre) -> None:
    console = Supervisor(ports(day, "en"))
    console.start()
    console.arrivals.submit(DUE)
    console.arrivals.issue()
    console.refresh()
    issued = console.arrivals.state.today
    day.desk.close_day(day.supervisor, day.key())
    console.refresh()
    assert console.arrivals.state.today == issued, "closed, and still the same day"
    tomorrow = Supervisor(dataclasses.replace(ports(day, "en"), today=lambda: date(2026, 11, 24)))
    tomorrow.start()
    assert tomorrow.arrivals.state.today != issued
