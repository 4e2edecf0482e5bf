"""What printers this PC may have: serial ports, USB device files, queues of its own print system."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from token_printer.cups import SECONDS


@dataclass(frozen=True)
class Found:
    """An address to try, and what the system calls it."""

    address: str
    name: str


def printers_here() -> list[Found]:
    """All that can be listed without printing; whether a printer is behind a port only its ruler tells."""
    return [*_serial_ports(), *_device_files(Path("/dev")), *_queues()]


def _serial_ports() -> Iterator[Found]:
    from serial.tools import list_ports

    for port in sorted(list_ports.comports()):
        yield Found(f"serial:{port.device}?baud=115200", port.description or port.device)


def _device_files(dev: Path) -> Iterator[Found]:
    """/dev/usb/lp0 and its like on Linux."""
    for path in sorted([*dev.glob("usb/lp*"), *dev.glob("lp[0-9]")]):
        yield Found(f"device:{path}", "USB or parallel printer")


def _queues() -> Iterator[Found]:
    if sys.platform == "win32":
        import win32print

        for _flags, _about, name, comment in win32print.EnumPrinters(win32print.PRINTER_ENUM_LOCAL):
            yield Found(f"raw:{name}", comment or "printer of Windows")
        return
    program = shutil.which("lpstat")
    if program is None:
        return
    try:
        said = subprocess.run([program, "-e"], capture_output=True, text=True, timeout=SECONDS).stdout
    except subprocess.TimeoutExpired:
        return
    for name in said.split():
        yield Found(f"raw:{name}", "queue of CUPS")
