"""Slips through a printer that fails in every way: no token is on paper twice, none is lost without being known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtWidgets import QApplication

from drc_desktop.desk.contract import JobState, PrintJob
from tests.qt.devices.test_fault_matrix import is_copy
from tests.qt.devices.test_print_worker import Hall
from tests.soak.conftest import Soak
from token_printer.emulated_link import Fault
from token_printer.emulator import Received

pytestmark = pytest.mark.soak
SLIPS = 1000
"""At most so many a run: then the letters of the day are spent."""
STOPPED = (Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE)
FAULTS = (Fault.NONE, Fault.NONE, *STOPPED, Fault.REFUSE, Fault.DISCONNECT, Fault.POWER_CYCLE, Fault.SILENT, Fault.SLOW)
LONGEST = 60_000
"""Bytes of a connection within which a fault sets in: before, in and behind a slip."""


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
    if fault in (Fault.DISCONNECT, Fault.POWER_CYCLE):
        hall.until(lambda: not hall.underway(job))
    hall.emulator.inject(Fault.NONE)
    hall.worker.wake()
    hall.until(lambda: hall.settled(job))
    if hall.job(job).state is JobState.SENT:  # the printer said nothing; the last dots may still be on their way
        hall.until(lambda: len(hall.emulator.slips) > before)
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
        copies = copied(hall, jobs)
    finally:
        hall.worker.stop()
        hall.emulator.stop()
        hall.desk.store.close()
    on_paper = Counter((text_of(hall, slip.png), is_copy(hall.emulator.out / slip.png)) for slip in whole(hall))
    assert set(on_paper.values()) <= {1}, "a token is on paper twice"
    assert {code for code, _ in on_paper} == {job.content["qr"] for job in jobs}, "printed set = issued set"
    assert sum(is_a_copy for _, is_a_copy in on_paper) == copies
    soak.figures["slips"] = len(jobs)
    soak.figures["broken off and reprinted as COPY"] = copies


def copied(hall: Hall, jobs: list[PrintJob]) -> int:
    """What a person does about slips that broke off: looks, and asks for a copy of each."""
    broken = [job for job in jobs if hall.job(job.job_id).state is JobState.FAILED]
    visits = {row.token: row.visit_id for row in hall.desk.board(hall.actor).waiting}
    for job in broken:
        copy = hall.desk.reprint(hall.actor, f"copy-{job.job_id}", visits[job.token], "broke-off")
        hall.worker.wake()
        hall.until(lambda copy=copy: hall.job(copy.job_id).state is JobState.PRINTED)
    return len(broken)


def whole(hall: Hall) -> list[Received]:
    return [slip for slip in hall.emulator.slips if slip.complete]


def text_of(hall: Hall, png: str) -> str:
    """The code of a slip, as a phone reads it."""
    [code] = zxingcpp.read_barcodes(Image.open(hall.emulator.out / png).convert("L"))
    return str(code.text)
