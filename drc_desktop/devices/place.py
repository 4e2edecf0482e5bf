"""Where a survey is made: from a GNSS receiver on a serial port (mobile vehicles), else where the site stands.

The receiver speaks NMEA 0183. GGA says whether there is a fix, its position, height and dilution; RMC says whether the
receiver itself trusts it ('A') and warns before the fix is gone ('V'). A sentence with a wrong checksum is not heard.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from pynmeagps import VALCKSUM, NMEAMessageError, NMEAParseError, NMEAReader, NMEATypeError

from drc_desktop.devices.serial_port import SerialPort

if TYPE_CHECKING:
    from serial import Serial

RANGE_ERROR_M = 5.0
"""Metres of error for each unit of horizontal dilution: a receiver without corrections, open sky."""
WAIT_S = 1.0
LONGEST_SENTENCE = 120
"""NMEA 0183 allows 82 characters; receivers with many satellites write somewhat longer ones."""


@dataclass(frozen=True)
class Fix:
    """A position in degrees (WGS 84, north and east positive), height and error in metres; `at` monotonic."""

    latitude: float
    longitude: float
    altitude_m: float
    accuracy_m: float
    at: float

    def text(self) -> str:
        """As ODK writes a geopoint: 'latitude longitude altitude accuracy'."""
        return f"{self.latitude:.6f} {self.longitude:.6f} {self.altitude_m:.1f} {self.accuracy_m:.1f}"


def read_sentence(line: bytes, now: float) -> Fix | Literal[False] | None:
    """What a line says: a fix (GGA), False where there is none or it is not to be trusted (GGA, RMC), None nothing.

    Never raises, whatever comes over the line.
    """
    start = line.rfind(b"$")  # a line that was cut off may stand before it
    if start < 0 or len(line) > LONGEST_SENTENCE:
        return None
    try:
        said: Any = NMEAReader.parse(line[start:].strip() + b"\r\n", validate=VALCKSUM)
    except (NMEAParseError, NMEAMessageError, NMEATypeError, ValueError, ArithmeticError, LookupError, AttributeError):
        return None
    kind = getattr(said, "msgID", "")
    if kind == "RMC":
        return None if said.status == "A" else False
    if kind != "GGA":
        return None
    numbers = [said.lat, said.lon, said.HDOP or 1.0, said.alt or 0.0]
    if not said.quality or not all(isinstance(one, int | float) and math.isfinite(one) for one in numbers):
        return False
    latitude, longitude, dilution, altitude = map(float, numbers)
    if abs(latitude) > 90 or abs(longitude) > 180:
        return False
    return Fix(latitude, longitude, altitude, dilution * RANGE_ERROR_M, now)


class Heard(StrEnum):
    """What comes from a port at which a receiver should be."""

    FIX = "fix"
    NO_FIX = "no-fix"
    SILENT = "silent"
    AWAY = "away"


def listen(port: str, baud: int, seconds: float = 6.0) -> tuple[Heard, Fix | None]:
    """Listen to a port for some seconds, or until there is a fix."""
    import serial

    heard, ends = Heard.SILENT, time.monotonic() + seconds
    try:
        with serial.Serial(port, baud, timeout=WAIT_S) as line:
            while time.monotonic() < ends:
                said = read_sentence(line.read_until(b"\n", LONGEST_SENTENCE), time.monotonic())
                if isinstance(said, Fix):
                    return Heard.FIX, said
                if said is not None:
                    heard = Heard.NO_FIX
    except Exception:  # pyserial has an error of its own for each way
        return Heard.AWAY, None
    return heard, None


class Receiver:
    """Listens on a thread of its own and keeps the last fix."""

    def __init__(self, port: str, baud: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._fix: Fix | None = None
        self._line = SerialPort("gnss", port, baud, WAIT_S, self._listen)
        self.connected, self.stop = self._line.connected, self._line.stop

    def start(self) -> Receiver:
        """Begin; a port that is not there yet is waited for."""
        self._line.start()
        return self

    def fix(self, within_s: float) -> Fix | None:
        """The last fix, None where it is older than that or the receiver has lost it."""
        with self._lock:
            fix = self._fix
        return fix if fix is not None and self._clock() - fix.at <= within_s else None

    def _listen(self, port: Serial) -> None:
        while not self._line.stopping:
            said = read_sentence(port.read_until(b"\n", LONGEST_SENTENCE), self._clock())
            if said is not None:
                with self._lock:
                    self._fix = said if isinstance(said, Fix) else None


class Places:
    """The place that a survey begun now gets. Without a receiver, or without a fresh fix, that of the site."""

    def __init__(self, receiver: Receiver | None, fresh_s: float, site: str) -> None:
        self._receiver, self._fresh_s, self._site = receiver, fresh_s, site

    def text(self) -> str:
        """'latitude longitude altitude accuracy' of a fix, 'latitude longitude' of the site, empty where neither is."""
        fix = self._receiver.fix(self._fresh_s) if self._receiver is not None else None
        return fix.text() if fix is not None else self._site
