"""A scanner on a serial port. Whatever ends a scan (CR, LF, CRLF, nothing), a pause does; the port may come and go."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

PAUSE_S = 0.1
"""A byte takes 1 ms at 9,600 baud: after so long a silence the scan is over. Line ends inside a scan belong to it."""
AGAIN_S = 2.0
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
        self._port, self._baud, self._heard = port, baud, heard
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)
        self.connected = threading.Event()

    def start(self) -> SerialScanner:
        """Begin; a port that is not there yet is waited for."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End; waits for the thread."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(5)

    def _run(self) -> None:
        import serial

        while not self._stop.is_set():
            try:
                with serial.Serial(self._port, self._baud, timeout=PAUSE_S) as port:
                    port.reset_input_buffer()
                    self.connected.set()
                    self._listen(port.read)
            except Exception as error:  # unplugged: pyserial has an error of its own for each way
                log.info("the scanner's port is away", extra={"kind": type(error).__name__})
            self.connected.clear()
            self._stop.wait(AGAIN_S)

    def _listen(self, read: Callable[[int], bytes]) -> None:
        scan = bytearray()
        while not self._stop.is_set():
            data = read(1)  # returns at once with a byte, or after the pause with none
            scan += data
            if scan and (not data or len(scan) >= LONGEST):
                text = decoded(bytes(scan)).strip("\r\n\0")
                scan.clear()
                if text:
                    self._heard(text)
