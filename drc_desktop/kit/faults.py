"""Words for known faults: a code and its parameters become a sentence that says what to do. No Qt."""

from __future__ import annotations

import logging
from typing import Any

from drc_desktop.desk.contract import DeskError
from drc_desktop.domain.identity import CnicError
from drc_desktop.kit.ports import Texts

log = logging.getLogger(__name__)

_NAMED = {"state": "queue-state", "service": "queue-service", "role": "queue-role", "action": "queue-action"}


def fault_words(error: Exception, words: Texts) -> str:
    """The sentence for `error`. A bug gets a general one and is logged with its traceback, without its message."""
    if isinstance(error, CnicError):
        return words.text(f"kit-{error.code.value}", **error.params)
    if isinstance(error, DeskError):
        return words.text(f"fault-{error.code.value}", **_worded(error.params, words))
    code, params = getattr(error, "code", None), getattr(error, "params", {})
    word_id = f"local-{getattr(code, 'value', code)}"  # faults of this PC: errors-local.ftl
    if code is not None and words.has(word_id):
        return words.text(word_id, **params)
    log.error("a step failed unexpectedly: %s", type(error).__name__, exc_info=error)
    return words.text("fault-bug")


def _worded(params: dict[str, Any], words: Texts) -> dict[str, Any]:
    """Codes of states, services, roles and actions become words of the language."""
    made = dict(params)
    for name, prefix in _NAMED.items():
        value = made.get(name)
        word_id = f"{prefix}-{str(value).replace('_', '-')}"
        if value and words.has(word_id):
            made[name] = words.text(word_id)
    return made
