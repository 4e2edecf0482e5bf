"""Prints what the desk has committed: one thread, one printer, oldest job first.

A job is marked sent before its first byte, so that a kill can never make a second slip of it. A job that failed before
its first byte is tried again by itself, for nothing of it can be on paper. One that failed after bytes were sent stays
failed: whether it came out is for a person to see, and a second slip is a reprint marked COPY.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from drc_desktop.desk.contract import Actor, Desk, DeskError, Fault, JobState, PrintJob, Service
from drc_desktop.devices.slip_samples import token_job
from drc_desktop.devices.slips import SlipMaker
from token_printer.errors import PrinterError
from token_printer.printers import Delivery, Printer
from token_printer.raster import render
from token_printer.sheet import Faces

log = logging.getLogger(__name__)

RETRY_S = 3.0
BROKEN_OFF = "+begun"
"""Suffix of a job's error when bytes had been sent: not tried again by itself."""
_LATER = frozenset({Fault.SITE_UNREACHABLE, Fault.STORAGE_FULL})


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What the window's lamp shows: `code` of the trouble (empty: ready), jobs waiting for the printer."""

    code: str = ""
    waiting: int = 0
    paper_low: bool = False


class PrintWorker:
    """Prints on a thread of its own. `changed` is called there after each step; marshal it to the window."""

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        printer: Printer,
        maker: SlipMaker,
        faces: Faces,
        changed: Callable[[PrinterState], None],
    ) -> None:
        self._desk, self._actor, self._printer = desk, actor, printer
        self._maker, self._faces, self._changed = maker, faces, changed
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="print-worker", daemon=True)
        self._claimed: set[int] = set()
        self._owed: dict[int, tuple[str, JobState, str]] = {}
        self.state = PrinterState()

    def start(self) -> PrintWorker:
        """Begin; what a previous run left pending is printed first."""
        self._thread.start()
        return self

    def wake(self) -> None:
        """There may be something to print."""
        self._wake.set()

    def stop(self, patience: float = 5.0) -> None:
        """End after the slip that is being printed."""
        self._stop.set()
        self._wake.set()
        self._thread.join(patience)

    def _warm_up(self) -> None:
        """Lay out a sample that nobody sees: the first slip of a process loads the faces, which takes 0.1 to 0.3 s."""
        try:
            render(self._maker.slip_of(token_job("A000", Service.NEW_SURVEY)), self._printer.profile.width, self._faces)
        except Exception:
            log.exception("the sample slip could not be laid out")

    def _run(self) -> None:
        self._warm_up()
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
            self._wake.wait(RETRY_S if again else None)

    def _round(self) -> bool:
        """Print what there is; whether another try is needed without being woken."""
        self._pay()
        states = [JobState.PENDING, JobState.FAILED, *([JobState.SENT] if self._claimed else [])]
        jobs = [job for job in self._desk.print_jobs(self._actor, states) if self._due(job)]
        for place, job in enumerate(jobs):
            if self._stop.is_set():
                return False
            if not self._print(job):
                self._tell(PrinterState(self.state.code, len(jobs) - place))
                return True
        if self.state.code or self.state.waiting:
            self._tell(PrinterState(paper_low=self.state.paper_low))
        return False

    def _print(self, job: PrintJob) -> bool:
        """One slip. False when the printer itself is the trouble, so that the next jobs wait as well."""
        try:
            bitmap = render(self._maker.slip_of(job), self._printer.profile.width, self._faces)
        except Exception:
            log.exception("a slip could not be laid out", extra={"job": job.job_id, "kind": job.kind.value})
            self._owe(job, JobState.FAILED, "layout" + BROKEN_OFF)
            return True
        if job.state is JobState.PENDING:
            self._claimed.add(job.job_id)
            self._desk.mark_job(self._actor, str(uuid.uuid4()), job.job_id, JobState.SENT)
        self._claimed.discard(job.job_id)
        try:
            result = self._printer.deliver(bitmap)
        except PrinterError as error:
            code = error.code.value + (BROKEN_OFF if error.sent else "")
            if job.state is not JobState.FAILED or job.error != code:
                self._owe(job, JobState.FAILED, code)
            self.state = PrinterState(error.code.value, 1)
            return bool(error.sent)
        self._tell(PrinterState(paper_low=result.paper_low))
        if result.delivery is Delivery.PRINTED or job.state is JobState.FAILED:
            self._owe(job, JobState.PRINTED if result.delivery is Delivery.PRINTED else JobState.SENT)
        return True

    def _due(self, job: PrintJob) -> bool:
        """A sent job is due only if this worker claimed it and the answer got lost: nothing of it went to paper."""
        if job.state is JobState.SENT:
            return job.job_id in self._claimed
        return job.state is JobState.PENDING or not job.error.endswith(BROKEN_OFF)

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
