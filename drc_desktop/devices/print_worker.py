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

from drc_desktop.desk.contract import Actor, Desk, DeskError, JobState, PrintJob
from drc_desktop.devices.slips import SlipMaker
from token_printer.errors import PrinterError
from token_printer.printers import Delivery, Printer
from token_printer.raster import render
from token_printer.sheet import Faces

log = logging.getLogger(__name__)

RETRY_S = 3.0
BROKEN_OFF = "+begun"
"""Suffix of a job's error when bytes had been sent: not tried again by itself."""


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

    def _run(self) -> None:
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
        jobs = [job for job in self._desk.print_jobs(self._actor, [JobState.PENDING, JobState.FAILED]) if _due(job)]
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
            self._mark(job, JobState.FAILED, "layout" + BROKEN_OFF)
            return True
        if job.state is JobState.PENDING:
            self._mark(job, JobState.SENT)
        try:
            result = self._printer.deliver(bitmap)
        except PrinterError as error:
            code = error.code.value + (BROKEN_OFF if error.sent else "")
            if job.state is not JobState.FAILED or job.error != code:
                self._mark(job, JobState.FAILED, code)
            self.state = PrinterState(error.code.value, 1)
            return bool(error.sent)
        if result.delivery is Delivery.PRINTED or job.state is JobState.FAILED:
            self._mark(job, JobState.PRINTED if result.delivery is Delivery.PRINTED else JobState.SENT)
        self._tell(PrinterState(paper_low=result.paper_low))
        return True

    def _mark(self, job: PrintJob, state: JobState, error: str = "") -> None:
        self._desk.mark_job(self._actor, str(uuid.uuid4()), job.job_id, state, error)

    def _tell(self, state: PrinterState) -> None:
        self.state = state
        self._changed(state)


def _due(job: PrintJob) -> bool:
    return job.state is JobState.PENDING or not job.error.endswith(BROKEN_OFF)
