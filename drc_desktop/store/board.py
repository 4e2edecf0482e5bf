"""Reads and writes of the queue: days, numbers, visits, calls and counters. Rules stand in the desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    RowMapping,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from drc_desktop.domain import token as tokens
from drc_desktop.domain.policy import Reason
from drc_desktop.domain.visit import LIVE_STATES, VisitState
from drc_desktop.store.schema import (
    call,
    counter,
    day,
    service,
    survey_fact,
    token_number,
    visit,
)

_LIVE = [state.value for state in LIVE_STATES]
JUMP = 200
"""Numbers left out where a copy takes over and no letter is left: more than a centre issues between two copies."""
AT_COUNTER = [VisitState.CALLED.value, VisitState.SERVING.value]

_OPEN_DAY = select(day).where(day.c.open)
_LAST_DAY = select(day).order_by(day.c.open.desc(), day.c.date.desc()).limit(1)
_DAY_FIGURES = select(visit.c.state, func.count()).where(visit.c.day == bindparam("date")).group_by(visit.c.state)
_HELD = select(visit).where(visit.c.day == bindparam("date"), visit.c.state.in_(_LIVE)).order_by(visit.c.place).limit(1)
_HELD_BY_PERSON = _HELD.where(visit.c.binding == bindparam("person"))
_HELD_BY_HOUSEHOLD = _HELD.where(visit.c.household == bindparam("household"))
_HELD_BY_EITHER = _HELD.where(or_(visit.c.binding == bindparam("person"), visit.c.household == bindparam("household")))
_OF_QUEUE = (token_number.c.day == bindparam("date"), token_number.c.service == bindparam("wanted"))
_NEXT_TOKEN = (
    update(token_number)
    .where(
        *_OF_QUEUE,
        token_number.c.ordinal == select(func.max(token_number.c.ordinal)).where(*_OF_QUEUE).scalar_subquery(),
        token_number.c.last < tokens.LAST_NUMBER,
    )
    .values(last=token_number.c.last + 1)
    .returning(token_number.c.letter, token_number.c.last)
)
_ONE_VISIT = select(visit).where(visit.c.id == bindparam("wanted")).with_for_update()
_AT_A_COUNTER = text("counter > 0 AND state IN ('called', 'serving')")
"""In the very words of the index on it: with values left open it is not used, and a year of visits is read instead."""
_VISIT_AT = (
    select(visit).where(visit.c.counter == bindparam("wanted"), _AT_A_COUNTER).order_by(visit.c.event.desc()).limit(1)
)
_CALLS_AFTER = (
    select(call)
    .where(call.c.day == bindparam("date"), call.c.id > bindparam("after"), ~call.c.undone)
    .order_by(call.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_LAST_CALL = select(call.c.id).where(call.c.event <= bindparam("seq")).order_by(call.c.event.desc()).limit(1)
_ADD_VISIT = insert(visit).returning(visit)
_SET_VISIT = update(visit).where(visit.c.id == bindparam("wanted")).returning(visit)
_CLAIM = _SET_VISIT.where(visit.c.state == VisitState.WAITING.value)
_ADD_CALL = insert(call).returning(call)
_ONE_COUNTER = select(counter).where(counter.c.number == bindparam("wanted")).with_for_update()
"""Statements of every call, made once: building one takes longer than SQLite needs to run it."""


# days


def open_day(connection: Connection) -> RowMapping | None:
    """The day that is open now."""
    return connection.execute(_OPEN_DAY).mappings().one_or_none()


def last_day(connection: Connection) -> RowMapping | None:
    """The open day, else the newest by date."""
    return connection.execute(_LAST_DAY).mappings().first()


def day_of(connection: Connection, date: str) -> RowMapping | None:
    """The day of a date."""
    return connection.execute(select(day).where(day.c.date == date)).mappings().one_or_none()


def add_day(connection: Connection, values: dict[str, Any]) -> None:
    """Insert a day and the first number row of each service."""
    connection.execute(insert(day).values(**values))
    for row in services(connection):
        connection.execute(
            insert(token_number).values(
                day=values["date"], letter=row["letter"], service=row["service"], ordinal=1, last=0
            )
        )


def set_day(connection: Connection, date: str, values: dict[str, Any]) -> None:
    """Change columns of one day."""
    connection.execute(update(day).where(day.c.date == date).values(**values))


def erase_hashes(connection: Connection, closed_before: float) -> None:
    """Forget who came on days closed before a time: keys and keyed hashes go, tokens, times and states stay."""
    old = select(day.c.date).where(day.c.closed_at < closed_before, day.c.day_key != b"")
    visits = select(visit.c.id).where(visit.c.day.in_(old))
    facts = update(survey_fact).where(survey_fact.c.visit_id.in_(visits))
    connection.execute(facts.values(mobile_hash="", address_hash=""))
    ended = visit.c.state.not_in(_LIVE)  # a visit still being served keeps its hash until it ends
    connection.execute(update(visit).where(visit.c.day.in_(old), ended).values(binding="", household=""))
    connection.execute(update(day).where(day.c.closed_at < closed_before).values(day_key=b""))


# numbers


def next_token(connection: Connection, date: str, wanted: str) -> str | None:
    """The next number of a queue, None when no letter is left; the number row stays locked until commit."""
    table = token_number
    row = connection.execute(_NEXT_TOKEN, {"date": date, "wanted": wanted}).one_or_none()
    if row is not None:
        return tokens.write(row.letter, row.last)
    rows = connection.execute(select(table).where(table.c.day == date)).mappings().all()
    letter = tokens.next_letter({str(found["letter"]) for found in rows})
    if letter is None:
        return None
    ordinal = 1 + max(found["ordinal"] for found in rows if found["service"] == wanted)
    connection.execute(insert(table).values(day=date, letter=letter, service=wanted, ordinal=ordinal, last=1))
    return tokens.write(letter, 1)


def fresh_letters(connection: Connection, date: str) -> tuple[dict[str, str], list[str]]:
    """Begin a new series for every queue; where no letter is left, its numbers jump by `JUMP` instead.

    Returns service -> its letter now, and the services that jumped.
    """
    table, now, jumped = token_number, letters(connection, date), []
    for name, letter in now.items():
        rows = connection.execute(select(table.c.letter, table.c.ordinal).where(table.c.day == date)).all()
        fresh = tokens.next_letter({row.letter for row in rows})
        if fresh is None:
            jumped.append(name)
            after = case((table.c.last + JUMP > tokens.LAST_NUMBER, tokens.LAST_NUMBER), else_=table.c.last + JUMP)
            connection.execute(update(table).where(table.c.day == date, table.c.letter == letter).values(last=after))
            continue
        ordinal = 1 + max(row.ordinal for row in rows)
        connection.execute(insert(table).values(day=date, letter=fresh, service=name, ordinal=ordinal, last=0))
        now[name] = fresh
    return now, jumped


def letters(connection: Connection, date: str) -> dict[str, str]:
    """Service -> the letter of its tokens now."""
    rows = connection.execute(
        select(token_number.c.service, token_number.c.letter)
        .where(token_number.c.day == date)
        .order_by(token_number.c.ordinal)
    )
    return {row.service: row.letter for row in rows}


# visits


def one_visit(connection: Connection, visit_id: str) -> RowMapping | None:
    """One visit, locked against other writers where the database has row locks."""
    return connection.execute(_ONE_VISIT, {"wanted": visit_id}).mappings().one_or_none()


def live_visit(connection: Connection, date: str, binding: str, household: str) -> RowMapping | None:
    """The visit of the day by which a person or household still holds a token."""
    if not binding and not household:
        return None
    statement = _HELD_BY_EITHER if binding and household else _HELD_BY_PERSON if binding else _HELD_BY_HOUSEHOLD
    asked = {"date": date, "person": binding, "household": household}
    return connection.execute(statement, asked).mappings().first()


def add_visit(connection: Connection, values: dict[str, Any]) -> RowMapping:
    """Insert a visit that waits and give the row back."""
    return connection.execute(_ADD_VISIT, values).mappings().one()


def set_visit(connection: Connection, visit_id: str, values: dict[str, Any]) -> RowMapping:
    """Change columns of one visit and give the row back."""
    return connection.execute(_SET_VISIT, {**values, "wanted": visit_id}).mappings().one()


def claim(connection: Connection, visit_id: str, values: dict[str, Any]) -> RowMapping | None:
    """Take a waiting visit; None when another took it first. One statement, so nobody is called twice."""
    return connection.execute(_CLAIM, {**values, "wanted": visit_id}).mappings().one_or_none()


def visit_at(connection: Connection, number: int) -> RowMapping | None:
    """The visit that a counter has called or serves, of whatever day."""
    return connection.execute(_VISIT_AT, {"wanted": number}).mappings().first()


def visits_at_counters(connection: Connection) -> dict[int, RowMapping]:
    """Counter -> the visit it has called or serves, of whatever day."""
    statement = select(visit).where(_AT_A_COUNTER).order_by(visit.c.event)
    return {row["counter"]: row for row in connection.execute(statement).mappings()}


def live_visits(connection: Connection, date: str, lock: bool = False) -> Sequence[RowMapping]:
    """Every visit of the day that holds its token, in line order; `lock` keeps others from moving any until commit."""
    statement = select(visit).where(visit.c.day == date, visit.c.state.in_(_LIVE)).order_by(visit.c.place)
    if lock:
        statement = statement.with_for_update()
    return connection.execute(statement).mappings().all()


def day_figures(connection: Connection, date: str) -> dict[str, int]:
    """State -> number of visits of the day."""
    return {state: int(count) for state, count in connection.execute(_DAY_FIGURES, {"date": date})}


# a day as a whole


def last_visited_day(connection: Connection) -> str | None:
    """The newest date with visits."""
    newest: str | None = connection.execute(select(func.max(visit.c.day))).scalar_one()
    return newest


def visits_of(connection: Connection, date: str) -> Sequence[RowMapping]:
    """Every visit of a day, in line order."""
    return connection.execute(select(visit).where(visit.c.day == date).order_by(visit.c.place)).mappings().all()


def counter_spans(connection: Connection, date: str) -> list[tuple[int, str, float, float]]:
    """Counter, the JSON of what it could take, time of the call and end of the turn, for each call of a day."""
    end = func.coalesce(visit.c.finished_at, visit.c.state_at, call.c.at)
    statement = (
        select(call.c.counter, call.c.seat, call.c.at, end)
        .join(visit, visit.c.id == call.c.visit)
        .where(call.c.day == date, ~call.c.undone)
        .order_by(call.c.id)
    )
    return [tuple(row) for row in connection.execute(statement)]


# calls


def add_call(connection: Connection, values: dict[str, Any]) -> RowMapping:
    """Insert one announcement and give the row back."""
    return connection.execute(_ADD_CALL, {"undone": False, **values}).mappings().one()


def undo_call(connection: Connection, event_seq: int) -> None:
    """Mark the announcement of an event as taken back; its number stays."""
    connection.execute(update(call).where(call.c.event == event_seq).values(undone=True))


def calls_after(connection: Connection, date: str, call_id: int, limit: int) -> Sequence[RowMapping]:
    """The newest `limit` announcements of the day above `call_id`, oldest first."""
    wanted = {"date": date, "after": call_id, "most": limit}
    return list(reversed(connection.execute(_CALLS_AFTER, wanted).mappings().all()))


def last_call_before(connection: Connection, event_seq: int) -> int:
    """The number of the newest announcement up to an event, 0 before the first."""
    return int(connection.execute(_LAST_CALL, {"seq": event_seq}).scalar_one_or_none() or 0)


def reasons(connection: Connection, visits: Collection[str]) -> dict[str, str]:
    """Why each of these visits was called the last time it was not a mere recall."""
    statement = select(call.c.visit, call.c.reason).where(call.c.visit.in_(visits), ~call.c.undone)
    rows = connection.execute(statement.where(call.c.reason != Reason.RECALLED.value).order_by(call.c.id))
    return {row.visit: row.reason for row in rows}


# counters and services


def counters(connection: Connection) -> Sequence[RowMapping]:
    """Every counter by number."""
    return connection.execute(select(counter).order_by(counter.c.number)).mappings().all()


def one_counter(connection: Connection, number: int) -> RowMapping | None:
    """One counter, locked where the database has row locks: two calls for one counter cannot cross."""
    return connection.execute(_ONE_COUNTER, {"wanted": number}).mappings().one_or_none()


def set_counter(connection: Connection, number: int, values: dict[str, Any]) -> RowMapping:
    """Change columns of one counter and give the row back."""
    statement = update(counter).where(counter.c.number == number).values(**values).returning(counter)
    return connection.execute(statement).mappings().one()


def services(connection: Connection) -> Sequence[RowMapping]:
    """Every service with its first letter and waiting limit."""
    return connection.execute(select(service).order_by(service.c.letter)).mappings().all()
