"""A queue of CUPS by its own commands, `lp` and `lpoptions`: bytes as they are for receipt printers, else a PDF page.

The queue answers for itself only, so a slip is 'sent', never 'printed'. What it knows of paper, cover and being$
switched off is asked before each slip, and then nothing is handed over.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import dataclass

from token_printer.bitmap import DOTS_PER_MM, Bitmap
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile, Status
from token_printer.pdf import write_pdf
from token_printer.printers import Delivery, PrintResult, Ready, bytes_of, dots_of
from token_printer.spooler import demand_ready

SECONDS = 20.0
"""Longest time for one command of CUPS."""
#: printer-state-reasons of IPP (RFC 8011, 5.4.12, without their -report, -warning, -error).
_PAPER = ("media-empty", "media-needed")
_COVER = ("cover-open", "door-open")
_OFFLINE = ("offline", "paused", "shutdown", "timed-out", "connecting-to-device")


@dataclass
class CupsPrinter:
    """`raw` passes the bytes of a receipt printer through; without it the slip is a page, for an ordinary printer."""

    where: str
    profile: Profile
    raw: bool

    def deliver(self, ready: Ready) -> PrintResult:
        """Hand the slip to CUPS, which takes all of it or none. Raises PrinterError.

        An `lp` that was ended or never came back may have handed it over: `sent` says so, and a person looks.
        """
        demand_ready(self.status(), self.where)
        page = ready()
        if self.raw:
            options, data = ["-o", "raw"], bytes_of(page, self.profile)
        else:
            options, data = _as_page(dots_of(page, self.where))
        self._run(["lp", "-s", "-d", self.where, *options, "-t", "slip"], data)
        return PrintResult(Delivery.SENT, len(data))

    def status(self) -> Status | None:
        """What CUPS knows of the printer."""
        said = self._run(["lpoptions", "-p", self.where]).split()
        reasons = ",".join(word.partition("=")[2] for word in said if word.startswith("printer-state-reasons="))
        stopped = "printer-state=5" in said  # RFC 8011: stopped

        def any_of(names: tuple[str, ...]) -> bool:
            return any(name in reasons for name in names)

        return Status(
            offline=stopped or any_of(_OFFLINE),
            cover_open=any_of(_COVER),
            paper_out=any_of(_PAPER),
            paper_low="media-low" in reasons,
        )

    def _run(self, command: list[str], data: bytes = b"") -> str:
        program = shutil.which(command[0])
        if program is None:
            raise PrinterError(Trouble.UNSUPPORTED, self.where, detail=f"{command[0]} (CUPS) is not installed")
        try:
            done = subprocess.run([program, *command[1:]], input=data, capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise PrinterError(Trouble.TIMEOUT, self.where, sent=len(data)) from error
        if done.returncode < 0:  # ended by a signal: nobody knows how far it was
            raise PrinterError(Trouble.DISCONNECTED, self.where, sent=len(data))
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise PrinterError(Trouble.NO_DEVICE, self.where, detail=said)
        return done.stdout.decode("utf-8", "replace")


def _as_page(bitmap: Bitmap) -> tuple[list[str], bytes]:
    """Options and bytes of a PDF page of the slip's own size."""
    paper = io.BytesIO()
    write_pdf(bitmap, paper)
    size = f"Custom.{bitmap.width / DOTS_PER_MM:g}x{bitmap.height / DOTS_PER_MM:g}mm"
    return ["-o", f"media={size}"], paper.getvalue()
