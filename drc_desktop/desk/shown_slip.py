"""A slip that is shown at a counter or at the issuing desk: whose it is, and whether it is still good.

The signature is checked with the public key of the site and nothing else; single use is a matter of the log, so it is
the desk that knows. A window that cannot reach the desk checks the signature itself.
"""

from __future__ import annotations

from drc_desktop.desk import cards
from drc_desktop.desk.founding import site_card
from drc_desktop.desk.slip_records import ShownSlip, SlipVerdict
from drc_desktop.desk.ticket import judge_home, judge_receipt, refusal, verify
from drc_desktop.desk.work import Work
from drc_desktop.domain.scan import HOME_PREFIX, RECEIPT_PREFIX
from drc_desktop.domain.visit import VisitState
from drc_desktop.store import board, come_back

_AWAY = frozenset({VisitState.NO_SHOW, VisitState.CANCELLED})


def judge(work: Work, text: str, counter: int) -> ShownSlip:
    """What the slip with this code is worth to the counter that asks (0: the issuing desk)."""
    site = site_card(work.site())
    if text.startswith(RECEIPT_PREFIX):
        return judge_receipt(text, site)
    checked = verify(text, site.ticket_key, site.site_id, work.now)
    refused = refusal(checked)
    if text.startswith(HOME_PREFIX):
        refused = judge_home(checked)
        if refused.verdict is not SlipVerdict.HOME:
            return refused
    elif refused is not None and refused.verdict is not SlipVerdict.EXPIRED:
        return refused
    if checked.ticket is None:
        return ShownSlip(SlipVerdict.UNREADABLE)
    kept = come_back.one(work.connection, checked.ticket.visit_id)
    if kept is not None and kept["state"] == VisitState.CANCELLED.value and kept["used_by"] is None:
        return ShownSlip(SlipVerdict.COMES_BACK, kept["token"], day=kept["date"])
    if refused is not None:
        return refused
    row = board.one_visit(work.connection, checked.ticket.visit_id)
    if row is None or row["token"] != checked.ticket.token:
        return ShownSlip(SlipVerdict.UNKNOWN, checked.ticket.token)
    card = cards.visit_card(row)
    return ShownSlip(_standing(card.state, card.counter, counter), card.token, card.counter, row["state_at"], card)


def _standing(state: VisitState, holder: int, counter: int) -> SlipVerdict:
    """Single use: one counter has the visit, and once it is finished nobody has."""
    if state is VisitState.FINISHED:
        return SlipVerdict.USED
    if state in _AWAY:
        return SlipVerdict.GONE
    if state is VisitState.PARKED:
        return SlipVerdict.PARKED
    if state is VisitState.WAITING:
        return SlipVerdict.WAITS
    if holder == counter:
        return SlipVerdict.RIGHT
    return SlipVerdict.COPIED if state is VisitState.SERVING else SlipVerdict.ELSEWHERE
