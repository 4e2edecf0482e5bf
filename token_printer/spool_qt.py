"""An ordinary printer of Windows: the slip is painted as graphics on its page."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from token_printer.bitmap import DOTS_PER_MM, Bitmap
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile, Status
from token_printer.printers import Delivery, PrintResult, Ready, dots_of
from token_printer.spooler import WindowsRawPrinter, demand_ready


def to_qimage(bitmap: Bitmap) -> QImage:
    """The dots as a QImage that owns its bytes."""
    image = QImage(bitmap.data, bitmap.width, bitmap.height, bitmap.row_bytes, QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])
    return image.copy()


def paint_on(printer: QPrinter, bitmap: Bitmap) -> None:
    """Paint at true size on a page of the slip's own size. Raises PrinterError."""
    width, height = bitmap.width / DOTS_PER_MM, bitmap.height / DOTS_PER_MM
    printer.setPageSize(QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, "slip"))
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterError(Trouble.NOT_WRITABLE, printer.printerName() or printer.outputFileName())
    per_mm = printer.resolution() / 25.4
    painter.drawImage(QRectF(0, 0, width * per_mm, height * per_mm), to_qimage(bitmap))
    painter.end()


@dataclass
class SpoolPrinter:
    """A queue of the operating system by name; it answers for itself only: 'sent'."""

    where: str
    profile: Profile

    def deliver(self, ready: Ready) -> PrintResult:
        """Hand one page to the spooler. Raises PrinterError."""
        demand_ready(self.status(), self.where)
        info = QPrinterInfo.printerInfo(self.where)
        if info.isNull():
            raise PrinterError(Trouble.NO_DEVICE, self.where)
        bitmap = dots_of(ready(), self.where)
        paint_on(QPrinter(info, QPrinter.PrinterMode.HighResolution), bitmap)
        return PrintResult(Delivery.SENT, len(bitmap.data))

    def status(self) -> Status:
        """What the spooler knows of paper, cover and being switched off."""
        return WindowsRawPrinter(self.where, self.profile).status()
