"""Calling: at the desk in process, and from the key at a counter to the paint on a display in its own process."""

from __future__ import annotations

import itertools
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.figures import Row, single, spread, timed
from benchmarks.site import PIN, STAFF, Site
from drc_desktop.demo.hands import Hands
from drc_desktop.demo.stage import Part, free_port, run
from drc_desktop.desk.contract import Desk, IssueRequest, OpenDay, Service
from drc_desktop.site_service.client import connect

HOLD_S = 1.0
"""How long the display keeps a call large at the least; calls follow one another more slowly than this."""
THREADS = 8


def measure(quick: bool) -> list[Row]:
    """Rows of the bench."""
    return [_call_next(120 if quick else 1200), _claims(200 if quick else 2000), _call_to_display(10 if quick else 60)]


@contextmanager
def _waiting(visits: int) -> Iterator[Site]:
    with tempfile.TemporaryDirectory() as name:
        site = Site(Path(name))
        services = itertools.cycle([Service.NEW_SURVEY, Service.ROSTER_UPDATE, Service.NEW_SURVEY, Service.PRIORITY])
        for number, service in zip(range(visits), services, strict=False):
            site.issue(number, service)
        yield site
        site.close()


def _call_next(visits: int) -> Row:
    """Twelve counters in turn, over one day."""
    times = []
    with _waiting(visits) as site:
        seats = itertools.cycle(enumerate(site.deos, 1))
        for turn, (number, deo) in zip(range(visits), seats, strict=False):
            times.append(timed(partial(site.desk.call_next, deo, f"c{turn}", number)))
            here = site.desk.visit_at(deo, number)
            assert here is not None, "nobody was called"
            site.desk.no_show(deo, f"n{turn}", here.visit_id)
    return spread("call_next", times, {"p95": 10.0}, counters=len(site.deos), visits_before=visits)


def _claims(visits: int) -> Row:
    """Eight counters at once in one process, each visit called and marked as not come: two commits a claim."""
    taken: list[str] = []

    def work(number: int) -> None:
        deo = site.deos[number - 1]
        for turn in itertools.count():
            called = site.desk.call_next(deo, f"c{turn}", number)
            if called is None:
                return
            taken.append(called.visit_id)
            site.desk.no_show(deo, f"n{turn}", called.visit_id)

    with _waiting(visits) as site:
        threads = [threading.Thread(target=work, args=[number]) for number in range(1, THREADS + 1)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
    assert len(taken) == len(set(taken)) == visits, "a visit was called twice or never"
    return single("claims_per_s.store_sqlite", visits / seconds, "1/s", visits, threads=THREADS, commits_a_claim=2)


@dataclass
class _Centre:
    """A site service and a display, each a process, and the stations of two people in this one."""

    folder: Path
    parts: list[Part]

    def start(self) -> Hands:
        """Found, serve, pair; the hands at the display."""
        operators = self.folder / "operators.json"
        staff = [
            {"name": one.name, "role": one.role, "pin": PIN, "own_pin": True, "operator_id": one.operator_id}
            for one in STAFF
        ]
        operators.write_text(json.dumps(staff), encoding="utf-8")
        place = ["--data", str(self.folder / "site")]
        names = ["--site-id", "BENCH-01", "--name-en", "Bench", "--name-ur", "پیمائش", "--tehsil", "PK63204"]
        run(["site", "init", *place, *names, "--counters", "2", "--operators", str(operators), "--json"])
        self._part("site", ["site", "serve", *place, "--port", "0"]).start()
        for kind in ("supervisor", "counter", "display"):
            number = ["--counter", "1"] if kind == "counter" else []
            code = run(["site", "invite", *place, "--kind", kind, *number, "--json"])["code"]
            run(["site", "join", code, "--data", str(self.folder / kind), "--json"])
        lines = f"[display]\nhold_seconds = {HOLD_S}\nvoice = false\n"
        (self.folder / "display" / "settings.toml").write_text(lines, encoding="utf-8")
        port = free_port()
        home = ["--home", str(self.folder / "display")]
        self._part("display", ["display", *home, "--robot", str(port)]).start(wait_ready=False)
        return Hands("display", port)

    def desk(self, kind: str) -> tuple[Desk, str]:
        """The desk over TLS from a station, and the station's name."""
        desk, pairing = connect(self.folder / kind)
        return desk, pairing.device_id

    def _part(self, name: str, arguments: list[str]) -> Part:
        part = Part(name, arguments, self.folder / "logs")
        self.parts.append(part)
        return part


def _call_to_display(calls: int) -> Row:
    """From before the counter's request to the end of the paint; both processes read the same clock."""
    times = []
    with tempfile.TemporaryDirectory() as name:
        centre = _Centre(Path(name), [])
        try:
            hands = centre.start()
            desk, device = centre.desk("supervisor")
            sup = desk.sign_in(device, "sup", PIN).actor
            desk.open_day(sup, "open", OpenDay(date=date.today().isoformat(), confirmed=True))
            for number in range(calls + 1):
                desk.issue(sup, f"i{number}", IssueRequest(Service.NEW_SURVEY, binding=f"{number:064x}"))
            desk, device = centre.desk("counter")
            deo = desk.sign_in(device, "deo1", PIN, 1).actor
            desk.sit(deo, "sit", 1)
            for turn in range(calls + 1):
                began = time.monotonic()
                called = desk.call_next(deo, f"c{turn}", 1)
                assert called is not None, "nobody waits"
                times.append((_painted(hands, str(called.call_id)) - began) * 1000)
                desk.no_show(deo, f"n{turn}", called.visit_id)
                time.sleep(HOLD_S + 0.1)
            hands.close()
        finally:
            for part in reversed(centre.parts):
                part.stop()
    return spread("call_to_display.sqlite", times[1:], {"p95": 30.0}, processes=3)


def _painted(hands: Hands, call_id: str) -> float:
    """When the display had painted a call; looks once in 20 ms, which does not enter the figure."""
    for _ in range(1000):
        painted = hands.probe("painted")
        if call_id in painted:
            return float(painted[call_id])
        time.sleep(0.02)
    raise RuntimeError("the display did not show the call")
