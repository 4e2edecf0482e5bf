"""A serial port that may come and go: opened when it is there, served by its device's code, opened again when lost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from serial import Serial

log = logging.getLogger(__name__)

AGAIN_S = 2.0
"""After so long a port that is away is looked for again."""


class SerialPort:
    """Serves one port on a thread of its own; `name` is what log and thread call the device.

    `serve` gets the open port and returns when `stopping` says so; whatever it raises means that the port is lost.
    `wait_s` is how long one read of the port waits.
    """

    def __init__(self, name: str, port: str, baud: int, wait_s: float, serve: Callable[[Serial], None]) -> None:
        self._name, self._port, self._baud, self._wait_s, self._serve = name, port, baud, wait_s, serve
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.connected = threading.Event()

    @property
    def stopping(self) -> bool:
        """Whether to leave the port."""
        return self._stop.is_set()

    def start(self) -> None:
        """Begin; a port that is not there yet is waited for."""
        self._thread.start()

    def stop(self) -> None:
        """End; waits for the thread."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(5)

    def _run(self) -> None:
        import serial

        while not self.stopping:
            try:
                with serial.Serial(self._port, self._baud, timeout=self._wait_s, write_timeout=5) as port:
                    port.reset_input_buffer()
                    self.connected.set()
                    self._serve(port)
            except Exception as error:  # unplugged: pyserial has an error of its own for each way
                log.info("a serial port is away", extra={"kind": type(error).__name__, "port": self._name})
            self.connected.clear()
            self._stop.wait(AGAIN_S)
