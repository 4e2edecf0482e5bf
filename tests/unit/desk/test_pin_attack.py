"""Somebody with an evening alone at the site PC guesses PINs: sets the clock, restarts, tries from every station."""

from __future__ import annotations

import random
from typing import Any

import pytest

from drc_desktop.desk import people
from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.desk.near import NearDesk
from drc_desktop.store.site import SiteStore

RIGHT = "246810"
STATIONS = ("pc-sup", "pc-1", "pc-2", "pc-tsa")


class Attacker:
    """Guesses in order; `looked_at` are the guesses that the desk held against the PIN."""

    def __init__(self, store: SiteStore, clock: Any) -> None:
        self.store, self.clock = store, clock
        self.desk = NearDesk(store, now=clock, up=clock.up)
        self.guesses = (f"{n:06d}" for n in range(100_000, 999_999) if f"{n:06d}" != RIGHT)
        self.looked_at = 0

    def guess(self, device: str, operator: str = "deo1") -> Fault:
        with pytest.raises(DeskError) as fault:
            self.desk.sign_in(device, operator, next(self.guesses))
        self.looked_at += fault.value.code is Fault.WRONG_PIN
        return fault.value.code

    def restart_service(self) -> None:
        """Kill and start: nothing but the database is left."""
        self.desk = NearDesk(SiteStore(self.store.path), now=self.clock, up=self.clock.up)


@pytest.mark.parametrize("seed", range(3))
def test_no_mix_of_clock_restart_and_stations_buys_an_eleventh_guess(store: SiteStore, clock: Any, seed: int) -> None:
    attacker, chance = Attacker(store, clock), random.Random(seed)
    moves = [
        lambda: clock.set_date(chance.choice([-86_400, 3600, 86_400, 10_000_000])),
        clock.restart,
        attacker.restart_service,
        lambda: None,
    ]
    for _ in range(300):
        chance.choice(moves)()
        attacker.guess(chance.choice(STATIONS))
    assert attacker.looked_at <= people.RESET_AT
    with pytest.raises(DeskError) as fault:
        attacker.desk.sign_in("pc-1", "deo1", RIGHT)
    assert fault.value.code is Fault.LOCKED_OUT


def test_setting_the_clock_forward_does_not_shorten_a_wait(store: SiteStore, clock: Any) -> None:
    attacker = Attacker(store, clock)
    for _ in range(5):
        attacker.guess("pc-1")
    for seconds in (60, 3600, 86_400):
        clock.set_date(seconds)
        assert attacker.guess("pc-1") is Fault.LOCKED_OUT
    clock.restart()
    clock.set_date(86_400)
    assert attacker.guess("pc-1") is Fault.LOCKED_OUT, "a restart begins the wait anew"
    clock.at += 60
    assert attacker.guess("pc-1") is Fault.WRONG_PIN, "a minute that truly passed ends it"


def test_every_guess_stands_in_the_log(store: SiteStore, clock: Any) -> None:
    attacker = Attacker(store, clock)
    for _ in range(7):
        attacker.guess("pc-2")
    with store.reading() as connection:
        log = connection.exec_driver_sql("SELECT device, reason FROM event WHERE action = 'wrong_pin'").all()
    assert [tuple(row) for row in log] == [("pc-2", "deo1")] * 5
