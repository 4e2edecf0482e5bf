"""A receipt printer behind a queue of Windows that passes bytes through (RAW).

The queue answers for itself only, so a slip is 'sent', never 'printed'; what the queue says of paper, cover and being
switched off is asked before each slip, and then nothing is handed over.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile, Status
from token_printer.printers import Delivery, PrintResult, Ready, bytes_of


def demand_ready(status: Status | None, where: str) -> None:
    """Raise the trouble that a queue tells of its printer."""
    if status is not None and status.trouble is not None:
        raise PrinterError(status.trouble, where)


@dataclass
class WindowsRawPrinter:
    """A queue of the Windows spooler, addressed through pywin32."""

    where: str
    profile: Profile

    def deliver(self, ready: Ready) -> PrintResult:
        """Hand the bytes to the spooler. Raises PrinterError."""
        demand_ready(self.status(), self.where)
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

    def status(self) -> Status:
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
