"""The serial scanner of a window, where the settings name one."""

from __future__ import annotations

from collections.abc import Callable

from drc_desktop.app.station import Station
from drc_desktop.devices.serial_scanner import SerialScanner


def listen_to_scanner(station: Station, scanned: Callable[[str], None]) -> None:
    """Bring each scan of the serial port to the window, until the station closes."""
    mine = station.settings.scanner
    if mine.port:
        scanner = SerialScanner(mine.port, mine.baud, lambda text: station.post(lambda: scanned(text))).start()
        station.on_close(scanner.stop)


def frame_of(station: Station) -> tuple[str, str]:
    """What the scanner of this PC puts before and behind each scan."""
    return station.settings.scanner.prefix, station.settings.scanner.suffix
