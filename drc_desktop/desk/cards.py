"""Rows of the site database as the cards of the contract."""

from __future__ import annotations

import msgspec
from sqlalchemy import RowMapping

from drc_desktop.desk.contract import (
    Called,
    Change,
    CounterCard,
    CounterState,
    Day,
    DayCheck,
    JobState,
    OperatorCard,
    PrintJob,
    PriorityGroup,
    Role,
    Service,
    SlipKind,
    StationStatus,
    VisitCard,
    VisitState,
    WaitingRow,
)


def group(row: RowMapping) -> PriorityGroup | None:
    """The priority group of a visit row."""
    return PriorityGroup(row["priority"]) if row["priority"] else None


def visit_card(row: RowMapping) -> VisitCard:
    """A visit as the counter that holds it sees it."""
    return VisitCard(
        visit_id=row["id"],
        token=row["token"],
        service=Service(row["service"]),
        state=VisitState(row["state"]),
        priority=group(row),
        update_type=row["update_type"],
        binding=row["binding"],
        issued_at=row["issued_at"],
        called_at=row["called_at"],
        started_at=row["started_at"],
        counter=row["counter"],
        event=row["event"],
        calls=row["calls"],
        parked_until=row["parked_until"],
    )


def waiting_row(row: RowMapping, limits: dict[str, int]) -> WaitingRow:
    """A visit as a line of the waiting table."""
    return WaitingRow(
        visit_id=row["id"],
        token=row["token"],
        service=Service(row["service"]),
        priority=group(row),
        state=VisitState(row["state"]),
        since=row["issued_at"],
        limit=limits[row["service"]],
        counter=row["counter"],
        parked_until=row["parked_until"],
        state_at=row["state_at"],
        calls=row["calls"],
        language=row["language"],
        woman=row["woman"],
        due_from=row["due_from"],
        due_until=row["due_until"],
    )


def called(row: RowMapping) -> Called:
    """One announcement."""
    return Called(
        call_id=row["id"],
        visit_id=row["visit"],
        token=row["token"],
        service=Service(row["service"]),
        counter=row["counter"],
        at=row["at"],
        nth=row["nth"],
        reason=row["reason"],
    )


def serves(row: RowMapping) -> list[Service]:
    """The work profile of a counter row."""
    return msgspec.json.decode(row["serves"], type=list[Service])


def operator_card(row: RowMapping, locked: bool = False) -> OperatorCard:
    """One line of the sign-in list."""
    return OperatorCard(
        operator_id=row["id"],
        name=row["name"],
        role=Role(row["role"]),
        counter=row["counter"],
        woman=row["woman"],
        languages=msgspec.json.decode(row["languages"], type=list[str]),
        drive=row["drive"],
        locked=locked,
    )


def counter_card(row: RowMapping, held: RowMapping | None, people: dict[str, OperatorCard]) -> CounterCard:
    """A counter; called and serving follow from the visit it holds."""
    sits = people.get(row["operator_id"])
    state = CounterState(row["state"])
    since = row["since"]
    if held is not None:
        state = CounterState.SERVING if held["state"] == VisitState.SERVING.value else CounterState.CALLED
        since = held["state_at"]
    return CounterCard(
        counter=row["number"],
        state=state,
        serves=serves(row),
        operator=sits.name if sits else "",
        operator_id=row["operator_id"],
        languages=sits.languages if sits else [],
        woman=sits.woman if sits else False,
        visit_id=held["id"] if held is not None else "",
        token=held["token"] if held is not None else "",
        service=Service(held["service"]) if held is not None else None,
        since=since,
        calls=held["calls"] if held is not None else 0,
        back_at=row["back_at"],
    )


def print_job(row: RowMapping) -> PrintJob:
    """One slip to print."""
    return PrintJob(
        job_id=row["id"],
        kind=SlipKind(row["kind"]),
        token=row["token"],
        copy=row["copy"],
        state=JobState(row["state"]),
        content=msgspec.json.decode(row["content"]),
        created_at=row["created_at"],
        printed_at=row["printed_at"],
        error=row["error"],
        station=row["station"],
        held_by=row["held_by"],
    )


def day_card(row: RowMapping | None, role: Role, checks: list[DayCheck]) -> Day:
    """The working day; a display gets no key. Without a row: no day yet."""
    if row is None:
        return Day(date="", open=False, opened_at=None, closed_at=None, token_limit=0, day_key=b"", checks=checks)
    return Day(
        date=row["date"],
        open=row["open"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        token_limit=row["token_limit"],
        day_key=b"" if role is Role.DISPLAY else row["day_key"],
        checks=checks,
    )


def change(row: RowMapping) -> Change:
    """One event without anything personal."""
    return Change(
        seq=row["seq"],
        action=row["action"],
        visit_id=row["visit"] or "",
        token=row["token"],
        counter=row["counter"],
        at=row["at"],
    )


def station(row: RowMapping) -> StationStatus:
    """A station's figures."""
    return StationStatus(**{name: row[name] for name in StationStatus.__struct_fields__})
