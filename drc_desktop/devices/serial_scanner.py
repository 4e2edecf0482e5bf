"""A scanner on a serial port. Whatever ends a scan (CR, LF, CRLF, nothing), a pause does; the port may come and go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from drc_desktop.devices.serial_port import SerialPort

if TYPE_CHECKING:
    from serial import Serial

PAUSE_S = 0.1
"""A byte takes 1 ms at 9,600 baud: after so long a silence the scan is over. Line ends inside a scan belong to it."""
LONGEST = 8192


def decoded(data: bytes) -> str:
    """UTF-8; what is none is taken byte by byte, as old cards write their Urdu."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


class SerialScanner:
    """Reads on a thread of its own; `heard` is called there with each scan: marshal it to the window."""

    def __init__(self, port: str, baud: int, heard: Callable[[str], None]) -> None:
        self._heard = heard
        self._line = SerialPort("scanner", port, baud, PAUSE_S, self._listen)
        self.connected, self.stop = self._line.connected, self._line.stop

    def start(self) -> SerialScanner:
        """Begin; a port that is not there yet is waited for."""
        self._line.start()
        return self

    def _listen(self, port: Serial) -> None:
        scan = bytearray()
        while not self._line.stopping:
            data = port.read(1)  # returns at once with a byte, or after the pause with none
            scan += data
            if scan and (not data or len(scan) >= LONGEST):
                text = decoded(bytes(scan)).strip("\r\n\0")
                scan.clear()
                if text:
                    self._heard(text)
