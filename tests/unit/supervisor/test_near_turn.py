"""The field for a phone below the newest slip: only where messages are on, never for a slip that is no token."""

from __future__ import annotations

import dataclasses

from drc_desktop.demo.pictures.centre import Centre
from drc_desktop.demo.pictures.console import DUE, ports
from drc_desktop.devices.modem import is_mobile
from drc_desktop.supervisor.presenter import Supervisor

MOBILE = "03000000001"


def opened(day: Centre, taken: list[tuple[str, str, str]] | None) -> Supervisor:
    def wish(visit_id: str, token: str, mobile: str) -> bool:
        if is_mobile(mobile):
            taken.append((visit_id, token, mobile))
        return is_mobile(mobile)

    made = Supervisor(dataclasses.replace(ports(day, "en"), near_turn=None if taken is None else wish))
    made.start()
    return made


def issue(console: Supervisor) -> None:
    console.arrivals.submit(DUE)
    console.arrivals.issue()
    console.refresh()


def test_nothing_is_asked_where_messages_are_off(day: Centre) -> None:
    console = opened(day, None)
    issue(console)
    assert not console.near_turn.offered
    assert not console.near_turn.give(MOBILE)


def test_the_holder_of_the_newest_slip_gives_a_number(day: Centre) -> None:
    taken: list[tuple[str, str, str]] = []
    console = opened(day, taken)
    assert not console.near_turn.offered, "no slip yet"
    assert not console.near_turn.give(MOBILE)
    issue(console)
    assert console.near_turn.offered
    assert "A001" in console.near_turn.words()
    assert not console.near_turn.give("0300")
    assert (console.near_turn.wrong, taken) == (True, [])
    assert console.near_turn.give("۰۳۰۰-۰۰۰۰۰۰۱")
    [waiting] = day.desk.board(day.supervisor).waiting
    assert taken == [(waiting.visit_id, "A001", MOBILE)]
    assert "will be told" in console.near_turn.words()
    assert MOBILE not in console.near_turn.words()
