"""A pair of hands in a window's process: the walk-through types, clicks and looks through it, never past the widgets.

Listens on 127.0.0.1 when a window is started with `--robot PORT` (the walk-through does that, nobody else). One JSON
object a line in, one out. It only does what hands and eyes can: keys to the focused widget, clicks on visible and
enabled widgets, reading what is shown, taking a picture.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

log = logging.getLogger(__name__)

_MODIFIERS = {
    "ctrl": Qt.KeyboardModifier.ControlModifier,
    "alt": Qt.KeyboardModifier.AltModifier,
    "shift": Qt.KeyboardModifier.ShiftModifier,
}
_LOOK_EVERY_MS = 10


class NotThere(Exception):
    """The hands could not do it: no such widget on screen, or it is disabled."""


def _window() -> QWidget:
    window = QApplication.activeModalWidget() or QApplication.activeWindow()
    if window is None:
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        if not shown:
            raise NotThere("no window is shown")
        window = shown[0]
        window.activateWindow()
    return window


def _find(name: str) -> QWidget:
    for top in QApplication.topLevelWidgets():
        if not top.isVisible():
            continue
        found = [top] if top.objectName() == name else top.findChildren(QWidget, name)
        for widget in found:
            if widget.isVisible():
                return widget
    raise NotThere(f"no visible widget {name!r}")


def _shown_text(widget: QWidget) -> str:
    for reader in ("text", "toPlainText", "currentText", "title"):
        method = getattr(widget, reader, None)
        if callable(method):
            return str(method())
    return widget.accessibleName()


def _press(widget: QWidget, letter: str) -> None:
    """One character key; letters that no Latin keyboard has come as an Urdu layout would send them."""
    if letter.isascii():
        QTest.keyClicks(widget, letter)
    else:
        none = Qt.KeyboardModifier.NoModifier
        QTest.sendKeyEvent(QTest.KeyAction.Click, widget, Qt.Key.Key_unknown, letter, none)


class Robot(QObject):
    """Serves one driver. `probes` are named read-only looks that a window offers, such as the calls it has painted."""

    def __init__(self, port: int, probes: dict[str, Callable[[], Any]] | None = None) -> None:
        super().__init__()
        self.probes = probes or {}
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._accept)
        if not self._server.listen(QHostAddress(QHostAddress.SpecialAddress.LocalHost), port):
            raise OSError(self._server.errorString())

    def close(self) -> None:
        """Let go of the port."""
        self._server.close()

    def _accept(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._read(socket))

    def _read(self, socket: QTcpSocket) -> None:
        while socket.canReadLine():
            order = json.loads(bytes(socket.readLine().data()))
            if order["do"] == "wait":
                self._wait(socket, order)
            else:
                self._answer(socket, self._obey(order))

    @staticmethod
    def _answer(socket: QTcpSocket, answer: dict[str, Any]) -> None:
        socket.write(json.dumps(answer).encode() + b"\n")
        socket.flush()

    def _obey(self, order: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"ok": True, **getattr(self, f"_do_{order['do']}")(order)}
        except NotThere as problem:
            return {"ok": False, "why": str(problem)}
        except Exception as problem:  # the driver must hear of it; the window logs it as any bug
            log.exception("the hands failed", extra={"method": order["do"]})
            return {"ok": False, "why": repr(problem)}

    def _wait(self, socket: QTcpSocket, order: dict[str, Any]) -> None:
        """Answer once the named widget shows what is asked, or when the patience of the driver ends."""
        deadline = time.monotonic() + float(order.get("seconds", 10))

        def look() -> None:
            seen = self._seen(order)
            if seen is None or time.monotonic() > deadline:
                timer.stop()
                timer.deleteLater()
                self._answer(socket, {"ok": seen is None, "why": seen or ""})

        timer = QTimer(self)
        timer.timeout.connect(look)
        timer.start(_LOOK_EVERY_MS)

    def _seen(self, order: dict[str, Any]) -> str | None:
        """None when all that was asked is on screen, else what is missing."""
        try:
            widget = _find(order["target"])
        except NotThere as problem:
            return None if order.get("gone") else str(problem)
        if order.get("gone"):
            return f"{order['target']} is still shown"
        if order.get("enabled") and not widget.isEnabled():
            return f"{order['target']} is disabled"
        if "focused" in order and order["focused"] != widget.hasFocus():
            focus = QApplication.focusWidget()
            return f"the focus is on {focus.objectName() if focus else 'nothing'}, not as asked of {order['target']}"
        if "checked" in order and order["checked"] != bool(getattr(widget, "isChecked", bool)()):
            return f"{order['target']} is {'not ' if order['checked'] else ''}chosen"
        text = _shown_text(widget)
        if "text" in order and order["text"] not in text:
            return f"{order['target']} shows {text!r}"
        if "not_text" in order and order["not_text"] in text:
            return f"{order['target']} shows {text!r}"
        return None

    def _do_key(self, order: dict[str, Any]) -> dict[str, Any]:
        widget = _find(order["target"]) if order.get("target") else (QApplication.focusWidget() or _window())
        modifiers = Qt.KeyboardModifier.NoModifier
        for name in order.get("modifiers", []):
            modifiers |= _MODIFIERS[name]
        began = time.monotonic()
        QTest.keyClick(widget, getattr(Qt.Key, f"Key_{order['key']}"), modifiers)
        QApplication.processEvents()
        return {"at": began, "painted": time.monotonic()}

    def _do_type(self, order: dict[str, Any]) -> dict[str, Any]:
        began = time.monotonic()
        for letter in order["text"]:
            _press(QApplication.focusWidget() or _window(), letter)
        QApplication.processEvents()
        return {"at": began, "painted": time.monotonic()}

    def _do_click(self, order: dict[str, Any]) -> dict[str, Any]:
        widget = _find(order["target"])
        if not widget.isEnabled():
            raise NotThere(f"{order['target']} is disabled")
        began = time.monotonic()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        return {"at": began, "painted": time.monotonic()}

    def _do_read(self, order: dict[str, Any]) -> dict[str, Any]:
        return {"text": _shown_text(_find(order["target"]))}

    def _do_focus(self, _order: dict[str, Any]) -> dict[str, Any]:
        widget = QApplication.focusWidget()
        return {"name": widget.objectName() if widget else ""}

    def _do_probe(self, order: dict[str, Any]) -> dict[str, Any]:
        return {"value": self.probes[order["name"]]()}

    def _do_grab(self, order: dict[str, Any]) -> dict[str, Any]:
        picture = _window().window().grab()
        if not picture.save(order["path"]):
            raise NotThere(f"the picture could not be written to {order['path']}")
        return {"path": order["path"], "width": picture.width(), "height": picture.height()}

    def _do_resize(self, order: dict[str, Any]) -> dict[str, Any]:
        _window().window().resize(order["width"], order["height"])
        QApplication.processEvents()
        return {}
