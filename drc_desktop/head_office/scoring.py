"""Scoring from a dated data file. The shipped file is not official and holds no weights: surveys stay 'not scored'.

The score is computed here, after verification, and nowhere else: no counter knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sync.envelope import Content, Header
from sync.registry.ports import Score

SCORECARD = Path(__file__).resolve().parents[2] / "resources" / "scoring" / "scorecard.yaml"


class BadScorecard(Exception):
    """The scorecard file cannot be used; `params`: path."""

    code = "registry-scorecard"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.params = {"path": str(path)}


@dataclass(frozen=True)
class CutOff:
    """From `since` on, households of `group` at or below `at_most` (0-100) are potential beneficiaries."""

    since: date
    group: str
    at_most: float


class Scorecard:
    """A scorecard file; fills the registry's port Scorer. Raises BadScorecard."""

    def __init__(self, path: Path = SCORECARD) -> None:
        try:
            fields: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
            self.name = str(fields["name"])
            self.official = fields["official"] is True
            self._weighted = fields["weights"] is not None
            self.cut_offs = [
                CutOff(line["from"], str(line["group"]), float(line["at_most"])) for line in fields["cut_offs"]
            ]
            if self._weighted or not all(isinstance(line.since, date) for line in self.cut_offs):
                raise ValueError("weights need a formula, which this version does not have")
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise BadScorecard(path) from error

    def cut_off(self, group: str, day: date) -> float | None:
        """The cut-off in force for `group` on `day`; that of 'all' where the group has none; None before the first."""
        for wanted in (group, "all"):
            lines = [line for line in self.cut_offs if line.group == wanted and line.since <= day]
            if lines:
                return max(lines, key=lambda line: line.since).at_most
        return None

    def score(self, header: Header, content: Content) -> Score:
        """Not scored: no weights are public. See `Scorer`."""
        return Score(None, self.name, self.official)
