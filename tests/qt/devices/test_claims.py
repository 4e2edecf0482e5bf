"""Who prints a slip: one printer of several, once, and a person decides where nobody can know."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtWidgets import QApplication

from drc_desktop.desk.contract import (
    BEGUN,
    UNDERWAY,
    DeskError,
    Fault,
    IssueRequest,
    JobState,
    PrintJob,
    Service,
    SlipKind,
)
from drc_desktop.devices import print_worker
from drc_desktop.devices.print_worker import INTERRUPTED, LAYOUT
from tests.qt.devices.test_print_worker import PIN, Hall
from token_printer.emulated_link import Fault as Broken
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile
from token_printer.printers import Delivery, Page, PrintResult, Ready
from token_printer.targets import open_printer
from token_printer.textpage import TextPage


@pytest.fixture
def hall(tmp_path: Path, qapp: QApplication) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.worker.stop()
    made.emulator.stop()
    made.desk.store.close()


@dataclass
class Watched:
    """A printer that looks at the desk at the moment of its first byte; `troubles` come before that, one a slip."""

    look: Callable[[], object]
    troubles: list[Trouble] = field(default_factory=list)
    seen: list[object] = field(default_factory=list)
    ask: Callable[[], bool] = lambda: True
    answers: list[bool] = field(default_factory=list)
    where: str = "watched"
    profile: Profile = field(default_factory=Profile)

    def deliver(self, ready: Ready) -> PrintResult:
        self.answers.append(self.ask())
        if self.troubles:
            raise PrinterError(self.troubles.pop(0), self.where)
        ready()
        self.seen.append(self.look())
        return PrintResult(Delivery.PRINTED, 1)

    def status(self) -> None:
        return None


def test_a_slip_that_failed_and_is_tried_again_is_claimed_before_its_first_byte(hall: Hall) -> None:
    job = hall.issue(1)
    printer = Watched(lambda: (hall.job(job).state, hall.job(job).error), [Trouble.PAPER_OUT, Trouble.COVER_OPEN])
    hall.worker = hall.new_worker(printer).start()
    hall.until(lambda: hall.job(job).state is JobState.PRINTED)
    assert printer.seen == [(JobState.SENT, UNDERWAY)], "a kill at this moment must be seen afterwards"


def test_a_slip_is_laid_out_while_the_printer_is_asked(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    painting = threading.Event()
    printer = Watched(lambda: None, ask=lambda: painting.wait(60))
    monkeypatch.setattr(print_worker.PrintWorker, "_page", lambda *_: painting.set())
    hall.worker = hall.new_worker(printer)
    hall.worker._warm_up = lambda: None
    job = hall.issue(1)
    hall.worker.start()
    hall.until(lambda: hall.job(job).state is JobState.PRINTED)
    assert printer.answers == [True], "the printer was asked before the layout had begun"


def test_a_slip_that_cannot_be_laid_out_stops_no_other(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, expected_logs: set[str]
) -> None:
    expected_logs.add(print_worker.log.name)
    bad, good, printer = hall.issue(1), hall.issue(2), Watched(lambda: None)

    def page(_self: object, job: PrintJob, _printer: object) -> Page:
        if job.job_id == bad:
            raise ValueError("no such paper")
        return TextPage(b"slip")

    monkeypatch.setattr(print_worker.PrintWorker, "_page", page)
    hall.worker = hall.new_worker(printer).start()
    hall.until(lambda: hall.job(good).state is JobState.PRINTED)
    assert (hall.job(bad).state, hall.job(bad).error, len(printer.seen)) == (JobState.FAILED, LAYOUT, 1)


def test_a_pc_that_stopped_in_mid_slip_has_a_person_look_and_the_second_slip_says_copy(hall: Hall) -> None:
    job = hall.issue(1)
    hall.desk.mark_job(hall.actor, "claimed", job, JobState.SENT, UNDERWAY)  # and here the power went
    hall.worker.start()
    hall.until(lambda: hall.job(job).state is JobState.FAILED)
    assert hall.job(job).error == INTERRUPTED
    assert hall.emulator.slips == []
    again = hall.desk.mark_job(hall.actor, "again", job, JobState.PENDING)
    assert (again.copy, again.error) == (1, "")
    hall.worker.wake()
    hall.until(lambda: hall.job(job).state is JobState.PRINTED)
    assert len(hall.emulator.slips) == 1


def test_what_never_began_is_no_copy_when_it_is_asked_for_again(hall: Hall) -> None:
    job = hall.issue(1)
    hall.desk.mark_job(hall.actor, "failed", job, JobState.FAILED, "paper_out")
    assert hall.desk.mark_job(hall.actor, "again", job, JobState.PENDING).copy == 0


def test_of_two_claims_one_is_refused_and_a_resend_of_the_first_is_not(hall: Hall) -> None:
    job = hall.issue(1)
    first = hall.desk.mark_job(hall.actor, "one", job, JobState.SENT, UNDERWAY)
    assert hall.desk.mark_job(hall.actor, "one", job, JobState.SENT, UNDERWAY) == first
    with pytest.raises(DeskError) as refused:
        hall.desk.mark_job(hall.actor, "two", job, JobState.SENT, UNDERWAY)
    assert refused.value.code is Fault.JOB_TAKEN


def test_two_supervisors_at_one_printer_print_each_slip_once(hall: Hall) -> None:
    other = hall.desk.sign_in("pc-2", "sup", PIN).actor
    jobs = [
        hall.desk.issue(
            (hall.actor, other)[number % 2], f"i-{number}", IssueRequest(Service.NEW_SURVEY, binding=f"{number:064x}")
        ).job_id
        for number in range(1, 13)
    ]
    clock = iter(range(0, 100_000, 100))  # every look is later than a neighbour waits: both want every slip
    workers = [hall.new_worker(hall.printer(), actor=actor) for actor in (hall.actor, other)]
    for worker in workers:
        worker._clock = lambda: float(next(clock))
        worker.start()
    try:
        for job in jobs:
            hall.until(lambda job=job: hall.job(job).state is JobState.PRINTED)
    finally:
        for worker in workers:
            worker.stop()
    pictures = [Image.open(hall.emulator.out / slip.png).convert("L") for slip in hall.emulator.slips]
    codes = [zxingcpp.read_barcodes(picture)[0].text for picture in pictures]
    assert sorted(codes) == sorted(hall.job(job).content["qr"] for job in jobs)


def test_the_printer_of_another_desk_waits_before_it_takes_a_slip(hall: Hall) -> None:
    other = hall.desk.sign_in("pc-2", "sup", PIN).actor
    mine = hall.issue(1)
    theirs = hall.desk.issue(other, "theirs", IssueRequest(Service.NEW_SURVEY, binding=f"{2:064x}")).job_id
    anyones = hall.desk.add_job(hall.actor, "ack", SlipKind.REFERRAL, "", {"reason": "referred"}).job_id
    time = [0.0]
    hall.worker._clock = lambda: time[0]
    hall.worker.start()
    hall.until(lambda: all(hall.job(job).state is JobState.PRINTED for job in (mine, anyones)))
    assert hall.job(theirs).state is JobState.PENDING
    time[0] = print_worker.NEIGHBOUR_S
    hall.worker.wake()
    hall.until(lambda: hall.job(theirs).state is JobState.PRINTED)


def test_a_slip_underway_at_a_pc_that_is_gone_comes_before_a_person(hall: Hall) -> None:
    other = hall.desk.sign_in("pc-2", "sup", PIN).actor
    job = hall.issue(1)
    hall.desk.mark_job(other, "theirs", job, JobState.SENT, UNDERWAY)
    time = [0.0]
    hall.worker._clock = lambda: time[0]
    hall.worker.start()
    hall.until(lambda: hall.worker._seen != {})
    assert hall.job(job).state is JobState.SENT
    time[0] = print_worker.SILENT_S
    hall.worker.wake()
    hall.until(lambda: hall.job(job).state is JobState.FAILED)
    assert hall.job(job).error == INTERRUPTED


def test_the_other_printer_takes_over_what_the_first_cannot_print(hall: Hall, tmp_path: Path) -> None:
    hall.emulator.inject(Broken.PAPER_OUT)
    job = hall.issue(1)
    folder = open_printer(f"pdf:{tmp_path / 'pdf'}")
    hall.worker = hall.new_worker(hall.printer(), folder).start()
    hall.until(lambda: hall.job(job).state is JobState.FAILED)
    assert hall.worker.use_next() is folder
    hall.until(lambda: hall.job(job).state is JobState.PRINTED)
    assert [path.name for path in (tmp_path / "pdf").iterdir()] == ["slip-0001.pdf"]
    assert hall.states[-1].where == str(tmp_path / "pdf")
    assert hall.emulator.slips == []


def test_a_broken_off_slip_is_not_taken_over_by_the_other_printer(hall: Hall, tmp_path: Path) -> None:
    hall.emulator.inject(Broken.DISCONNECT, after=1500)
    job = hall.issue(1)
    hall.worker = hall.new_worker(hall.printer(), open_printer(f"pdf:{tmp_path / 'pdf'}")).start()
    hall.until(lambda: hall.job(job).error.endswith(BEGUN))
    other = hall.issue(2)
    hall.worker.use_next()
    hall.until(lambda: hall.job(other).state is JobState.PRINTED)
    assert len(list((tmp_path / "pdf").iterdir())) == 1
