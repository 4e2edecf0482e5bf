"""One slip to one ESC/POS printer: ask its state, send, learn whether it is on paper.

A printer that answers is asked before the first byte (no paper: nothing is sent) and, after the last, for an answer
in its turn (GS r), which comes only when all before it is printed. One that never answers gives 'sent', not 'printed'.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from token_printer import escpos
from token_printer.bitmap import Bitmap
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile, Status
from token_printer.links import FileLink, Link, SerialLink, TcpLink
from token_printer.textpage import TextPage


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


LATE_ANSWERS = 16
Page = Bitmap | TextPage
"""What a printer is given: dots, or for slow lines the bytes of its own letters."""


Ready = Callable[[], Page]
"""Asked once for the page: when the printer is known to be ready, before the first byte. So a caller may claim the slip
then, and lay it out while the printer is asked; what it raises goes through, and nothing was printed."""


class Printer(Protocol):
    """Anything that takes a slip. `profile` says how it must be made (width, dots or text)."""

    where: str
    profile: Profile

    def deliver(self, ready: Ready) -> PrintResult:
        """Print one slip. Blocks (worker thread). Raises PrinterError."""

    def status(self) -> Status | None:
        """What the printer says of itself, None where it does not answer. Raises PrinterError."""


@dataclass
class EscposPrinter:
    """A receipt printer behind a byte link; the link is opened for each slip, so a power cycle heals itself.

    `answer_s` is how long to wait for its first status byte, `finish_s` for the last dots to be on paper.
    `keeps_state`: the line itself has no beginning (serial, USB), so a printer may still wait for dots of a slip that
    broke off.
    """

    where: str
    profile: Profile
    open_link: Callable[[], AbstractContextManager[Link]]
    answer_s: float = 0.4
    finish_s: float = 15.0
    keeps_state: bool = False
    _torn: bool = False
    _first: bool = True

    def deliver(self, ready: Ready) -> PrintResult:
        """Send one slip; see the head of the module.

        Raises PrinterError; its `sent` counts bytes of the slip alone, 0 where the trouble came before them.
        """
        with self.open_link() as link:
            asked = None
            try:
                self._resume(link)
                before = self._ask(link)
                if before is not None and before.trouble is not None:
                    raise PrinterError(before.trouble, self.where)
                data = bytes_of(ready(), self.profile)
                asked = link.sent
                link.write(data)
                if before is None:
                    link.read(self.answer_s / 2)  # a broken link shows here, an answer does not come
                    return PrintResult(Delivery.SENT, len(data))
                self._confirm(link)
            except PrinterError as error:
                sent = 0 if asked is None else max(0, error.sent - asked)
                self._torn = self._torn or sent > 0
                raise PrinterError(error.code, self.where, sent=sent, detail=error.detail) from error
            return PrintResult(Delivery.PRINTED, len(data), paper_low=before.paper_low)

    def _resume(self, link: Link) -> None:
        """Bring a printer back that stopped in the middle of a slip; after a start nobody knows, so it is done too."""
        if self.keeps_state and (self._torn or self._first):
            link.write(escpos.resume(self.profile, self._torn))
        self._torn = self._first = False

    def _confirm(self, link: Link) -> None:
        """Wait until all dots are on paper; raise what the printer itself gives as the reason if not."""
        link.write(escpos.ASK_WHEN_DONE)
        done = link.read(self.finish_s)
        if done is not None and escpos.is_done(done) and not escpos.paper_is_out(done):
            return
        now = self._ask(link)
        trouble = now.trouble if now is not None else None
        fallback = Trouble.PAPER_OUT if done is not None and escpos.is_done(done) else Trouble.TIMEOUT
        raise PrinterError(trouble or fallback, self.where, sent=link.sent)

    def status(self) -> Status | None:
        """Ask for the state over a link of its own. Raises PrinterError."""
        with self.open_link() as link:
            return self._ask(link)

    def _ask(self, link: Link) -> Status | None:
        """Three real-time questions; silence or nonsense after the first means it never answers."""
        if not self.profile.answers:
            return None
        for _ in range(LATE_ANSWERS):  # to questions about an earlier slip
            if link.read(0.0) is None:
                break
        answers = []
        for question in (escpos.ASK_PRINTER, escpos.ASK_OFFLINE_CAUSE, escpos.ASK_PAPER):
            link.write(question)
            answer = link.read(self.answer_s)
            if answer is None or not escpos.is_status(answer):
                return None
            answers.append(answer)
        return escpos.status_of(*answers)


def bytes_of(page: Page, profile: Profile) -> bytes:
    """The bytes of one slip for this printer. Raises PrinterError(wrong_width)."""
    return escpos.encode(page, profile) if isinstance(page, Bitmap) else page.data


def dots_of(page: Page, where: str) -> Bitmap:
    """The dots of a page, for what can print nothing else. Raises PrinterError(unsupported)."""
    if not isinstance(page, Bitmap):
        raise PrinterError(Trouble.UNSUPPORTED, where, detail="text is for receipt printers")
    return page


def tcp_printer(host: str, port: int = 9100, profile: Profile | None = None, timeout_s: float = 5.0) -> EscposPrinter:
    """A network printer."""
    return EscposPrinter(f"{host}:{port}", profile or Profile(), lambda: TcpLink(host, port, timeout_s))


def serial_printer(port: str, baud: int = 115_200, profile: Profile | None = None) -> EscposPrinter:
    """A printer on a serial port (COM3, /dev/ttyUSB0)."""
    return EscposPrinter(port, profile or Profile(), lambda: SerialLink(port, baud), keeps_state=True)


def device_printer(path: Path, profile: Profile | None = None) -> EscposPrinter:
    """A device file such as /dev/usb/lp0."""
    return EscposPrinter(str(path), profile or Profile(), lambda: FileLink(path, create=False), keeps_state=True)


def file_printer(path: Path, profile: Profile | None = None) -> EscposPrinter:
    """A plain file that collects the bytes; a path in /dev is a device all the same."""
    if path.parts[:2] == ("/", "dev"):
        return device_printer(path, profile)
    return EscposPrinter(str(path), profile or Profile(), lambda: FileLink(path, create=True))
