"""One slip to one ESC/POS printer: ask its state, send, learn whether it is on paper.

A printer that answers is asked before the first byte (no paper: nothing is sent) and, after the last, for an answer
in its turn (GS r), which comes only when all before it is printed. One that never answers gives 'sent', not 'printed'.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from token_printer import escpos
from token_printer.bitmap import Bitmap
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile, Status
from token_printer.links import FileLink, Link, SerialLink, TcpLink


class Delivery(StrEnum):
    """How much is known of a delivered slip."""

    SENT = "sent"
    PRINTED = "printed"


@dataclass(frozen=True)
class PrintResult:
    """A slip that went well: bytes handed over, what is known, a warning of low paper."""

    delivery: Delivery
    sent: int
    paper_low: bool = False


class Printer(Protocol):
    """Anything that takes a slip. `profile.width` is the width the slip must be rendered for."""

    where: str
    profile: Profile

    def deliver(self, bitmap: Bitmap) -> PrintResult:
        """Print one slip. Blocks (worker thread). Raises PrinterError."""

    def status(self) -> Status | None:
        """What the printer says of itself, None where it does not answer. Raises PrinterError."""


@dataclass
class EscposPrinter:
    """A receipt printer behind a byte link; the link is opened for each slip, so a power cycle heals itself.

    `answer_s` is how long to wait for its first status byte, `finish_s` for the last dots to be on paper.
    """

    where: str
    profile: Profile
    open_link: Callable[[], AbstractContextManager[Link]]
    answer_s: float = 0.4
    finish_s: float = 15.0

    def deliver(self, bitmap: Bitmap) -> PrintResult:
        """Send one slip; see the head of the module.

        Raises PrinterError; its `sent` counts bytes of the slip alone, 0 where the trouble came before them.
        """
        data = escpos.encode(bitmap, self.profile)
        with self.open_link() as link:
            asked = None
            try:
                before = self._ask(link)
                if before is not None and before.trouble is not None:
                    raise PrinterError(before.trouble, self.where)
                asked = link.sent
                link.write(data)
                if before is None:
                    link.read(self.answer_s / 2)  # a broken link shows here, an answer does not come
                    return PrintResult(Delivery.SENT, len(data))
                self._confirm(link)
            except PrinterError as error:
                sent = 0 if asked is None else max(0, error.sent - asked)
                raise PrinterError(error.code, self.where, sent=sent, detail=error.detail) from error
            return PrintResult(Delivery.PRINTED, len(data), paper_low=before.paper_low)

    def _confirm(self, link: Link) -> None:
        """Wait until all dots are on paper; raise what the printer itself gives as the reason if not."""
        link.write(escpos.ASK_WHEN_DONE)
        done = link.read(self.finish_s)
        if done is not None and not escpos.paper_is_out(done):
            return
        now = self._ask(link)
        trouble = now.trouble if now is not None else None
        fallback = Trouble.TIMEOUT if done is None else Trouble.PAPER_OUT
        raise PrinterError(trouble or fallback, self.where, sent=link.sent)

    def status(self) -> Status | None:
        """Ask for the state over a link of its own. Raises PrinterError."""
        with self.open_link() as link:
            return self._ask(link)

    def _ask(self, link: Link) -> Status | None:
        """Three real-time questions; silence after the first means it never answers."""
        answers = []
        for question in (escpos.ASK_PRINTER, escpos.ASK_OFFLINE_CAUSE, escpos.ASK_PAPER):
            link.write(question)
            answer = link.read(self.answer_s)
            if answer is None:
                return None
            answers.append(answer)
        return escpos.status_of(*answers)


def tcp_printer(host: str, port: int = 9100, profile: Profile | None = None, timeout_s: float = 5.0) -> EscposPrinter:
    """A network printer."""
    return EscposPrinter(f"{host}:{port}", profile or Profile(), lambda: TcpLink(host, port, timeout_s))


def serial_printer(port: str, baud: int = 115_200, profile: Profile | None = None) -> EscposPrinter:
    """A printer on a serial port (COM3, /dev/ttyUSB0)."""
    return EscposPrinter(port, profile or Profile(), lambda: SerialLink(port, baud))


def file_printer(path: Path, profile: Profile | None = None) -> EscposPrinter:
    """A device file such as /dev/usb/lp0, or a plain file that collects the bytes."""
    return EscposPrinter(str(path), profile or Profile(), lambda: FileLink(path))


@dataclass
class WindowsRawPrinter:
    """A queue of the Windows spooler that passes bytes through. The spooler answers for itself only: 'sent'."""

    where: str
    profile: Profile

    def deliver(self, bitmap: Bitmap) -> PrintResult:
        """Hand the bytes to the spooler. Raises PrinterError."""
        data = escpos.encode(bitmap, self.profile)
        win32print = self._spooler()
        try:
            handle = win32print.OpenPrinter(self.where)
        except Exception as error:  # pywintypes.error, known only on Windows
            raise PrinterError(Trouble.NO_DEVICE, self.where, detail=str(error)) from error
        try:
            win32print.StartDocPrinter(handle, 1, ("slip", None, "RAW"))
            win32print.StartPagePrinter(handle)
            sent = win32print.WritePrinter(handle, data)
            win32print.EndPagePrinter(handle)
            win32print.EndDocPrinter(handle)
        except Exception as error:
            raise PrinterError(Trouble.NOT_WRITABLE, self.where, detail=str(error)) from error
        finally:
            win32print.ClosePrinter(handle)
        return PrintResult(Delivery.SENT, int(sent))

    def status(self) -> Status | None:
        """The spooler's bits for this queue."""
        win32print = self._spooler()
        try:
            handle = win32print.OpenPrinter(self.where)
        except Exception as error:
            raise PrinterError(Trouble.NO_DEVICE, self.where, detail=str(error)) from error
        try:
            bits = int(win32print.GetPrinter(handle, 2)["Status"])
        finally:
            win32print.ClosePrinter(handle)
        # winspool.h: PRINTER_STATUS_PAPER_OUT, _OFFLINE, _DOOR_OPEN
        return Status(paper_out=bool(bits & 0x10), offline=bool(bits & 0x80), cover_open=bool(bits & 0x400000))

    def _spooler(self) -> Any:
        if sys.platform != "win32":
            raise PrinterError(Trouble.UNSUPPORTED, self.where, detail="the RAW spooler exists on Windows only")
        import win32print

        return win32print
