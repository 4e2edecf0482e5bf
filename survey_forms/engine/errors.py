"""Known errors of the engine: a stable code with parameters, so that a window can say it in its own language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey_forms.engine.contract import Violation


class EngineError(Exception):
    """Root of every known error of the engine.

    `code` is stable (`form-cycle`, `ref-unknown`, ...), `params` fill the sentence; `str(error)` is an English
    sentence for logs.
    """

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(message)
        self.code = code
        self.params: dict[str, object] = params


class FormError(EngineError):
    """A form (or expression) that cannot be run: `line` in the XForm (1-based or None), `node` concerned, `hint`
    what to do."""

    def __init__(
        self, message: str, *, code: str = "form-invalid", line: int | None = None, node: str = "", hint: str = ""
    ) -> None:
        where = "".join([f" (line {line})" if line else "", f" at {node}" if node else ""])
        super().__init__(code, f"{message}{where}{': ' + hint if hint else ''}", line=line, node=node, hint=hint)
        self.message = message
        self.line = line
        self.node = node
        self.hint = hint


class XPathError(FormError):
    """An expression that cannot be parsed or evaluated."""


class RefError(EngineError):
    """A reference that names no node of this session, or a node of another kind than the call needs."""

    def __init__(self, ref: str, message: str = "no such node") -> None:
        super().__init__("ref-unknown", f"{message}: {ref}", ref=ref)
        self.ref = ref


class ReadonlyError(EngineError):
    """A write to a node that is read-only now."""

    def __init__(self, ref: str) -> None:
        super().__init__("ref-readonly", f"read-only: {ref}", ref=ref)
        self.ref = ref


class RepeatError(EngineError):
    """A row that may not be added or removed (fixed number, or counted by the form)."""

    def __init__(self, ref: str, message: str) -> None:
        super().__init__("repeat-fixed", f"{message}: {ref}", ref=ref)
        self.ref = ref


class DraftError(EngineError):
    """A draft or submission that cannot be opened with this form."""

    def __init__(self, message: str, *, code: str = "draft-unreadable", **params: object) -> None:
        super().__init__(code, message, **params)


class Invalid(EngineError):
    """The survey cannot be finalised: `violations` in tree order."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("survey-invalid", f"{len(violations)} answers to correct", count=len(violations))
        self.violations: tuple[Violation, ...] = tuple(violations)
