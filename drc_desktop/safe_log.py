"""What may stand in a log: fixed sentences, a few named safe fields, where in the code it happened; never a person.

Log calls give a constant sentence, arguments that are codes or figures, and `extra` with names of `SAFE_FIELDS` only; a
test reads every call of the source. The formatter writes nothing else: not even the message of a foreign exception,
which may quote what was typed. `scrub` is the second net under all of it, over Qt's messages and uncaught errors too.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import traceback
from types import TracebackType

SAFE_FIELDS = frozenset({"code", "kind", "job", "method", "seconds", "count", "state", "version", "line", "port"})
"""Names that `extra` may carry: codes of ours, types, numbers of jobs and lines. Never a value of a form."""

LEVEL_VARIABLE = "DRC_LOG"
_LONGEST_VALUE = 60
_DIGIT = r"[0-9\u0660-\u0669\u06f0-\u06f9]"
_JOINT = r"[\s\-\u2010-\u2015._/]?"
_NOT_INSIDE = r"(?<![0-9A-Fa-f\u0660-\u0669\u06f0-\u06f9])"
_NOT_GOING_ON = r"(?![0-9A-Fa-f\u0660-\u0669\u06f0-\u06f9])"
_CNIC = re.compile(f"{_NOT_INSIDE}(?:{_DIGIT}{_JOINT}){{12}}{_DIGIT}{_NOT_GOING_ON}")
_PHONE = re.compile(
    rf"{_NOT_INSIDE}(?:\+|[0\u0660\u06f0]{{2}})?(?:[9\u0669\u06f9][2\u0662\u06f2]{_JOINT}|[0\u0660\u06f0])[3\u0663\u06f3]"
    rf"(?:{_JOINT}{_DIGIT}){{9}}{_NOT_GOING_ON}"
)


def scrub(text: str) -> str:
    """Text without what looks like a CNIC (13 digits, dashed or not) or a mobile, in Latin, Urdu or Arabic digits."""
    return _PHONE.sub("[phone]", _CNIC.sub("[cnic]", text))


class SafeFormatter(logging.Formatter):
    """One line a record: time, logger, level, sentence, safe fields; then the frames of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of a record."""
        fields = vars(record)
        safe = [f"{name}={str(fields[name])[:_LONGEST_VALUE]}" for name in sorted(SAFE_FIELDS & fields.keys())]
        lines = [" ".join([self.formatTime(record), record.name, record.levelname, record.getMessage(), *safe])]
        if record.exc_info:
            lines.append(describe(record.exc_info[1]))
        return scrub("\n".join(lines))


def describe(error: BaseException | None) -> str:
    """Where an error came from, and the errors before it, without their messages."""
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        code = getattr(error, "code", "")
        said = f" {getattr(code, 'value', code)}" if isinstance(code, str) and re.fullmatch("[a-z0-9-]+", code) else ""
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}{said}")
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if error is not None:
            lines.append("after")
    return "\n".join(lines)


def set_up() -> None:
    """Every logger of this process, and every error that nobody caught, to stderr through the formatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(os.environ.get(LEVEL_VARIABLE, "WARNING").upper())
    sys.excepthook = _uncaught
    threading.excepthook = lambda raised: _uncaught(raised.exc_type, raised.exc_value, raised.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    shown = error if error is not None else kind()
    logging.getLogger("drc_desktop").critical("stopped by a bug", exc_info=(kind, shown, trace))
