"""Real slips as dots: the code is read back, ink stays inside, Urdu keeps to the right edge, threads agree."""

from __future__ import annotations

import gc
import random
import threading
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import zxingcpp
from cryptography.hazmat.primitives import serialization
from PIL import Image, ImageFilter
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from drc_desktop.desk import ticket
from drc_desktop.desk.contract import Service, SiteCard, SlipVerdict
from drc_desktop.devices.slip_samples import AT, KEY, SITE, SITE_ID, sample_jobs, token_job
from drc_desktop.devices.slips import SlipMaker
from drc_desktop.kit.fonts import FontFamilies, families_of, register_fonts
from resources.fonts_setup import FONTS, NPM_FILES, pip_files
from tests.unit.printer.conftest import read_dots
from tests.unit.printer.test_escpos import reference_bytes
from token_printer import escpos
from token_printer.bitmap import Bitmap
from token_printer.escpos import Profile
from token_printer.measures import measures_for
from token_printer.raster import render
from token_printer.sheet import At, Faces, Sheet, Type, qr_layout
from token_printer.slip import Slip
from token_printer.spool_qt import paint_on, to_qimage

WIDTHS = [384, 392, 512, 576, 640]
NAMES = list(sample_jobs())
WITH_CODE = [name for name, job in sample_jobs().items() if "qr" in job.content]


@pytest.fixture(scope="session")
def faces(qapp: QApplication) -> Faces:
    families = register_fonts()
    return Faces(families.latin, families.nastaliq)


def slip(name: str) -> Slip:
    return SlipMaker(SITE).slip_of(sample_jobs()[name])


def ink_box(bitmap: Bitmap) -> tuple[int, int, int, int]:
    box = bitmap.to_image().point(lambda level: 255 - level).getbbox()
    assert box is not None
    return box


