"""The driver's end of `robot`: what a person at one window does, in words of keys, clicks and looking."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

_CONNECT_SECONDS = 120.0


class HandsError(AssertionError):
    """The window did not show what the story expects, or a key could not be pressed."""


class Hands:
    """Hands at one window. Every method returns what was seen, or raises `HandsError` naming the window."""

    def __init__(self, who: str, port: int) -> None:
        self.who = who
        self._socket = self._connect(port)
        self._lines = self._socket.makefile("r", encoding="utf-8")

    def _connect(self, port: int) -> socket.socket:
        deadline = time.monotonic() + _CONNECT_SECONDS
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=120)
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise HandsError(f"{self.who}: the window did not open") from None
                time.sleep(0.05)

    def _do(self, **order: Any) -> dict[str, Any]:
        self._socket.sendall(json.dumps(order).encode() + b"\n")
        line = self._lines.readline()
        if not line:
            raise HandsError(f"{self.who}: the window is gone (at {order})")
        answer: dict[str, Any] = json.loads(line)
        if not answer["ok"]:
            raise HandsError(f"{self.who}: {answer['why']} (at {order})")
        return answer

    def key(self, key: str, *modifiers: str, target: str = "") -> float:
        """Press a key (a Qt key name without `Key_`); returns the monotonic time just before it."""
        return float(self._do(do="key", key=key, modifiers=modifiers, target=target)["at"])

    def answer(self, key: str) -> float:
        """Press a key and return the milliseconds until the window had repainted."""
        done = self._do(do="key", key=key)
        return 1000 * (float(done["painted"]) - float(done["at"]))

    def type(self, text: str) -> float:
        """Type text into whatever has the focus; returns milliseconds until it was painted, for the whole text."""
        done = self._do(do="type", text=text)
        return 1000 * (float(done["painted"]) - float(done["at"]))

    def click(self, target: str) -> float:
        """Click a visible, enabled widget; returns the monotonic time just before."""
        return float(self._do(do="click", target=target)["at"])

    def see(self, target: str, seconds: float = 45, **expected: Any) -> None:
        """Wait until `target` is shown, with `text=`/`not_text=`/`enabled=`/`focused=`/`gone=` as asked."""
        self._do(do="wait", target=target, seconds=seconds, **expected)

    def sees(self, target: str, seconds: float = 0.05, **expected: Any) -> bool:
        """Whether `see` would hold within `seconds`."""
        try:
            self.see(target, seconds, **expected)
        except HandsError:
            return False
        return True

    def read(self, target: str) -> str:
        """The text that `target` shows."""
        return str(self._do(do="read", target=target)["text"])

    def focus(self) -> str:
        """The objectName of the widget that has the focus."""
        return str(self._do(do="focus")["name"])

    def probe(self, name: str) -> Any:
        """A read-only look that the window offers, see `Robot`."""
        return self._do(do="probe", name=name)["value"]

    def picture(self, path: Path, width: int = 0, height: int = 0) -> Path:
        """Save a picture of the window, after resizing it if asked."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if width:
            self._do(do="resize", width=width, height=height)
        self._do(do="grab", path=str(path))
        return path

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        self._do(do="resize", width=width, height=height)

    def close(self) -> None:
        """Let go of the window (which stays open)."""
        self._socket.close()
