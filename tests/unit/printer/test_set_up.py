"""Fonts at set-up, the test slip of the command line, and what they say when something is absent."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from drc_desktop.__main__ import main
from resources import fonts_setup
from token_printer.emulator import Emulator

LOCK = json.loads((fonts_setup.ROOT / "package-lock.json").read_text(encoding="utf-8"))
PACKAGE = json.loads((fonts_setup.ROOT / "package.json").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fonts_setup, "FONTS", tmp_path / "fonts")
    monkeypatch.setattr(fonts_setup, "STAMP", tmp_path / "fonts" / "source.json")
    return tmp_path / "fonts"


def test_the_lock_names_no_registry_and_pins_by_hash() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert len(packages) == 3
    for entry in packages.values():
        assert "resolved" not in entry
        assert entry["integrity"].startswith("sha512-")
    assert all(version.startswith("^") for version in PACKAGE["dependencies"].values())
    assert LOCK["packages"][""]["dependencies"] == PACKAGE["dependencies"]


def test_without_npm_the_fonts_of_pip_stand_in_and_it_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts_setup.shutil, "which", lambda _name: None)
    said = fonts_setup.bring_fonts()
    assert "npm is not installed" in said
    assert "Naskh" in said
    names = sorted(file.name for file in folder.glob("*.ttf"))
    assert names == ["NotoSansArabic[wdth,wght].ttf", "NotoSans[wdth,wght].ttf"]
    assert fonts_setup.bring_fonts() == said, "it tries again the next time"


def test_npm_fonts_replace_those_of_pip_and_then_nothing_changes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts_setup.shutil, "which", lambda _name: None)
    fonts_setup.bring_fonts()
    root = tmp_path / "checkout"
    for path in fonts_setup.NPM_FILES.values():
        file = root / "node_modules" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(file.name.encode())
    (root / "package-lock.json").write_text("{}")
    monkeypatch.setattr(fonts_setup, "ROOT", root)
    monkeypatch.setattr(fonts_setup, "_npm_install", lambda: None)
    assert "brought by npm" in fonts_setup.bring_fonts()
    assert sorted(file.name for file in folder.glob("*.ttf")) == sorted(fonts_setup.NPM_FILES)
    assert "in place" in fonts_setup.bring_fonts()
    (folder / "NotoNastaliqUrdu-Bold.ttf").unlink()
    assert "brought by npm" in fonts_setup.bring_fonts()
    (root / "package-lock.json").write_text("{ }")
    assert "brought by npm" in fonts_setup.bring_fonts(), "a new lock brings the fonts again"


def test_the_test_slip_prints_and_says_so(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Emulator(tmp_path) as emulator:
        assert main(["printer", "test", f"tcp://127.0.0.1:{emulator.port}"]) == 0
        assert [one.complete for one in emulator.slips] == [True]
    assert "The slip is printed" in capsys.readouterr().out


def test_a_printer_that_refuses_is_said_in_the_chosen_language(
    qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert main(["printer", "test", f"tcp://127.0.0.1:{port}", "--language", "ur"]) == 1
    assert "رابطہ قبول نہیں" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["printer"], ["printer", "dance"]])
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "drc printer test" in capsys.readouterr().out
