"""The print worker while the desk comes and goes: a slip comes out once, and what became of it is told in the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from drc_desktop.desk.contract import Actor, DeskError, Fault, JobState, PrintJob
from tests.qt.devices.test_print_worker import Hall


@pytest.fixture
def hall(tmp_path: Path, qapp: QApplication) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.worker.stop()
    made.emulator.stop()
    made.desk.store.close()


class Answers:
    """The desk's `mark_job` over a bad line: `lose` takes the mark and loses the answer, `drop` never hears it."""

    def __init__(self, hall: Hall, state: JobState, heard: bool, fault: Fault = Fault.SITE_UNREACHABLE) -> None:
        self._real, self._state, self._heard, self._fault = hall.desk.mark_job, state, heard, fault
        self.lost = 0

    def __call__(self, actor: Actor, key: str, job_id: int, state: JobState, error: str = "") -> PrintJob:
        if state is self._state and not self.lost:
            self.lost += 1
            if self._heard:
                self._real(actor, key, job_id, state, error)
            raise DeskError(self._fault)
        return self._real(actor, key, job_id, state, error)


@pytest.mark.parametrize("heard", [True, False], ids=["answer-lost", "never-heard"])
@pytest.mark.parametrize("state", [JobState.SENT, JobState.PRINTED])
def test_a_desk_that_is_away_at_the_mark_costs_no_slip_and_makes_no_second(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, state: JobState, heard: bool
) -> None:
    answers: Any = Answers(hall, state, heard)
    monkeypatch.setattr(hall.desk, "mark_job", answers)
    job = hall.issue(1)
    hall.worker.start()
    hall.until(lambda: answers.lost == 1)
    hall.worker.wake()
    hall.until(lambda: hall.job(job).state is JobState.PRINTED)
    other = hall.issue(2)
    hall.worker.wake()
    hall.until(lambda: hall.job(other).state is JobState.PRINTED)
    assert len(hall.emulator.slips) == 2


def test_an_outcome_that_the_desk_will_never_take_does_not_hold_up_the_next_slip(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: Any = Answers(hall, JobState.PRINTED, heard=False, fault=Fault.BAD_REQUEST)
    monkeypatch.setattr(hall.desk, "mark_job", answers)
    first, second = hall.issue(1), hall.issue(2)
    hall.worker.start()
    hall.until(lambda: hall.job(second).state is JobState.PRINTED)
    assert hall.job(first).state is JobState.SENT
    assert len(hall.emulator.slips) == 2
