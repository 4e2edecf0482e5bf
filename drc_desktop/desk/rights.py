"""Who may ask what of the desk: one table, checked at the site service for near and far callers alike."""

from __future__ import annotations

from drc_desktop.desk.contract import DeskError, Fault, Role

_S, _D, _T, _H = Role.SUPERVISOR, Role.DEO, Role.TSA, Role.DISPLAY
_ALL = frozenset({_S, _D, _T, _H})
_STAFF = frozenset({_S, _D, _T})
_COUNTER = frozenset({_S, _D})
_ARRIVALS = frozenset({_S, _T})
_SUPERVISOR = frozenset({_S})

RIGHTS: dict[str, frozenset[Role]] = {
    "sign_out": _ALL,
    "choose_pin": _STAFF,
    "approve": _STAFF,
    "day": _ALL,
    "board": _STAFF,
    "next_up": _STAFF,
    "hall": _ALL,
    "changes": _ALL,
    "visit_at": _STAFF,
    "find_live": _STAFF,
    "come_back_keys": _ARRIVALS,
    "find_come_back": _ARRIVALS,
    "audit_head": _STAFF,
    "shown_slip": _STAFF,
    "print_jobs": _STAFF,
    "open_day": _SUPERVISOR,
    "close_day": _SUPERVISOR,
    "issue": _ARRIVALS,
    "turn_away": _ARRIVALS,
    "reprint": _STAFF,
    "add_job": _STAFF,
    "mark_job": _STAFF,
    "sit": _COUNTER,
    "take_break": _COUNTER,
    "end_break": _COUNTER,
    "leave": _COUNTER,
    "set_profile": _SUPERVISOR,
    "save_operator": _SUPERVISOR,
    "close_operator": _SUPERVISOR,
    "unlock_operator": _SUPERVISOR,
    "irregular": _SUPERVISOR,
    "call_next": _STAFF,
    "call": _STAFF,
    "recall": _STAFF,
    "start": _COUNTER,
    "no_show": _STAFF,
    "park": _COUNTER,
    "resume": _STAFF,
    "recycle": _STAFF,
    "transfer": _COUNTER,
    "finish": _COUNTER,
    "cancel": _COUNTER,
    "give_come_back": _STAFF,
    "undo": _STAFF,
    "set_notice": _ARRIVALS,
    "sound_check": _ARRIVALS,
    "report_status": _ALL,
    "witness": _STAFF,
    "report_survey": _COUNTER,
    "figures": _SUPERVISOR,
    "behind": _COUNTER,
    "review": _SUPERVISOR,
}
"""Method -> roles. Methods without an actor (the sign-in list, sign-in itself) are not in the table."""


def demand(role: Role, method: str) -> None:
    """Raise NOT_ALLOWED where the table does not let `role` ask for `method`."""
    if role not in RIGHTS[method]:
        raise DeskError(Fault.NOT_ALLOWED, role=role.value, what=method)
