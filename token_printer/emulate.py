"""`drc printer emulate`: the emulated printer as a process."""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from token_printer.emulator import Emulator


def main(argv: Sequence[str] | None = None) -> int:
    """Run until stopped by a signal or through the control port. 0 well ended, 1 a port is taken."""
    parser = argparse.ArgumentParser(prog="drc printer emulate", description="A receipt printer in software.")
    parser.add_argument("--port", type=int, default=9100, help="TCP port of the printer, 0 for any")
    parser.add_argument("--control-port", type=int, default=0, help="TCP port for faults, 0 for any")
    parser.add_argument("--out", type=Path, required=True, help="folder for the slips as PNG and slips.jsonl")
    parser.add_argument("--width", type=int, default=576, help="dots across the paper")
    parser.add_argument("--serial", type=Path, help="also a serial port under this name (not on Windows)")
    parser.add_argument("--status-file", type=Path, help="JSON with the ports, written when both listen")
    options = parser.parse_args(argv)
    try:
        emulator = Emulator(options.out, options.port, options.control_port, options.width, options.serial)
        emulator.start()
    except OSError as error:
        print(f"the printer emulator cannot start: {error.strerror or error}")
        return 1
    status: dict[str, object] = {"port": emulator.port, "control_port": emulator.control_port, "pid": os.getpid()}
    if options.serial:
        status["serial"] = str(options.serial)
    if options.status_file:
        _write_whole(options.status_file, json.dumps(status))
    print(json.dumps(status), flush=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=emulator.stop, daemon=True).start())
    emulator.wait_stopped()
    return 0


def _write_whole(path: Path, text: str) -> None:
    """A reader sees all of the file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


if __name__ == "__main__":
    raise SystemExit(main())
