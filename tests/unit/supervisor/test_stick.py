"""A stick carried from the window: how far, stopped, done, and when it may be taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from drc_desktop.demo.pictures.centre import Centre
from drc_desktop.demo.pictures.console import ports
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.supervisor.ports import Carried, StickFar
from drc_desktop.supervisor.presenter.stick import StickPresenter
from tests.unit.supervisor.conftest import HeldTasks

Far = Callable[[StickFar], None]


class Visit:
    """A visit that a test walks through step by step."""

    def __init__(self, outcome: Carried | Exception, steps: int = 3) -> None:
        self.outcome, self.steps = outcome, steps
        self.asked: list[bool] = []
        self.between: Callable[[], None] = lambda: None

    def __call__(self, folder: Path, far: Far, ended: Callable[[], bool]) -> Carried:
        for step in range(self.steps):
            far(StickFar(step, self.steps, 1))
            self.between()
            self.asked.append(ended())
            if self.asked[-1]:
                return Carried(0, step, 0, "cancelled")
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def stick(day: Centre, visit: Visit, tasks: HeldTasks, language: str = "en") -> StickPresenter:
    return StickPresenter(replace(ports(day, language), carry=visit, tasks=tasks))


def test_it_says_how_far_it_is_and_then_that_the_stick_is_safe(day: Centre, held: HeldTasks) -> None:
    visit = Visit(Carried(2, 1, 4))
    here, seen = stick(day, visit, held), []
    visit.between = lambda: seen.append((here.share, here.words().replace("\u2068", "").replace("\u2069", "")))
    here.begin(Path("/stick"))
    assert (here.far, here.safe) == (StickFar(), False), "not safe before the first step"
    here.begin(Path("/another"))
    assert len(held.waiting) == 1, "one at a time"
    held.let_go()
    assert seen[-1] == (67, "2 of 3 messages, 1 pages. Please leave the stick in.")
    assert (here.far, here.safe, here.share) == (None, True, 0)
    assert [line.replace("\u2068", "").replace("\u2069", "") for line in here.said] == [
        "2 written to the stick, 1 answered, 4 pages of the registry copy taken over",
        "It is safe to remove the stick",
    ]


def test_stopping_ends_it_after_the_request_under_way(day: Centre, held: HeldTasks) -> None:
    visit = Visit(Carried(9, 9, 9))
    here = stick(day, visit, held)
    visit.between = here.cancel
    here.begin(Path("/stick"))
    held.let_go()
    assert visit.asked == [True]
    assert here.said[0] == "Stopped by you"
    assert here.said[-1] == "It is safe to remove the stick"
    visit.between = lambda: None
    here.begin(Path("/stick"))
    held.let_go()
    assert visit.asked == [True, False, False, False], "the next visit is not stopped by the last"


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize(
    "outcome",
    [Carried(0, 0, 0, "medium_gone"), Carried(0, 0, 0, "newly_invented"), LocalStoreError(LocalFault.BUSY)],
)
def test_every_fault_is_said_and_the_window_goes_on(
    day: Centre, held: HeldTasks, language: str, outcome: Carried | Exception
) -> None:
    here = stick(day, Visit(outcome), held, language)
    here.begin(Path("/stick"))
    held.let_go()
    assert (here.far, here.safe) == (None, True)
    assert len(here.said) >= 2
    assert all(here.said)


def test_a_window_that_does_not_carry_offers_nothing(day: Centre, held: HeldTasks) -> None:
    here = StickPresenter(replace(ports(day, "en"), carry=None, tasks=held))
    assert not here.offered
    here.begin(Path("/stick"))
    assert (here.far, held.waiting) == (None, [])
