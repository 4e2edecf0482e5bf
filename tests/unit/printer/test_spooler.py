"""Queues of the operating system: what they say is heard before a slip, nothing is half handed over."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from token_printer import escpos, spooler
from token_printer.bitmap import Bitmap
from token_printer.cups import CupsPrinter
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile
from token_printer.profiles import models, profile_for
from token_printer.spooler import WindowsRawPrinter

SLIP = Bitmap(576, 200, b"\x5a" * 72 * 200)
DATA = escpos.encode(SLIP, Profile())


class Spooler(SimpleNamespace):
    """The few functions of pywin32's win32print that are used, over a queue in memory."""

    class error(Exception):
        pass

    def __init__(self, bits: int = 0, takes: int | None = None, there: bool = True, breaks: bool = False) -> None:
        super().__init__(bits=bits, takes=takes, there=there, breaks=breaks, documents=[], open=0)

    def OpenPrinter(self, name: str) -> str:
        if not self.there:
            raise self.error(1801, "OpenPrinter", "The printer name is invalid.")
        self.open += 1
        return name

    def ClosePrinter(self, handle: str) -> None:
        self.open -= 1

    def GetPrinter(self, handle: str, level: int) -> dict[str, int]:
        return {"Status": self.bits}

    def StartDocPrinter(self, handle: str, level: int, info: tuple[str, None, str]) -> None:
        assert info[2] == "RAW"

    def StartPagePrinter(self, handle: str) -> None:
        if self.breaks:
            raise self.error(1722, "StartPagePrinter", "The RPC server is unavailable.")

    def WritePrinter(self, handle: str, data: bytes) -> int:
        taken = len(data) if self.takes is None else self.takes
        self.documents.append(data[:taken])
        return taken

    def EndPagePrinter(self, handle: str) -> None: ...
    def EndDocPrinter(self, handle: str) -> None: ...


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Spooler]:
    def install(**how: Any) -> Spooler:
        made = Spooler(**how)
        monkeypatch.setitem(sys.modules, "win32print", made)  # type: ignore[arg-type]
        monkeypatch.setattr(spooler, "sys", SimpleNamespace(platform="win32"))
        return made

    return install


def test_windows_gets_the_bytes_as_they_are(windows: Callable[..., Spooler]) -> None:
    queue, began = windows(), []

    def ready() -> Bitmap:
        began.append(len(queue.documents))
        return SLIP

    result = WindowsRawPrinter("Slips", Profile()).deliver(ready)
    assert (result.delivery.value, result.sent, queue.documents, began, queue.open) == (
        "sent", len(DATA), [DATA], [0], 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("how", "code", "sent"),
    [
        ({"bits": 0x10}, Trouble.PAPER_OUT, 0),
        ({"bits": 0x400000}, Trouble.COVER_OPEN, 0),
        ({"bits": 0x80}, Trouble.OFFLINE, 0),
        ({"bits": 0x1}, Trouble.OFFLINE, 0),
        ({"there": False}, Trouble.NO_DEVICE, 0),
        ({"breaks": True}, Trouble.NOT_WRITABLE, 0),
        ({"takes": 100}, Trouble.DISCONNECTED, 100),
    ],
)
def test_trouble_at_a_windows_queue(
    windows: Callable[..., Spooler], how: dict[str, Any], code: Trouble, sent: int
) -> None:
    queue = windows(**how)
    with pytest.raises(PrinterError) as raised:
        WindowsRawPrinter("Slips", Profile()).deliver(lambda: SLIP)
    assert (raised.value.code, raised.value.sent) == (code, sent)
    assert sum(map(len, queue.documents)) == sent
    assert queue.open == 0


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Programs named as those of CUPS, that keep what they are given."""

    def install(says: str = "printer-state=3 printer-state-reasons=none", lp: int = 0, options: int = 0) -> Path:
        for name, script in (
            ("lp", f'cat > {tmp_path}/taken\necho "$@" > {tmp_path}/asked\nexit {lp}'),
            ("lpoptions", f'echo "copies=1 {says} printer-type=1"\nexit {options}'),
        ):
            program = tmp_path / "bin" / name
            program.parent.mkdir(exist_ok=True)
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(program.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")
        return tmp_path

    return install


@pytest.mark.skipif(sys.platform == "win32", reason="CUPS is not on Windows")
def test_cups_gets_the_bytes_as_they_are(cups: Callable[..., Path]) -> None:
    folder = cups()
    assert CupsPrinter("Slips", Profile(), raw=True).deliver(lambda: SLIP).delivery.value == "sent"
    assert (folder / "taken").read_bytes() == DATA
    assert (folder / "asked").read_text().split() == ["-s", "-d", "Slips", "-o", "raw", "-t", "slip"]


@pytest.mark.skipif(sys.platform == "win32", reason="CUPS is not on Windows")
@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"says": "printer-state=3 printer-state-reasons=media-empty-error"}, Trouble.PAPER_OUT),
        ({"says": "printer-state=3 printer-state-reasons=cover-open-report"}, Trouble.COVER_OPEN),
        ({"says": "printer-state=3 printer-state-reasons=offline-report"}, Trouble.OFFLINE),
        ({"says": "printer-state=5 printer-state-reasons=none"}, Trouble.OFFLINE),
        ({"options": 1}, Trouble.NO_DEVICE),
        ({"lp": 1}, Trouble.NO_DEVICE),
    ],
)
def test_trouble_at_a_queue_of_cups(cups: Callable[..., Path], how: dict[str, Any], code: Trouble) -> None:
    folder = cups(**how)
    with pytest.raises(PrinterError) as raised:
        CupsPrinter("Slips", Profile(), raw=True).deliver(lambda: SLIP)
    assert (raised.value.code, raised.value.sent) == (code, 0)
    assert (folder / "taken").exists() == ("lp" in how)


def test_without_cups_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterError) as raised:
        CupsPrinter("Slips", Profile(), raw=True).deliver(lambda: SLIP)
    assert raised.value.code is Trouble.UNSUPPORTED


def test_every_model_of_the_data_file_is_a_profile() -> None:
    assert {"generic-80", "generic-58"} <= set(models())
    for model in models().values():
        assert model.profile == profile_for(model.key, 8)
        assert len(model.name) > 5
    assert profile_for("", 384).width == 384
    with pytest.raises(KeyError):
        profile_for("typewriter", 576)
