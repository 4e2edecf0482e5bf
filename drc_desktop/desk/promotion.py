"""The site goes on at another PC, from a copy: what must change so that nothing of the lost PC can collide with it."""

from __future__ import annotations

import msgspec

from drc_desktop.desk.work import Deed, Work
from drc_desktop.store import board, ledger, people


class Promotion(msgspec.Struct, frozen=True):
    """What the copy knew. Tokens and changes after `last_at` (seconds since the epoch) are not in it.

    `letters`: service -> the letter its next tokens carry; `jumped`: services for which no letter was left, whose
    numbers go on at a distance instead. `live`: visits that have not ended.
    """

    last_event: int
    last_at: float
    letters: dict[str, str]
    jumped: list[str]
    live: int


def promote(work: Work, date: str) -> Promotion:
    """Let numbers go on where the lost PC cannot have given any.

    `date` is today: a day that is opened on it later begins with fresh letters too, for the copy may be older than the
    morning. Stations keep their pairing; commands they could not deliver come with their keys and are done once.
    """
    last_event, last_at = ledger.last_seq(work.connection), work.site()["last_at"]
    today = board.open_day(work.connection)
    letters, jumped = board.fresh_letters(work.connection, today["date"]) if today is not None else ({}, [])
    people.set_site(work.connection, {"promoted_on": date})
    live = len(board.live_visits(work.connection, today["date"])) if today is not None else 0
    work.note(Deed.PROMOTED, reason=f"after event {last_event}")
    return Promotion(last_event=last_event, last_at=last_at, letters=letters, jumped=jumped, live=live)
