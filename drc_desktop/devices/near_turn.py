"""Who wished to be told that their turn is near, and when to tell them.

A mobile number is kept here, in the memory of the issuing PC, from the wish until the message; the desk never hears it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drc_desktop.devices.modem import Message, is_mobile
from drc_desktop.words import Words

GOOD_FOR_S = 900.0
"""A message that the modem could not send for so long would come after the call."""
_URDU = Words("ur")
_ISOLATES = {0x2068: None, 0x2069: None}
"""Marks round a placeable that simple phones draw as boxes; a token needs none."""


@dataclass(frozen=True)
class Wish:
    """Of the visitor with this token."""

    token: str
    mobile: str


class NearTurns:
    """Wishes by visit; `put` hands a message to the modem. Any thread."""

    def __init__(self, put: Callable[[Message], None], ahead: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._put, self._ahead, self._clock = put, ahead, clock
        self._lock = threading.Lock()
        self._wishes: dict[str, Wish] = {}

    def wish(self, visit_id: str, token: str, mobile: str) -> bool:
        """Tell this visitor when the time comes; False where that is no mobile number. The last number counts."""
        if not is_mobile(mobile):
            return False
        with self._lock:
            self._wishes[visit_id] = Wish(token, mobile)
        return True

    @property
    def wanted(self) -> bool:
        """Whether anybody waits for a message."""
        return bool(self._wishes)

    def look(self, order: Sequence[str]) -> None:
        """Tell those who are near. `order` are the visits as they will be called; who is not in it needs no message:
        called already, gone, or not to be called now."""
        places = {visit_id: place for place, visit_id in enumerate(order)}
        with self._lock:
            due = [visit_id for visit_id in self._wishes if places.get(visit_id, 0) <= self._ahead]
            told = [self._wishes.pop(visit_id) for visit_id in due]
            near = [wish for visit_id, wish in zip(due, told, strict=True) if visit_id in places]
        for wish in near:
            text = _URDU.text("message-near", token=wish.token).translate(_ISOLATES)
            self._put(Message(wish.mobile, text, self._clock() + GOOD_FOR_S))
