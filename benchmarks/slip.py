"""From a token to the last byte that a network printer has taken, and the two steps before it alone."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.figures import Row, spread, timed
from benchmarks.qt import application
from benchmarks.site import Site
from drc_desktop.demo.stage import Part
from drc_desktop.devices.print_worker import PrintWorker
from drc_desktop.devices.slip_samples import SITE, sample_jobs
from drc_desktop.devices.slips import SlipMaker
from drc_desktop.kit.fonts import register_fonts
from token_printer import escpos
from token_printer.emulator import tell
from token_printer.escpos import Profile
from token_printer.printers import tcp_printer
from token_printer.raster import render
from token_printer.sheet import Faces


def measure(quick: bool) -> list[Row]:
    """Rows of the bench; the first slip of a process, which loads the faces, is not counted."""
    rounds = 30 if quick else 300
    application()
    families = register_fonts()
    faces = Faces(families.latin, families.nastaliq)
    slip, profile = SlipMaker(SITE).slip_of(sample_jobs()["token-new-survey"]), Profile()
    bitmap = render(slip, profile.width, faces)
    rows = [
        _issue_to_printer(rounds, faces),
        spread("raster", [timed(lambda: render(slip, profile.width, faces)) for _ in range(rounds)], {"p95": 15.0}),
        spread("encode", [timed(lambda: escpos.encode(bitmap, profile)) for _ in range(rounds)]),
    ]
    sent = len(escpos.encode(bitmap, profile))
    return [row | {"dots_wide": profile.width, "bytes": sent} for row in rows]


def _issue_to_printer(rounds: int, faces: Faces) -> Row:
    """Desk on SQLite and print worker in this process, TCP to a printer emulator in its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        part = Part("printer", ["printer", "emulate", "--port", "0", "--out", str(folder / "slips")], folder).start()
        site, control = Site(folder / "site.db"), int(part.ready["control_port"])
        printer = tcp_printer("127.0.0.1", int(part.ready["port"]))
        worker = PrintWorker(site.desk, site.sup, [printer], SlipMaker.of(site.desk.site()), faces, lambda _state: None)
        worker.start()
        began = []
        try:
            for number in range(rounds + 1):
                began.append(time.monotonic())
                site.issue(number)
                worker.wake()
                if not tell(control, do="wait", slips=number + 1)["ok"]:
                    raise RuntimeError("the printer emulator got no slip")
            slips = tell(control, do="slips")["slips"]
        finally:
            worker.stop()
            site.close()
            part.stop()
    times = [(slip["last_byte"] - start) * 1000 for slip, start in zip(slips, began, strict=True)]
    return spread("issue_to_printer", times[1:], {"p95": 25.0})
