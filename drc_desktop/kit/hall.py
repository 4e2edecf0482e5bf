"""Names of services, states and groups in words. No Qt."""

from __future__ import annotations

from drc_desktop.domain.visit import PriorityGroup, Service, VisitState
from drc_desktop.kit.ports import Texts


def service_words(service: Service, words: Texts) -> str:
    """New survey, roster update, priority."""
    return words.text(f"queue-service-{_kebab(service)}")


def state_words(state: VisitState, words: Texts) -> str:
    """Waiting, called, serving and so on."""
    return words.text(f"queue-state-{_kebab(state)}")


def group_words(group: PriorityGroup, words: Texts) -> str:
    """Who goes first; for the operator's screen alone, never for slip or display."""
    return words.text(f"queue-group-{_kebab(group)}")


def _kebab(code: str) -> str:
    return str(code).replace("_", "-")


def why_words(reason: str, words: Texts) -> str:
    """Why a visit was called, from the code and figures that the call carries; empty for a code without words."""
    code, *figures = reason.split(" ")
    names = dict(zip(("first", "second"), map(int, figures), strict=False))
    return words.text(f"queue-why-{code}", **names) if words.has(f"queue-why-{code}") else ""
