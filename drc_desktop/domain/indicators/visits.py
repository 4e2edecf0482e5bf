"""One visit from its events: how long it waited and was served, whatever happened in between.

Times are the sum of its state intervals, so a transfer, a no-show that came back, a parked hour and an undone key are
all counted once and in the right place:
  wait     seconds in 'waiting', each interval for the queue it was spent in; parked, absent and called do not count
  service  seconds in 'serving', over all counters
An interval never counts as negative where the clock was set back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from drc_desktop.domain.visit import Action, PriorityGroup, Service, VisitState


class Step(NamedTuple):  # thousands are made for each look at a day: tuples cost a third
    """One event of a visit, `at` seconds since the epoch; `service` is the queue before it (None at the issue)."""

    at: float
    action: Action
    to_state: VisitState
    service: Service | None = None
    actor: str = ""
    counter: int = 0


class Span(NamedTuple):
    """An interval in one state: [since, until), seconds since the epoch."""

    state: VisitState
    service: Service
    since: float
    until: float

    @property
    def seconds(self) -> float:
        """Length, 0 where the clock ran backwards."""
        return max(0.0, self.until - self.since)


@dataclass(slots=True)
class VisitTimes:
    """What figures need of one visit. `waits` seconds by queue; `served` seconds; `operator` who finished it."""

    service: Service
    group: PriorityGroup | None
    state: VisitState
    issued_at: float
    finished_at: float | None
    waits: dict[Service, float]
    served: float
    operator: str = ""
    counter: int = 0
    missed: int = 0
    absent: bool = False
    recycled: bool = False
    transferred: bool = False
    spans: tuple[Span, ...] = field(default=(), repr=False)

    @property
    def wait(self) -> float:
        """Seconds in line, all queues together."""
        return sum(self.waits.values())


def spans(steps: Sequence[Step], service: Service, now: float) -> Iterator[Span]:
    """The intervals between the events of a visit that now is in queue `service`; an open last one ends at `now`."""
    for step, after in pairwise(steps):
        yield Span(step.to_state, after.service or service, step.at, after.at)
    yield Span(steps[-1].to_state, service, steps[-1].at, now)


def times(steps: Sequence[Step], service: Service, group: PriorityGroup | None, now: float) -> VisitTimes:
    """The figures of one visit; `steps` in the order of their numbers, the issue first."""
    found = tuple(spans(steps, service, now))
    waits: dict[Service, float] = {}
    served = 0.0
    for span in found:
        if span.state is VisitState.WAITING:
            waits[span.service] = waits.get(span.service, 0.0) + span.seconds
        elif span.state is VisitState.SERVING:
            served += span.seconds
    standing = _standing(steps)
    last = steps[-1]
    finished = last.to_state is VisitState.FINISHED
    missed = sum(step.action is Action.NO_SHOW for step in standing)
    ended_absent = last.to_state is VisitState.CANCELLED and len(steps) > 1 and steps[-2].to_state is VisitState.NO_SHOW
    return VisitTimes(
        service=service,
        group=group,
        state=last.to_state,
        issued_at=steps[0].at,
        finished_at=last.at if finished else None,
        waits=waits,
        served=served,
        operator=last.actor if finished else "",
        counter=last.counter if finished else 0,
        missed=missed,
        absent=last.to_state is VisitState.NO_SHOW or ended_absent,
        recycled=any(step.action is Action.RECYCLE for step in standing),
        transferred=any(step.action is Action.TRANSFER for step in standing),
        spans=found,
    )


def _standing(steps: Sequence[Step]) -> list[Step]:
    """The events that were not taken back: an undo takes back the one before it."""
    kept: list[Step] = []
    for step in steps:
        if step.action is Action.UNDO and kept:
            kept.pop()
        elif step.action is not Action.UNDO:
            kept.append(step)
    return kept
