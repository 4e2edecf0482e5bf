"""Prints what the desk has committed: one thread, one printer at a time, oldest job first.

A job is claimed (marked sent, underway) when the printer is known to be ready and before its first byte, so neither a
kill nor a second printer can make a second slip of it. A job that failed before its first byte is tried again by
itself, for nothing of it can be on paper. One that failed after bytes were sent stays failed: whether it came out is
for a person to see, and a second slip is a reprint marked COPY.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from drc_desktop.desk.contract import (
    BEGUN,
    UNDERWAY,
    Actor,
    Desk,
    DeskError,
    Fault,
    JobState,
    PrintJob,
    Service,
)
from drc_desktop.devices.slip_samples import token_job
from drc_desktop.devices.slips import SlipMaker
from drc_desktop.domain.token import FIRST_LETTERS
from token_printer.errors import PrinterError
from token_printer.printers import Delivery, Page, Printer
from token_printer.raster import page_of
from token_printer.sheet import Faces

log = logging.getLogger(__name__)

FIRST_RETRY_S, LAST_RETRY_S = 1.0, 15.0
"""A printer in trouble is tried again after 1, 2, 4, 8 and then every 15 seconds, and whenever there is news."""
NEIGHBOUR_S = 30.0
"""So long a slip waits for the printer of its own desk before another desk's printer takes it."""
SILENT_S = 90.0
"""A slip that has been underway at another PC for so long: that PC stopped, and nobody knows whether it came out."""
INTERRUPTED = "interrupted" + BEGUN
LAYOUT = "layout"
"""Error of a job that cannot be laid out: trying again would not help."""
_LATER = frozenset({Fault.SITE_UNREACHABLE, Fault.STORAGE_FULL})


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What the window's lamp shows: `code` of the trouble (empty: ready), jobs waiting for the printer, its name."""

    code: str = ""
    waiting: int = 0
    paper_low: bool = False
    where: str = ""


class _NotLaidOut(Exception):
    """A slip that is claimed and cannot be laid out."""


