"""Rows that several slips share, drawn from the top down. Urdu stands at the right edge, English at the left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QRectF

from token_printer.measures import NARROW, Measures
from token_printer.shapes import width_of
from token_printer.sheet import At, Sheet, Type, qr_layout
from token_printer.slip import Icon, Letterhead, Pair, Service, Step


def day_text(day: date) -> str:
    """A date as printed: 23-11-2026."""
    return f"{day:%d-%m-%Y}"


def moment_text(moment: datetime) -> str:
    """Date and time as printed."""
    return f"{moment:%d-%m-%Y}  {moment:%H:%M}"


def part(box: QRectF, left: float = 0.0, right: float = 1.0) -> QRectF:
    """The share of a box between two fractions of its width."""
    return QRectF(box.left() + box.width() * left, box.top(), box.width() * (right - left), box.height())


def head(sheet: Sheet, m: Measures, letterhead: Letterhead) -> None:
    """Name of the site in both languages."""
    sheet.skip(12)
    sheet.text(sheet.row(m.site_row), letterhead.site.ur, Type(m.site, bold=True, urdu=True))
    sheet.skip(2)
    sheet.text(sheet.row(m.site_en_row), letterhead.site.en, Type(m.site_en))
    sheet.skip(10 if m is not NARROW else 5)


def bar(sheet: Sheet, m: Measures, title: Pair, icon: Icon | None, height: int) -> None:
    """An inverted bar: English, pictogram, Urdu."""
    box = sheet.row(height)
    sheet.block(box)
    inside = box.adjusted(18, 4, -18, -4)
    mid = inside.center().x() - inside.width() * 0.06
    side = m.step_icon * 1.2 if icon else 0.0
    if icon:
        sheet.icon(QRectF(mid - side / 2, box.center().y() - side / 2, side, side), icon, white=True)
    left = QRectF(inside.left(), inside.top(), mid - side / 2 - 10 - inside.left(), inside.height())
    right = QRectF(mid + side / 2 + 10, inside.top(), inside.right() - mid - side / 2 - 10, inside.height())
    english = Type(m.ready_en + 2, bold=True)
    lines = sheet.lines(title.en, english, left.width())
    if len(lines) > 2 or any(sheet.ink(line, english).width() > left.width() for line in lines):
        english = Type(m.ready_en - 5, bold=True)
        lines = sheet.lines(title.en, english, left.width())
    for index, line in enumerate(lines):
        slot = left.height() / (len(lines) + 1)
        base = left.top() + slot * (index + 1) + m.ready_en * 0.36
        sheet.baseline(left, base, line, english, At.LEFT, white=True)
    urdu = Type(min(m.title, height * 0.42), bold=True, urdu=True)
    sheet.text(right, title.ur, urdu, At.RIGHT, white=True)
    sheet.skip(8)


def caption(sheet: Sheet, m: Measures, text: Pair, height: int, *, strong: bool = False) -> None:
    """English at the left edge, Urdu at the right edge of one row."""
    box = sheet.row(height)
    size, english = (m.ready, m.ready_en) if strong else (m.caption, m.body_en)
    sheet.text(part(box, 0, 0.48), text.en, Type(english, bold=strong), At.LEFT)
    sheet.text(part(box, 0.5), text.ur, Type(size, bold=strong, urdu=True), At.RIGHT)


def service_row(sheet: Sheet, m: Measures, service: Service) -> None:
    """The queue: English, its shape with the pictogram in white, Urdu."""
    sheet.skip(10)
    box = sheet.row(m.service_row)
    height = m.service_shape if service.shape.value != "hexagon" else m.service_shape * 0.98
    wide = width_of(service.shape, height)
    shape = QRectF(box.center().x() - wide / 2 + 4, box.center().y() - height / 2, wide, height)
    sheet.shape(shape, service.shape)
    side = height * 0.62
    sign = QRectF(shape.center().x() - side / 2, shape.center().y() - side / 2, side, side)
    sheet.icon(sign, service.icon, white=True)
    left = QRectF(box.left(), box.top(), shape.left() - 12 - box.left(), box.height())
    right = QRectF(shape.right() + 12, box.top(), box.right() - shape.right() - 12, box.height())
    for side_box, text, kind in (
        (left, service.name.en, Type(m.service_en, bold=True)),
        (right, service.name.ur, Type(m.service, bold=True, urdu=True)),
    ):
        sheet.text(side_box, text, sheet.fitted(text, kind, side_box.width(), smallest=0.5))
    sheet.skip(6)


def step_row(sheet: Sheet, m: Measures, step: Step) -> None:
    """A pictogram at the right edge, Urdu beside it, English under the Urdu; long texts take more lines."""
    gap = m.step_icon + 22
    width = sheet.inner - gap
    urdu, english = Type(m.step, bold=True, urdu=True), Type(m.body_en - 1)
    fitted = sheet.fitted(step.text.ur, urdu, width)
    if sheet.ink(step.text.ur, fitted).width() > width:
        fitted = Type(m.step - 2, urdu=True)
    urdu_lines = sheet.lines(step.text.ur, fitted, width)
    english_lines = sheet.lines(step.text.en, english, width)
    tall, low = m.step_row * (0.69 if len(urdu_lines) == 1 else 0.6), m.body_en + 7
    top = sheet.y
    box = QRectF(sheet.margin, top, width, 0)
    for line in urdu_lines:
        ink = sheet.text(QRectF(box.left(), sheet.y, width, tall), line, fitted, At.RIGHT)
        sheet.y = max(sheet.y + tall, ink.bottom() + 5)  # a deep tail pushes down what follows
    for line in english_lines:
        sheet.baseline(box, sheet.y + m.body_en * 0.8, line, english, At.RIGHT)
        sheet.skip(low)
    sheet.skip(max(4, m.step_row - tall - low))
    icon_top = top + tall * 0.62 - m.step_icon / 2
    sheet.icon(QRectF(sheet.width - sheet.margin - m.step_icon, icon_top, m.step_icon, m.step_icon), step.icon)


def no_fee_box(sheet: Sheet, m: Measures, box: QRectF, text: Pair) -> None:
    """'No fee', white on black: Urdu over English, or side by side where the box is low."""
    sheet.block(box)
    urdu, english = Type(m.no_fee, bold=True, urdu=True), Type(m.ready_en + (2 if m is NARROW else -3), bold=True)
    if m is NARROW:
        inside = box.adjusted(16, 2, -16, -2)
        sheet.text(part(inside, 0, 0.4), text.en, english, At.LEFT, white=True)
        sheet.text(part(inside, 0.42), text.ur, urdu, At.RIGHT, white=True)
        return
    upper = QRectF(box.left() + 8, box.top() + 4, box.width() - 16, box.height() * 0.68)
    sheet.text(upper, text.ur, urdu, white=True)
    sheet.baseline(box, box.bottom() - 14, text.en, english, At.CENTER, white=True)


def with_qr(
    sheet: Sheet, m: Measures, text: str, side: int, beside: Callable[[QRectF], None], height_beside: float
) -> None:
    """A QR code at the left edge with texts beside it; on narrow paper centred with the texts below.

    Without a text for the code the words take its place.
    """
    sheet.skip(8)
    top = sheet.y
    if not text:
        beside(sheet.row(height_beside))
    elif m is NARROW:
        side = sheet.qr((sheet.width - qr_layout(text, side)[2]) / 2, text, side)
        sheet.y = top + side
        beside(sheet.row(height_beside))
    else:
        quiet_left = sheet.margin - 12  # the quiet zone may use the margin
        side = sheet.qr(quiet_left, text, side)
        left = quiet_left + side + 8
        beside(QRectF(left, top, sheet.width - sheet.margin - left, max(side, height_beside)))
        sheet.y = top + max(side, height_beside)
    sheet.skip(8)


def helpline_row(sheet: Sheet, m: Measures, letterhead: Letterhead) -> None:
    """The number to call, large."""
    number, urdu = Type(m.helpline, bold=True), Type(m.caption, bold=True, urdu=True)
    phone = m.helpline * 0.98
    if m is NARROW:
        caption(sheet, m, letterhead.helpline, 48)
        box = sheet.row(48)
        wide = sheet.ink(letterhead.helpline_number, number).width() + phone + 8
        left = box.center().x() - wide / 2
        sheet.icon(QRectF(left, box.center().y() - phone / 2, phone, phone), Icon.PHONE)
        beside = QRectF(left + phone + 8, box.top(), wide - phone, box.height())
        sheet.text(beside, letterhead.helpline_number, number, At.LEFT)
    else:
        box = sheet.row(72)
        ink = sheet.text(part(box, 0.78), letterhead.helpline.ur, urdu, At.RIGHT)
        middle = QRectF(box.left(), box.top(), ink.left() - 8 - box.left(), box.height())
        digits = sheet.text(middle, letterhead.helpline_number, number, At.RIGHT)
        at = digits.left() - phone - 8
        sheet.icon(QRectF(at, box.center().y() - phone / 2, phone, phone), Icon.PHONE)
        rest = QRectF(box.left() + 4, box.top(), at - 8 - box.left(), box.height())
        sheet.text(rest, letterhead.helpline.en, Type(m.body_en), At.LEFT)
    sheet.skip(12)
