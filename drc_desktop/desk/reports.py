"""What stations tell the desk: hall notices, their own figures, the figures of a survey."""

from __future__ import annotations

import msgspec

from drc_desktop.desk import reading
from drc_desktop.desk.contract import Hall, Outcome, StationStatus, SurveyFact
from drc_desktop.desk.work import Deed, Work
from drc_desktop.domain.indicators.day import quarter_of
from drc_desktop.store import board, figures, jobs, people

MOST_NOTICE = 400
OFFLINE_S = 300
"""A survey that waits this long while nothing was sent means that the network is away."""


def set_notice(work: Work, notice_en: str, notice_ur: str, until: float | None) -> Hall:
    """Show a message in the hall, in both languages, until a time if one is given; two empty texts take it down."""
    today = work.today()
    jobs.add_notice(
        work.connection,
        {
            "day": today["date"],
            "at": work.now,
            "operator_id": work.actor.operator_id,
            "notice_en": notice_en[:MOST_NOTICE],
            "notice_ur": notice_ur[:MOST_NOTICE],
            "until": until,
        },
    )
    work.note(Deed.NOTICE)
    last = reading.show_hall(work, 0)
    return msgspec.structs.replace(last, calls=[])


def sound_check(work: Work) -> None:
    """Have every display say a test sentence: they hear of it in the stream of changes."""
    work.note(Deed.SOUND_CHECK)


def report_status(work: Work, status: StationStatus) -> None:
    """Keep a station's newest figures, under the device and the time that the desk knows."""
    values = {**msgspec.structs.asdict(status), "device_id": work.actor.device_id, "at": work.now}
    people.put_status(work.connection, values)
    silent = status.last_sync is None or work.now - status.last_sync > OFFLINE_S
    today = board.open_day(work.connection)
    if today is not None and silent and status.outbox_waiting and (status.outbox_oldest or 0) > OFFLINE_S:
        figures.note_offline(work.connection, today["date"], quarter_of(work.now, today["date"]) // 4)


def report_survey(work: Work, fact: SurveyFact) -> None:
    """Keep the figures of one finalised survey, under the operator who sends them. A correction settles the review that
    asked for it, under the supervisor's own reason.
    """
    row = work.visit(fact.visit_id)
    values = msgspec.structs.asdict(fact)
    values["section_seconds"] = msgspec.json.encode(fact.section_seconds).decode()
    values["flags"] = msgspec.json.encode(fact.flags).decode()
    jobs.put_fact(work.connection, {**values, "operator_id": work.actor.operator_id})
    asked = figures.reviews_of(work.connection, [fact.visit_id]).get(fact.visit_id)
    if fact.corrects and asked is not None and asked["outcome"] == Outcome.REOPENED:
        who = {"visit_id": fact.visit_id, "at": work.now, "operator_id": work.actor.operator_id}
        what = {"outcome": Outcome.REVIEWED.value, "reason": asked["reason"]}
        figures.add_review(work.connection, {**who, **what})
    figures.forget(work.connection, row["day"])
    work.note(Deed.SURVEY, visit=row["id"], token=row["token"], counter=row["counter"])
