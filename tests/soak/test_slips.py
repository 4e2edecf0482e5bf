"""Slips through a printer that fails in every way: no token is on paper twice, none is lost without being known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtWidgets import QApplication

from drc_desktop.desk.contract import BEGUN, JobState, PrintJob
from tests.qt.devices.test_print_worker import Hall
from tests.soak.conftest import Soak
from token_printer.emulated_link import Fault

pytestmark = pytest.mark.soak
SLIPS = 1000
"""At most so many a run: then the letters of the day are spent."""
STOPPED = (Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE)
FAULTS = (Fault.NONE, Fault.NONE, *STOPPED, Fault.REFUSE, Fault.DISCONNECT, Fault.SILENT)
LONGEST = 60_000
"""Bytes of a connection within which a fault sets in: before, in and behind a slip."""


def settled(job: PrintJob) -> bool:
    """Printed, or broken off after its first byte, which is for a person to look at."""
    return job.state is JobState.PRINTED or (job.state is JobState.FAILED and job.error.endswith(BEGUN))


def somewhere(hall: Hall, soak: Soak) -> int:
    """Anywhere, or where it hurts most: the slip is cut and on paper, its answer has not come back."""
    if hall.emulator.slips and soak.dice.random() < 0.4:
        return hall.emulator.slips[-1].bytes + soak.dice.randint(-4, 4)
    return soak.dice.randrange(LONGEST)


def print_one(hall: Hall, number: int, soak: Soak) -> PrintJob:
    """Issue a token while the printer fails, mend it, and wait for what becomes of its slip."""
    fault = soak.dice.choice(FAULTS)
    after = somewhere(hall, soak) if fault is Fault.DISCONNECT or soak.dice.random() < 0.5 else 0
    before = len(hall.emulator.slips)
    hall.emulator.inject(fault, after)
    job = hall.issue(number)
    hall.worker.wake()
    hall.until(lambda: hall.job(job).state is not JobState.PENDING)
    if fault is Fault.SILENT:
        hall.until(lambda: len(hall.emulator.slips) > before or settled(hall.job(job)))
    elif fault is Fault.DISCONNECT:
        hall.until(lambda: hall.job(job).state is not JobState.SENT)
    hall.emulator.inject(Fault.NONE)
    hall.worker.wake()
    if fault is not Fault.SILENT:
        hall.until(lambda: settled(hall.job(job)))
    soak.figures[fault.value] += 1
    return hall.job(job)


def test_every_token_is_on_paper_once_or_known_to_be_broken_off(soak: Soak, tmp_path: Path, qapp: QApplication) -> None:
    hall, jobs = Hall(tmp_path), []
    hall.worker.start()
    try:
        for number in soak.rounds():
            jobs.append(print_one(hall, number, soak))
            if len(jobs) == SLIPS:
                break
    finally:
        hall.worker.stop()
        hall.emulator.stop()
        hall.desk.store.close()
    on_paper = Counter(text_of(hall, slip.png) for slip in hall.emulator.slips if slip.complete)
    assert set(on_paper.values()) <= {1}, "a token is on paper twice"
    assert set(on_paper) <= {job.content["qr"] for job in jobs}
    for job in jobs:
        if job.state is not JobState.FAILED:
            assert on_paper[job.content["qr"]] == 1, (job.job_id, job.state)
    soak.figures["slips"] = len(on_paper)
    soak.figures["broken off"] = sum(job.state is JobState.FAILED for job in jobs)


def text_of(hall: Hall, png: str) -> str:
    """The code of a slip, as a phone reads it."""
    [code] = zxingcpp.read_barcodes(Image.open(hall.emulator.out / png).convert("L"))
    return str(code.text)
