"""One question for the respondent, large: on a second screen, or over the window. The form keeps focus and keys.

It follows the form: whatever field has the cursor is shown with its choices as tiles (the digit of each is its key), or
with what is typed into it. A tile that is touched is taken as if its digit was pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from survey_forms.engine.contract import Choice, Item
from survey_forms.qt.announce import announce
from survey_forms.qt.codes import codes_of
from survey_forms.qt.controls.code import CodeControl
from survey_forms.qt.controls.options import OptionsControl
from survey_forms.qt.paint import frame, is_rtl, key, key_width, mirrored_in
from survey_forms.qt.plan import mark
from survey_forms.qt.shown import shown_value
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import ROLES, Align, draw_text, is_arabic, line_count, text_width
from survey_forms.qt.view import FormView

#: The picture this is drawn for, in px; other sizes scale it.
WIDTH, HEIGHT = 1920, 1080
HEAD, FOOT, MARGIN, GAP = 208, 96, 64, 24
COLUMNS, ROWS = 4, 3
MOST_TILES = COLUMNS * ROWS
#: How many times their size in a form the keys at the foot are.
KEYS = 1.5
#: Width of the bar that says how far the questions are.
PROGRESS = 280


Picture = Callable[[QPainter, QRectF, str, str, str], bool]
"""Draws (painter, square, ref, value, colour token) the picture of a question (value '') or of an answer; False where
there is none."""


def no_picture(_painter: QPainter, _rect: QRectF, _ref: str, _value: str, _tone: str) -> bool:
    """A form without pictures."""
    return False


@dataclass(frozen=True)
class Shown:
    """What is on the screen: the question, its choices with the chosen values, or the answer as typed."""

    ref: str = ""
    number: str = ""
    label: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    chosen: tuple[str, ...] = ()
    answer: str = ""


def last_number(item: Item) -> int:
    """The highest question number of a form, 0 where it numbers none."""
    own = mark(item, "n")
    return max([int(own) if own.isdigit() else 0, *(last_number(child) for child in item.children)])


class ReadAlong(QWidget):
    """The respondent's view of a form; `end` takes it away."""

    def __init__(self, form: FormView, window: QWidget, picture: Picture = no_picture) -> None:
        others = [screen for screen in QGuiApplication.screens() if screen is not window.screen()]
        super().__init__(None if others else window)
        self.form, self.form_style = form, form.form_style
        self._picture = picture
        self._last = last_number(form.root)
        self.shown = Shown()
        self._edit: QLineEdit | None = None
        self.setObjectName("read-along")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._signals = (form.moved, form.answered, form.page_changed, form.problems_changed)
        for signal in self._signals:
            signal.connect(self._changed)
        if others:
            self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self.setGeometry(others[0].geometry())
        else:
            self.setGeometry(window.rect())

    def end(self) -> None:
        """Stop following, and go."""
        for signal in self._signals:
            signal.disconnect(self._changed)
        if self._edit is not None and shiboken6.isValid(self._edit):
            self._edit.textChanged.disconnect(self._typed)
        self._edit = None
        self.hide()
        self.deleteLater()

    def _changed(self, *_what: object) -> None:
        self.follow()

    def follow(self) -> None:
        """Show the question with the cursor as it stands now."""
        self.setLayoutDirection(self.form.layoutDirection())
        self._listen()
        shown = self._read()
        if shown != self.shown:
            self.shown = shown
            self.setAccessibleName(f"{shown.number} {shown.label}".strip())
            announce(self, shown.label)
        self.update()

    def _listen(self) -> None:
        """What is typed is seen while it is typed."""
        here = self.form.current_ref()
        edits = (one for one in self.form.page.editors() if isinstance(one, QLineEdit))
        edit = next((one for one in edits if one.objectName() == here), None)
        if edit is not self._edit:
            if self._edit is not None and shiboken6.isValid(self._edit):
                self._edit.textChanged.disconnect(self._typed)
            self._edit = edit
            if edit is not None:
                edit.textChanged.connect(self._typed)

    def _typed(self, _text: str) -> None:
        self.follow()

    def _read(self) -> Shown:
        ref = self.form.current_ref().partition("#")[0]
        box = self.form.page.box_of(ref)
        if box is None or ref not in box.nodes:
            return Shown(label=self.form.page.accessibleName())
        node, item = box.nodes[ref], next((one for one in box.block.items if one.ref == ref), box.block.lead)
        number, label = box.heading()
        if box.block.head is not None and node.label:
            label = f"{label}{'،' if is_arabic(label) else ','} {node.label}"
        answer = shown_value(item, node)
        if self._edit is not None and self._edit.objectName() == ref:
            answer = self._edit.text()
        choices = node.choices or ()
        chosen = tuple(node.value.split(" ")) if item.control in ("select", "rank") else (node.value,)
        return Shown(
            ref, number, label, node.hint or "", tuple(choices) if len(choices) <= MOST_TILES else (), chosen, answer
        )

    # painting: in the measures of the picture, scaled to the window

    def _scale(self) -> float:
        return min(self.width() / WIDTH, self.height() / HEIGHT)

    def _tiles(self) -> list[QRectF]:
        count, scale = len(self.shown.choices), self._scale()
        width, height = self.width() / scale, self.height() / scale
        columns = min(COLUMNS, max(1, count)) if count > 3 or count == 0 else count
        rows = max(1, -(-count // columns))
        wide = (width - 2 * MARGIN - GAP * (columns - 1)) / columns
        tall = min(360.0, (height - HEAD - FOOT - GAP * (rows + 1)) / rows)
        places = []
        for index in range(count):
            row, column = divmod(index, columns)
            left = MARGIN + column * (wide + GAP)
            rect = QRectF(left, HEAD + GAP + row * (tall + GAP), wide, tall)
            if is_rtl(self):
                rect.moveLeft(width - rect.right())
            places.append(rect)
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        """Head, tiles or answer, foot."""
        painter, scale, style = QPainter(self), self._scale(), self.form_style
        painter.fillRect(self.rect(), style.color("window"))
        painter.scale(scale, scale)
        width, height = self.width() / scale, self.height() / scale
        self._paint_head(painter, QRectF(0, 0, width, HEAD))
        for index, rect in enumerate(self._tiles()):
            self._paint_tile(painter, rect, index)
        if not self.shown.choices:
            self._paint_answer(painter, QRectF(MARGIN, HEAD + 120, width - 2 * MARGIN, 220))
        self._paint_foot(painter, QRectF(0, height - FOOT, width, FOOT))

    def _paint_head(self, painter: QPainter, head: QRectF) -> None:
        style, shown = self.form_style, self.shown
        painter.fillRect(head, style.color("panel"))
        painter.fillRect(QRectF(0, head.bottom() - 2, head.width(), 2), style.color("border"))
        left, right = float(MARGIN), float(MARGIN)
        disc = mirrored_in(head.toRect(), QRectF(MARGIN, 28, 152, 152).toRect(), is_rtl(self))
        frame(painter, disc, style.color("primary_tint"), style.color("primary"), 3, radius=76)
        inner = QRectF(disc).adjusted(26, 26, -26, -26)
        if not self._picture(painter, inner, shown.ref, "", "primary"):
            self._large(painter, QRectF(disc), shown.number or "?", "number", "primary", 2.2, "center")
        left += 184
        if shown.number.isdigit() and self._last:
            self._paint_progress(painter, head, int(shown.number))
            right += PROGRESS + 40
        room = QRectF(left, 0, head.width() - left - right, head.height())
        lines = line_count(style, "title", shown.label, int(room.width() / 2.8))
        factor = 2.8 if lines == 1 else 1.7
        place = QRectF(mirrored_in(head.toRect(), room.toRect(), is_rtl(self)))
        if lines > 1:
            place.setTop(place.top() + max(0.0, (head.height() - lines * ROLES["title"].more * factor) / 2 - 20))
        self._large(painter, place, shown.label, "title", "ink", factor, wrap=lines > 1)

    def _paint_progress(self, painter: QPainter, head: QRectF, number: int) -> None:
        """'Question 44 of 63' over a bar, at the end side."""
        style, rtl = self.form_style, is_rtl(self)
        place = QRectF(head.width() - MARGIN - PROGRESS, 66, PROGRESS, 40)
        words = self.form_style.text("form-question-of", n=number, of=self._last)
        self._large(painter, QRectF(mirrored_in(head.toRect(), place.toRect(), rtl)), words, "body", "ink", 1.8)
        bar = mirrored_in(head.toRect(), QRectF(place.left(), 124, PROGRESS, 16).toRect(), rtl)
        frame(painter, bar, style.color("sunken"), style.color("border"), 2, radius=8)
        done = QRect(bar.left(), bar.top(), round(PROGRESS * min(1.0, number / self._last)), bar.height())
        frame(painter, mirrored_in(bar, done, rtl), style.color("primary"), style.color("primary"), 2, radius=8)

    def _paint_tile(self, painter: QPainter, rect: QRectF, index: int) -> None:
        style, shown, choice = self.form_style, self.shown, self.shown.choices[index]
        chosen = choice.value in shown.chosen
        box = rect.toRect()
        tint, line = ("primary_tint", "primary") if chosen else ("panel", "border")
        frame(painter, box, style.color(tint), style.color(line), 6 if chosen else 2, radius=8)
        rtl = is_rtl(self)
        digit = QRectF(mirrored_in(box, QRectF(rect.left() + 28, rect.top() + 8, 150, 110).toRect(), rtl))
        self._large(painter, digit, codes_of(shown.choices)[index], "number", "primary" if chosen else "ink", 3.2)
        side = min(136.0, rect.height() * 0.46)
        middle = QRectF(rect.center().x() - side / 2, rect.top() + 14, side, side)
        self._picture(painter, middle, shown.ref, choice.value, "primary" if chosen else "ink")
        if chosen:
            disc = mirrored_in(box, QRectF(rect.right() - 84, rect.top() + 24, 56, 56).toRect(), rtl)
            frame(painter, disc, style.color("primary"), style.color("primary"), radius=28)
            style.sign(painter, QRectF(disc).adjusted(14, 14, -14, -14), "tick", style.color("panel"), rtl)
        place = QRectF(rect.left() + 16, rect.bottom() - min(160, rect.height() * 0.47), rect.width() - 32, 96)
        lines = line_count(style, "answer-bold", choice.label, int(place.width() / 1.9))
        factor = 1.9 if lines == 1 else 1.3
        if lines > 1:
            place.setTop(rect.bottom() - 16 - lines * ROLES["answer-bold"].more * factor)
        self._large(painter, place, choice.label, "answer-bold", "ink", factor, "center", wrap=lines > 1)

    def _paint_answer(self, painter: QPainter, rect: QRectF) -> None:
        style, shown = self.form_style, self.shown
        frame(painter, rect.toRect(), style.color("panel"), style.color("border"), 2, radius=8)
        inner = rect.adjusted(40, 0, -40, 0)
        if shown.answer:
            self._large(painter, inner, shown.answer, "title", "ink", 3.0, "center")
        else:
            self._large(painter, inner, shown.hint, "answer", "muted", 1.8, "center")

    def _paint_foot(self, painter: QPainter, foot: QRectF) -> None:
        style, text, rtl = self.form_style, self.form_style.text, is_rtl(self)
        painter.fillRect(foot, style.color("panel"))
        painter.fillRect(QRectF(0, foot.top(), foot.width(), 2), style.color("border"))
        said = text("form-say-number") if self.shown.choices else text("form-say-answer")
        self._large(painter, foot.adjusted(MARGIN, 0, -MARGIN, 0), said, "answer", "ink", 1.6)
        x = foot.right() - MARGIN
        for cap, words in (("F11", text("form-back-to-form")), ("Enter", text("form-key-next"))):
            wide = text_width(style, "caption", words) * KEYS + 8
            x -= wide
            place = mirrored_in(foot.toRect(), QRectF(x, foot.top(), wide, FOOT).toRect(), rtl)
            self._large(painter, QRectF(place), words, "caption", "muted", KEYS)
            wide = key_width(style, cap) * KEYS
            x -= wide + 12
            place = mirrored_in(foot.toRect(), QRectF(x, foot.top() + 30, wide, 36).toRect(), rtl)
            painter.save()
            painter.translate(place.topLeft())
            painter.scale(KEYS, KEYS)
            key(painter, style, QRect(0, 0, key_width(style, cap), round(36 / KEYS)), cap)
            painter.restore()
            x -= 40

    def _large(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        role: str,
        tone: str,
        factor: float,
        align: Align = "start",
        *,
        wrap: bool = False,
    ) -> None:
        """A text in a role of the form, so many times its size."""
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(factor, factor)
        inner = QRectF(QPointF(0, 0), rect.size() / factor)
        style: Style = self.form_style
        draw_text(painter, style, inner, text, role, style.color(tone), rtl=is_rtl(self), align=align, wrap=wrap)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A finger on a tile is its digit."""
        point = event.position() / self._scale()
        ref = self.form.current_ref().partition("#")[0]
        box = self.form.page.box_of(ref)
        control = box.controls.get(ref) if box is not None else None
        for index, rect in enumerate(self._tiles()):
            if rect.contains(point) and isinstance(control, (OptionsControl, CodeControl)):
                control.take(index)
                self.follow()
