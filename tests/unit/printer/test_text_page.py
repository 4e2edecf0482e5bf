"""Slips as text for slow lines: short enough, in ASCII, with the printer's own code, read back from paper."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from drc_desktop.devices.slip_samples import SITE, sample_jobs
from drc_desktop.devices.slips import SlipMaker
from token_printer.decoder import Cut, PaperRoll
from token_printer.emulator import Emulator
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile
from token_printer.printers import Delivery, EscposPrinter
from token_printer.targets import open_printer
from token_printer.textpage import TextPage, text_page

JOBS = sample_jobs()


def printed(name: str, width: int) -> tuple[TextPage, Cut]:
    page = text_page(SlipMaker(SITE).slip_of(JOBS[name]), Profile(width=width, text=True))
    roll = PaperRoll(width)
    [cut] = list(roll.feed(page.data))
    assert isinstance(cut, Cut)
    assert roll.unknown == 0
    return page, cut


@pytest.mark.parametrize("width", [384, 576])
@pytest.mark.parametrize("name", list(JOBS))
def test_every_slip_takes_less_than_three_seconds_at_9600_baud(name: str, width: int) -> None:
    page, cut = printed(name, width)
    assert len(page.data) * 10 / 9600 < 3, "ten bits a byte"
    text = [line for line in cut.text.splitlines() if line != JOBS[name].content.get("qr")]
    assert all(line.isascii() for line in text)
    assert max(map(len, text)) <= width // 12


@pytest.mark.parametrize("width", [384, 576])
def test_a_token_slip_says_what_the_picture_says(width: int) -> None:
    _, cut = printed("token-new-survey", width)
    lines = cut.text.splitlines()
    for wanted in ("A042", "10 people ahead", "23-11-2026 10:37", "No fee"):
        assert wanted in lines
    assert any("35-50" in line for line in lines)
    assert JOBS["token-new-survey"].content["qr"] in lines
    [code] = zxingcpp.read_barcodes(cut.bitmap.to_image().convert("L"))
    assert code.text == JOBS["token-new-survey"].content["qr"]


def test_a_copy_says_so() -> None:
    assert "COPY 1" in printed("token-copy", 576)[1].text
    assert "COPY" not in printed("token-new-survey", 576)[1].text


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("serial:COM3?baud=9600", True),
        ("serial:COM3?baud=38400", True),
        ("serial:COM3?baud=57600", False),
        ("serial:COM3?baud=9600&picture=yes", False),
        ("serial:COM3", False),
        ("tcp://192.0.2.1", False),
    ],
)
def test_slow_lines_take_text_unless_a_picture_is_asked_for(address: str, text: bool) -> None:
    assert open_printer(address).profile.text is text


@pytest.mark.parametrize("address", ["serial:COM3?baud=0", "serial:COM3?picture=maybe"])
def test_wrong_words_in_an_address_are_refused(address: str) -> None:
    with pytest.raises(PrinterError) as refused:
        open_printer(address)
    assert refused.value.code is Trouble.BAD_ADDRESS


@pytest.mark.skipif(sys.platform == "win32", reason="serial printers are emulated on POSIX only")
def test_text_over_a_slow_serial_line(tmp_path: Path) -> None:
    with Emulator(tmp_path / "out", serial=tmp_path / "tty") as emulator:
        printer = open_printer(f"serial:{tmp_path / 'tty'}?baud=9600")
        assert isinstance(printer, EscposPrinter)
        slip = SlipMaker(SITE).slip_of(JOBS["token-new-survey"])
        assert printer.deliver(lambda: text_page(slip, printer.profile)).delivery is Delivery.PRINTED
        assert "A042" in emulator.slips[0].text.splitlines()
        [code] = zxingcpp.read_barcodes(Image.open(emulator.out / emulator.slips[0].png).convert("L"))
        assert code.text == JOBS["token-new-survey"].content["qr"]


def test_a_folder_of_pictures_takes_no_text(tmp_path: Path) -> None:
    with pytest.raises(PrinterError) as refused:
        open_printer(f"pdf:{tmp_path}").deliver(lambda: TextPage(b"A042\n"))
    assert refused.value.code is Trouble.UNSUPPORTED
