"""Run every module of the package that can render; a name after the folder renders that one alone."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import time
from pathlib import Path


def main(arguments: list[str]) -> int:
    """`OUT [MODULE ...]`; prints what was written."""
    if not arguments:
        print("usage: python -m drc_desktop.demo.pictures OUT [MODULE ...]", file=sys.stderr)
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["TZ"] = "Asia/Karachi"  # the zone of a centre's PCs; figures count its hours
    if hasattr(time, "tzset"):
        time.tzset()
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    package = importlib.import_module("drc_desktop.demo.pictures")
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        if found.name.startswith("_") or (arguments[1:] and found.name not in arguments[1:]):
            continue
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        if hasattr(module, "render"):
            for path in module.render(out):
                print(path)
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