class PrintWorker:
    """Prints on a thread of its own. `changed` is called there after each step; marshal it to the window.

    `printers` are tried in no order: the first is used until `use` is told of another.
    """

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        printers: Sequence[Printer],
        maker: SlipMaker,
        faces: Faces,
        changed: Callable[[PrinterState], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk, self._actor, self._printers = desk, actor, tuple(printers)
        self._maker, self._faces, self._changed, self._clock = maker, faces, changed, clock
        # layout wants the processor while questions to the printer and claims wait for wire and disk
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="slip-layout")
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="print-worker", daemon=True)
        self._claims: dict[int, str] = {}
        self._seen: dict[int, float] = {}
        self._owed: dict[int, tuple[str, JobState, str]] = {}
        self._swept_at: float | None = None
        self._chosen = 0
        self.state = PrinterState(where=self.printer.where)

    @property
    def printer(self) -> Printer:
        """The printer in use."""
        return self._printers[self._chosen]

    def start(self) -> PrintWorker:
        """Begin; what a previous run left pending is printed first."""
        self._thread.start()
        return self

    def wake(self) -> None:
        """There may be something to print."""
        self._wake.set()

    def use_next(self) -> Printer:
        """Switch to the other printer; the slip that is going out stays with the one it is at. Any thread."""
        self._chosen = (self._chosen + 1) % len(self._printers)
        self._wake.set()
        return self.printer

    def stop(self, patience: float = 5.0) -> None:
        """End after the slip that is being printed."""
        self._stop.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(patience)
        self._beside.shutdown(wait=False, cancel_futures=True)

    def _warm_up(self) -> None:
        """Lay out samples that nobody sees: the first slip of a process loads the faces, which takes 0.1 to 0.3 s, and
        whatever has been painted once (captions, digits, pictograms) is only stamped from then on."""
        try:
            for service, digits in zip([*Service, Service.NEW_SURVEY], ("012", "345", "678", "999"), strict=True):
                self._page(token_job(FIRST_LETTERS[service] + digits, service), self.printer)
        except Exception:
            log.exception("the sample slip could not be laid out")

    def _page(self, job: PrintJob, printer: Printer) -> Page:
        return page_of(self._maker.slip_of(job), printer.profile, self._faces)

    def _run(self) -> None:
        self._warm_up()
        pause = FIRST_RETRY_S
        while not self._stop.is_set():
            self._wake.clear()
            try:
                again = self._round()
            except DeskError as error:
                log.info("the desk does not answer the printer", extra={"code": error.code.value})
                again = True
            except Exception:
                log.exception("printing failed in an unforeseen way")
                again = True
            woken = self._wake.wait(pause if again or self._seen else None)
            pause = FIRST_RETRY_S if woken or not again else min(pause * 2, LAST_RETRY_S)

    def _round(self) -> bool:
        """Print what there is; whether another try is needed without being woken."""
        self._pay()
        jobs = self._jobs()
        due = [job for job in jobs if self._due(job)]
        for place, job in enumerate(due):
            if self._stop.is_set():
                return False
            if not self._print(job):
                self._tell(PrinterState(self.state.code, len(due) - place, where=self.printer.where))
                return True
        if self.state.code or self.state.waiting or self.state.where != self.printer.where:
            self._tell(PrinterState(paper_low=self.state.paper_low, where=self.printer.where))
        return False

    def _jobs(self) -> list[PrintJob]:
        """What there is to do. Sent jobs are looked at only now and then: on a silent printer they stay for the day."""
        states, now = [JobState.PENDING, JobState.FAILED], self._clock()
        look = bool(self._claims) or self._swept_at is None or now - self._swept_at >= NEIGHBOUR_S
        jobs = self._desk.print_jobs(self._actor, [*states, JobState.SENT] if look else states)
        if look:
            self._sweep(jobs)
            self._swept_at = now
        return jobs

    def _print(self, job: PrintJob) -> bool:
        """One slip. False when the printer itself is the trouble, so that the next jobs wait as well."""
        printer = self.printer
        laid_out = self._beside.submit(self._page, job, printer)
        try:
            result = printer.deliver(lambda: self._claimed(job, laid_out))
        except _NotLaidOut:
            log.exception("a slip could not be laid out", extra={"job": job.job_id, "kind": job.kind.value})
            self._claims.pop(job.job_id, None)
            self._owe(job, JobState.FAILED, LAYOUT)
            return True
        except PrinterError as error:
            claimed = self._claims.pop(job.job_id, None) is not None
            code = error.code.value + (BEGUN if error.sent else "")
            if claimed or job.state is not JobState.FAILED or job.error != code:
                self._owe(job, JobState.FAILED, code)
            self.state = PrinterState(error.code.value, 1, where=printer.where)
            return bool(error.sent)
        except DeskError as fault:
            if fault.code in _LATER:
                raise  # perhaps claimed, certainly not begun: the same claim is sent again
            self._claims.pop(job.job_id, None)
            log.info("a slip was not claimed", extra={"code": fault.code.value})
            return True
        self._claims.pop(job.job_id, None)
        self._owe(job, JobState.PRINTED if result.delivery is Delivery.PRINTED else JobState.SENT)
        self._tell(PrinterState(paper_low=result.paper_low, where=printer.where))
        return True

    def _claimed(self, job: PrintJob, laid_out: Future[Page]) -> Page:
        """The printer is ready: the page, once the slip is claimed. Raises DeskError where another has it, or the desk
        is away."""
        key = self._claims.setdefault(job.job_id, str(uuid.uuid4()))
        self._desk.mark_job(self._actor, key, job.job_id, JobState.SENT, UNDERWAY)
        try:
            return laid_out.result()
        except Exception as fault:
            raise _NotLaidOut from fault

    def _due(self, job: PrintJob) -> bool:
        """Whether this worker prints it now. A sent job only if the answer to its own claim got lost."""
        mine = self._actor.device_id
        if job.state is JobState.SENT:
            return job.job_id in self._claims
        if job.state is JobState.FAILED:
            return not job.error.endswith(BEGUN) and job.error != LAYOUT and mine in (job.held_by, job.station)
        return job.station in ("", mine) or self._age(job) >= NEIGHBOUR_S

    def _age(self, job: PrintJob) -> float:
        """Seconds since this worker saw the job first as it is now; clocks of PCs differ, so no time of the desk."""
        return self._clock() - self._seen.setdefault(job.job_id, self._clock())

    def _sweep(self, jobs: Sequence[PrintJob]) -> None:
        """Slips that were underway when a PC stopped: nobody knows whether they came out, so a person is asked."""
        lost = [job for job in jobs if job.state is JobState.SENT and job.error == UNDERWAY and not self._has(job)]
        waiting = {job.job_id for job in jobs if job.state is JobState.PENDING} | {job.job_id for job in lost}
        self._seen = {job_id: at for job_id, at in self._seen.items() if job_id in waiting}
        for job in lost:
            own = job.held_by == self._actor.device_id and self._swept_at is None
            if own or self._age(job) >= SILENT_S:
                self._owe(job, JobState.FAILED, INTERRUPTED)

    def _has(self, job: PrintJob) -> bool:
        return job.job_id in self._claims or job.job_id in self._owed

    def _owe(self, job: PrintJob, state: JobState, error: str = "") -> None:
        """Tell the desk what became of a job; while the desk is away it is kept and told before anything else."""
        self._owed[job.job_id] = (str(uuid.uuid4()), state, error)
        self._pay()

    def _pay(self) -> None:
        for job_id, (key, state, error) in list(self._owed.items()):
            try:
                self._desk.mark_job(self._actor, key, job_id, state, error)
            except DeskError as fault:
                if fault.code in _LATER:
                    raise
                log.info("the desk does not take the outcome of a slip", extra={"code": fault.code.value})
            del self._owed[job_id]

    def _tell(self, state: PrinterState) -> None:
        self.state = state
        self._changed(state)
