"""`drc printer setup`: what it finds, the ruler it prints, the lines it gives for the settings."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from drc_desktop.__main__ import main
from drc_desktop.settings import load
from token_printer import finding
from token_printer.bitmap import Bitmap
from token_printer.emulator import Emulator
from token_printer.escpos import Profile
from token_printer.ruler import ruler
from token_printer.textpage import TextPage


def black(image: Image.Image, x: int, y: int) -> bool:
    return image.getpixel((x, y)) == 0


@pytest.mark.parametrize("width", [384, 512, 576, 640])
def test_the_ruler_has_a_tick_each_millimetre_and_both_edges(width: int) -> None:
    page = ruler(Profile(width=width))
    assert isinstance(page, Bitmap)
    image = page.to_image()
    assert [x for x in range(4, width - 4) if black(image, x, 8) and not black(image, x - 1, 8)] == [
        *range(8, width - 4, 8)
    ]
    assert all(black(image, x, 190) for x in (0, 3, width - 4, width - 1))
    assert not black(image, 4, 190)


def test_a_slow_line_gets_a_ruler_of_letters() -> None:
    page = ruler(Profile(width=384, text=True))
    assert isinstance(page, TextPage)
    assert b"12345678901234567890123456789012\n32 letters, 384 dots\n" in page.data


def test_setup_prints_the_ruler_and_its_lines_are_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Emulator(tmp_path / "out", width=512) as emulator:
        address = f"tcp://127.0.0.1:{emulator.port}"
        assert main(["printer", "setup", address, "--model", "epson-tm-t88"]) == 0
        assert [(one.width, one.complete) for one in emulator.slips] == [(512, True)]
    said = capsys.readouterr().out
    assert "512" in said
    (tmp_path / "settings.toml").write_text(said[said.index("[printer]") :])
    found = load(tmp_path).printer
    assert (found.address, found.model) == (address, "epson-tm-t88")


def test_setup_without_an_address_lists_what_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from serial.tools import list_ports

    port = SimpleNamespace(device="COM3", description="USB-SERIAL CH340")
    monkeypatch.setattr(list_ports, "comports", lambda: [port])
    monkeypatch.setattr(finding, "_queues", lambda: iter([finding.Found("raw:BC-85", "queue of CUPS")]))
    assert main(["printer", "setup"]) == 0
    said = capsys.readouterr().out
    assert "serial:COM3?baud=115200" in said
    assert "CH340" in said
    assert "raw:BC-85" in said
    monkeypatch.setattr(list_ports, "comports", list)
    monkeypatch.setattr(finding, "_queues", lambda: iter(()))
    monkeypatch.setattr(finding, "_device_files", lambda _dev: iter(()))
    assert main(["printer", "setup", "--language", "ur"]) == 1
    assert "کوئی پرنٹر نہیں ملا" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="device files are POSIX")
def test_device_files_are_listed(tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    for name in ("usb/lp0", "lp0", "loop0"):
        (tmp_path / name).touch()
    assert [one.address for one in finding._device_files(tmp_path)] == [
        f"device:{tmp_path}/lp0",
        f"device:{tmp_path}/usb/lp0",
    ]


def test_setup_says_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["printer", "setup", f"device:{tmp_path / 'lp0'}"]) == 1
    assert "Plug it in" in capsys.readouterr().out


def test_profiles_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["printer", "profiles"]) == 0
    said = capsys.readouterr().out
    assert "generic-58" in said
    assert "no cutter" in said
