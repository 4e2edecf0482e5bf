"""What the hall board shows, for the display itself and for the small copy on a console. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from drc_desktop.desk.contract import Called


@dataclass(frozen=True, slots=True)
class DisplayModel:
    """One frame. `hero_since` is on the clock handed to the presenter; `hero` None: nobody was called yet."""

    open: bool
    stale: bool
    hero: Called | None
    hero_since: float
    last: tuple[Called, ...]
    notice_en: str
    notice_ur: str
    waiting_calls: int
