"""Each import contract catches a planted violation: the house keeps its walls because this fails when one falls."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("drc_desktop", "token_printer", "survey_forms", "sync")

PLANTS = {
    "1 rooms of the desktop stand above one another": [
        ("drc_desktop/domain/visit.py", "import drc_desktop.desk.contract"),
        ("drc_desktop/display/__init__.py", "import drc_desktop.counter"),
    ],
    "2a the desktop stands above the libraries": [
        ("sync/__init__.py", "import drc_desktop.domain.visit"),
        ("token_printer/__init__.py", "import survey_forms"),
    ],
    "3 the engine knows no window and no authoring": [("survey_forms/engine/errors.py", "import survey_forms.qt")],
    "4 the core is free of Qt": [("drc_desktop/desk/contract.py", "import PySide6.QtCore")],
    "5 rules and content know no database and no network": [("drc_desktop/domain/visit.py", "import sqlalchemy")],
    "6 windows see the desk, not what is behind it": [("drc_desktop/counter/__init__.py", "import sync")],
    "7 presenters are tested without a window": [
        ("drc_desktop/supervisor/presenter/window.py", "import PySide6.QtWidgets"),
        ("drc_desktop/counter/presenter.py", "import PySide6.QtWidgets"),
        ("drc_desktop/display/presenter.py", "import PySide6.QtWidgets"),
    ],
}
CASES = [(contract, file, line) for contract, plants in PLANTS.items() for file, line in plants]


def lint(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "PYTHONUTF8": "1", "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def test_the_house_keeps_its_contracts(copy: Path) -> None:
    assert "0 broken" in lint(copy)


@pytest.mark.parametrize(("contract", "file", "line"), CASES, ids=[f"{c.split()[0]}-{f}" for c, f, _ in CASES])
def test_a_planted_violation_is_caught(copy: Path, contract: str, file: str, line: str) -> None:
    path = copy / file
    before = path.read_text(encoding="utf-8")
    head, future, rest = before.partition("from __future__ import annotations\n")
    path.write_text(f"{head}{future}{line}\n{rest}" if future else f"{before}\n{line}\n", encoding="utf-8")
    try:
        report = lint(copy)
    finally:
        path.write_text(before, encoding="utf-8")
    assert f"{contract} BROKEN" in report, report
