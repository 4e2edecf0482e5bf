"""The supervisor: issuing desk with the local copy of the registry, the slip printer, the sync of this PC."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from drc_desktop import VERSION
from drc_desktop.app.local import Local
from drc_desktop.app.lock import ScreenLock
from drc_desktop.app.own_site import bring_up
from drc_desktop.app.radio import look_for_near, near_turns
from drc_desktop.app.scanner import frame_of, listen_to_scanner
from drc_desktop.app.sign_in import SignIn, Welcome
from drc_desktop.app.station import HEARTBEAT_MS, Station, new_key, start
from drc_desktop.desk.contract import DayKey, Role, Seen
from drc_desktop.devices.print_worker import PrinterState, PrintWorker
from drc_desktop.devices.slips import SlipMaker
from drc_desktop.devices.teller import WatchedCopy
from drc_desktop.domain import clock, identity
from drc_desktop.domain.indicators.periods import Period
from drc_desktop.domain.papers import papers_to_bring
from drc_desktop.domain.triage import triage
from drc_desktop.domain.update_types import Rules, Visitor
from drc_desktop.kit.theme import Theme
from drc_desktop.monitor.report.make import Subject, write
from drc_desktop.store.local_fault import LocalStoreError
from drc_desktop.supervisor.ports import Carried, HallPorts, Ports, PrinterStatus, Screening, StickFar
from drc_desktop.supervisor.presenter import Supervisor as Presenter
from drc_desktop.supervisor.presenter.tsa import Tsa as TsaPresenter
from drc_desktop.supervisor.view.tsa import TsaWindow
from drc_desktop.supervisor.view.window import SupervisorWindow
from drc_desktop.words import Words
from sync.client import Progress
from token_printer.errors import PrinterError
from token_printer.profiles import profile_for
from token_printer.sheet import Faces
from token_printer.targets import open_printer

BEAT_S = 5.0
"""How often the hall console hears of the desk at the least: it says how old its copy of the hall screen is."""


def main(argv: Sequence[str]) -> int:
    """`drc supervisor`: the console of the supervisor, or of the hall for a screening assistant.

    On the site PC it starts the site's service where nobody has.
    """

    def signed_in(station: Station, welcome: Welcome) -> None:
        hall = welcome.signed.actor.role is Role.TSA
        Tsa(station, welcome) if hall else Supervisor(station, welcome)

    def wire(station: Station) -> None:
        SignIn(station, lambda welcome: signed_in(station, welcome)).begin()

    return start("supervisor", argv, wire, before=bring_up)


class Tsa:
    """Wires the hall console for one screening assistant."""

    def __init__(self, station: Station, welcome: Welcome) -> None:
        actor = welcome.signed.actor
        presenter = TsaPresenter(
            HallPorts(
                desk=station.desk,
                actor=actor,
                operator=welcome.signed.name,
                site=welcome.site,
                tasks=station.tasks,
                words=station.words,
                now=time.time,
                today=clock.today,
                new_key=new_key,
            )
        )
        window = TsaWindow(presenter)
        station.show(window)
        follower = station.follow(actor, lambda _changes: presenter.refresh(), BEAT_S)
        follower.heard.connect(lambda _changes: presenter.heard())
        follower.stale.connect(presenter.lost)
        follower.back.connect(presenter.back)
        follower.ended.connect(presenter.ended)
        window.signed_out.connect(station.sign_in_again)
        follower.start()
        station.every(HEARTBEAT_MS, presenter.refresh)
        presenter.start()


class Supervisor:
    """Wires the supervisor's window for one person."""

    def __init__(self, station: Station, welcome: Welcome) -> None:
        self._station, self._welcome = station, welcome
        self._local: Local = welcome.local
        self._local.start_sync(self._report)
        self._rules = Rules(here=station.settings.registry.here or welcome.site.tehsil)
        self._printer_state = PrinterState(where=station.settings.printer.address)
        self._print_worker: PrintWorker | None = None
        self._addresses: dict[str, str] = {}  # as the site wrote them in the settings
        self._start_printer()
        self._near = near_turns(station)
        actor = welcome.signed.actor
        self._teller = self._local.teller(station, actor)
        self._copy = WatchedCopy(self._local.copy, self._teller)
        self._presenter = Presenter(
            Ports(
                desk=station.desk,
                actor=actor,
                operator=welcome.signed.name,
                site=welcome.site,
                tasks=station.tasks,
                words=station.words,
                screen=self._screen,
                bind=self._bind,
                printer=self._printer,
                other_printer=self._other_printer,
                scan_frame=frame_of(station),
                now=time.time,
                today=clock.today,
                new_key=new_key,
                accepted=self._wake_printer,
                monitor=station.settings.monitor,
                report=self._make_report,
                show_file=_open_file,
                bind_earlier=self._bind_earlier,
                households=self._households,
                near_turn=self._near.wish if self._near is not None else None,
                carry=self._carry,
            )
        )
        window = SupervisorWindow(self._presenter)
        station.show(window)
        lock = ScreenLock(station, welcome.signed, welcome.site, welcome.check, self._teller.tell_soon)
        listen_to_scanner(station, lock.guard(window.scanned))
        follower = station.follow(actor, lambda _changes: self._changed())
        follower.stale.connect(self._presenter.lost)
        follower.back.connect(self._presenter.back)
        follower.ended.connect(self._presenter.ended)
        window.signed_out.connect(station.sign_in_again)
        follower.start()
        station.every(HEARTBEAT_MS, self._report)
        station.every(HEARTBEAT_MS, self._presenter.beat)
        self._presenter.start()

    # what the presenter asks, off the window's thread

    def _screen(self, cnic: str) -> Screening:
        copy = self._copy
        record = copy.look_up(cnic)
        found = triage(record, clock.today(), Visitor(cnic=cnic), self._rules, copy.copy_state())
        return Screening(found, tuple(papers_to_bring(found, record, clock.today())))

    def _households(self) -> int:
        try:
            return self._local.copy.households(self._welcome.site.tehsil)
        except LocalStoreError:
            return 0  # then the page goes without the coverage; the lamp says what is wrong with the store

    def _bind(self, cnic: str) -> tuple[str, str]:
        return self._hashes(cnic, self._station.desk.day(self._welcome.signed.actor).day_key)

    def _bind_earlier(self, cnic: str, keys: list[DayKey]) -> list[str]:
        return [found for one in keys for found in self._hashes(cnic, one.day_key) if found]

    def _hashes(self, cnic: str, key: bytes) -> tuple[str, str]:
        record = self._local.copy.look_up(cnic)
        household = identity.keyed_hash(key, "household", record.household_id) if record else ""
        return identity.binding(key, cnic), household

    def _make_report(self, first: str, last: str, kind: str) -> Path:
        station, day = self._station, date.fromisoformat(last)
        period = Period.DAY if first == last else Period.MONTH
        subject = Subject(
            self._welcome.site, period, min(day, clock.today()), Words(station.words.language), station.settings.monitor
        )
        actor = self._welcome.signed.actor
        found = station.desk.figures(actor, *subject.wanted)
        strange = station.desk.irregular(actor, last) if first == last else []
        self._teller.tell(Seen.EXPORTED, f"report {kind} {first} {last}")
        return write(station.options.home / "reports", subject, found, kind, strange)

    def _carry(self, folder: Path, far: Callable[[StickFar], None], ended: Callable[[], bool]) -> Carried:
        def go_on(now: Progress) -> bool:
            said = StickFar(now.answered, now.waited, now.pages)
            self._station.post(lambda: far(said))
            return not ended()

        self._teller.tell(Seen.EXPORTED, "outbox to a stick")
        done = self._local.sync.carry(folder, go_on)
        return Carried(done.underway, done.acked + done.refused + done.quarantined, done.pages, done.fault or "")

    # the printer

    def _start_printer(self) -> None:
        station, settings = self._station, self._station.settings.printer
        if not settings.address:
            self._printer_state = PrinterState("no_device")
            return
        try:
            profile = profile_for(settings.model, settings.width)
            second = settings.second or f"pdf:{station.options.home / 'slips'}"
            printers = [open_printer(settings.address, profile), open_printer(second, profile)]
            self._addresses = {
                printer.where: address for printer, address in zip(printers, (settings.address, second), strict=True)
            }
        except (PrinterError, KeyError) as error:
            code = error.code.value if isinstance(error, PrinterError) else "bad_model"
            self._printer_state = PrinterState(code, where=settings.model or settings.address)
            return
        faces = Theme.now().families
        worker = PrintWorker(
            station.desk,
            self._welcome.signed.actor,
            printers,
            SlipMaker.of(self._welcome.site),
            Faces(faces.latin, faces.nastaliq),
            lambda state: station.post(lambda: self._printed(state)),
        )
        self._print_worker = worker.start()
        station.on_close(worker.stop)

    def _printed(self, state: PrinterState) -> None:
        self._printer_state = state
        self._presenter.changed()

    def _printer(self) -> PrinterStatus:
        state = self._printer_state
        return PrinterStatus(state.code, self._addresses.get(state.where, state.where), state.paper_low)

    def _other_printer(self) -> str:
        """F10: print on the other printer from now on; its name, empty where there is none."""
        if self._print_worker is None:
            return ""
        where = self._print_worker.use_next().where
        return self._addresses.get(where, where)

    def _wake_printer(self) -> None:
        if self._print_worker is not None:
            self._print_worker.wake()

    def _changed(self) -> None:
        self._wake_printer()
        self._presenter.refresh()
        look_for_near(self._station, self._welcome.signed.actor, self._near)

    def _report(self) -> None:
        station, actor = self._station, self._welcome.signed.actor
        key, printer = new_key(), self._printer_state.code or "ready"

        def tell() -> None:
            status = self._local.sync.status(actor.device_id, "supervisor", VERSION, printer=printer)
            station.desk.report_status(actor, key, status)

        station.tasks.run(tell, lambda _none: None, lambda _error: None)


def _open_file(path: Path) -> None:
    """With the PC's own program; without one the page still says where the file lies."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
