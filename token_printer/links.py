"""Byte links to a printer: TCP, serial, device file. Each turns its own failures into PrinterError."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from token_printer.errors import PrinterError, Trouble


class Link(Protocol):
    """An open way to one printer. `sent` counts bytes handed over so far."""

    where: str
    sent: int

    def write(self, data: bytes) -> None:
        """Hand over all bytes. Raises PrinterError."""

    def read(self, wait_s: float) -> int | None:
        """The next byte the printer answers within `wait_s` seconds, None if none came. Raises PrinterError."""

    def close(self) -> None:
        """Give the link back; never raises."""


class _Managed:
    """`with` for links."""

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _network_trouble(error: OSError, sent: int) -> Trouble:
    """Meaning of the operating system's network error."""
    match error:
        case ConnectionRefusedError():
            return Trouble.REFUSED
        case ConnectionError():
            return Trouble.DISCONNECTED
        case TimeoutError():
            return Trouble.TIMEOUT if sent else Trouble.UNREACHABLE
    return Trouble.DISCONNECTED if sent else Trouble.UNREACHABLE


class TcpLink(_Managed):
    """A raw socket, usually port 9100. Raises PrinterError from the constructor too."""

    def __init__(self, host: str, port: int, timeout_s: float = 5.0) -> None:
        self.where = f"{host}:{port}"
        self.sent = 0
        try:
            self._socket = socket.create_connection((host, port), timeout_s)
            # without it the last piece of a slip waits, 40 ms or more, until the printer acknowledges the one before
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            raise self._known(error) from error
        self._timeout_s = timeout_s

    def _known(self, error: OSError) -> PrinterError:
        code = _network_trouble(error, self.sent)
        return PrinterError(code, self.where, sent=self.sent, detail=error.strerror or str(error))

    def write(self, data: bytes) -> None:
        """Hand over all bytes; each piece must be taken within the timeout."""
        view = memoryview(data)
        self._socket.settimeout(self._timeout_s)
        while view:
            try:
                taken = self._socket.send(view[:4096])
            except TimeoutError as error:
                raise PrinterError(Trouble.TIMEOUT, self.where, sent=self.sent) from error
            except OSError as error:
                raise self._known(error) from error
            self.sent += taken
            view = view[taken:]

    def read(self, wait_s: float) -> int | None:
        """One answered byte; the printer closing the socket is 'disconnected'."""
        self._socket.settimeout(wait_s)
        try:
            got = self._socket.recv(1)
        except (TimeoutError, BlockingIOError):
            return None
        except OSError as error:
            raise self._known(error) from error
        if not got:
            raise PrinterError(Trouble.DISCONNECTED, self.where, sent=self.sent)
        return got[0]

    def close(self) -> None:
        """Say that no more comes, then close."""
        with contextlib.suppress(OSError):  # the other side may have been first
            self._socket.shutdown(socket.SHUT_WR)
        self._socket.close()


def _serial_failures() -> tuple[type[Exception], ...]:
    """What pyserial raises; on POSIX a port that is gone shows as termios.error too, which is no OSError."""
    import serial

    if sys.platform == "win32":
        return (serial.SerialException, OSError, ValueError)
    import termios

    return (serial.SerialException, OSError, ValueError, termios.error)


class SerialLink(_Managed):
    """A serial port through pyserial. 8N1; RTS/CTS where the cable has it."""

    def __init__(self, port: str, baud: int = 115_200, timeout_s: float = 10.0, rtscts: bool = False) -> None:
        import serial

        self.where = port
        self.sent = 0
        self._failures = _serial_failures()
        self._late = serial.SerialTimeoutException
        try:
            self._port = serial.Serial(port, baud, write_timeout=timeout_s, rtscts=rtscts)
            self._port.reset_input_buffer()  # an answer to an earlier question is none to ours
        except self._failures as error:
            raise PrinterError(Trouble.NO_DEVICE, port, detail=str(error)) from error

    def write(self, data: bytes) -> None:
        """Hand over all bytes in small pieces, so that `sent` is true when the cable is pulled."""
        for start in range(0, len(data), 512):
            piece = data[start : start + 512]
            try:
                self._port.write(piece)
                self._port.flush()
            except self._late as error:
                raise PrinterError(Trouble.TIMEOUT, self.where, sent=self.sent) from error
            except self._failures as error:
                raise PrinterError(Trouble.DISCONNECTED, self.where, sent=self.sent) from error
            self.sent += len(piece)

    def read(self, wait_s: float) -> int | None:
        """One answered byte."""
        try:
            self._port.timeout = wait_s
            got = self._port.read(1)
        except self._failures as error:
            raise PrinterError(Trouble.DISCONNECTED, self.where, sent=self.sent) from error
        return got[0] if got else None

    def close(self) -> None:
        """Close the port."""
        self._port.close()


@dataclass
class FileLink(_Managed):
    """A device file (/dev/usb/lp0), or with `create` a plain file that slips are appended to.

    Answers only where the device does. Without `create` a path that is not there is a printer that is not plugged in:
    a file made in its place would swallow the slips.
    """

    path: Path
    create: bool
    timeout_s: float = 10.0
    sent: int = 0
    where: str = ""
    _handle: int = field(default=-1, repr=False)

    def __post_init__(self) -> None:
        self.where = str(self.path)
        self._device = sys.platform != "win32" and self.path.exists() and not self.path.is_file()
        flags = os.O_WRONLY | os.O_APPEND | (os.O_CREAT if self.create else 0)
        if self._device:
            flags = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        try:
            self._handle = os.open(self.path, flags | getattr(os, "O_BINARY", 0), 0o644)
        except FileNotFoundError as error:
            raise PrinterError(Trouble.NO_DEVICE, self.where) from error
        except OSError as error:
            raise PrinterError(Trouble.NOT_WRITABLE, self.where, detail=error.strerror or "") from error

    def write(self, data: bytes) -> None:
        """Hand over all bytes; a device that takes none for `timeout_s` is 'timeout'."""
        view = memoryview(data)
        while view:
            try:
                if self._device and not select.select([], [self._handle], [], self.timeout_s)[1]:
                    raise PrinterError(Trouble.TIMEOUT, self.where, sent=self.sent)
                taken = os.write(self._handle, view[:4096])
            except BlockingIOError:
                continue
            except OSError as error:
                code = Trouble.NOT_WRITABLE if error.errno == errno.ENOSPC else Trouble.DISCONNECTED
                raise PrinterError(code, self.where, sent=self.sent, detail=error.strerror or "") from error
            self.sent += taken
            view = view[taken:]

    def read(self, wait_s: float) -> int | None:
        """One answered byte of a device; a plain file never answers."""
        if not self._device or not self._answered(wait_s):
            return None
        try:
            got = os.read(self._handle, 1)
        except BlockingIOError:
            return None
        except OSError as error:
            raise PrinterError(Trouble.DISCONNECTED, self.where, sent=self.sent) from error
        return got[0] if got else None

    def _answered(self, wait_s: float) -> bool:
        """Whether there is something to read. A device that is gone is readable too, but says so (POLLHUP)."""
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        for _handle, events in poll.poll(round(wait_s * 1000)):
            if events & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
                raise PrinterError(Trouble.DISCONNECTED, self.where, sent=self.sent)
            return True
        return False

    def close(self) -> None:
        """Close the handle."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
