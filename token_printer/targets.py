"""A printer from one line of the settings.

tcp://192.168.1.50:9100 · serial:///dev/ttyUSB0?baud=115200 · serial:COM3?baud=9600 · device:/dev/usb/lp0 ·
file:slips.bin · raw:Queue name (Windows, CUPS) · spool:Queue name (as graphics) · pdf:folder · png:folder
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from token_printer.cups import CupsPrinter
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile
from token_printer.pdf import FolderPrinter
from token_printer.printers import Printer, device_printer, file_printer, serial_printer, tcp_printer
from token_printer.spooler import WindowsRawPrinter

PICTURE_BAUD = 57_600
"""Slower serial lines take a slip as text: as dots it would take half a minute and more."""


def open_printer(address: str, profile: Profile | None = None) -> Printer:
    """The printer at an address; nothing is connected yet. Raises PrinterError(bad_address)."""
    profile = profile or Profile()
    scheme, _, rest = address.partition(":")
    rest = unquote(rest.removeprefix("//"))
    name, _, query = rest.partition("?")
    if not name:
        raise PrinterError(Trouble.BAD_ADDRESS, address)
    match scheme:
        case "tcp":
            return _tcp(address, profile)
        case "serial":
            return _serial(address, name, query, profile)
        case "device":
            return device_printer(Path(name), profile)
        case "file":
            return file_printer(Path(name), profile)
        case "pdf" | "png":
            return FolderPrinter(Path(name), scheme, profile)
        case "raw":
            return WindowsRawPrinter(name, profile) if sys.platform == "win32" else CupsPrinter(name, profile, raw=True)
        case "spool":
            return _spool(name, profile)
    raise PrinterError(Trouble.BAD_ADDRESS, address)


def _spool(queue: str, profile: Profile) -> Printer:
    if sys.platform != "win32":
        return CupsPrinter(queue, profile, raw=False)
    from token_printer.spool_qt import SpoolPrinter

    return SpoolPrinter(queue, profile)


def _serial(address: str, port: str, query: str, profile: Profile) -> Printer:
    """Below `PICTURE_BAUD` a slip is text, unless the address says picture=yes."""
    asked = parse_qs(query)
    baud, picture = asked.get("baud", ["115200"])[0], asked.get("picture", ["no"])[0]
    if not baud.isdecimal() or not int(baud) or picture not in ("yes", "no"):
        raise PrinterError(Trouble.BAD_ADDRESS, address)
    if int(baud) < PICTURE_BAUD and picture == "no":
        profile = replace(profile, text=True)
    return serial_printer(port, int(baud), profile)


def _tcp(address: str, profile: Profile) -> Printer:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise PrinterError(Trouble.BAD_ADDRESS, address) from error
    if not host:
        raise PrinterError(Trouble.BAD_ADDRESS, address)
    return tcp_printer(host, port or 9100, profile)
