"""`drc bench`: the measurements of a source checkout; an installed drc has none and says so."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


def main(argv: list[str]) -> int:
    """Exit code 0 measured, 1 no checkout, 2 wrong usage."""
    if not (CHECKOUT / "benchmarks" / "__main__.py").is_file():
        print("drc bench: the benchmarks lie in the source checkout, this is an installed drc", file=sys.stderr)
        return 1
    if str(CHECKOUT) not in sys.path:
        sys.path.append(str(CHECKOUT))
    run: Callable[[list[str]], int] = importlib.import_module("benchmarks.__main__").main
    return run(argv)
