"""What PCs tell the log of what happens there without the desk, and what a day's log has out of the ordinary."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import RowMapping

from drc_desktop.desk.contract import DeskError, Fault, Irregular, Seen, Witnessed
from drc_desktop.desk.work import Deed, Work
from drc_desktop.domain.indicators.unusual import Entry, unusual
from drc_desktop.safe_log import scrub
from drc_desktop.settings import Settings, changed, flat
from drc_desktop.store import board, ledger, people

MOST = 200
_LATE_S = 60.0
_HASH = re.compile(r"([0-9a-f]{64})?")
_PLAIN = re.compile(r"[^\x00-\x1f]{0,160}")


def note(work: Work, witnessed: Witnessed) -> None:
    """Write it down; who did it, and how long ago, stand with it where that is not who tells it now.

    Raises:
        DeskError: BAD_REQUEST for what is no hash of a household, is too long, or looks like a number of a person.
    """
    what = witnessed.what
    sound = (_HASH if witnessed.seen is Seen.VIEWED else _PLAIN).fullmatch(what)
    if sound is None or (witnessed.seen is not Seen.VIEWED and scrub(what) != what):
        raise DeskError(Fault.BAD_REQUEST, what="what")
    if witnessed.who and people.one_operator(work.connection, witnessed.who) is None:
        raise DeskError(Fault.BAD_REQUEST, what="who")
    other = f"by {witnessed.who}" if witnessed.who not in ("", work.actor.operator_id) else ""
    late = f"{int(witnessed.ago)} s before" if witnessed.ago > _LATE_S else ""
    work.note(Deed(witnessed.seen.value), reason="; ".join(part for part in (what, other, late) if part))


def note_settings(work: Work, settings: Settings) -> None:
    """Write down what is set otherwise at the site than when it was last started; at first, otherwise than usual."""
    found = changed(work.site()["settings"], settings)
    for line in found:
        work.note(Deed.SETTING, reason=line)
    if found or not work.site()["settings"]:
        people.set_site(work.connection, {"settings": flat(settings)})


def irregular(work: Work, date: str) -> list[Irregular]:
    """What was out of the ordinary on a day (empty: the current one), newest first, at most `MOST`."""
    day = board.day_of(work.connection, date) if date else board.last_day(work.connection)
    if day is None:
        return []
    staff = {row["id"]: row for row in people.everybody(work.connection)}
    found = unusual(map(_entry, ledger.of_day(work.connection, day["date"])), work.monitor.unusual())
    return [
        Irregular(
            kind=one.kind,
            at=one.at,
            operator=_name(staff, one.actor),
            second=_name(staff, one.second),
            token=one.token,
            counter=one.counter or (staff[one.actor]["counter"] if one.actor in staff else 0),
            count=one.count,
            of=one.of,
            reason=one.reason,
        )
        for one in found[:MOST]
    ]


def _name(staff: Mapping[str, RowMapping], operator_id: str) -> str:
    return str(staff[operator_id]["name"]) if operator_id in staff else ""


def _entry(row: RowMapping) -> Entry:
    return Entry(
        seq=row["seq"],
        at=row["at"],
        action=row["action"],
        actor=row["actor"],
        second=row["second_actor"],
        visit=row["visit"] or "",
        token=row["token"],
        counter=row["counter"],
        reason=row["reason"],
    )
