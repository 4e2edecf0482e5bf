"""A day with real processes: site services over TLS, an issuing desk, a supervisor and every counter a process each.

The hall's minutes are pressed together (`seconds` of real time for each). Whatever is killed is started again and goes
on where it was: keys of commands are made from what is meant, so a deed done twice is done once.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from drc_desktop.demo.stage import Part, StageError
from drc_desktop.desk.contract import Actor, Desk, DeskError, Fault, OpenDay
from drc_desktop.devices import announced
from drc_desktop.domain import crowd
from drc_desktop.domain.clock import date_of
from drc_desktop.simulate import lives, site
from drc_desktop.site_service import pairing
from drc_desktop.site_service.client import FarDesk, connect
from drc_desktop.site_service.folder import SiteFolder

PATIENCE_S = 120.0
_AGAIN_S = 0.3
_LOOK_S = 0.05
PERSON, SERVICE, DISPLAY, DATABASE = "person", "service", "display", "database"
"""Kinds of what is killed."""


@dataclass(frozen=True)
class Scene:
    """What every process of a simulation knows."""

    visitors: int
    counters: int
    seed: str
    seconds: float
    gong: Path
    """The file that says when the doors opened, once everybody is at their place."""

    def begin(self) -> None:
        """Open the doors."""
        fresh = self.gong.with_suffix(".new")
        fresh.write_text(repr(time.time()), encoding="ascii")
        fresh.replace(self.gong)

    def wait(self) -> None:
        """Until the doors open."""
        while not self.gong.exists():
            time.sleep(_LOOK_S)

    def minute(self) -> float:
        """The hall's clock, minutes after midnight."""
        return crowd.OPENS_MIN + (time.time() - float(self.gong.read_text(encoding="ascii"))) / self.seconds

    def arguments(self) -> list[str]:
        """For the command line of a life."""
        names = ("visitors", "counters", "seed", "seconds", "gong")
        return [part for name in names for part in (f"--{name}", str(getattr(self, name)))]


