"""What people at a centre do, as one generator a person: a step is a call of the desk, a `yield` the minutes to wait.

The same lives run in virtual time (`virtual`) and in real processes (`processes`).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from drc_desktop.desk.contract import Actor, Desk, DeskError, Fault, IssueRequest, WaitingRow
from drc_desktop.domain.crowd import Visitor
from drc_desktop.domain.visit import VisitState

WALK_MIN = 0.7
"""From the call to the chair (assumed)."""
RING_MIN = 1.0
"""How long an operator waits before calling again, and before giving up (assumed)."""
LOOK_MIN = 0.5
ROUND_MIN = 3.0

Life = Iterator[float]
_OVERTAKEN = (Fault.ILLEGAL_MOVE, Fault.DAY_CLOSED)
"""What somebody meets who was not quick enough: another moved the visit, or the day was closed."""


@dataclass
class Hall:
    """What the lives share on one `day`. `minute` is the hall's clock; `crowd` is found by the token's binding."""

    desk: Desk
    minute: Callable[[], float]
    crowd: Mapping[str, Visitor]
    closes: float
    day: str = ""
    names: Iterator[int] = field(default_factory=itertools.count)

    def key(self, who: str) -> str:
        """A fresh idempotency key."""
        return f"{who}-{next(self.names)}-{random.randrange(2**40):x}"  # noqa: S311 - unique, not secret


def crowd_of(visitors: list[Visitor]) -> dict[str, Visitor]:
    """Binding (a keyed hash of nobody) -> visitor, in order of arrival."""
    return {f"{number:064x}": one for number, one in enumerate(visitors, 1)}


def arriving(hall: Hall, actor: Actor) -> Life:
    """The issuing desk: a token for each visitor as they come; who is still at the door at closing goes home."""
    for binding, one in hall.crowd.items():
        yield max(0.0, one.arrives - hall.minute())
        request = IssueRequest(one.service, binding, priority=one.priority, language=one.language, woman=one.woman)
        try:
            hall.desk.issue(actor, f"arrives{hall.day}-{binding[-12:]}", request)
        except DeskError as fault:
            if fault.code is not Fault.DAY_CLOSED:
                raise
            return


def serving(hall: Hall, actor: Actor, number: int, pauses: list[tuple[float, float]]) -> Life:
    """A counter from opening to close: call, wait for the visitor, serve or give up, with its breaks."""
    left = sorted(pauses)
    hall.desk.sit(actor, hall.key("sit"), number)
    hall.desk.end_break(actor, hall.key("back"), number)
    yield from _guarded(_called(hall, actor, number))  # a visit that was here when the PC went down
    while hall.minute() < hall.closes:
        if left and hall.minute() >= left[0][0]:
            _, length = left.pop(0)
            hall.desk.take_break(actor, hall.key("break"), number, None)
            yield length
            hall.desk.end_break(actor, hall.key("back"), number)
            continue
        yield from _guarded(_next(hall, actor, number))
        yield LOOK_MIN


def _next(hall: Hall, actor: Actor, number: int) -> Life:
    if hall.desk.call_next(actor, hall.key("next"), number) is not None:
        yield from _called(hall, actor, number)


def _guarded(life: Life) -> Life:
    try:
        yield from life
    except DeskError as fault:
        if fault.code not in _OVERTAKEN:
            raise


def _called(hall: Hall, actor: Actor, number: int) -> Life:
    card = hall.desk.visit_at(actor, number)
    if card is None:
        return
    one = hall.crowd[card.binding]
    if card.state is VisitState.SERVING:
        yield one.minutes
        hall.desk.finish(actor, hall.key("finish"), card.visit_id)
        return
    if not one.comes and card.calls == 1:
        yield RING_MIN
        hall.desk.recall(actor, hall.key("recall"), card.visit_id)
        yield RING_MIN
        hall.desk.no_show(actor, hall.key("gone"), card.visit_id)
        return
    yield WALK_MIN
    hall.desk.start(actor, hall.key("start"), card.visit_id)
    if one.parks and card.calls == 1:
        yield one.minutes / 3
        hall.desk.park(actor, hall.key("park"), card.visit_id, None, "papers")
        return
    yield one.minutes
    hall.desk.finish(actor, hall.key("finish"), card.visit_id)


def supervising(hall: Hall, actor: Actor) -> Life:
    """The supervisor's rounds: who came back from no-show or with the papers waits again."""
    dice = random.Random("rounds")  # noqa: S311 - repeatable on purpose
    while hall.minute() < hall.closes:
        yield ROUND_MIN
        board = hall.desk.board(actor)
        for row in board.waiting:
            try:
                _bring_back(hall, actor, row, dice)
            except DeskError as fault:
                if fault.code not in _OVERTAKEN:
                    raise


def _bring_back(hall: Hall, actor: Actor, row: WaitingRow, dice: random.Random) -> None:
    if row.state is VisitState.NO_SHOW and row.calls < 4 and dice.random() < 0.15:
        hall.desk.recycle(actor, hall.key("recycle"), row.visit_id)
    elif row.state is VisitState.PARKED and dice.random() < 0.12:
        hall.desk.resume(actor, hall.key("resume"), row.visit_id)


def closing(hall: Hall, actor: Actor) -> Life:
    """At the hour of closing the day ends; visits at a counter go on."""
    yield max(0.0, hall.closes - hall.minute())
    hall.desk.close_day(actor, hall.key("close"))
