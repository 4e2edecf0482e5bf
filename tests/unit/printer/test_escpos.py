"""Our bytes say the same dots: to a decoder of the tests, to python-escpos, to the product's own decoder."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from token_printer import escpos
from token_printer.bitmap import Bitmap
from token_printer.decoder import Cut, PaperRoll, Question
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile

Rows = list[bytes]


def rows_of(bitmap: Bitmap) -> Rows:
    return [bitmap.rows(y, y + 1) for y in range(bitmap.height)]


@pytest.mark.parametrize("width", [8, 384, 512, 576, 832])
@pytest.mark.parametrize("height", [1, 255, 256, 257, 1000])
def test_every_dot_comes_back(
    width: int, height: int, noise: Callable[[int, int], Bitmap], dots_of: Callable[[bytes], Rows]
) -> None:
    bitmap = noise(width, height)
    assert dots_of(escpos.encode(bitmap, Profile(width=width))) == rows_of(bitmap)


def test_every_dot_of_real_slips_comes_back(pictures: dict[str, Bitmap], dots_of: Callable[[bytes], Rows]) -> None:
    for bitmap in pictures.values():
        assert dots_of(escpos.encode(bitmap, Profile(width=bitmap.width))) == rows_of(bitmap)


def reference_bytes(bitmap: Bitmap) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the oracle's own imports
        from escpos.printer import Dummy

        oracle = Dummy()
        oracle.image(bitmap.to_image(), impl="bitImageRaster", center=False)
    return bytes(oracle.output)


@pytest.mark.parametrize("width", [384, 512, 576])
def test_python_escpos_makes_the_same_dots(
    width: int, noise: Callable[[int, int], Bitmap], dots_of: Callable[[bytes], Rows]
) -> None:
    bitmap = noise(width, 700)
    assert dots_of(reference_bytes(bitmap)) == dots_of(escpos.encode(bitmap, Profile(width=width)))


def test_python_escpos_makes_the_same_dots_of_real_slips(
    pictures: dict[str, Bitmap], dots_of: Callable[[bytes], Rows]
) -> None:
    for name in ("token-new-survey-80", "acknowledgement-58", "take-home-80"):
        bitmap = pictures[name]
        assert dots_of(reference_bytes(bitmap)) == dots_of(escpos.encode(bitmap, Profile(width=bitmap.width)))


def test_a_slip_of_another_width_is_refused(noise: Callable[[int, int], Bitmap]) -> None:
    with pytest.raises(PrinterError) as refused:
        escpos.encode(noise(576, 4), Profile(width=384))
    assert refused.value.code is Trouble.WRONG_WIDTH


@pytest.mark.parametrize("width", [0, 7, 577, 5000])
def test_a_width_that_no_printer_has_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="width"):
        Profile(width=width)


def test_the_frame_of_a_slip(noise: Callable[[int, int], Bitmap]) -> None:
    data = escpos.encode(noise(576, 10), Profile(density=-2, tail_dots=300))
    assert data.startswith(b"\x1b@\x1dL\x00\x00\x1dW\x40\x02\x1d(K\x02\x001\xfe")
    assert data.endswith(b"\x1bJ\xff\x1bJ\x2d\x1dVB\x00")
    assert b"\x1bp" not in escpos.encode(Bitmap(8, 1, b"\0"), Profile(width=8)), "no drawer kick"
    assert not escpos.encode(noise(576, 10), Profile(cut=False)).endswith(b"\x1dVB\x00")


@pytest.mark.parametrize(
    ("answers", "trouble", "low"),
    [
        ((0x12, 0x12, 0x12), None, False),
        ((0x12, 0x12, 0x1E), None, True),
        ((0x1A, 0x12, 0x72), Trouble.PAPER_OUT, False),
        ((0x1A, 0x32, 0x12), Trouble.PAPER_OUT, False),
        ((0x1A, 0x16, 0x12), Trouble.COVER_OPEN, False),
        ((0x1A, 0x12, 0x12), Trouble.OFFLINE, False),
    ],
)
def test_status_bytes(answers: tuple[int, int, int], trouble: Trouble | None, low: bool) -> None:
    status = escpos.status_of(*answers)
    assert (status.trouble, status.paper_low) == (trouble, low)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_emulators_decoder_reads_a_stream_in_any_pieces(data: st.DataObject) -> None:
    height = data.draw(st.integers(1, 40))
    body = data.draw(st.binary(min_size=6 * height, max_size=6 * height))
    bitmap = Bitmap(48, height, body)
    profile = Profile(width=48, band_rows=data.draw(st.integers(1, 50)), density=1, tail_dots=10)
    stream = escpos.ASK_PAPER + escpos.encode(bitmap, profile) + escpos.ASK_WHEN_DONE
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    roll = PaperRoll(48)
    events = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        events += list(roll.feed(stream[start:stop]))
    assert [type(event) for event in events] == [Question, Cut, Question]
    assert (roll.unknown, roll.has_dots) == (0, False)
    printed = events[1].bitmap
    assert rows_of(printed)[:height] == rows_of(bitmap)
    assert printed.height == height + 10


def test_what_is_wider_than_the_paper_is_lost(noise: Callable[[int, int], Bitmap]) -> None:
    wide = noise(576, 5)
    [cut] = PaperRoll(384).feed(escpos.encode(wide, Profile(tail_dots=0)))
    assert isinstance(cut, Cut)
    assert rows_of(cut.bitmap) == [row[:48] for row in rows_of(wide)]
