"""The security page holds: every requirement has a 'met how', every test it names exists and is a test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
CHAPTERS = {
    "6.1": 3, "6.2": 11, "6.3": 3, "6.4": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 3, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
"""Section of ASVS 5.0 -> how many requirements up to level 2; the page says why the other sections are left out."""


def rows() -> list[tuple[str, list[str]]]:
    return [(number, [cell.strip() for cell in rest.split("|")]) for number, rest in ROW.findall(PAGE)]


def defined(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_each_requirement_up_to_level_two_has_one_row() -> None:
    numbers = [number for number, _ in rows()]
    assert len(numbers) == len(set(numbers))
    counted = {section: sum(number.startswith(f"{section}.") for number in numbers) for section in CHAPTERS}
    assert counted == CHAPTERS
    assert len(numbers) == sum(CHAPTERS.values())


@pytest.mark.parametrize(("number", "cells"), rows(), ids=lambda value: value if isinstance(value, str) else "")
def test_no_cell_is_empty_and_each_row_names_a_test_or_says_why_there_is_none(number: str, cells: list[str]) -> None:
    assert len(cells) == 3, number
    requirement, how, test = cells
    assert len(requirement) > 10
    assert len(how) > 20
    if not NAMED.search(test):
        assert test.startswith("none: "), f"{number}: a row without a test says why"
        assert len(test) > 15


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(PAGE))))
def test_every_test_that_the_page_names_exists(file: str, name: str) -> None:
    path = ROOT / file
    assert path.is_file()
    found = defined(path)
    assert found
    assert not name or name in found


def test_each_flow_of_the_threat_model_answers_every_letter_of_stride() -> None:
    table = PAGE.partition("## Data flows and STRIDE")[2].partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith(("| flow", "|--"))]
    assert len(lines) >= 8
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == 7, line
        assert all(cells), line
