"""What a supervisor looks at in the evening: a day's log held against a few rules. A pure function; no name, no CNIC.

None of it says that somebody did wrong, and none of the limits is official: each line is a question to ask.

Rules:
  no-shows     an operator's calls after which nobody came / calls, above the limit, from `ENOUGH` calls on
  run-early    a token given up sooner after its last call than people need to come to the counter
  jumped       a token called by hand before others who had waited longer (`count` of them)
  reprinted    a slip printed again
  cancelled    a token voided (by one person alone where the site has switched the second one off)
  second       something that a second person confirmed; a cancelled token or a reprint names both already
  after-hours  what somebody did outside the hours of the centre: one line a person, at the first of it
  setting      a setting of a PC that was changed
What was taken back (undo) is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from drc_desktop.domain.clock import here
from drc_desktop.domain.visit import Action

ENOUGH = 5
"""Fewer calls than this say nothing about a share."""
_CALLS = (Action.CALL.value, Action.CALL_NEXT.value)
_CLOSED_OUT = "day-closed"


class Kind(StrEnum):
    """Rules, as above."""

    NO_SHOWS = "no-shows"
    RUN_EARLY = "run-early"
    JUMPED = "jumped"
    REPRINTED = "reprinted"
    CANCELLED = "cancelled"
    SECOND = "second"
    AFTER_HOURS = "after-hours"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log; `at` seconds since the epoch, `visit` empty where no token is moved."""

    seq: int
    at: float
    action: str
    actor: str
    second: str = ""
    visit: str = ""
    token: str = ""
    counter: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """`hours` as HH:MM-HH:MM of Pakistan; share in per cent, 0 switches it off; seconds from call to no-show."""

    hours: str = "07:00-20:00"
    no_show_percent: float = 10.0
    no_show_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Unusual:
    """One line. `actor`, `second` are operator ids; `count` of `of` by the rule; `reason` as the log has it."""

    kind: Kind
    at: float
    actor: str
    second: str = ""
    token: str = ""
    counter: int = 0
    count: int = 0
    of: int = 0
    reason: str = ""


def unusual(entries: Iterable[Entry], limits: Limits) -> list[Unusual]:
    """What is out of the ordinary in the entries of a day, given in their order; the newest first."""
    log = list(entries)
    taken_back = {int(one.reason.split()[1]) for one in log if one.action == Action.UNDO.value}
    log = [one for one in log if one.seq not in taken_back]
    found = [*_singly(log), *_early(log, limits), *_shares(log, limits), *_late(log, limits)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _singly(log: Sequence[Entry]) -> Iterable[Unusual]:
    """Entries that each are a line."""
    for one in log:
        line = Unusual(Kind.SECOND, one.at, one.actor, one.second, one.token, one.counter, reason=one.reason)
        if one.action == Action.CALL.value and (others := _others(one.reason)):
            yield replace(line, kind=Kind.JUMPED, count=others, reason="")
        elif one.action == "reprinted":
            yield replace(line, kind=Kind.REPRINTED)
        elif one.action == Action.CANCEL.value and one.reason not in (_CLOSED_OUT, "referred"):
            yield replace(line, kind=Kind.CANCELLED)
        elif one.action == "setting":
            yield replace(line, kind=Kind.SETTING)
        elif one.second and one.action != "approved":
            yield replace(line, reason=one.action)


def _others(reason: str) -> int:
    """How many were waiting before a token that was called by hand: 'chosen N'."""
    word, _, number = reason.partition(" ")
    return int(number) if word == "chosen" and number.isdigit() else 0


def _early(log: Sequence[Entry], limits: Limits) -> Iterable[Unusual]:
    called: dict[str, float] = {}
    for one in log:
        if one.action in (*_CALLS, Action.RECALL.value):
            called[one.visit] = one.at
        elif one.action == Action.NO_SHOW.value and one.at - called.get(one.visit, -1e9) < limits.no_show_seconds:
            seconds = int(one.at - called[one.visit])
            yield Unusual(Kind.RUN_EARLY, one.at, one.actor, "", one.token, one.counter, seconds)


def _shares(log: Sequence[Entry], limits: Limits) -> Iterable[Unusual]:
    calls: dict[str, int] = {}
    missed: dict[str, list[float]] = {}
    for one in log:
        if one.action in _CALLS:
            calls[one.actor] = calls.get(one.actor, 0) + 1
        elif one.action == Action.NO_SHOW.value:
            missed.setdefault(one.actor, []).append(one.at)
    for actor, times in missed.items():
        of = calls.get(actor, 0)
        if limits.no_show_percent and of >= ENOUGH and 100 * len(times) > limits.no_show_percent * of:
            yield Unusual(Kind.NO_SHOWS, times[-1], actor, count=len(times), of=of)


def _late(log: Sequence[Entry], limits: Limits) -> Iterable[Unusual]:
    opens, closes = limits.hours.split("-")
    first: dict[str, Unusual] = {}
    for one in log:
        if one.actor and not opens <= here(one.at).strftime("%H:%M") < closes:
            line = first.get(one.actor) or Unusual(Kind.AFTER_HOURS, one.at, one.actor)
            first[one.actor] = replace(line, count=line.count + 1)
    return first.values()
