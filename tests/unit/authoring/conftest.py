from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

Rows = Sequence[Mapping[str, object]]
MakeBook = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> MakeBook:
    """Write a small workbook: `book(survey=[{...}], choices=[...], settings=[...])` -> its path."""

    def make(**sheets: Rows) -> Path:
        workbook = Workbook()
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            columns = list(dict.fromkeys(key for row in rows for key in row))
            sheet.append(columns)
            for row in rows:
                sheet.append([row.get(column) for column in columns])
        path = tmp_path / "form.xlsx"
        workbook.save(path)
        return path

    return make
