"""What the hall sees, decided without a window: which call is large, which are the last four, when to go silent.

Calls are followed by their ids, so none is missed and a recall is a call like any other: it rings. A call stays large
for `hold` seconds before the next takes its place; calls that come meanwhile wait their turn and never overlap. When
nothing was heard of the desk for `stale_after` seconds the numbers leave the screen: no number is better than a wrong
one (reference screens: display, stale).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import inf

from drc_desktop.desk.contract import Called, Hall
from drc_desktop.kit.board import DisplayModel

LAST = 4
UNSEEN_TICKS = 40
"""How many ticks an unpainted call keeps the next waiting. Ticks and not seconds: a PC that stands still for a while
has neither painted nor ticked, and must not skip the call for it.
"""

MISSED_S = 180.0
"""A call that was made while the display was away is still announced if it is no older: who was called waits for it."""


class DisplayPresenter:
    """Follows the calls. `show` draws a frame, `announce` says a call aloud; `now` is a steady clock in seconds.

    `announced` is the newest call announced before a restart, 0 where none is known.
    """

    def __init__(
        self,
        show: Callable[[DisplayModel], None],
        announce: Callable[[Called], None],
        now: Callable[[], float],
        hold: float = 10.0,
        stale_after: float = 10.0,
        announced: int = 0,
    ) -> None:
        self._show, self._announce, self._now = show, announce, now
        self._hold, self._stale_after = hold, stale_after
        self._heard_at = now()
        self._open = False
        self._notice = ("", "")
        self._notice_ends = inf
        self._hero: Called | None = None
        self._hero_since = 0.0
        self._last: list[Called] = []
        self._queue: deque[Called] = deque()
        self._stale = False
        self._begun = False
        self._seen = True
        self._unseen_ticks = 0
        self._announced = announced
        self.after_call = 0

    def heard(self, hall: Hall) -> None:
        """Take in what the desk says. The first answer fills the board in silence: those calls were already heard, but
        for the newest of them where this display was away a moment ago."""
        self._heard_at = self._now()
        self._open, self._notice = hall.open, (hall.notice_en, hall.notice_ur)
        self._notice_ends = inf if hall.notice_until is None else self._heard_at + hall.notice_until - hall.at
        if not self._begun:
            self._begin(hall)
        for call in hall.calls:
            if call.call_id > self.after_call:
                self.after_call = call.call_id
                self._queue.append(call)
        self._move()

    def alive(self) -> None:
        """The desk answered without news (a heartbeat)."""
        self._heard_at = self._now()
        self._move()

    def lost(self) -> None:
        """The desk is known to be away: the numbers leave at once."""
        self._heard_at = -inf
        self._move()

    def tick(self) -> None:
        """Move on if it is time; called at least once a second by the window's timer, and by nothing else."""
        if not self._seen and not self._stale:
            self._unseen_ticks += 1
        self._move()

    def _move(self) -> None:
        now = self._now()
        self._stale = now - self._heard_at > self._stale_after
        if not self._stale and self._queue and self._may_move_on(now):
            self._step(self._queue.popleft(), now)
        self._show(self.model())

    def seen(self, call_id: int) -> None:
        """The call is on the screen: its time begins now, so that a busy PC never skips one."""
        if self._hero is not None and self._hero.call_id == call_id and not self._seen:
            self._seen, self._hero_since = True, self._now()

    def _may_move_on(self, now: float) -> bool:
        """Whether the large call has had its time; one that is never painted (no screen) holds nobody up for ever."""
        if self._hero is not None and not self._seen:
            return self._unseen_ticks >= UNSEEN_TICKS
        return self._hero is None or now - self._hero_since >= self._hold

    def model(self) -> DisplayModel:
        """The frame as it stands."""
        english, urdu = self._notice if self._now() < self._notice_ends else ("", "")
        return DisplayModel(
            open=self._open,
            stale=self._stale,
            hero=self._hero,
            hero_since=self._hero_since,
            last=tuple(self._last[:LAST]),
            notice_en=english,
            notice_ur=urdu,
            waiting_calls=len(self._queue),
        )

    def _begin(self, hall: Hall) -> None:
        self._begun = True
        known = sorted([*hall.last, *hall.calls], key=lambda call: call.call_id)
        if self._announced:
            known = [call for call in known if call.call_id <= self._announced or hall.at - call.at > MISSED_S]
        if known:
            self.after_call = known[-1].call_id
            self._hero, self._hero_since = known[-1], self._now() - self._hold
            for call in known[:-1]:
                if call.token != self._hero.token:
                    self._push(call)

    def _step(self, call: Called, now: float) -> None:
        if self._hero is not None and self._hero.token != call.token:
            self._push(self._hero)
        self._last = [one for one in self._last if one.token != call.token]
        self._hero, self._hero_since = call, now
        self._seen, self._unseen_ticks = False, 0
        self._announce(call)

    def _push(self, call: Called) -> None:
        """The newest of the last calls stands first in the list; a token stands there once."""
        self._last = [call, *(one for one in self._last if one.token != call.token)][:LAST]
