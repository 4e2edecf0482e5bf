"""A receipt printer behind a queue of the operating system that passes bytes through: Windows RAW, CUPS raw.

The queue answers for itself only, so a slip is 'sent', never 'printed'; what the queue says of paper, cover and being
switched off is asked before each slip, and then nothing is handed over.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile, Status
from token_printer.printers import Delivery, Printer, PrintResult, Ready, bytes_of

SECONDS = 20.0
"""Longest time for one command of CUPS."""


def raw_printer(queue: str, profile: Profile) -> Printer:
    """The queue of this system by its name."""
    return WindowsRawPrinter(queue, profile) if sys.platform == "win32" else CupsRawPrinter(queue, profile)


def _demand_ready(status: Status | None, where: str) -> None:
    if status is not None and status.trouble is not None:
        raise PrinterError(status.trouble, where)


@dataclass
class WindowsRawPrinter:
    """A queue of the Windows spooler, addressed through pywin32."""

    where: str
    profile: Profile

    def deliver(self, ready: Ready) -> PrintResult:
        """Hand the bytes to the spooler. Raises PrinterError."""
        _demand_ready(self.status(), self.where)
        win32print, handle = self._open()
        sent = 0
        try:
            win32print.StartDocPrinter(handle, 1, ("slip", None, "RAW"))
            win32print.StartPagePrinter(handle)
            data = bytes_of(ready(), self.profile)
            sent = int(win32print.WritePrinter(handle, data))
            win32print.EndPagePrinter(handle)
            win32print.EndDocPrinter(handle)
        except win32print.error as error:
            raise PrinterError(Trouble.NOT_WRITABLE, self.where, sent=sent, detail=str(error)) from error
        finally:
            win32print.ClosePrinter(handle)
        if sent < len(data):
            raise PrinterError(Trouble.DISCONNECTED, self.where, sent=sent)
        return PrintResult(Delivery.SENT, sent)

    def status(self) -> Status | None:
        """The spooler's bits for this queue."""
        win32print, handle = self._open()
        try:
            bits = int(win32print.GetPrinter(handle, 2)["Status"])
        finally:
            win32print.ClosePrinter(handle)
        # winspool.h: PRINTER_STATUS_PAPER_OUT, _OFFLINE, _PAUSED, _DOOR_OPEN
        return Status(paper_out=bool(bits & 0x10), offline=bool(bits & 0x81), cover_open=bool(bits & 0x400000))

    def _open(self) -> tuple[Any, Any]:
        if sys.platform != "win32":
            raise PrinterError(Trouble.UNSUPPORTED, self.where, detail="the RAW spooler exists on Windows only")
        import win32print

        try:
            return win32print, win32print.OpenPrinter(self.where)
        except win32print.error as error:
            raise PrinterError(Trouble.NO_DEVICE, self.where, detail=str(error)) from error


#: printer-state-reasons of IPP (RFC 8011, 5.4.12, without their -report, -warning, -error).
_CUPS_PAPER = ("media-empty", "media-needed")
_CUPS_COVER = ("cover-open", "door-open")
_CUPS_OFFLINE = ("offline", "paused", "shutdown", "timed-out", "connecting-to-device")


@dataclass
class CupsRawPrinter:
    """A queue of CUPS, by its own commands `lp` and `lpoptions`."""

    where: str
    profile: Profile

    def deliver(self, ready: Ready) -> PrintResult:
        """Hand the bytes to CUPS, which has accepted all of them or none. Raises PrinterError."""
        _demand_ready(self.status(), self.where)
        data = bytes_of(ready(), self.profile)
        self._run(["lp", "-s", "-d", self.where, "-o", "raw", "-t", "slip"], data)
        return PrintResult(Delivery.SENT, len(data))

    def status(self) -> Status | None:
        """What CUPS knows of the printer."""
        said = self._run(["lpoptions", "-p", self.where]).split()
        reasons = ",".join(word.partition("=")[2] for word in said if word.startswith("printer-state-reasons="))
        stopped = "printer-state=5" in said  # RFC 8011: stopped

        def any_of(names: tuple[str, ...]) -> bool:
            return any(name in reasons for name in names)

        return Status(
            offline=stopped or any_of(_CUPS_OFFLINE),
            cover_open=any_of(_CUPS_COVER),
            paper_out=any_of(_CUPS_PAPER),
            paper_low="media-low" in reasons,
        )

    def _run(self, command: list[str], data: bytes = b"") -> str:
        program = shutil.which(command[0])
        if program is None:
            raise PrinterError(Trouble.UNSUPPORTED, self.where, detail=f"{command[0]} (CUPS) is not installed")
        try:
            done = subprocess.run([program, *command[1:]], input=data, capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise PrinterError(Trouble.TIMEOUT, self.where) from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise PrinterError(Trouble.NO_DEVICE, self.where, detail=said)
        return done.stdout.decode("utf-8", "replace")
