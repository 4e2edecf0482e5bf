"""From the model's tones and states to the kit's marks."""

from __future__ import annotations

from drc_desktop.desk.contract import CounterState
from drc_desktop.domain.visit import VisitState
from drc_desktop.kit.marks import Mark
from drc_desktop.supervisor.model import Tone

TONE_MARKS = {Tone.GOOD: Mark.GOOD, Tone.LOOK: Mark.LOOK, Tone.BAD: Mark.BAD, Tone.BUSY: Mark.BUSY}
STATE_MARKS = {
    VisitState.WAITING: Mark.WAITING,
    VisitState.PARKED: Mark.PARKED,
    VisitState.NO_SHOW: Mark.NO_SHOW,
    VisitState.CALLED: Mark.CALLED,
    VisitState.SERVING: Mark.SERVING,
}
COUNTER_MARKS = {
    CounterState.FREE: Mark.FREE,
    CounterState.CALLED: Mark.CALLED,
    CounterState.SERVING: Mark.SERVING,
    CounterState.BREAK: Mark.BREAK,
    CounterState.CLOSED: Mark.CLOSED,
}
