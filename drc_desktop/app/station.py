"""What every window of this PC stands on: Qt, words, pairing, desk, workers. Opened once, closed in the right order."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from drc_desktop.desk.contract import Actor, Changes, Desk, DeskError, Role, SiteCard
from drc_desktop.desk.work import Deed
from drc_desktop.devices import witness
from drc_desktop.kit.ports import CurrentWords
from drc_desktop.kit.tasks import FROM_NOW, Courier, DeskFollower, WorkerTasks
from drc_desktop.kit.theme import Theme
from drc_desktop.safe_log import scrub
from drc_desktop.settings import Settings, SettingsError, data_dir, load
from drc_desktop.site_service.client import FarDesk, connect
from drc_desktop.site_service.folder import SiteError
from drc_desktop.site_service.pairing import Station as Pairing
from drc_desktop.store.site import StorageError
from drc_desktop.words import LANGUAGES, Words

log = logging.getLogger("drc_desktop")

RETRY_MS = 2000
HEARTBEAT_MS = 5000
KNOWN = (DeskError, SettingsError, SiteError, StorageError)
_NO_SCREEN = "does not support propagateSizeHints"
"""What Qt's platform without a screen says of every window."""
AGAIN = 75
"""Exit code of the event loop after which the sign-in page comes back."""


@dataclass(frozen=True)
class Options:
    """What the command line says. `robot` is the port of the walk-through's hands, 0 for none."""

    home: Path
    language: str
    robot: int
    full_screen: bool


