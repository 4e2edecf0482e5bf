"""A counter is killed at random moments of an interview and comes back: the same visit, the same place, every answer
that its window had called saved. The real window in a process of its own, typed into by keys.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHILD = Path(__file__).parent / "counter_child.py"
ROOT = Path(__file__).parents[2]
KILLS = 20
MOST_LINES = 90
"""Lines that a counter says before it is killed, at most: two or three a key."""
MOMENT = 0.03
"""Seconds from the last line heard to the kill, at most: between two keys, or in the middle of one."""

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the victim is forked; Windows starts no such child")


class Victim:
    """A counter that is killed over and over. `told`: answers its window called saved; `lost`: those missing later;
    `complaints`: what a counter said when it came back, such as of a draft that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = (folder / "victim.log").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.scenario.counter_child", str(folder)],
            cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
        )  # fmt: skip
        self.family = 0
        self.told: dict[str, str] = {}
        self.given: dict[str, list[str]] = {}
        """Answers given since: the newer ones may have been written without the window having said so."""
        self.places: list[str] = []
        """Where the cursor may be: the places since the answer before the last one that was called saved."""
        self._acknowledged = 0
        self.complaints: list[str] = []
        self.strayed: list[tuple[str, list[str]]] = []
        self.kills = self.lost = self.finished = 0

    def _say(self) -> dict[str, Any]:
        """The next whole line; what a kill tore in the middle was not heard."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with contextlib.suppress(ValueError):
                said: dict[str, Any] = json.loads(line)
                return said
        self._log.seek(0)
        raise AssertionError(f"the counter is gone: {self._log.read()[-2000:]}")

    def sit(self) -> int:
        """Start a counter and look at what it came back to; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"family-{self.family}\n")
        self._process.stdin.flush()
        pid = int(self._say()["pid"])
        back = self._say()
        assert "back" in back, back
        kept = back["back"]
        self.lost += sum(kept.get(ref, "") not in (value, *self.given.get(ref, ())) for ref, value in self.told.items())
        self.told |= {ref: kept.get(ref, "") for ref in self.given if ref in self.told}
        self.given = {}
        self.complaints += [back["message"]] if back["message"] else []
        self.strayed += [(back["at"], self.places)] if self.places and back["at"] not in self.places else []
        self.places, self._acknowledged = [back["at"]], 0
        return pid

    def kill(self, dice: random.Random) -> None:
        """Let a counter type some keys, kill it a moment later; where the interview ended, the next family follows."""
        pid, over = self.sit(), False
        for _ in range(dice.randint(0, MOST_LINES)):
            over = over or self._heard(self._say())
        time.sleep(dice.uniform(0.0, MOMENT))
        os.kill(pid, signal.SIGKILL)
        while True:  # what it said before it died counts
            said = self._say()
            if "dead" in said:
                assert said["dead"] == -signal.SIGKILL, said
                break
            over = self._heard(said) or over
        self.kills += 1
        if over:
            self.finished += 1
            self.family, self.told, self.given, self.places = self.family + 1, {}, {}, []

    def _heard(self, said: dict[str, Any]) -> bool:
        if "end" in said:
            assert {ref: value for ref, value in said["end"].items() if ref in said["wanted"]} == said["wanted"]
            return True
        if said.get("saved"):
            self.told |= said["saved"]
            self.given = {}
            self.places = self.places[self._acknowledged :]
            self._acknowledged = len(self.places) - 1
        for ref, value in said.get("given", {}).items():
            self.given.setdefault(ref, []).append(value)
        if "at" in said:
            self.places.append(said["at"])
        return False

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()
        self._log.close()


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Victim]:
    made = Victim(tmp_path)
    yield made
    made.close()


@needs_fork
def test_twenty_kills_in_the_middle_of_interviews(victim: Victim) -> None:
    dice = random.Random(7)
    for _ in range(KILLS):
        victim.kill(dice)
    assert (victim.kills, victim.lost, victim.strayed, victim.complaints) == (KILLS, 0, [], [])
    assert len(victim.told) + 100 * victim.finished > 20, "hardly anything was typed"
