"""What the walk-through leaves behind: timings, pictures and the summary."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drc_desktop.demo.hands import Hands

SMALL, LARGE = (1366, 768), (1920, 1080)


def percentiles(values: list[float]) -> dict[str, float | int]:
    """n, p50, p95, max of milliseconds, by nearest rank; only n where there is none."""
    if not values:
        return {"n": 0}
    ranked = sorted(values)

    def rank(share: float) -> float:
        return round(ranked[max(0, math.ceil(share * len(ranked)) - 1)], 2)

    return {"n": len(ranked), "p50": rank(0.5), "p95": rank(0.95), "max": round(ranked[-1], 2)}


@dataclass
class Record:
    """Collected while the day goes on."""

    out: Path
    issue_to_printer: list[float] = field(default_factory=list)
    call_to_display: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    screenshots: list[str] = field(default_factory=list)
    visitors: int = 0
    no_token: int = 0
    tokens_issued: int = 0
    calls: int = 0
    no_shows: int = 0
    finished: int = 0

    def picture(self, hands: Hands, name: str, size: tuple[int, int] = SMALL) -> None:
        """A picture of a window as it is, at a size."""
        path = hands.picture(self.out / "screenshots" / f"{name}.png", *size)
        self.screenshots.append(str(path.relative_to(self.out)))
        if size != SMALL and not name.startswith("display"):
            hands.resize(*SMALL)

    def timings(self) -> dict[str, Any]:
        """The three figures of the day."""
        return {
            "issue_to_printer": percentiles(self.issue_to_printer),
            "call_to_display": percentiles(self.call_to_display),
            "answer": percentiles(self.answer),
        }

    def write(self, summary: dict[str, Any]) -> Path:
        """summary.json."""
        path = self.out / "summary.json"
        path.write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return path
