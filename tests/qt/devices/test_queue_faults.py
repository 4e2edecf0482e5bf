"""Ten faults at a queue of CUPS, raw and as a page, through the real worker and desk: no slip lost, none twice.

`lp` and `lpoptions` are stand-ins that keep what they take and fail as they are told; the slips are read back from what
they kept: receipt bytes through the decoder, pages as PDF.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication

from drc_desktop.desk.contract import BEGUN, JobState
from drc_desktop.words import Words
from tests.qt.devices.test_fault_matrix import is_copy
from tests.qt.devices.test_print_worker import Hall
from token_printer import cups
from token_printer.decoder import Cut, PaperRoll
from token_printer.printers import Printer
from token_printer.targets import open_printer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="CUPS is not on Windows")
QUEUES = ("raw", "spool")
LP = """#!/bin/sh
taken=$(mktemp {folder}/part.XXXXXX)
case "$(cat {folder}/fault)" in
  refuse) echo "lp: Destination \\"Slips\\" is not accepting jobs." >&2; exit 1 ;;
  hang) exec sleep 60 ;;
  torn) head -c 3000 > "$taken"; kill -9 $$ ;;
  unheard) cat > "$taken"; mv "$taken" "$taken.slip"; exec sleep 60 ;;
  slow) sleep 0.5 ;;
esac
cat > "$taken"
mv "$taken" "$taken.slip"
"""
LPOPTIONS = """#!/bin/sh
case "$(cat {folder}/fault)" in
  gone) echo "lpoptions: Unknown printer or class." >&2; exit 1 ;;
  deaf) exec sleep 60 ;;
  paper) reasons=media-empty-error ;;
  cover) reasons=cover-open-report ;;
  offline) reasons=offline-report ;;
  babble) head -c 400 /dev/urandom; exit 0 ;;
  silent) exit 0 ;;
  *) reasons=none ;;
esac
echo "copies=1 device-uri=usb://x printer-state=3 printer-state-reasons=$reasons printer-type=4"
"""
FAULTS = {
    "paper": "paper_out",
    "cover": "cover_open",
    "offline": "offline",
    "gone": "no_device",
    "refuse": "no_device",
    "deaf": "timeout",
    "hang": "timeout" + BEGUN,
    "torn": "disconnected" + BEGUN,
    "unheard": "timeout" + BEGUN,
    "slow": "",
    "babble": "",
    "silent": "",
}
"""What the desk knows of the slip while the fault lasts; empty where it comes out."""


class Queue(Hall):
    """The hall with a queue in place of the emulator's printer."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder, self.kind = folder / "queue", kind
        self.folder.mkdir()
        self.break_("none")
        for name, script in (("lp", LP), ("lpoptions", LPOPTIONS)):
            program = self.folder / name
            program.write_text(script.format(folder=self.folder))
            program.chmod(0o755)
        super().__init__(folder)

    def printer(self) -> Printer:
        return open_printer(f"{self.kind}:Slips")

    def break_(self, fault: str) -> None:
        (self.folder / "fault").write_text(fault)

    def times(self, code: str) -> dict[bool, int]:
        """Whether it says COPY -> how many slips with this code the queue took."""
        found: Counter[bool] = Counter()
        for taken in sorted(self.folder.glob("*.slip")):
            picture = taken.with_suffix(".png")
            if not picture.exists():
                (picture_of_bytes if self.kind == "raw" else picture_of_page)(taken, picture)
            if [one.text for one in zxingcpp.read_barcodes(Image.open(picture).convert("L"))] == [code]:
                found[is_copy(picture)] += 1
        return dict(found)


def picture_of_bytes(taken: Path, picture: Path) -> None:
    [cut] = [event for event in PaperRoll(576).feed(taken.read_bytes()) if isinstance(event, Cut)]
    cut.bitmap.save_png(picture)


def picture_of_page(taken: Path, picture: Path) -> None:
    document = QPdfDocument()
    document.load(str(taken))
    assert document.pageCount() == 1
    points = document.pagePointSize(0)
    dots = QSize(round(points.width() / 72 * 25.4 * 8), round(points.height() / 72 * 25.4 * 8))
    assert dots.width() == 576
    document.render(0, dots).save(str(picture))
    document.close()


@pytest.fixture(scope="module", params=QUEUES)
def queue(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication
) -> Iterator[Queue]:
    with pytest.MonkeyPatch.context() as patch:
        made = Queue(tmp_path_factory.mktemp(request.param), request.param)
        patch.setenv("PATH", f"{made.folder}:/bin:/usr/bin")
        patch.setattr(cups, "SECONDS", 3.0)
        made.worker.start()
        yield made
        made.worker.stop()
        made.emulator.stop()
        made.desk.store.close()


NUMBERS = iter(range(1, 1000))


@pytest.mark.parametrize("fault", list(FAULTS))
def test_no_fault_of_a_queue_loses_a_slip_or_makes_a_second(queue: Queue, fault: str) -> None:
    queue.break_(fault)
    job = queue.issue(next(NUMBERS))
    queue.worker.wake()
    queue.until(lambda: not queue.underway(job))
    seen = queue.job(job)
    wanted = FAULTS[fault]
    assert (seen.state, seen.error) == ((JobState.FAILED, wanted) if wanted else (JobState.SENT, ""))
    if wanted:
        said = seen.error.removesuffix(BEGUN).replace("_", "-")
        assert Words("en").has(f"printer-{said}")
        assert Words("ur").has(f"printer-{said}")
    queue.break_("none")
    queue.worker.wake()
    queue.until(lambda: queue.settled(job))
    settled = queue.job(job)
    if settled.state is JobState.FAILED:  # a person looks, and asks for a copy
        visit = next(row.visit_id for row in queue.desk.board(queue.actor).waiting if row.token == settled.token)
        copy = queue.desk.reprint(queue.actor, f"copy-{job}", visit, "broke-off").job_id
        queue.worker.wake()
        queue.until(lambda: queue.settled(copy))
        times = queue.times(settled.content["qr"])
        assert times.pop(True) == 1
        assert times == ({False: 1} if fault == "unheard" else {})
    else:
        assert queue.times(settled.content["qr"]) == {False: 1}