class Patient:
    """A desk that is asked again, with the same key, for as long as the site is away."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._desk, name)

        def ask(*args: Any) -> Any:
            ends = time.monotonic() + PATIENCE_S
            while True:
                try:
                    return method(*args)
                except DeskError as fault:
                    if fault.code is not Fault.SITE_UNREACHABLE or time.monotonic() > ends:
                        raise
                time.sleep(_AGAIN_S)

        return ask


def live(argv: list[str]) -> int:
    """`drc simulate life`: one person at one station; started by `run`, not by hand."""
    parser = argparse.ArgumentParser(prog="drc simulate life")
    parser.add_argument("who", choices=("arriving", "supervising", "serving"))
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--number", type=int, default=0)
    for name, kind in (("visitors", int), ("counters", int), ("seed", str), ("seconds", float), ("gong", Path)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    asked = parser.parse_args(argv)
    scene = Scene(asked.visitors, asked.counters, asked.seed, asked.seconds, asked.gong)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    far, station = connect(asked.home)
    desk = cast(Desk, Patient(far))
    operator = f"deo{asked.number}" if asked.number else "sup"
    actor = desk.sign_in(station.device_id, operator, site.PIN, asked.number).actor
    hall = lives.Hall(
        desk, scene.minute, lives.crowd_of(crowd.visitors(scene.visitors, scene.seed)), float(crowd.CLOSES_MIN)
    )
    print(json.dumps({"ready": asked.who}), flush=True)
    scene.wait()
    for minutes in _life(asked.who, hall, actor, asked.number, scene):
        time.sleep(minutes * scene.seconds)
    return 0


def _life(who: str, hall: lives.Hall, actor: Actor, number: int, scene: Scene) -> lives.Life:
    if who == "arriving":
        return lives.arriving(hall, actor)
    if who == "supervising":
        return lives.supervising(hall, actor)
    gone = hall.minute()
    pauses = [crowd.pauses(scene.counters)[number - 1]]
    return lives.serving(hall, actor, number, [pause for pause in pauses if pause[0] >= gone])


@dataclass
class Stage:
    """The processes of one run, and the folder they live in."""

    folder: Path
    database: str
    instances: int
    scene: Scene
    displays: int = 0
    services: list[Part] = field(default_factory=list)
    people: list[Part] = field(default_factory=list)
    screens: list[Part] = field(default_factory=list)
    opened: list[FarDesk] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)

    def site_folder(self, instance: int) -> SiteFolder:
        """Each instance of the service has its own copy: database address and keys are the same."""
        return SiteFolder(self.folder / f"site-{instance}")

    def found(self) -> None:
        """Create the site and its copies."""
        first = self.site_folder(1)
        first.create(site.plan(self.scene.counters), site.operators(self.scene.counters).people, self.database)
        store = first.open_store()
        with store.writing() as connection:
            site.set_profiles(connection, self.scene.counters)
        store.close()
        for instance in range(2, self.instances + 1):
            shutil.copytree(first.path, self.site_folder(instance).path)

    def serve(self) -> list[str]:
        """Start the services; their addresses."""
        for instance in range(1, self.instances + 1):
            arguments = ["site", "serve", "--data", str(self.site_folder(instance).path), "--port", "0"]
            self.services.append(Part(f"site-{instance}", arguments, self.folder / "logs"))
            self.services[-1].start()
        ports = [part.ready["listening"].rsplit(":", 1)[1] for part in self.services]
        for part, port in zip(self.services, ports, strict=True):  # started again, it listens where it was
            part.arguments[-1] = port
        return [part.ready["listening"] for part in self.services]

    def pair(self, urls: list[str]) -> None:
        """Join every station, in turn to one of the services."""
        folder = self.site_folder(1)
        store = folder.open_store()
        try:
            names = ["arriving", "supervising", *(f"serving-{n}" for n in range(1, self.scene.counters + 1))]
            names += [f"display-{n}" for n in range(1, self.displays + 1)]
            for name, url in zip(names, itertools.cycle(urls)):
                kind, _, number = name.partition("-")
                what = {"serving": "counter", "display": "display"}.get(kind, "supervisor")
                seat = int(number or 0) if kind == "serving" else 0
                made = pairing.invite(store, url, folder.ca_pem(), what, seat, time.time())
                pairing.join(made.code(), self.folder / name)
                if kind == "display":
                    self._screen(name)
                    continue
                who = [kind, "--home", str(self.folder / name), "--number", number or "0"]
                part = Part(name, ["simulate", "life", *who, *self.scene.arguments()], self.folder / "logs")
                self.people.append(part)
        finally:
            store.close()

    def _screen(self, name: str) -> None:
        home = self.folder / name
        home.joinpath("settings.toml").write_text("[display]\nhold_seconds = 0.2\nvoice = false\n", encoding="utf-8")
        screen = Part(name, ["display", "--home", str(home)], self.folder / "logs", {"QT_QPA_PLATFORM": "offscreen"})
        self.screens.append(screen)

    def announced(self) -> set[int]:
        """Every call that one of the displays has announced so far."""
        return {call for part in self.screens for call in announced.read(self.folder / part.name / "announced.txt")}

    def supervisor(self) -> tuple[Desk, Actor]:
        """The one who opens and closes the day, in this process."""
        far, station = connect(self.folder / "supervising")
        self.opened.append(cast(FarDesk, far))
        desk = cast(Desk, Patient(far))
        return desk, desk.sign_in(station.device_id, "sup", site.PIN).actor

    def stop(self) -> None:
        """End everything that runs."""
        for far in self.opened:
            far.close()
        for part in (*self.people, *self.screens, *self.services):
            part.stop()


def run(stage: Stage, kills: int = 0, crash: Callable[[], None] | None = None) -> None:
    """Live the day through. With `kills`, that many times a process chosen by the seed is killed and started again, one
    of every kind first; `crash` does that to the database server. Displays are given time to say what was called.

    Raises:
        StageError: where a process ended by itself before the day did.
    """
    scene = stage.scene
    with _closing(stage):
        stage.found()
        stage.pair(stage.serve())
        desk, actor = stage.supervisor()
        desk.open_day(actor, "open", OpenDay(date_of(time.time()), token_limit=7992, confirmed=True))
        for part in stage.screens:
            part.start(wait_ready=False)
        for part in stage.people:
            part.start()
        scene.begin()
        plan = sorted(_dice(scene).uniform(crowd.OPENS_MIN + 15, crowd.CLOSES_MIN - 30) for _ in range(kills))
        for minute, kind in zip(plan, _kinds(stage, kills, crash is not None), strict=True):
            _wait_until(stage, minute)
            _kill(stage, kind, crash)
        _wait_until(stage, float(crowd.CLOSES_MIN))
        desk.close_day(actor, "close")
        for part in stage.people:
            part.wait(PATIENCE_S)
        _until_announced(stage, desk, actor)


def _wait_until(stage: Stage, minute: float) -> None:
    while stage.scene.minute() < minute:
        time.sleep(_LOOK_S)
        for part in (*stage.people, *stage.screens, *stage.services):
            if not part.running() and part.failed():
                raise StageError(f"{part.name} ended: {part.last_words()}")


def _kinds(stage: Stage, kills: int, database: bool) -> list[str]:
    """What is killed in turn: one of each kind in any order, then as chance will have it."""
    dice, kinds = _dice(stage.scene, "kinds"), [PERSON, SERVICE]
    kinds += [DISPLAY] * bool(stage.screens) + [DATABASE] * database
    dice.shuffle(kinds)
    return [*kinds, *dice.choices(kinds, k=kills)][:kills]


def _kill(stage: Stage, kind: str, crash: Callable[[], None] | None) -> None:
    if kind == DATABASE:
        assert crash is not None
        crash()
    else:
        mine = {PERSON: stage.people, SERVICE: stage.services, DISPLAY: stage.screens}[kind]
        part = _dice(stage.scene, f"{kind} {stage.killed[kind]}").choice(mine)
        if not part.running():
            return
        part.kill()
        part.start(wait_ready=kind != DISPLAY)
    stage.killed[kind] += 1


def _until_announced(stage: Stage, desk: Desk, actor: Actor) -> None:
    """Until the displays have caught up with the last call of the day; what they did not say, `announced` shows."""
    ends = time.monotonic() + PATIENCE_S
    last = max((call.call_id for call in desk.hall(actor, 0).last), default=0)
    while stage.screens and last not in stage.announced() and time.monotonic() < ends:
        time.sleep(_LOOK_S)


def _dice(scene: Scene, turn: str = "") -> random.Random:
    return random.Random(f"kills {scene.seed} {turn}")  # noqa: S311 - repeatable on purpose


@contextmanager
def _closing(stage: Stage) -> Iterator[None]:
    try:
        yield
    finally:
        stage.stop()
