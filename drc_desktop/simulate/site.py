"""The made-up centre of a simulation: twelve counters at most, work profiles that differ, synthetic operators."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from drc_desktop.desk.contract import Role, Service
from drc_desktop.desk.founding import NewOperator, SitePlan, found
from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.store import board
from drc_desktop.store.site import SiteStore

DAY = "2026-11-23"
PIN = "246810"
MOST_COUNTERS = 12


@dataclass(frozen=True)
class Operators:
    """Who works there, as `drc site init --operators` takes them."""

    people: list[NewOperator]
    pin: str = PIN

    def as_json(self) -> str:
        """For the command line."""
        return json.dumps(msgspec.to_builtins(self.people))


def midnight(day: str) -> float:
    """When a day (ISO 8601) begins in Pakistan, seconds since the epoch."""
    return datetime.fromisoformat(day).replace(tzinfo=PAKISTAN).timestamp()


def operators(counters: int) -> Operators:
    """A supervisor and one operator a counter: every second one a woman, every third speaks more than Urdu."""
    deos = [
        NewOperator(
            f"Synthetic Deo {number}",
            Role.DEO,
            PIN,
            number,
            f"deo{number}",
            woman=number % 2 == 0,
            languages=["ur", "ps", "sd"] if number % 3 == 0 else ["ur", "pa"],
            own_pin=True,
        )
        for number in range(1, counters + 1)
    ]
    return Operators(
        [NewOperator("Synthetic Supervisor", Role.SUPERVISOR, PIN, operator_id="sup", own_pin=True), *deos]
    )


def plan(counters: int) -> SitePlan:
    """The site itself."""
    return SitePlan("SIM-01", "Simulated centre", "فرضی مرکز", "PK63204", counters)


def found_site(store: SiteStore, counters: int, now: float) -> Operators:
    """Fill an empty database."""
    staff = operators(counters)
    with store.writing() as connection:
        found(connection, plan(counters), staff.people, now)
        set_profiles(connection, counters)
    return staff


def set_profiles(connection: Connection, counters: int) -> None:
    """Of five counters or more one takes surveys alone and one the short services alone; all others take everything."""
    if counters < 5:
        return
    for number, serves in ((1, [Service.NEW_SURVEY]), (2, [Service.ROSTER_UPDATE, Service.PRIORITY])):
        _set(connection, number, serves)


def _set(connection: Connection, number: int, serves: list[Service]) -> None:
    values: dict[str, Any] = {"serves": msgspec.json.encode(serves).decode()}
    board.set_counter(connection, number, values)
