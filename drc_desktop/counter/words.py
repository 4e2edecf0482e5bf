"""How the counter says things: times and dates in Western digits, reasons, services, known faults."""

from __future__ import annotations

from drc_desktop.counter.model import Said
from drc_desktop.desk.contract import DeskError
from drc_desktop.domain.clock import here
from drc_desktop.domain.update_types import Reason
from drc_desktop.domain.visit import Service
from drc_desktop.kit.dates import worded
from drc_desktop.kit.faults import fault_words
from drc_desktop.kit.ports import Texts

REFUSED = "sync-refused-"
"""Words for why the registry sent a survey back, by its code."""


def clock(at: float, seconds: bool = False) -> str:
    """'11:24', or '11:41:08'."""
    return here(at).strftime("%H:%M:%S" if seconds else "%H:%M")


def duration(seconds: float) -> str:
    """'02:10': minutes and seconds, never negative."""
    whole = max(0, int(seconds))
    return f"{whole // 60:02d}:{whole % 60:02d}"


def minutes_since(at: float, now: float) -> int:
    """Whole minutes between two epoch times, never negative."""
    return max(0, int((now - at) // 60))


def reason_words(reason: Reason, words: Texts) -> str:
    """The words of a triage reason, its dates written out."""
    return words.text(f"triage-reason-{reason.code}", **worded(reason.params, words))


def short_reason_words(reason: Reason, words: Texts) -> str:
    """The reason in few words where the full ones stand beside it already."""
    short = f"counter-short-{reason.code}"
    return words.text(short, **reason.params) if words.has(short) else reason_words(reason, words)


def service_words(service: Service, words: Texts) -> str:
    """Name of a service in the window's language."""
    return words.text(f"queue-service-{service.value.replace('_', '-')}")


def told(error: Exception) -> Said:
    """A known fault as something to say; anything else is a bug and raised again."""
    if isinstance(error, DeskError) or getattr(error, "code", None) is not None:
        return Said("fault", error=error)
    raise error


def said_words(said: Said, words: Texts) -> str:
    """The words of a message; where the catalogue knows what to do about it, that too."""
    if said.error is not None:
        return fault_words(said.error, words)
    sentence, do = words.text(said.word, **said.params), f"{said.word}-do"
    return f"{sentence}. {words.text(do)}" if words.has(do) else sentence


def sending_words(said: Said, words: Texts) -> str:
    """How sending goes; a fault, or a reason, without words of its own is named by its code."""
    other = f"{REFUSED}other" if said.word.startswith(REFUSED) else "sync-fault-other"
    return said_words(said if words.has(said.word) else Said(other, said.params), words)
