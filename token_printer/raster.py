"""Slip content -> dots. Each slip has its layout here; rows they share are in rows.py.

Needs a QGuiApplication with the faces registered; may run in a worker thread (it paints on a QImage).
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QRectF

from token_printer import rows
from token_printer.bitmap import Bitmap
from token_printer.escpos import Profile
from token_printer.measures import NARROW, Measures, measures_for
from token_printer.printers import Page
from token_printer.sheet import At, Faces, Sheet, Type
from token_printer.slip import (
    AcknowledgementSlip,
    Icon,
    Pair,
    Paper,
    ReferralSlip,
    Slip,
    Step,
    TakeHomeSlip,
    TokenSlip,
)
from token_printer.textpage import text_page

#: Pictograms are kept loaded and may be drawn by one thread at a time; a slip takes some milliseconds.
_ONE_AT_A_TIME = threading.Lock()


def render(slip: Slip, width: int, faces: Faces) -> Bitmap:
    """Lay a slip out on paper of `width` dots (a multiple of 8; 576 and 384 are the pictured ones)."""
    measures = measures_for(width)
    with _ONE_AT_A_TIME, Sheet(width, measures.margin, faces) as sheet:
        match slip:
            case TokenSlip():
                _token(sheet, measures, slip)
            case ReferralSlip():
                _referral(sheet, measures, slip)
            case AcknowledgementSlip():
                _acknowledgement(sheet, measures, slip)
            case TakeHomeSlip():
                _take_home(sheet, measures, slip)
        return sheet.finish()


def page_of(slip: Slip, profile: Profile, faces: Faces) -> Page:
    """The slip as this printer takes it: dots, or text where its line is too slow for them."""
    return text_page(slip, profile) if profile.text else render(slip, profile.width, faces)


def _token(sheet: Sheet, m: Measures, slip: TokenSlip) -> None:
    rows.head(sheet, m, slip.head)
    if not _copy_bar(sheet, m, slip):
        sheet.rule()
    rows.caption(sheet, m, slip.token_caption, m.caption_row)
    sheet.text(sheet.row(m.token_row), slip.token, Type(m.token, bold=True))
    rows.service_row(sheet, m, slip.service)
    sheet.rule()
    _wait(sheet, m, slip)
    sheet.rule()
    rows.caption(sheet, m, slip.ready, m.ready_row, strong=True)
    for paper in slip.papers:
        _paper_line(sheet, m, paper)
    sheet.skip(8)
    sheet.dashes()
    rows.with_qr(sheet, m, slip.qr, m.qr, lambda box: _keep(sheet, m, slip, box), 252 if m is not NARROW else 222)
    sheet.dashes()
    rows.helpline_row(sheet, m, slip.head)


def _copy_bar(sheet: Sheet, m: Measures, slip: Slip) -> bool:
    """Whether it is a copy; then the bar that says so, with its number."""
    if slip.copy:
        caption = Pair(f"{slip.copy_caption.ur} {slip.copy}", f"{slip.copy_caption.en} {slip.copy}")
        rows.bar(sheet, m, caption, None, m.copy_box)
    return bool(slip.copy)


def _wait(sheet: Sheet, m: Measures, slip: TokenSlip) -> None:
    box = sheet.row(m.wait_row)
    if slip.wait is None:
        _figure(sheet, m, box, slip.ahead_caption, str(slip.ahead))
        return
    divider = round(box.left() + box.width() * 0.552)
    sheet.block(QRectF(divider - 1, box.top() + 8, 3, box.height() - 16))
    low, high = slip.wait
    left = QRectF(box.left(), box.top(), divider - 6 - box.left(), box.height())
    right = QRectF(divider + 6, box.top(), box.right() - divider - 6, box.height())
    _figure(sheet, m, left, slip.wait_caption, f"{low}–{high}" if low != high else str(low))
    _figure(sheet, m, right, slip.ahead_caption, str(slip.ahead))


def _figure(sheet: Sheet, m: Measures, box: QRectF, caption: Pair, figure: str) -> None:
    """Urdu, a large number, English, one above the other."""
    upper = QRectF(box.left(), box.top() + 4, box.width(), box.height() * 0.42)
    sheet.text(upper, caption.ur, Type(m.wait_caption, urdu=True))
    sheet.baseline(
        box, box.top() + box.height() * (0.71 if m is not NARROW else 0.69), figure, Type(m.wait, bold=True), At.CENTER
    )
    sheet.baseline(box, box.bottom() - (16 if m is not NARROW else 11), caption.en, Type(m.wait_caption_en), At.CENTER)


def _paper_line(sheet: Sheet, m: Measures, paper: Paper) -> None:
    box = sheet.row(m.paper_row)
    edge = box.right() - m.icon
    sheet.icon(QRectF(edge, box.center().y() - m.icon / 2, m.icon, m.icon), paper.icon)
    room = QRectF(box.left(), box.top(), edge - 16 - box.left(), box.height())
    ink = sheet.text(rows.part(room, 0.29 if m is NARROW else 0.22), paper.text.ur, Type(m.paper, urdu=True), At.RIGHT)
    free = QRectF(box.left(), box.top(), ink.left() - 14 - box.left(), box.height())
    english = Type(m.body_en)
    whole = m is not NARROW and sheet.ink(paper.text.en, english).width() <= free.width() / 0.85
    sheet.text(free, paper.text.en if whole else paper.short, english, At.LEFT)


def _keep(sheet: Sheet, m: Measures, slip: TokenSlip | ReferralSlip, box: QRectF) -> None:
    """Date and time, 'keep this slip', 'no fee'."""
    at = At.CENTER if m is NARROW else At.RIGHT
    y = box.top() + (8 if m is NARROW else 6)
    sheet.text(QRectF(box.left(), y, box.width(), m.date + 10), rows.moment_text(slip.at), Type(m.date, bold=True), at)
    y += m.date + 12
    sheet.text(QRectF(box.left(), y, box.width(), m.keep_row), slip.keep.ur, Type(m.keep, bold=True, urdu=True), at)
    y += m.keep_row + m.body_en * 0.98
    sheet.baseline(box, y, slip.keep.en, Type(m.body_en), at)
    y += 14
    rows.no_fee_box(sheet, m, QRectF(box.left(), y, box.width(), m.no_fee_box), slip.head.no_fee)


def _referral(sheet: Sheet, m: Measures, slip: ReferralSlip) -> None:
    rows.head(sheet, m, slip.head)
    _copy_bar(sheet, m, slip)
    rows.bar(sheet, m, slip.title, Icon.NO_TOKEN, m.bar_box)
    rows.step_row(sheet, m, Step(Icon.INFO, slip.reason))
    sheet.rule()
    rows.caption(sheet, m, slip.where_caption, m.ready_row, strong=True)
    for step in slip.steps:
        rows.step_row(sheet, m, step)
    sheet.dashes()
    sheet.skip(8)
    height = m.date + m.keep_row + m.body_en + m.no_fee_box + 44
    _keep(sheet, m, slip, sheet.row(height))
    sheet.dashes()
    rows.helpline_row(sheet, m, slip.head)


def _acknowledgement(sheet: Sheet, m: Measures, slip: AcknowledgementSlip) -> None:
    rows.head(sheet, m, slip.head)
    _copy_bar(sheet, m, slip)
    rows.bar(sheet, m, slip.title, Icon.TICK, m.bar_box)
    rows.caption(sheet, m, slip.reference_caption, m.caption_row)
    sheet.text(sheet.row(m.reference + 10), slip.reference, Type(m.reference, bold=True))
    sheet.skip(4)
    _facts(sheet, m, slip)
    sheet.skip(6)
    sheet.rule()
    rows.caption(sheet, m, slip.next_caption, m.ready_row + 12, strong=True)
    for step in slip.steps:
        rows.step_row(sheet, m, step)
    sheet.dashes()
    rows.with_qr(
        sheet, m, slip.qr, m.small_qr, lambda box: _receipt(sheet, m, slip, box), 210 if m is not NARROW else 200
    )
    sheet.skip(4)


def _facts(sheet: Sheet, m: Measures, slip: AcknowledgementSlip) -> None:
    """Date and counter, then members: label in Urdu, value before it."""
    urdu, value = Type(m.caption, urdu=True), Type(m.date - 2, bold=True)
    box = sheet.row(m.fact_row)
    sheet.text(rows.part(box, 0, 0.6), rows.moment_text(slip.at), value, At.LEFT)
    ink = sheet.text(rows.part(box, 0.6), slip.counter_caption.ur, urdu, At.RIGHT)
    side = m.step_icon * 0.85
    shape = QRectF(ink.left() - side - 12, box.center().y() - side / 2, side, side)
    if slip.counter_shape is not None:
        sheet.shape(shape, slip.counter_shape)
    else:
        shape = QRectF(ink.left(), box.top(), 0, 0)
    room = QRectF(shape.left() - 60, box.top(), 48, box.height())
    sheet.text(room, str(slip.counter), value, At.RIGHT)
    box = sheet.row(m.fact_row)
    sheet.text(rows.part(box, 0, 0.6), slip.members_caption.en, Type(m.body_en), At.LEFT)
    ink = sheet.text(rows.part(box, 0.6), slip.members_caption.ur, urdu, At.RIGHT)
    sheet.text(QRectF(ink.left() - 72, box.top(), 60, box.height()), str(slip.members), value, At.RIGHT)
    if slip.operator:
        box = sheet.row(m.fact_row * 0.75)
        sheet.text(rows.part(box, 0, 0.4), slip.operator_caption.en, Type(m.body_en), At.LEFT)
        ink = sheet.text(rows.part(box, 0.6), slip.operator_caption.ur, Type(m.caption * 0.85, urdu=True), At.RIGHT)
        room = QRectF(ink.left() - 212, box.top(), 200, box.height())
        sheet.text(room, slip.operator, Type(m.body_en, bold=True), At.RIGHT)


def _receipt(sheet: Sheet, m: Measures, slip: AcknowledgementSlip, box: QRectF) -> None:
    at = At.CENTER if m is NARROW else At.RIGHT
    y = box.top()
    for text in (slip.keep, slip.head.helpline):
        sheet.text(QRectF(box.left(), y, box.width(), m.keep_row), text.ur, Type(m.keep, bold=True, urdu=True), at)
        y += m.keep_row
        if text is slip.keep:
            sheet.baseline(box, y + m.body_en * 0.85, text.en, Type(m.body_en), at)
            y += m.body_en + 10
    sheet.baseline(box, y + m.helpline * 0.8, slip.head.helpline_number, Type(m.helpline - 3, bold=True), at)


def _take_home(sheet: Sheet, m: Measures, slip: TakeHomeSlip) -> None:
    rows.head(sheet, m, slip.head)
    if not _copy_bar(sheet, m, slip):
        sheet.rule()
    sheet.text(sheet.row(m.title * 2.5), slip.title.ur, Type(m.title, bold=True, urdu=True))
    sheet.text(sheet.row(m.ready_en + 12), slip.title.en, Type(m.ready_en + 2, bold=True))
    sheet.skip(12)
    sheet.rule()
    for paper in slip.papers:
        _tick_line(sheet, m, paper)
    rows.service_row(sheet, m, slip.service)
    _until(sheet, m, slip)
    rows.with_qr(sheet, m, slip.qr, m.small_qr, lambda box: _show(sheet, m, slip, box), 226 if m is not NARROW else 186)
    sheet.dashes()
    rows.helpline_row(sheet, m, slip.head)


def _tick_line(sheet: Sheet, m: Measures, paper: Paper) -> None:
    """A box to tick, the pictogram, Urdu over English."""
    box = sheet.row(m.tick_row - 2)
    side = m.tick_box
    middle = box.center().y()
    sheet.frame(QRectF(box.right() - side, middle - side / 2, side, side), 3)
    mark = QRectF(box.right() - 2 * side - 16, middle - side * 0.42, side * 0.84, side * 0.84)
    sheet.icon(mark, paper.icon)
    room = QRectF(box.left(), box.top(), mark.left() - 20 - box.left(), box.height())
    upper = QRectF(room.left(), room.top() + 6, room.width(), room.height() * 0.6)
    sheet.text(upper, paper.text.ur, Type(m.step, bold=True, urdu=True), At.RIGHT)
    sheet.baseline(room, room.bottom() - 12, paper.text.en, Type(m.body_en - 2), At.RIGHT)
    sheet.rule(2)


def _until(sheet: Sheet, m: Measures, slip: TakeHomeSlip) -> None:
    """The last day in a frame with the hours."""
    top = sheet.y
    heights = (m.keep_row + 16, m.body_en + 14, m.until * 0.95, m.fact_row + 10)
    frame = QRectF(sheet.margin, top, sheet.inner, sum(heights) + 12)
    sheet.frame(frame, 4)
    inside = frame.adjusted(14, 6, -14, -6)
    slots = []
    y = inside.top()
    for height in heights:
        slots.append(QRectF(inside.left(), y, inside.width(), height))
        y += height
    sheet.text(slots[0], slip.until_caption.ur, Type(m.keep, bold=True, urdu=True))
    sheet.text(slots[1], slip.until_caption.en, Type(m.body_en))
    sheet.text(slots[2], rows.day_text(slip.until), Type(m.until, bold=True))
    sheet.text(rows.part(slots[3], 0, 0.42), slip.days.en, Type(m.body_en))
    sheet.text(rows.part(slots[3], 0.43, 0.77), slip.hours, Type(m.date - 2, bold=True))
    sheet.text(rows.part(slots[3], 0.78), slip.days.ur, Type(m.caption - 3, bold=True, urdu=True))
    sheet.y = frame.bottom() + 12


def _show(sheet: Sheet, m: Measures, slip: TakeHomeSlip, box: QRectF) -> None:
    at = At.CENTER if m is NARROW else At.RIGHT
    sheet.text(
        QRectF(box.left(), box.top() + 4, box.width(), m.keep_row), slip.show.ur, Type(m.keep, bold=True, urdu=True), at
    )
    sheet.baseline(box, box.top() + m.keep_row + m.body_en, slip.show.en, Type(m.body_en - 1), at)
    y = box.top() + m.keep_row + m.body_en + 18
    rows.no_fee_box(sheet, m, QRectF(box.left(), y, box.width(), m.no_fee_box), slip.head.no_fee)
