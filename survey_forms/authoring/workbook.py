"""Where a node stands in the workbook: its row on the survey sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyxform.xls2json_backends import get_xlsform

ROOT = "/data"


def survey_rows(path: Path) -> dict[str, int]:
    """Node path (`/data/member/roster/m_name`) -> row on the `survey` sheet, 1-based as Excel shows it.

    Reads the way pyxform does, so that its row numbers and ours agree; `path` has been converted before.
    """
    return dict(_walk(get_xlsform(path).survey))


def _walk(rows: Iterable[Mapping[str, object]]) -> Iterator[tuple[str, int]]:
    stack = [ROOT]
    for number, row in enumerate(rows, start=2):
        kind = str(row.get("type") or "").strip().replace("_", " ")
        name = str(row.get("name") or "").strip()
        if kind.startswith("end ") and len(stack) > 1:
            stack.pop()
            continue
        path = f"{stack[-1]}/{name}"
        if kind.startswith("begin "):
            stack.append(path)
        if name:
            yield path, number
