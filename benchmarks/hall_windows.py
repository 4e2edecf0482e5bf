"""The windows of a hall as processes: from the key at a counter to the paint on a display, and what a window costs that
nobody touches."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import Row, single, spread
from benchmarks.site import PIN, STAFF
from drc_desktop.demo.hands import Hands
from drc_desktop.demo.stage import Part, free_port, run
from drc_desktop.desk.contract import Desk, IssueRequest, OpenDay, Service
from drc_desktop.domain import clock
from drc_desktop.site_service.client import connect

HOLD_S = 1.0
"""How long the display keeps a call large at the least; calls follow one another more slowly than this."""
SETTLE_S = 5.0
WINDOWS = ("supervisor", "counter", "display")


def measure(engine: str, database: str, quick: bool) -> list[Row]:
    """Rows of one engine; the idle windows are measured once, beside SQLite."""
    with _centre(database) as centre:
        display = centre.open("display")
        desk, device = centre.desk("supervisor")
        sup = desk.sign_in(device, "sup", PIN).actor
        desk.open_day(sup, "open", OpenDay(date=clock.today().isoformat(), confirmed=True))
        calls = 10 if quick else 60
        for number in range(calls + 1):
            desk.issue(sup, f"i{number}", IssueRequest(Service.NEW_SURVEY, binding=f"{number:064x}"))
        rows = [_call_to_display(centre, display, engine, calls)]
        if not database and Path("/proc/self/stat").exists():
            rows += _idle(centre, 3.0 if quick else 20.0)
        return rows


@dataclass
class _Centre:
    """A site service and windows, each a process, and the stations of two people in this one."""

    folder: Path
    parts: dict[str, Part] = field(default_factory=dict)

    def found(self, database: str) -> None:
        """Found, serve, pair."""
        operators = self.folder / "operators.json"
        staff = [
            {"name": one.name, "role": one.role, "pin": PIN, "own_pin": True, "operator_id": one.operator_id}
            for one in STAFF
        ]
        operators.write_text(json.dumps(staff), encoding="utf-8")
        place = ["--data", str(self.folder / "site")]
        names = ["--site-id", "BENCH-01", "--name-en", "Bench", "--name-ur", "پیمائش", "--tehsil", "PK63204"]
        where = ["--database", database] if database else []
        run(["site", "init", *place, *names, *where, "--counters", "2", "--operators", str(operators), "--json"])
        self._part("site", ["site", "serve", *place, "--port", "0"]).start()
        for kind in WINDOWS:
            number = ["--counter", "1"] if kind == "counter" else []
            code = run(["site", "invite", *place, "--kind", kind, *number, "--json"])["code"]
            run(["site", "join", code, "--data", str(self.folder / kind), "--json"])
        lines = f"[display]\nhold_seconds = {HOLD_S}\nvoice = false\n"
        (self.folder / "display" / "settings.toml").write_text(lines, encoding="utf-8")

    def open(self, window: str) -> Hands:
        """Start a window; the hands at it."""
        port = free_port()
        home = ["--home", str(self.folder / window), "--language", "en"]
        self._part(window, [window, *home, "--robot", str(port)]).start(wait_ready=False)
        return Hands(window, port)

    def desk(self, kind: str) -> tuple[Desk, str]:
        """The desk over TLS from a station, and the station's name."""
        desk, pairing = connect(self.folder / kind)
        return desk, pairing.device_id

    def _part(self, name: str, arguments: list[str]) -> Part:
        self.parts[name] = Part(name, arguments, self.folder / "logs")
        return self.parts[name]


@contextmanager
def _centre(database: str) -> Iterator[_Centre]:
    with tempfile.TemporaryDirectory() as name:
        centre = _Centre(Path(name))
        try:
            centre.found(database)
            yield centre
        finally:
            for part in reversed(centre.parts.values()):
                part.stop()


def _call_to_display(centre: _Centre, hands: Hands, engine: str, calls: int) -> Row:
    """From before the counter's request to the end of the paint; both processes read the same clock."""
    times = []
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
    return spread(f"call_to_display.{engine}", times[1:], {"p95": 30.0}, processes=3)


def _painted(hands: Hands, call_id: str) -> float:
    """When the display had painted a call; looks once in 20 ms, which does not enter the figure."""
    for _ in range(1000):
        painted = hands.probe("painted")
        if call_id in painted:
            return float(painted[call_id])
        time.sleep(0.02)
    raise RuntimeError("the display did not show the call")


def _idle(centre: _Centre, seconds: float) -> list[Row]:
    """Signed in, the day open, nobody acts: the share of one core and the resident memory of each window."""
    _sign_in(centre.open("supervisor"), "sup", "arrivals.cnic")
    _sign_in(centre.open("counter"), "deo1", "idle.call")
    time.sleep(SETTLE_S)
    pids = {name: part.process.pid for name in WINDOWS if (part := centre.parts[name]).process is not None}
    before = {name: _cpu_seconds(pid) for name, pid in pids.items()}
    time.sleep(seconds)
    rows = []
    for name, pid in pids.items():
        share = 100 * (_cpu_seconds(pid) - before[name]) / seconds
        rows.append(single(f"idle_cpu.{name}", share, "%", 1, 1.0, seconds=seconds))
        rows.append(single(f"window_memory.{name}", _resident_mb(pid), "MB", 1, 250.0))
    return rows


def _sign_in(hands: Hands, operator: str, then: str) -> None:
    hands.see(f"signin.person.{operator}")
    hands.see("signin.pin", focused=True)
    for _ in range(len(STAFF)):
        if hands.sees(f"signin.person.{operator}", checked=True):
            break
        hands.key("Down")
    hands.type(PIN)
    hands.key("Return")
    hands.see(then)
    hands.close()


def _cpu_seconds(pid: int) -> float:
    """Of one process, user and system (proc(5): fields 14 and 15 of `stat`)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
