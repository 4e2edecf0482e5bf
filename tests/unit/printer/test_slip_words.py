"""From the desk's jobs (codes and figures) to slips: every code has words, nothing of the person gets in."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest
from fluent.syntax import FluentParser, ast

from drc_desktop.desk.contract import JobState, PrintJob, Service, SlipKind
from drc_desktop.devices.slip_samples import AT, SITE, sample_jobs, token_job
from drc_desktop.devices.slips import SlipMaker, counter_shape, papers
from drc_desktop.domain.papers import Paper
from drc_desktop.words import I18N
from token_printer.slip import (
    AcknowledgementSlip,
    CounterShape,
    Icon,
    QueueShape,
    ReferralSlip,
    TakeHomeSlip,
    TokenSlip,
)

MAKER = SlipMaker(SITE)


def job(kind: SlipKind, content: dict[str, object]) -> PrintJob:
    return PrintJob(1, kind, "", 0, JobState.PENDING, content, AT.timestamp())


def reasons_without_params() -> list[str]:
    text = (I18N / "en" / "triage.ftl").read_text(encoding="utf-8")
    return [
        entry.id.name.removeprefix("triage-reason-")
        for entry in FluentParser().parse(text).body
        if isinstance(entry, ast.Message)
        and entry.id.name.startswith("triage-reason-")
        and all(isinstance(part, ast.TextElement) for part in entry.value.elements)
    ]


def test_each_kind_of_job_becomes_its_slip() -> None:
    kinds = {name: type(MAKER.slip_of(one)) for name, one in sample_jobs().items()}
    assert kinds["token-copy"] is TokenSlip
    assert kinds["referral-nadra"] is ReferralSlip
    assert kinds["acknowledgement"] is AcknowledgementSlip
    assert kinds["take-home"] is TakeHomeSlip
    assert {one.kind for one in sample_jobs().values()} == set(SlipKind)


@pytest.mark.parametrize("service", list(Service))
def test_every_queue_has_a_shape_that_no_counter_has(service: Service) -> None:
    slip = MAKER.slip_of(token_job("A001", service))
    assert isinstance(slip, TokenSlip)
    assert slip.service.shape in QueueShape
    assert slip.service.shape.value not in {shape.value for shape in CounterShape}
    assert slip.papers[0].icon is Icon.CARD


def test_every_paper_has_words_and_both_bills_are_one_line() -> None:
    lines = papers([paper.value for paper in Paper])
    assert len(lines) == len(Paper) - 1
    assert all(re.search("[\u0600-\u06ff]", line.text.ur) and line.text.en and line.short for line in lines)


@pytest.mark.parametrize("reason", [*reasons_without_params(), "referred"])
def test_every_reason_of_triage_makes_a_referral_that_says_where_to_go(reason: str) -> None:
    slip = MAKER.slip_of(job(SlipKind.REFERRAL, {"reason": reason}))
    assert isinstance(slip, ReferralSlip)
    assert slip.steps[0].icon is Icon.PLACE
    assert slip.steps[-1].icon is Icon.FORBIDDEN
    assert slip.at == AT


def test_dates_of_a_reason_are_printed_day_first() -> None:
    content = {"reason": "surveyed-recently", "params": {"last": "2026-02-14", "on": "2028-02-14"}}
    slip = MAKER.slip_of(job(SlipKind.REFERRAL, content))
    assert isinstance(slip, ReferralSlip)
    for text in (slip.reason.ur, slip.reason.en):
        assert "14-02-2026" in text
        assert "14-02-2028" in text


def test_papers_to_get_and_the_way_back_stand_on_a_referral_to_nadra() -> None:
    slip = MAKER.slip_of(job(SlipKind.REFERRAL, {"reason": "b-form-missing", "documents": ["b-forms"]}))
    assert isinstance(slip, ReferralSlip)
    assert [step.icon for step in slip.steps] == [Icon.PLACE, Icon.PAPER, Icon.CALENDAR, Icon.FORBIDDEN]


@pytest.mark.parametrize(("counter", "shape"), [(1, CounterShape.CIRCLE), (6, CounterShape.DROP), (7, None), (0, None)])
def test_shapes_of_counters(counter: int, shape: CounterShape | None) -> None:
    assert counter_shape(counter) is shape


def test_a_list_to_take_home_names_itself_and_its_last_day() -> None:
    slip = MAKER.slip_of(job(SlipKind.TAKEHOME, {"documents": ["b-forms"], "until": "2026-12-07"}))
    assert isinstance(slip, TakeHomeSlip)
    assert slip.until == date(2026, 12, 7)
    assert [paper.icon for paper in slip.papers] == [Icon.PAPER, Icon.NOTE], "the slip itself is on the list"
    assert slip.qr == ""


def test_a_copy_differs_from_its_first_print_by_the_mark_alone() -> None:
    first = MAKER.slip_of(token_job("A042", Service.NEW_SURVEY))
    copy = MAKER.slip_of(token_job("A042", Service.NEW_SURVEY, copy=2))
    assert isinstance(copy, TokenSlip)
    assert copy.copy == 2
    assert dataclasses.replace(copy, copy=0) == first
