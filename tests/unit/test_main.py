"""The `drc` command: each entry of its table leads somewhere, answers --help, and refuses what it does not know."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from drc_desktop.__main__ import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]


def drc(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "drc_desktop", *arguments], capture_output=True, encoding="utf-8", check=False, cwd=ROOT
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_there_and_says_how_it_is_used(name: str) -> None:
    module, function = COMMANDS[name][0].split(":")
    assert callable(getattr(importlib.import_module(module), function))
    said = drc(name, "--help")
    assert (said.returncode, said.stderr) == (0, "")
    assert f"drc {name}" in said.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_refuses_what_it_does_not_know(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code: object = main([name, "--no-such-option"])
    except SystemExit as end:  # what argparse does
        code = end.code
    assert code == 2
    assert "usage" in "".join(capsys.readouterr())


def test_the_list_of_commands() -> None:
    said = drc("--help")
    assert said.returncode == 0
    assert all(f"  {name} " in said.stdout and text in said.stdout for name, (_, text) in COMMANDS.items())
    assert drc().returncode == 2


def test_a_command_that_does_not_exist() -> None:
    said = drc("survey")
    assert said.returncode == 2
    assert "there is no command 'survey'" in said.stderr
    assert said.stdout == ""


def test_form_check_reports_figures_and_its_exit_code(tmp_path: Path) -> None:
    good = drc("form", "check", "resources/forms/nser_survey.xml", "--json")
    assert (good.returncode, json.loads(good.stdout)["errors"]) == (0, 0)
    (tmp_path / "bad.xml").write_text("<html>", encoding="utf-8")
    bad = drc("form", "check", str(tmp_path / "bad.xml"), "--json")
    assert (bad.returncode, json.loads(bad.stdout)["findings"][0]["code"]) == (1, "not-xml")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["no-such-form.xml"], "resource-unreadable"),
        (["no-such-form.xlsx"], "file-missing"),
        (["resources/forms/nser_roster.xml"], "resource-missing"),
        (["resources/forms/nser_survey.xml", "--language", "fr"], "language-unknown"),
    ],
)
def test_a_form_that_cannot_be_previewed_is_a_known_error(arguments: list[str], code: str) -> None:
    said = drc("form", "preview", *arguments)
    assert said.returncode == 1
    assert code in said.stderr
    assert "Traceback" not in said.stderr
