"""What can happen to a visit: states, actions, and the one table that says which move is legal.

The table is data on purpose: the desk checks it, the site database holds it as a constraint, the windows dim keys
by it, and a reader sees the whole life of a visit on one page (states and actions of docs/architecture.md).
"""

from __future__ import annotations

from enum import StrEnum


class VisitState(StrEnum):
    """Where one family's stay stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    NO_SHOW = "no_show"
    FINISHED = "finished"
    CANCELLED = "cancelled"


LIVE_STATES = frozenset(
    {VisitState.WAITING, VisitState.CALLED, VisitState.SERVING, VisitState.PARKED, VisitState.NO_SHOW}
)
"""A visit in one of these still holds its token: a household can have one such visit a day."""


class Action(StrEnum):
    """What an operator does to a visit; each is one row of the event table."""

    ISSUE = "issue"
    CALL_NEXT = "call_next"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    PARK = "park"
    RESUME = "resume"
    TRANSFER = "transfer"
    NO_SHOW = "no_show"
    RECYCLE = "recycle"
    FINISH = "finish"
    CANCEL = "cancel"
    UNDO = "undo"


class Service(StrEnum):
    """What a family came for; each service of a site has one queue."""

    NEW_SURVEY = "new_survey"
    ROSTER_UPDATE = "roster_update"
    PRIORITY = "priority"


class PriorityGroup(StrEnum):
    """Who goes first (facts: BISP registration notice). The ground is never printed and never displayed."""

    DISABLED = "disabled"
    PREGNANT = "pregnant"
    ELDERLY = "elderly"


LANGUAGES = ("ur", "en", "sd", "ps", "bal", "pa", "skr", "brh")
"""Languages that an operator may speak and a visitor may wish for (ISO 639 codes)."""

_W, _C, _S, _P, _N = (
    VisitState.WAITING,
    VisitState.CALLED,
    VisitState.SERVING,
    VisitState.PARKED,
    VisitState.NO_SHOW,
)

MOVES: dict[Action, dict[VisitState, VisitState]] = {
    Action.CALL_NEXT: {_W: _C},
    Action.CALL: {_W: _C, _P: _C, _N: _C},
    Action.RECALL: {_C: _C},
    Action.START: {_C: _S},
    Action.PARK: {_W: _P, _C: _P, _S: _P},
    Action.RESUME: {_P: _W},
    Action.TRANSFER: {_W: _W, _C: _W, _S: _W, _P: _P},
    Action.NO_SHOW: {_C: _N},
    Action.RECYCLE: {_N: _W},
    Action.FINISH: {_S: VisitState.FINISHED},
    Action.CANCEL: dict.fromkeys((_W, _C, _S, _P, _N), VisitState.CANCELLED),
}
"""action -> {state before: state after}. ISSUE has no state before; UNDO returns to the state before its event."""


def after(action: Action, state: VisitState) -> VisitState | None:
    """The state that `action` leads to from `state`, or None where that move is not legal."""
    return MOVES.get(action, {}).get(state)
