"""The print worker against the real desk and a real TCP printer emulator."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from drc_desktop.desk.contract import (
    BEGUN,
    UNDERWAY,
    Actor,
    IssueRequest,
    JobState,
    OpenDay,
    PrintJob,
    Role,
    Service,
    SlipKind,
)
from drc_desktop.desk.founding import NewOperator, SitePlan, found
from drc_desktop.desk.near import NearDesk
from drc_desktop.devices import print_worker
from drc_desktop.devices.print_worker import PrinterState, PrintWorker
from drc_desktop.devices.slips import SlipMaker
from drc_desktop.domain import clock
from drc_desktop.kit.fonts import register_fonts
from drc_desktop.store.site import SiteStore
from token_printer.emulated_link import Fault
from token_printer.emulator import Emulator
from token_printer.escpos import Profile
from token_printer.printers import Page, Printer, tcp_printer
from token_printer.raster import page_of
from token_printer.sheet import Faces
from token_printer.slip import Slip

PIN = "246810"


class Hall:
    """A desk with an open day, an emulator, and a worker between them."""

    def __init__(self, folder: Path, serial: Path | None = None) -> None:
        store = SiteStore(folder / "site.db")
        store.prepare()
        plan = SitePlan("LHR-01", "Training centre", "تربیتی مرکز", "PK60101", 2)
        with store.writing() as connection:
            found(
                connection, plan, [NewOperator("Synthetic", Role.SUPERVISOR, PIN, operator_id="sup", own_pin=True)], 1.0
            )
        self.desk = NearDesk(store)
        self.actor: Actor = self.desk.sign_in("pc", "sup", PIN).actor
        self.desk.open_day(self.actor, "open", OpenDay(date=clock.today().isoformat()))
        self.emulator = Emulator(folder / "slips", serial=serial)
        self.emulator.start()
        families = register_fonts()
        self.faces = Faces(families.latin, families.nastaliq)
        self.told = threading.Event()
        self.states: list[PrinterState] = []
        self.worker = self.new_worker(self.printer())

    def printer(self) -> Printer:
        return tcp_printer("127.0.0.1", self.emulator.port)

    def new_worker(self, *printers: Printer, actor: Actor | None = None) -> PrintWorker:
        maker = SlipMaker.of(self.desk.site())
        return PrintWorker(self.desk, actor or self.actor, printers, maker, self.faces, self._heard)

    def _heard(self, state: PrinterState) -> None:
        self.states.append(state)
        self.told.set()

    def issue(self, number: int) -> int:
        request = IssueRequest(Service.NEW_SURVEY, binding=f"{number:064x}")
        return self.desk.issue(self.actor, f"issue-{number}", request).job_id

    def job(self, job_id: int) -> PrintJob:
        return next(job for job in self.desk.print_jobs(self.actor, list(JobState)) if job.job_id == job_id)

    def underway(self, job_id: int) -> bool:
        job = self.job(job_id)
        return job.state is JobState.PENDING or job.error == UNDERWAY

    def settled(self, job_id: int) -> bool:
        """Printed, handed over to a printer that never says more, or broken off, which is for a person to look at."""
        job = self.job(job_id)
        if job.state is JobState.FAILED:
            return job.error.endswith(BEGUN)
        return job.state in (JobState.PRINTED, JobState.SENT) and job.error != UNDERWAY

    def until(self, true: Callable[[], bool]) -> None:
        for _ in range(600):
            if true():
                return
            self.told.wait(0.1)
            self.told.clear()
        raise AssertionError(f"never came true; states {self.states}, slips {len(self.emulator.slips)}")


@pytest.fixture
def hall(tmp_path: Path, qapp: QApplication) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.worker.stop()
    made.emulator.stop()
    made.desk.store.close()


def test_a_committed_token_comes_out_once_and_is_marked_printed(hall: Hall) -> None:
    first, second = hall.issue(1), hall.issue(2)
    hall.worker.start()
    hall.until(lambda: hall.job(second).state is JobState.PRINTED)
    assert hall.job(first).state is JobState.PRINTED
    assert len(hall.emulator.slips) == 2


def test_paper_out_loses_nothing_and_prints_by_itself_when_paper_is_back(hall: Hall) -> None:
    hall.emulator.inject(Fault.PAPER_OUT)
    job = hall.issue(1)
    hall.worker.start()
    hall.until(lambda: hall.job(job).state is JobState.FAILED)
    assert hall.job(job).error == "paper_out"
    assert hall.emulator.slips == []
    hall.emulator.inject(Fault.NONE)
    hall.worker.wake()
    hall.until(lambda: hall.job(job).state is JobState.PRINTED)
    assert len(hall.emulator.slips) == 1


def test_a_slip_broken_off_in_the_middle_is_never_printed_twice_by_itself(hall: Hall) -> None:
    hall.emulator.inject(Fault.DISCONNECT, after=1500)
    job = hall.issue(1)
    hall.worker.start()
    hall.until(lambda: hall.job(job).state is JobState.FAILED)
    assert hall.job(job).error.endswith("+begun")
    hall.emulator.inject(Fault.NONE)
    other = hall.issue(2)
    hall.worker.wake()
    hall.until(lambda: hall.job(other).state is JobState.PRINTED)
    assert hall.job(job).state is JobState.FAILED


def test_a_reprint_is_a_slip_of_its_own_marked_copy(hall: Hall) -> None:
    hall.issue(1)
    visit = hall.desk.board(hall.actor).waiting[0].visit_id
    copy = hall.desk.reprint(hall.actor, "again", visit, "slip-lost")
    hall.worker.start()
    hall.until(lambda: hall.job(copy.job_id).state is JobState.PRINTED)
    assert (hall.job(copy.job_id).kind, hall.job(copy.job_id).copy) == (SlipKind.COPY, 1)


def test_the_faces_are_loaded_before_the_first_job_and_the_sample_is_not_printed(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[int] = []

    def watched(slip: Slip, profile: Profile, faces: Faces) -> Page:
        laid_out.append(len(hall.desk.print_jobs(hall.actor, [JobState.PRINTED])))
        return page_of(slip, profile, faces)

    monkeypatch.setattr(print_worker, "page_of", watched)
    first, second = hall.issue(1), hall.issue(2)
    hall.worker.start()
    hall.until(lambda: hall.job(second).state is JobState.PRINTED)
    assert laid_out == [0, 0, 0, 0, 0, 1], "four samples, then the two slips"
    assert hall.job(first).state is JobState.PRINTED
    assert len(hall.emulator.slips) == 2
