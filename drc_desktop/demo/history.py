"""Past days of a synthetic centre, written in bulk: visits, their chained events and survey figures, as the desk would.

For pictures and measurements. Every row passes the guards of the database: a visit goes through its states one by one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, update

from drc_desktop.domain import token as tokens
from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.domain.visit import Action, Service, VisitState
from drc_desktop.store import ledger
from drc_desktop.store.schema import day, event, sequence, site, survey_fact, visit

_SERVICES = (Service.NEW_SURVEY, Service.NEW_SURVEY, Service.ROSTER_UPDATE, Service.PRIORITY)
_LETTERS = {Service.NEW_SURVEY: "A", Service.ROSTER_UPDATE: "C", Service.PRIORITY: "P"}
_EXTRA = "EHKLT"
_GROUPS = ("", "", "", "", "elderly", "disabled", "pregnant")
_SECTIONS = ("address", "member", "house", "goods", "means")
_MOVES = (
    (Action.CALL_NEXT, VisitState.CALLED),
    (Action.START, VisitState.SERVING),
    (Action.FINISH, VisitState.FINISHED),
)


@dataclass(frozen=True)
class Plan:
    """`visits` and `surveys` a day; `operators` are (operator id, counter)."""

    visits: int
    surveys: int
    operators: Sequence[tuple[str, int]]
    supervisor: str = "rashida"
    seed: int = 9


def working_days(last: date, count: int) -> list[date]:
    """`count` days up to `last`, Sundays left out, oldest first."""
    found: list[date] = []
    while len(found) < count:
        if last.isoweekday() != 7:
            found.append(last)
        last -= timedelta(days=1)
    return found[::-1]


def write(connection: Connection, plan: Plan, days: Sequence[date]) -> int:
    """Write closed days into a founded site, which has none of them yet; how many visits."""
    rng, chain = random.Random(plan.seed), Chain(connection)  # noqa: S311
    written = 0
    for one in days:
        made = list(_visits(plan, one, rng))
        _write_day(connection, one, made, chain)
        written += len(made)
    connection.execute(update(sequence).where(sequence.c.name == "event").values(last=chain.seq))
    latest = connection.execute(select(func.max(event.c.at))).scalar_one_or_none() or 0.0
    connection.execute(update(site).where(site.c.last_at < latest).values(last_at=latest))
    return written


@dataclass
class _Visit:
    """One visit as it will be written: times of issue, call, start and finish."""

    id: str
    token: str
    service: Service
    group: str
    times: list[float]
    operator: str
    counter: int
    ends: str
    fact: dict[str, Any] | None = None


class Chain:
    """Numbers and hashes events of each device onto one another."""

    def __init__(self, connection: Connection) -> None:
        self.seq = int(connection.execute(select(sequence.c.last).where(sequence.c.name == "event")).scalar_one())
        self._total = ledger.total_at(connection, self.seq)
        self._ends: dict[str, tuple[int, str]] = {}
        rows = connection.execute(select(event.c.device, event.c.device_seq, event.c.hash).order_by(event.c.seq))
        for device, number, digest in rows:
            self._ends[device] = number, digest

    def link(self, device: str, **columns: Any) -> dict[str, Any]:
        """The next event of a device."""
        self.seq += 1
        number, before = self._ends.get(device, (0, ledger.GENESIS))
        row = {
            "seq": self.seq, "device": device, "visit": None, "token": "", "counter": 0, "from_state": None,
            "to_state": None, "reason": "", "before": "", "second_actor": "", "session": "history",
            "device_seq": number + 1, "prev_hash": before, "suspect": False, **columns,
        }  # fmt: skip
        row["hash"] = ledger.chain_hash(row)
        row["total"] = self._total = ledger.next_total(self._total, row["hash"])
        self._ends[device] = number + 1, row["hash"]
        return row


def _visits(plan: Plan, one: date, rng: random.Random) -> Iterator[_Visit]:
    opens = datetime(one.year, one.month, one.day, 8, tzinfo=PAKISTAN).timestamp()
    free = dict.fromkeys(plan.operators, opens + 300.0)
    numbers = dict.fromkeys(Service, 0)
    busy = 6.2 * 3600
    each = busy * len(plan.operators) / max(1, plan.visits)
    arrivals = sorted(opens + busy * rng.betavariate(1.1, 2.6) for _ in range(plan.visits))
    surveyed = set(rng.sample(range(plan.visits), min(plan.surveys, plan.visits)))
    for number, came in enumerate(arrivals):
        service = rng.choice(_SERVICES)
        numbers[service] += 1
        operator = min(free, key=lambda who: free[who])
        called = max(came + 30, free[operator])
        took = each * rng.uniform(0.5, 1.5)
        absent = rng.random() < 0.03
        started, finished = called + 45, called + 45 + took
        free[operator] = called + 60 if absent else finished + 20
        made = _Visit(
            id=f"{one.isoformat()}-{number:05d}",
            token=_token(service, numbers[service]),
            service=service,
            group=rng.choice(_GROUPS),
            times=[came, called, started, finished],
            operator=operator[0],
            counter=operator[1],
            ends="absent" if absent else "finished",
        )
        if number in surveyed and not absent:
            made.fact = _fact(made, rng)
        yield made


def _token(service: Service, number: int) -> str:
    letter = _LETTERS[service]
    if number > tokens.LAST_NUMBER:
        letter, number = _EXTRA[list(Service).index(service)], number - tokens.LAST_NUMBER
    return tokens.write(letter, number)


def _fact(made: _Visit, rng: random.Random) -> dict[str, Any]:
    minutes = max(4.0, rng.gauss(21, 6))
    share = [rng.uniform(0.5, 1.5) for _ in _SECTIONS]
    seconds = {name: minutes * 60 * part / sum(share) for name, part in zip(_SECTIONS, share, strict=True)}
    return {
        "visit_id": made.id,
        "operator_id": made.operator,
        "form_id": "nser_survey",
        "form_version": "1",
        "instance_id": f"uuid:{made.id}",
        "started_at": made.times[3] - minutes * 60,
        "finished_at": made.times[3],
        "section_seconds": msgspec.json.encode(seconds).decode(),
        "questions_answered": rng.randint(120, 420),
        "members": max(1, round(rng.gauss(5.1, 2))),
        "members_without_document": int(rng.random() < 0.08),
        "flags": msgspec.json.encode(["address-short"] if rng.random() < 0.04 else []).decode(),
        "mobile_hash": f"{rng.randrange(4000):064x}",
        "address_hash": "",
    }


def _write_day(connection: Connection, one: date, made: list[_Visit], chain: Chain) -> None:
    opens = datetime(one.year, one.month, one.day, 8, tzinfo=PAKISTAN).timestamp()
    closes, name = opens + 9 * 3600, one.isoformat()
    columns = {"date": name, "open": False, "opened_at": opens, "closed_at": closes, "token_limit": 1000}
    connection.execute(insert(day).values(**columns, day_key=b"", suspect=False))
    rows, events = _rows(name, made, chain, opens, closes)
    connection.execute(insert(visit), rows)
    connection.execute(insert(event), events)
    _move(connection, made)
    facts = [one.fact for one in made if one.fact is not None]
    if facts:
        connection.execute(insert(survey_fact), facts)


def _rows(
    name: str, made: list[_Visit], chain: Chain, opens: float, closes: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows, events = [], []
    seats = sorted({(one.operator, one.counter) for one in made})
    shared = {"day": name, "role": "deo"}
    events += [
        chain.link(f"pc-{seat}", **shared, actor=who, at=opens, action="sat", counter=seat) for who, seat in seats
    ]
    for one in made:
        about = {"visit": one.id, "token": one.token}
        events.append(
            chain.link(
                "pc-rashida",
                **shared,
                **about,
                actor="rashida",
                at=one.times[0],
                action="issue",
                from_state="",
                to_state="waiting",
                before="{}",
            )
        )
        place, before = chain.seq, VisitState.WAITING
        steps = [*zip(_MOVES, one.times[1:], strict=True)]
        if one.ends == "absent":
            steps = [steps[0], ((Action.NO_SHOW, VisitState.NO_SHOW), one.times[1] + 60)]
            steps.append(((Action.CANCEL, VisitState.CANCELLED), closes))
        kept = f'{{"service":"{one.service.value}"}}'
        for (action, state), at in steps:
            events.append(
                chain.link(
                    f"pc-{one.counter}",
                    **shared,
                    **about,
                    actor=one.operator,
                    at=at,
                    action=action.value,
                    from_state=before.value,
                    to_state=state.value,
                    counter=one.counter,
                    before=kept,
                )
            )
            before = state
        rows.append(_row(name, one, place))
    events += [
        chain.link(f"pc-{seat}", **shared, actor=who, at=closes, action="left", counter=seat) for who, seat in seats
    ]
    return rows, events


def _row(name: str, one: _Visit, place: int) -> dict[str, Any]:
    return {
        "id": one.id, "day": name, "token": one.token, "service": one.service.value, "state": "waiting",
        "action": "issue", "place": place, "event": place, "priority": one.group, "update_type": "",
        "binding": one.id, "household": "", "counter": 0, "calls": 0, "issued_at": one.times[0],
        "state_at": one.times[0],
    }  # fmt: skip


def _move(connection: Connection, made: list[_Visit]) -> None:
    """Through every state, so that the guards of the database see legal moves."""
    served = [one for one in made if one.ends == "finished"]
    absent = [one for one in made if one.ends == "absent"]
    statement = update(visit).where(visit.c.id == bindparam("of"))
    for ids, moves in (
        (served, _MOVES),
        (absent, (_MOVES[0], (Action.NO_SHOW, VisitState.NO_SHOW), (Action.CANCEL, VisitState.CANCELLED))),
    ):
        for action, state in moves if ids else ():
            values = {"state": state.value, "action": action.value}
            connection.execute(statement.values(**values), [{"of": one.id} for one in ids])
    if served:
        ends = statement.values(
            finished_at=bindparam("f"), called_at=bindparam("c"), started_at=bindparam("s"), counter=bindparam("n"),
            binding="",
        )  # fmt: skip
        done = [
            {"of": one.id, "c": one.times[1], "s": one.times[2], "f": one.times[3], "n": one.counter} for one in served
        ]
        connection.execute(ends, done)
