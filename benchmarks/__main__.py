"""`python -m benchmarks [NAME ...] [--quick] [--json]`, also as `drc bench` in a checkout.

Without names all benches run. One bench gives one JSON object a line. The exit code says whether the measuring worked,
not whether a goal was held: a busy machine is no fault of the product.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence

from benchmarks.figures import machine, table

BENCHES = ("forms", "counter", "hall", "slip", "sync", "monitor")


def main(argv: Sequence[str] | None = None) -> int:
    """Run benches; 0 measured, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="drc bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; default: all")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: all benches in under a minute")
    parser.add_argument("--json", action="store_true", help="one JSON object for each bench, one a line")
    asked = parser.parse_args(argv)
    unknown = [name for name in asked.names if name not in BENCHES]
    if unknown:
        parser.error(f"there is no bench {unknown[0]!r}; there are {', '.join(BENCHES)}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in asked.names or BENCHES:
        rows = importlib.import_module(f"benchmarks.{name}").measure(asked.quick)
        report = {"bench": name, "machine": machine(), "rows": rows}
        print(json.dumps(report, ensure_ascii=False) if asked.json else table(report), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
