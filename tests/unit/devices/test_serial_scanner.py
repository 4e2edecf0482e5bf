"""A serial scanner on a pseudo-terminal: every line end, old cards, unplugged and plugged in again."""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drc_desktop.devices import serial_port
from drc_desktop.devices.serial_scanner import SerialScanner, decoded
from drc_desktop.domain.scan import ScanKind, read
from token_printer.emulated_serial import Plug

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
CNIC = "3840312344172"
WAIT_S = 60


def until(state: Callable[[], bool]) -> bool:
    """Whether it came to be so within a minute."""
    ends = time.monotonic() + WAIT_S
    while not state():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def heard() -> queue.Queue[str]:
    return queue.Queue()


@pytest.fixture
def scanner(tmp_path: Path, heard: queue.Queue[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[SerialScanner]:
    monkeypatch.setattr(serial_port, "AGAIN_S", 0.05)
    made = SerialScanner(str(tmp_path / "tty"), 9600, heard.put).start()
    yield made
    made.stop()
    assert not made.connected.is_set()


@pytest.mark.parametrize("end", ["", "\r", "\n", "\r\n"])
def test_a_scan_is_heard_whatever_ends_it(
    tmp_path: Path, scanner: SerialScanner, heard: queue.Queue[str], end: str
) -> None:
    plug = Plug(tmp_path / "tty")
    assert scanner.connected.wait(WAIT_S)
    for number in (CNIC, "3520198765431"):
        plug.write(f"{number}{end}".encode())
        assert heard.get(timeout=WAIT_S) == number
    plug.pull()
    assert plug.read() == b""


def test_a_card_of_several_lines_is_one_scan(tmp_path: Path, scanner: SerialScanner, heard: queue.Queue[str]) -> None:
    plug = Plug(tmp_path / "tty")
    assert scanner.connected.wait(WAIT_S)
    plug.write(f"\xe3\x45\r\n{CNIC}\r\n1979\r\n".encode("latin-1"))
    text = heard.get(timeout=WAIT_S)
    assert text == f"ãE\r\n{CNIC}\r\n1979"
    assert read(text).kind is ScanKind.CHOICE
    assert CNIC in read(text).numbers
    plug.pull()
    assert plug.read() == b""


def test_a_scanner_that_is_pulled_out_comes_back(
    tmp_path: Path, scanner: SerialScanner, heard: queue.Queue[str]
) -> None:
    for number in (CNIC, "3520198765431"):
        plug = Plug(tmp_path / "tty")
        assert scanner.connected.wait(WAIT_S)
        plug.write(number.encode() + b"\r")
        assert heard.get(timeout=WAIT_S) == number
        plug.pull()
        assert plug.read() == b""
        assert until(lambda: not scanner.connected.is_set())


def test_bytes_are_read_as_text_of_either_kind() -> None:
    assert decoded("سکینہ".encode()) == "سکینہ"
    assert decoded(b"\xe3\x45") == "ãE"
