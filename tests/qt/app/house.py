"""A centre in the test's process: a site service over TLS, PCs paired with it, windows wired as they are shipped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from drc_desktop.app.counter import Counter
from drc_desktop.app.display import Display
from drc_desktop.app.sign_in import SignIn
from drc_desktop.app.station import Options, Station
from drc_desktop.app.supervisor import Supervisor
from drc_desktop.desk.contract import Actor, IssueRequest, OpenDay, Service
from drc_desktop.desk.founding import SitePlan
from drc_desktop.devices.station_store import local_store_path
from drc_desktop.domain import clock
from drc_desktop.kit.signin_window import SignInWindow
from drc_desktop.settings import Settings
from drc_desktop.site_service import pairing
from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.site_service.run import RunningSite
from drc_desktop.store import ledger
from tests.unit.desk.conftest import PIN, STAFF

TEHSIL = "PK63204"
PLAN = SitePlan("LHR-01", "Training centre", "تربیتی مرکز", TEHSIL, counters=3)
QUICK = "[site]\nconnect_seconds = 20\nanswer_seconds = 30\nresends = 0\n[display]\nvoice = false\nhold_seconds = 1\n"
"""Settings of every PC: a site that is away refuses at once; one that is slow is waited for."""


class House:
    """Everything it opens is closed by `close`. `desk` is the supervisor's own, in process, for looking and acting."""

    def __init__(self, folder: Path, qtbot: QtBot, app: QApplication) -> None:
        self.folder, self.qtbot, self.app = folder, qtbot, app
        self.site = SiteFolder(folder / "site")
        self.site.create(PLAN, STAFF)
        self.desk = self.site.open_desk(Settings())
        self.actor: Actor = self.desk.sign_in("pc-office", "sup", PIN).actor
        self._running: RunningSite | None = None
        self._thread: threading.Thread | None = None
        self._port = 0
        self._stations: list[Station] = []
        self._people = 0
        self.start_site()

    # the site

    def start_site(self) -> None:
        """Also after `stop_site`, at the same address."""
        running = self._running = RunningSite(self.site, Settings(), "127.0.0.1", self._port)
        self._port = running.port
        listening = threading.Event()
        self._thread = threading.Thread(target=running.run, args=[lambda _url: listening.set()])
        self._thread.start()
        assert listening.wait(10)
        self.desk.bell.listen(running._desk.bell.ring)  # what the test does here is news there

    def stop_site(self) -> None:
        """Nobody answers at its address any more."""
        if self._running is not None and self._thread is not None:
            self._running.stop()
            self._thread.join(20)
            assert not self._thread.is_alive()
            self._running = None

    def open_day(self) -> None:
        self.desk.open_day(self.actor, "open", OpenDay(clock.today().isoformat(), confirmed=True))

    def issue(self, service: Service = Service.NEW_SURVEY, **more: Any) -> str:
        """A token; returns the visit."""
        self._people += 1
        request = IssueRequest(service, binding=f"{self._people:064x}", **more)
        return self.desk.issue(self.actor, f"issue-{self._people}", request).visit_id

    # the PCs

    def join(self, kind: str, counter: int = 0, settings: str = "") -> Path:
        """Pair a PC; returns its data folder."""
        home = self.folder / f"{kind}-{counter}"
        store = self.site.open_store()
        assert self._running is not None
        invite = pairing.invite(store, self._running.url, self.site.ca_pem(), kind, counter, time.time())
        store.close()
        pairing.join(invite.code(), home)
        (home / "settings.toml").write_text(QUICK + settings, encoding="utf-8")
        return home

    def open(self, window: str, home: Path, language: str = "en") -> Station:
        """Open a window as its command does, up to the running of the event loop."""
        station = Station(window, Options(home, language, 0, full_screen=False))
        self._stations.append(station)
        wire(window)(station)
        return station

    def enter(self, window: str, home: Path, language: str = "en") -> Station:
        """Open a window and sign in by its keys."""
        station = self.open(window, home, language)
        self.page(station)
        self.type_pin(station)
        self.until(lambda: not isinstance(station.shown, SignInWindow))
        return station

    def close(self) -> None:
        """Windows, desk and site."""
        for station in self._stations:
            station.close()
        self.app.processEvents()
        self.stop_site()
        self.desk.store.close()

    # hands and eyes

    def until(self, true: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(true()), timeout=60_000)

    def page(self, station: Station) -> SignInWindow:
        """The sign-in page once it lists who may sign in."""
        window = station.shown
        assert isinstance(window, SignInWindow)
        self.until(window.view.button.isEnabled)
        return window

    def type_pin(self, station: Station, pin: str = PIN) -> None:
        """Six digits and Enter, at the focused field."""
        window = station.shown
        assert isinstance(window, SignInWindow)
        window.activateWindow()
        self.until(window.view.pin.hasFocus)
        QTest.keyClicks(QApplication.focusWidget(), pin)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    def said_at_sign_in(self, station: Station) -> str:
        """What the page says was wrong, once it says something and can be used again."""
        window = station.shown
        assert isinstance(window, SignInWindow)
        self.until(lambda: window.view.fault.text() and window.view.button.isEnabled())
        return window.view.fault.text()

    def sessions(self) -> int:
        """Sessions that are open at the site, the test's own left out."""
        with self.desk.store.reading() as connection:
            found = connection.exec_driver_sql("SELECT count(*) FROM session WHERE closed_at IS NULL").scalar_one()
        return int(found) - 1

    def log(self) -> list[str]:
        """The site's log as 'action: reason'."""
        with self.desk.store.reading() as connection:
            return [f"{row['action']}: {row['reason']}" for row in ledger.after(connection, 0, 10_000)]


def wire(window: str) -> Callable[[Station], None]:
    """What the window's command does with a station."""
    builders: dict[str, Callable[[Station], Any]] = {
        "supervisor": lambda station: SignIn(station, lambda welcome: Supervisor(station, welcome)),
        "counter": lambda station: SignIn(station, lambda welcome: Counter(station, welcome)),
        "display": Display,
    }
    return lambda station: builders[window](station).begin()


def store_files(home: Path) -> dict[str, bytes]:
    """The files of a PC's local store, byte for byte."""
    folder = local_store_path(home).parent
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def visible(widget: QWidget | None) -> bool:
    """The window stands and can be used."""
    return widget is not None and widget.isVisible() and widget.isEnabled()


__all__ = ["House", "store_files", "visible", "wire"]
