"""Words for known faults: a code and its parameters become a sentence that says what to do. No Qt."""

from __future__ import annotations

import logging
from typing import Any

from drc_desktop.domain.clock import here
from drc_desktop.domain.identity import CnicError
from drc_desktop.kit.dates import date_words, hour
from drc_desktop.kit.ports import Texts

log = logging.getLogger(__name__)

_NAMED = {"state": "queue-state", "service": "queue-service", "role": "queue-role", "action": "queue-action"}


def fault_words(error: Exception, words: Texts) -> str:
    """What is wrong and what to do about it. A bug gets a general sentence and is logged with its traceback."""
    if isinstance(error, CnicError):
        return words.text(f"kit-{error.code.value}", **error.params)
    code, params = getattr(error, "code", None), _worded(getattr(error, "params", {}), words)
    code = str(getattr(code, "value", code)).replace("_", "-")
    what = str(params.get("what", "")).replace("_", "-")
    for word_id in (f"fault-{code}-{what}", f"fault-{code}", f"local-{code}"):
        if words.has(word_id):
            then = f"{word_id}-do"
            sentences = [words.text(word_id, **params)]
            if words.has(then):
                sentences.append(words.text(then, **params))
            return words.text("kit-sentences", first=sentences[0], then=sentences[1]) if sentences[1:] else sentences[0]
    log.error("a step failed unexpectedly: %s", type(error).__name__, exc_info=error)
    return words.text("fault-bug")


def _worded(params: dict[str, Any], words: Texts) -> dict[str, Any]:
    """Codes of states, services, roles and actions become words of the language; a time becomes a date and hour."""
    made = dict(params)
    for name, prefix in _NAMED.items():
        value = made.get(name)
        word_id = f"{prefix}-{str(value).replace('_', '-')}"
        if value and words.has(word_id):
            made[name] = words.text(word_id)
    if isinstance(made.get("last"), int | float):
        last = here(made["last"])
        made["last"] = f"{date_words(last.date(), words)} {hour(made['last'])}"
    return made
