"""A whole centre on one PC with synthetic people: registry, site service, printer, and the windows, each a process."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drc_desktop.demo.hands import Hands
from drc_desktop.demo.stage import Part, free_port, run

SITE = "SGD-2"
TEHSIL = "PK63204"
PIN = "246810"
PEOPLE = 64
SEED = 8171
COUNTERS = 2
OPERATORS = (
    {"name": "Rukhsana", "role": "supervisor", "pin": PIN, "own_pin": True, "operator_id": "sup"},
    {"name": "Sadia", "role": "deo", "pin": PIN, "own_pin": True, "counter": 1, "operator_id": "deo1"},
    {"name": "Imran", "role": "deo", "pin": PIN, "own_pin": True, "counter": 2, "operator_id": "deo2"},
)
WINDOWS = ("supervisor", "counter-1", "counter-2", "display")
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "1"}


@dataclass(frozen=True)
class Household:
    """One synthetic household: the number its visitor shows, and why it is in the list."""

    case: str
    visitor: str
    record: dict[str, Any]


class Centre:
    """Set it up once, then start and stop its parts. Everything lies below `out`/centre and dies with it."""

    def __init__(self, out: Path, headless: bool, language: str = "en") -> None:
        self.out, self.headless, self.language = out, headless, language
        self.folder = out / "centre"
        self.logs = out / "logs"
        self.parts: dict[str, Part] = {}
        self.people: list[Household] = []
        self.registry_port = free_port()
        self.site_port = free_port()
        self.printer: dict[str, Any] = {}

    # set-up

    def set_up(self) -> None:
        """People, registry, site, printer, pairing and enrolment of each PC."""
        self.folder.mkdir(parents=True)
        self._make_people()
        self.start_registry()
        self._found_site()
        self.start_site()
        self._start_printer()
        with ThreadPoolExecutor(len(WINDOWS)) as together:
            list(together.map(self._join, WINDOWS))

    def _make_people(self) -> None:
        path = self.folder / "people.jsonl"
        wanted = ["--seed", str(SEED), "--households", str(PEOPLE), "--tehsil", TEHSIL, "--out", str(path)]
        run(["people", *wanted, "--json"])
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            self.people.append(Household(record["case"], record["visitor"], record))

    def start_registry(self) -> None:
        """Also after an outage: same data, same port."""
        arguments = ["registry", "serve", "--data", str(self.folder / "registry"), "--port", str(self.registry_port)]
        people = ["--people", str(self.folder / "people.jsonl")]
        self.parts["registry"] = Part("registry", [*arguments, *people], self.logs).start()

    @property
    def registry_url(self) -> str:
        """Where the registry listens."""
        return f"http://127.0.0.1:{self.registry_port}"

    def _found_site(self) -> None:
        operators = self.folder / "operators.json"
        operators.write_text(json.dumps(OPERATORS), encoding="utf-8")
        names = ["--name-en", "Registry Centre Sargodha 2", "--name-ur", "رجسٹریشن سنٹر، سرگودھا 2"]
        place = ["--data", str(self.folder / "site"), "--site-id", SITE, "--tehsil", TEHSIL]
        run(["site", "init", *place, *names, "--counters", str(COUNTERS), "--operators", str(operators), "--json"])

    def start_site(self) -> None:
        """The site service; same port after a restart."""
        arguments = ["site", "serve", "--data", str(self.folder / "site"), "--port", str(self.site_port)]
        self.parts["site"] = Part("site", [*arguments, "--json"], self.logs).start()

    def _start_printer(self) -> None:
        slips = self.folder / "printer"
        part = Part("printer", ["printer", "emulate", "--port", "0", "--out", str(slips)], self.logs).start()
        self.parts["printer"], self.printer = part, part.ready

    def home(self, window: str) -> Path:
        """The data folder of one PC."""
        return self.folder / window

    def _join(self, window: str) -> None:
        """Pair a PC with the site, and those that hold surveys or the slice with the registry."""
        self._pair(window)
        if window != "display":
            self._enrol(window)

    def _pair(self, window: str) -> None:
        kind, _, number = window.partition("-")
        invite = self.folder / f"{window}.invite.json"
        counter = ["--counter", number] if number else []
        made = ["site", "invite", "--data", str(self.folder / "site"), "--kind", kind, *counter, "--out", str(invite)]
        run([*made, "--json"])
        run(["site", "join", str(invite), "--data", str(self.home(window)), "--json"])
        self._write_settings(window)

    def _write_settings(self, window: str) -> None:
        lines = ["[registry]", f'nadra_url = "{self.registry_url}"', "[display]", "hold_seconds = 1.0"]
        lines += ["on_the_left = [1]", f"voice = {'false' if self.headless else 'true'}"]
        if self.headless:  # the hands wait for one another far longer than a person would be away
            lines += ["[screen]", "lock_minutes = 60.0"]
        if window == "supervisor":
            lines += ["[printer]", f'address = "tcp://127.0.0.1:{self.printer["port"]}"']
        (self.home(window) / "settings.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _enrol(self, window: str) -> None:
        data = ["--data", str(self.folder / "registry")]
        code = run(["registry", "enrol-code", *data, "--site", SITE, "--tehsil", TEHSIL, "--auto-approve", "--json"])
        home, environment = ["--home", str(self.home(window))], {"DRC_STORE_PIN": PIN}
        place = ["--url", self.registry_url, "--site", SITE, "--device", window]
        run(["sync", *home, "enrol", code["code"], *place], environment)
        run(["sync", *home, "now", "--json"], environment)

    # windows

    def open_window(self, window: str, language: str = "") -> Hands | None:
        """Start a window; without a screen also take it by the hands."""
        kind = window.partition("-")[0]
        arguments = [kind, "--home", str(self.home(window)), "--language", language or self.language]
        environment = dict(OFFSCREEN) if self.headless else {}
        port = free_port() if self.headless else 0
        if port:
            arguments += ["--robot", str(port)]
        part = Part(window, arguments, self.logs, environment)
        self.parts[window] = part.start(wait_ready=False)
        return Hands(window, port) if port else None

    def close(self) -> None:
        """End everything, windows first."""
        for name in (*WINDOWS, "printer", "site", "registry"):
            part = self.parts.pop(name, None)
            if part is not None:
                part.stop()
