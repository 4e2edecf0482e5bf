"""What stands behind the supervisor's window in pictures and tests: the picture's desk, two households. No Qt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from drc_desktop.demo.pictures.centre import DATE, Centre
from drc_desktop.desk.contract import Actor
from drc_desktop.domain.household import HouseholdRecord, MemberRecord
from drc_desktop.domain.identity import binding
from drc_desktop.domain.triage import Visitor, triage
from drc_desktop.kit.ports import CurrentWords, ImmediateTasks
from drc_desktop.supervisor.ports import Carried, Ports, PrinterStatus, Screening

TODAY = date.fromisoformat(DATE)
DUE = "3840312344172"
RECENT = "3840398765431"


def screen(cnic: str) -> Screening:
    """Two synthetic households: one due for its cyclic survey, one surveyed last year."""
    last = date(2023, 3, 14) if cnic == DUE else date(2025, 11, 14)
    member = MemberRecord(cnic=cnic, relation="1", gender="F", dob=date(1984, 5, 2), marital="2")
    record = HouseholdRecord("H1", "PK60903", last_survey=last, members=(member,))
    return Screening(triage(record, TODAY, Visitor(cnic=cnic)), ("own-cnic",))


def ports(made: Centre, language: str) -> Ports:
    """The supervisor's ports."""
    return ports_of(made, language, made.supervisor)


def ports_of(made: Centre, language: str, actor: Actor) -> Ports:
    """Ports over the picture's desk, everything at once."""
    desk = made.desk
    return Ports(
        desk=desk,
        actor=actor,
        operator="Rashida",
        site=desk.site(),
        tasks=ImmediateTasks(),
        words=CurrentWords(language),
        screen=screen,
        bind=lambda cnic: (binding(desk.day(made.supervisor).day_key, cnic), ""),
        printer=PrinterStatus,
        now=made.clock,
        today=lambda: TODAY,
        new_key=made.key,
        report=lambda first, last, kind: Path(f"{first}-{last}.{kind}"),
        households=lambda: 61_240,
        bind_earlier=lambda cnic, keys: [binding(key.day_key, cnic) for key in keys],
        carry=lambda _folder, _far, _ended: Carried(2, 1, 3),
    )
