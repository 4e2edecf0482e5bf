"""The emulated printer on a serial port: a pseudo-terminal (POSIX), plugged in and pulled out under a fixed name."""

from __future__ import annotations

import contextlib
import os
import select
from pathlib import Path


class Plug:
    """One pseudo-terminal. The printer's side is read here; programs open `name`, a link to the other side.

    Raises OSError where the system has none (Windows) or `name` is taken by something that is no link.
    """

    def __init__(self, name: Path) -> None:
        try:
            import pty
            import tty
        except ImportError as error:
            raise OSError("a serial printer is emulated on POSIX systems only") from error
        self.name = name
        # both sides stay open here: a program that closes its side must not end the printer's
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)
        self._wake_out, self._wake_in = os.pipe()
        self.out = self._closed = False
        name.parent.mkdir(parents=True, exist_ok=True)
        if name.is_symlink():
            name.unlink()
        name.symlink_to(os.ttyname(self._theirs))

    def read(self) -> bytes:
        """The next bytes of a program; empty once it is pulled out. Blocks."""
        if self._closed:
            return b""
        ready, _, _ = select.select([self._ours, self._wake_out], [], [])
        if self._wake_out in ready:
            self._close()
            return b""
        return os.read(self._ours, 8192)

    def write(self, data: bytes) -> None:
        """Answer the program, if one still listens."""
        with contextlib.suppress(OSError):
            os.write(self._ours, data)

    def pull(self) -> None:
        """Pull it out: the name goes, programs get an error. Any thread; the reading one closes the terminal."""
        if not self.out:
            self.out = True
            self.name.unlink(missing_ok=True)
            os.write(self._wake_in, b"!")

    def _close(self) -> None:
        self._closed = True
        for handle in (self._ours, self._theirs, self._wake_in, self._wake_out):
            os.close(handle)
