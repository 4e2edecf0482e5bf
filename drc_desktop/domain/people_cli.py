"""`drc people`: write synthetic households as JSON Lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from drc_desktop.domain import clock, places
from drc_desktop.domain.people import CASES, Plan, households


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 when the file cannot be written; 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="drc people", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--households", type=int, default=200, help=f"every case once in {len(CASES)} households")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="JSON Lines, one household a line")
    parser.add_argument("--tehsil", action="append", default=[], metavar="PCODE", help="repeatable; default all")
    parser.add_argument("--today", type=date.fromisoformat, default=clock.today(), metavar="YYYY-MM-DD")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    asked = parser.parse_args(argv)
    unknown = [code for code in asked.tehsil if code not in places.codes("tehsil")]
    if unknown:
        parser.error(f"no tehsil {unknown[0]}; P-codes stand in resources/geo/places.csv")
    if asked.households < 1:
        parser.error("--households takes 1 or more")
    plan = Plan(asked.seed, asked.today, tuple(asked.tehsil))
    persons = 0
    try:
        with asked.out.open("w", encoding="utf-8", newline="\n") as file:
            for made in households(plan, asked.households):
                persons += len(made["members"])
                file.write(json.dumps(made, ensure_ascii=False) + "\n")
    except OSError as error:
        print(f"drc people: {asked.out} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    figures = {"households": asked.households, "persons": persons, "seed": asked.seed, "today": str(asked.today)}
    print(json.dumps(figures) if asked.json else f"{asked.households} households, {persons} persons -> {asked.out}")
    return 0
