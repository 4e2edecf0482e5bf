"""What is said about a form: one finding, and the known error of a form that cannot be converted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a form. `code` is stable; `advice` says what to do; `sheet` and `row` (1-based) where to do it."""

    severity: Severity
    code: str
    message: str
    node: str = ""
    sheet: str = ""
    row: int | None = None
    advice: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            [*([f"sheet {self.sheet}"] if self.sheet else []), *([f"row {self.row}"] if self.row else [])]
        )
        where = " ".join(part for part in (self.node, f"({place})" if place else "") if part)
        return f"{self.severity}: {where + ': ' if where else ''}{self.message}" + (
            f" -> {self.advice}" if self.advice else ""
        )

    def as_json(self) -> dict[str, object]:
        """The finding for `--json`."""
        return asdict(self)


class FormProblem(Exception):
    """A form file that cannot be read or converted; `finding` says where and what to do, `code` is stable."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding
        self.code = finding.code
        self.params: dict[str, object] = finding.as_json()