def options_of(window: str, argv: Sequence[str]) -> Options:
    """Parse the arguments that all windows share."""
    parser = argparse.ArgumentParser(prog=f"drc {window}", description=f"The {window} window of this PC.")
    parser.add_argument("--home", type=Path, default=data_dir(), help="data folder of this PC")
    parser.add_argument("--language", choices=LANGUAGES, default="ur", help="language of the window at the start")
    parser.add_argument("--full-screen", action="store_true", help="without frame and title")
    parser.add_argument("--robot", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    return Options(asked.home, asked.language, asked.robot, asked.full_screen)


class Station:
    """One window's process. `run` returns the exit code; what was given to `on_close` is closed last in, first out."""

    def __init__(self, window: str, options: Options) -> None:
        self.window_name, self.options = window, options
        existing = QApplication.instance()
        self.app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
        self.app.setApplicationName("drc-desktop")
        self.words = CurrentWords(options.language)
        Theme.apply(self.app, options.language)
        self.settings: Settings = load(options.home)
        desk, self.pairing = connect(options.home, self.settings)
        self.desk: Desk = desk
        self.courier = Courier()
        self._clocks = QObject()
        self.tasks = WorkerTasks("desk")
        self._closers: list[Callable[[], object]] = []
        self._parts: list[object] = []
        self._closed = False
        self.shown: QWidget | None = None
        self._robot: object | None = None
        self._end_desk()

    # the wiring's tools

    def on_close(self, close: Callable[[], object]) -> None:
        """Call `close` when the process ends, before everything that was given earlier."""
        self._closers.append(close)

    def hold(self, part: object) -> None:
        """Keep what was wired as long as the window lives.

        A signal connected to a method of a plain object does not keep that object (PySide holds it weakly): without
        this the collector takes the wiring away in the middle of a day, and the window stands still.
        """
        self._parts.append(part)

    def post(self, call: Callable[[], None]) -> None:
        """Bring a call of any thread onto the window's thread; once the station closes nobody is there to take it."""
        self.courier.sent.emit(lambda: None if self._closed else call())

    def when_site_answers(self, then: Callable[[SiteCard], None], failed: Callable[[Exception], None]) -> None:
        """Ask for the site until it answers; `failed` is told of each fault so that the window can say it."""

        def ask() -> None:
            self.tasks.run(self.desk.site, then, again)

        def again(error: Exception) -> None:
            failed(error)
            self.later(RETRY_MS, ask)

        ask()

    def later(self, milliseconds: int, call: Callable[[], object]) -> None:
        """Call something once, unless the process ends before."""
        QTimer.singleShot(milliseconds, self._clocks, call)

    def follow(
        self, actor: Actor, changed: Callable[[Changes], object], wait: float = 20.0, after: int = FROM_NOW
    ) -> DeskFollower:
        """Follow the desk's changes from now on, or from an event: a counter must hear of a close of day it missed."""
        follower = DeskFollower(self.desk, actor, after, wait)
        follower.changed.connect(changed)
        if actor.role is not Role.DISPLAY:
            follower.changed.connect(self.witness(actor))
        self.on_close(follower.stop)
        return follower

    def witness(self, actor: Actor) -> Callable[[Changes], None]:
        """Keep signed heads of the site's log on this PC; give what to call with each change, so that a close is seen.

        A head that cannot be asked for or kept now is asked for again with a later change.
        """
        asked = [-witness.EVERY]

        def heard(changes: Changes) -> None:
            closed = any(item.action == Deed.DAY_CLOSED for item in changes.items)
            if closed or abs(changes.seq - asked[0]) >= witness.EVERY:
                asked[0] = changes.seq
                self.tasks.run(
                    lambda: witness.keep(self.options.home, self.desk.audit_head(actor), closed),
                    lambda _kept: None,
                    not_kept,
                )

        def not_kept(error: Exception) -> None:
            asked[0] = -witness.EVERY
            log.info("no head of the site's log was kept", extra={"kind": type(error).__name__})

        return heard

    def every(self, milliseconds: int, call: Callable[[], object]) -> None:
        """Call something regularly as long as the process lives."""
        timer = QTimer(self._clocks)
        timer.timeout.connect(call)
        timer.start(milliseconds)
        self.on_close(timer.stop)

    def show(self, widget: QWidget, probes: dict[str, Callable[[], Any]] | None = None) -> None:
        """Put a window on screen in place of the one before, and give the walk-through its hands."""
        before, self.shown = self.shown, widget
        if self.options.full_screen:
            widget.showFullScreen()
        else:
            widget.show()
        widget.activateWindow()
        if before is not None:
            before.hide()
            before.deleteLater()
        if self.options.robot and (self._robot is None or probes):
            self._start_robot(probes or {})

    def _start_robot(self, probes: dict[str, Callable[[], Any]]) -> None:
        from drc_desktop.app.robot import Robot

        if isinstance(self._robot, Robot):
            self._robot.probes.update(probes)
        else:
            robot = self._robot = Robot(self.options.robot, probes)
            self.on_close(robot.close)

    def sign_in_again(self) -> None:
        """The session is over (ended at the site, or on another PC): close everything and show the sign-in page."""
        self.app.exit(AGAIN)

    def run(self) -> int:
        """Run until the window is closed; AGAIN asks for a new station in the same process."""
        try:
            return self.app.exec()
        finally:
            self.close()

    def close(self) -> None:
        """Close the window, which stores what is being typed, then what was given to `on_close`, last in, first out.

        A site that is away holds this up for no longer than the request under way.
        """
        if self._closed:
            return
        shown, self.shown = self.shown, None
        if shown is not None:
            shown.close()
            shown.deleteLater()
        if isinstance(self.desk, FarDesk):
            self.desk.stop_resending()
        self._closed = True
        while self._closers:
            self._closers.pop()()
        self._parts.clear()
        self._clocks.deleteLater()

    def _end_desk(self) -> None:
        if isinstance(self.desk, FarDesk):
            self.on_close(self.desk.close)
        self.on_close(self.tasks.close)


def new_key() -> str:
    """An idempotency key: one for each intention."""
    return str(uuid.uuid4())


def start(
    window: str,
    argv: Sequence[str],
    wire: Callable[[Station], None],
    before: Callable[[Options], None] = lambda _options: None,
) -> int:
    """Open a station, wire its window, run it; `before` all that, once, what the station needs is made ready.

    A known fault before the window stands is said and ends with 1.
    """
    options = options_of(window, argv)
    handled_before = qInstallMessageHandler(_qt_said)
    try:
        return _run(window, options, wire, before)
    finally:
        qInstallMessageHandler(handled_before)


def _run(window: str, options: Options, wire: Callable[[Station], None], before: Callable[[Options], None]) -> int:
    try:
        before(options)
    except KNOWN as error:
        return _refused(error, Words(options.language))
    while True:
        try:
            station = Station(window, options)
        except KNOWN as error:
            return _refused(error, Words(options.language))
        wire(station)
        code = station.run()
        if code != AGAIN:
            return code
        options = replace(options, language=station.words.language)


def _qt_said(kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
    """Qt's own messages go where all others go, through the same filter."""
    quiet = kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or _NO_SCREEN in (message or "")
    logging.getLogger("qt").log(logging.INFO if quiet else logging.WARNING, "Qt: %s", scrub(message or ""))


def _refused(error: DeskError | SettingsError | SiteError | StorageError, words: Words) -> int:
    """A known fault before there is a window: said in the language asked for, with its code for scripts."""
    code = getattr(error.code, "value", error.code)
    said = words.text(f"fault-{code}", **error.params) if words.has(f"fault-{code}") else f"{error.params}"
    print(json.dumps({"fault": str(code)}), said, file=sys.stderr)
    return 1


__all__ = ["HEARTBEAT_MS", "Options", "Pairing", "Station", "new_key", "start"]
