"""A slip as a PDF page of its own size: for a centre without a thermal printer, and for archives of samples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from token_printer.bitmap import DOTS_PER_MM, Bitmap
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile, Status
from token_printer.printers import Delivery, PrintResult, Ready, dots_of

POINTS_PER_DOT = 72 / 25.4 / DOTS_PER_MM


def write_pdf(bitmap: Bitmap, to: Path | BinaryIO, title: str = "slip") -> None:
    """Write one page, one dot = 1/8 mm. Raises OSError."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    width, height = bitmap.width * POINTS_PER_DOT, bitmap.height * POINTS_PER_DOT
    canvas = Canvas(str(to) if isinstance(to, Path) else to, pagesize=(width, height), pageCompression=1)
    canvas.setTitle(title)
    canvas.drawImage(ImageReader(bitmap.to_image()), 0, 0, width, height)
    canvas.showPage()
    canvas.save()


@dataclass
class FolderPrinter:
    """Each slip becomes a numbered file in a folder: `kind` is "pdf" or "png"."""

    folder: Path
    kind: str
    profile: Profile

    def __post_init__(self) -> None:
        self.where = str(self.folder)

    def deliver(self, ready: Ready) -> PrintResult:
        """Write the next file. Raises PrinterError; then no file is left."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self._next()
            try:
                self._save(dots_of(ready(), self.where), path)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
            return PrintResult(Delivery.PRINTED, path.stat().st_size)
        except OSError as error:
            raise PrinterError(Trouble.NOT_WRITABLE, self.where, detail=error.strerror or str(error)) from error

    def _save(self, bitmap: Bitmap, path: Path) -> None:
        if bitmap.width != self.profile.width:
            raise PrinterError(Trouble.WRONG_WIDTH, self.where, detail=f"the slip is {bitmap.width} dots wide")
        if self.kind == "pdf":
            write_pdf(bitmap, path)
        else:
            bitmap.save_png(path)

    def _next(self) -> Path:
        """Take the next free number; creating the file settles a race between two processes."""
        number = sum(1 for _ in self.folder.glob(f"slip-*.{self.kind}"))
        while True:
            number += 1
            path = self.folder / f"slip-{number:04d}.{self.kind}"
            try:
                path.touch(exist_ok=False)
                return path
            except FileExistsError:
                continue

    def status(self) -> Status | None:
        """A folder has no paper to run out of."""
        return None