def codes(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", WITH_CODE)
def test_the_code_of_every_slip_is_read_back_and_its_signature_holds(name: str, width: int, faces: Faces) -> None:
    bitmap = render(slip(name), width, faces)
    [text] = codes(bitmap.to_image().convert("L"))
    assert text == sample_jobs()[name].content["qr"]
    public = KEY.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    site = SiteCard(SITE_ID, SITE.en, SITE.ur, "", public)
    if name == "acknowledgement":
        assert ticket.judge_receipt(text, site).verdict is SlipVerdict.RECEIPT
        return
    checked = ticket.verify(text, public, SITE_ID, AT.timestamp())
    assert checked.verdict is ticket.Verdict.OK
    late = (AT + timedelta(days=16 if name == "take-home" else 2)).timestamp()
    assert ticket.verify(text, public, SITE_ID, late).verdict is ticket.Verdict.EXPIRED


@pytest.mark.parametrize("name", WITH_CODE)
@pytest.mark.parametrize("width", [384, 576])
def test_the_code_is_read_scaled_blurred_and_with_five_in_a_hundred_dots_flipped(
    name: str, width: int, faces: Faces
) -> None:
    grey = render(slip(name), width, faces).to_image().convert("L")
    wanted = sample_jobs()[name].content["qr"]
    for scale in (0.75, 1.5, 3.0):
        size = (round(grey.width * scale), round(grey.height * scale))
        assert codes(grey.resize(size, Image.Resampling.BICUBIC)) == [wanted], f"scaled by {scale}"
    spots, worn = random.Random(7), grey.copy()
    for place in spots.sample(range(worn.width * worn.height), worn.width * worn.height // 20):
        at = (place % worn.width, place // worn.width)
        worn.putpixel(at, 255 - worn.getpixel(at))
    for scale, blur in ((1.0, 1.0), (1.5, 1.5), (2.0, 2.0), (3.0, 3.0)):  # as the optics of a reader see such paper
        seen = worn.resize((round(worn.width * scale), round(worn.height * scale)), Image.Resampling.BICUBIC)
        assert codes(seen.filter(ImageFilter.GaussianBlur(blur))) == [wanted], f"scaled by {scale}, blurred by {blur}"


@pytest.mark.parametrize("width", [384, 512, 576])
@pytest.mark.parametrize("name", NAMES)
def test_every_dot_of_every_slip_comes_back_from_its_bytes(name: str, width: int, faces: Faces) -> None:
    bitmap = render(slip(name), width, faces)
    rows = [bitmap.rows(y, y + 1) for y in range(bitmap.height)]
    assert read_dots(escpos.encode(bitmap, Profile(width=width))) == rows
    assert read_dots(reference_bytes(bitmap)) == rows


@pytest.mark.parametrize("width", [384, 576])
def test_a_code_has_its_quiet_zone_and_modules_of_half_a_millimetre(width: int, faces: Faces) -> None:
    text = sample_jobs()["token-new-survey"].content["qr"]
    code, dot, side = qr_layout(text, measures_for(width).qr)
    assert dot >= 4
    assert side == dot * (code.modules + 8)
    assert side <= width
    with Sheet(width, 0, faces) as sheet:
        sheet.qr(0, text, measures_for(width).qr)
        sheet.y = side
        assert ink_box(sheet.finish()) == (4 * dot, 4 * dot, side - 4 * dot, side - 4 * dot)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_ink_stays_between_the_margins(name: str, width: int, faces: Faces) -> None:
    bitmap = render(slip(name), width, faces)
    assert bitmap.width == width
    left, top, right, bottom = ink_box(bitmap)
    margin = measures_for(width).margin
    # one dot of slack for the soft edge of a letter; the code's quiet zone may use the margin, its ink does not
    assert left >= margin - 2
    assert right <= width - margin + 2
    assert top >= 4
    assert bottom <= bitmap.height - 4


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [384, 576])
def test_the_length_is_near_the_pictured_one(name: str, width: int, faces: Faces) -> None:
    wanted = {
        ("token-new-survey", 576): 1420,
        ("token-new-survey", 384): 1390,
        ("acknowledgement", 576): 1120,
        ("take-home", 576): 1360,
    }
    height = render(slip(name), width, faces).height
    assert 700 <= height <= 1520
    if (name, width) in wanted:
        assert abs(height - wanted[name, width]) <= 50


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text", ["گھر کا کاغذ، مکمل کریں گے", "میم", "سب سے چھوٹے بچے کا ب فارم", "ہیلپ لائن", "ٹوکن نمبر"]
)
def test_urdu_is_never_clipped_and_ends_at_the_edge(text: str, bold: bool, faces: Faces) -> None:
    kind = Type(40, bold=bold, urdu=True)
    with Sheet(576, 16, faces) as sheet:
        claimed = sheet.text(sheet.row(160), text, kind, At.RIGHT)
        left, top, right, bottom = ink_box(sheet.finish())
    assert (left, right) == (pytest.approx(claimed.left(), abs=2), pytest.approx(560, abs=2))
    assert (top, bottom) == (pytest.approx(claimed.top(), abs=2), pytest.approx(claimed.bottom(), abs=2))


def test_digits_in_urdu_are_western_and_from_the_latin_face(faces: Faces) -> None:
    def alone(text: str, urdu: bool) -> Image.Image:
        with Sheet(576, 16, faces) as sheet:
            sheet.text(sheet.row(100), text, Type(40, bold=True, urdu=urdu), At.RIGHT)
            image = sheet.finish().to_image()
        return image.crop(image.point(lambda level: 255 - level).getbbox())

    assert alone("8171", urdu=True).tobytes() == alone("8171", urdu=False).tobytes()


def test_a_long_text_breaks_into_lines_of_like_length(faces: Faces) -> None:
    text = "Your household is registered already and its survey is still valid until the next year"
    kind = Type(24)
    with Sheet(576, 16, faces) as sheet:
        lines = sheet.lines(text, kind, 400)
        wide = [sheet.ink(line, kind).width() for line in lines]
    assert " ".join(lines) == text
    assert max(wide) <= 400
    assert min(wide) > max(wide) * 0.5


def test_a_copy_says_so_and_a_first_print_does_not(faces: Faces) -> None:
    def black_bar(copy: int) -> bool:
        job = token_job("A042", Service.NEW_SURVEY, copy=copy)
        bitmap = render(SlipMaker(SITE).slip_of(job), 576, faces)
        full = [y for y in range(110, 200) if bitmap.rows(y, y + 1)[2:7] == b"\xff" * 5]
        return len(full) > 8

    assert not black_bar(0)
    assert black_bar(1)


@pytest.mark.parametrize("width", [384, 576])
@pytest.mark.parametrize("name", ["acknowledgement", "take-home", "referral-nadra"])
def test_every_kind_of_slip_says_when_it_is_a_copy(name: str, width: int, faces: Faces) -> None:
    job = msgspec.structs.replace(sample_jobs()[name], copy=1)
    bitmap = render(SlipMaker(SITE).slip_of(job), width, faces)
    grown = bitmap.height - render(slip(name), width, faces).height
    assert measures_for(width).copy_box <= grown + 3 <= measures_for(width).copy_box + 16
    _, _, right, bottom = ink_box(bitmap)
    assert right <= width - measures_for(width).margin + 2
    assert bottom <= bitmap.height - 4


def test_no_wait_is_shown_where_no_honest_figure_exists(faces: Faces) -> None:
    made = SlipMaker(SITE).slip_of(token_job("A042", Service.NEW_SURVEY, wait=(0, 0)))
    assert made.wait is None
    assert render(made, 576, faces) != render(slip("token-new-survey"), 576, faces)


def test_a_worker_thread_paints_the_same(faces: Faces) -> None:
    wanted = render(slip("token-new-survey"), 576, faces)
    results: list[Bitmap] = []
    threads = [
        threading.Thread(target=lambda: results.append(render(slip("token-new-survey"), 576, faces))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == [wanted, wanted]


def test_a_failure_in_mid_slip_leaves_the_process_and_the_next_slip_alone(
    faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = render(slip("token-new-survey"), 576, faces)
    with monkeypatch.context() as broken:
        broken.setattr(Sheet, "dashes", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            render(slip("token-new-survey"), 576, faces)
    gc.collect()
    assert render(slip("token-new-survey"), 576, faces) == wanted


def test_an_ordinary_printer_gets_the_slip_at_true_size(faces: Faces, tmp_path: Path) -> None:
    bitmap = render(slip("token-new-survey"), 576, faces)
    assert to_qimage(bitmap).convertToFormat(QImage.Format.Format_Mono).size().toTuple() == (576, bitmap.height)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "page.pdf"))
    paint_on(printer, bitmap)
    page = printer.pageLayout().fullRect(printer.pageLayout().Unit.Millimeter)
    assert (page.width(), page.height()) == (pytest.approx(72, abs=0.5), pytest.approx(bitmap.height / 8, abs=0.5))
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")


def test_fonts_of_set_up_give_all_three_faces(qapp: QApplication) -> None:
    files = [FONTS / name for name in NPM_FILES]
    if not all(file.is_file() for file in files):
        pytest.skip("npm was not there at set-up: only the fonts of pip are installed")
    assert families_of(files) == FontFamilies("Noto Sans", "Noto Naskh Arabic", "Noto Nastaliq Urdu")


def test_without_npm_a_naskh_face_stands_in_and_urdu_prints(qapp: QApplication) -> None:
    families = families_of(pip_files())
    assert (families.naskh, families.nastaliq) == ("Noto Sans Arabic", "Noto Sans Arabic")
    assert families.missing == ("Noto Nastaliq Urdu",)
    bitmap = render(slip("token-new-survey"), 576, Faces(families.latin, families.nastaliq))
    assert codes(bitmap.to_image().convert("L")) == [sample_jobs()["token-new-survey"].content["qr"]]
    assert ink_box(bitmap)[2] <= 562
