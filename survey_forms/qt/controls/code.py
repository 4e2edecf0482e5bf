"""One answer of many: a field with code and label, and the list that lies over the page while it is open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Choice, Item, Node
from survey_forms.qt import keys
from survey_forms.qt.codes import CodeBuffer, codes_of
from survey_forms.qt.controls.base import Control
from survey_forms.qt.controls.listing import Listing
from survey_forms.qt.digits import western
from survey_forms.qt.paint import field_frame, is_rtl, mirrored_in, visual
from survey_forms.qt.plan import CODE_CHOICES, words
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import draw_text

_SEARCHED = {"autocomplete", "search", "minimal-search"}


class CodeControl(Control):
    """A field that takes a code at once, opens its list on Space, and searches it by typed letters.

    The focus stays in the field while the list is open, so no key typed ahead is lost.
    """

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(item, style, parent)
        self.choices: Sequence[Choice] = ()
        self.codes: list[str] = []
        self._buffer = CodeBuffer()
        self._query = ""
        self._listing: Listing | None = None
        self._name_editor(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    @property
    def by_text(self) -> bool:
        """Whether typing searches words rather than codes."""
        named = not all(choice.value.isdigit() for choice in self.choices)
        return bool(words(self.item) & _SEARCHED) or (named and len(self.choices) > CODE_CHOICES)

    def show_node(self, node: Node) -> None:
        """Choices and the chosen one."""
        super().show_node(node)
        self.choices = node.choices or ()
        self.codes = codes_of(self.choices)
        if self._listing is not None:
            self._fill_listing()
        self.update()

    def index(self) -> int:
        """Place of the stored value among the choices, -1 if none."""
        return next((i for i, choice in enumerate(self.choices) if choice.value == self.node.value), -1)

    def take(self, index: int) -> None:
        """Store a choice by its place."""
        if 0 <= index < len(self.choices):
            self.send(self.choices[index].value)
            self.update()

    def is_open(self) -> bool:
        """Whether the list lies over the page."""
        return self._listing is not None

    def open_list(self) -> None:
        """Show the list over the page, under the field (or above it where there is no room below)."""
        if self.node.readonly or self._listing is not None:
            return
        self._listing = Listing(self.form_style, self.window(), two_columns=not self.by_text)
        self._listing.setLayoutDirection(self.layoutDirection())
        self._listing.taken.connect(self._taken)
        self._fill_listing()
        self._listing.show_at(self, visual(self))
        self.update()

    def close_list(self) -> None:
        """Take the list away; nothing else moves."""
        self._query = ""
        if self._listing is not None:
            self._listing.hide()
            self._listing.deleteLater()
            self._listing = None
        self.update()

    def _matches(self) -> list[int]:
        query = western(self._query).casefold().strip()
        if not query:
            return list(range(len(self.choices)))
        starts = [i for i, c in enumerate(self.choices) if c.label.casefold().startswith(query)]
        coded = [i for i, code in enumerate(self.codes) if code == query and i not in starts]
        inside = [
            i for i, c in enumerate(self.choices) if query in c.label.casefold() and i not in starts and i not in coded
        ]
        return coded + starts + inside

    def _fill_listing(self) -> None:
        assert self._listing is not None
        rows = [(index, self.codes[index], self.choices[index].label) for index in self._matches()]
        self._listing.set_rows(rows, self.index(), self._query, coded=not self.by_text)

    def _taken(self, index: int) -> None:
        self.take(index)
        self.close_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits, Space, letters; with the list open also arrows, Enter and Esc."""
        if (keys.has_alt(event) and event.key() == Qt.Key.Key_Down and not self.is_open()) or not keys.plain(event):
            event.ignore()
        elif self.is_open() and self._list_key(event):
            return
        elif not self._field_key(event):
            event.ignore()

    def _list_key(self, event: QKeyEvent) -> bool:
        assert self._listing is not None
        key = Qt.Key(event.key())
        if event.key() in keys.ENTER:
            index = self._listing.current()
            if index is not None:
                self.take(index)
            self.close_list()
            return False  # Enter then goes on to the next field, as everywhere
        if key == Qt.Key.Key_Escape:
            self.close_list()
            return True
        return self._listing.step(key, is_rtl(self))

    def _field_key(self, event: QKeyEvent) -> bool:
        key, text = Qt.Key(event.key()), event.text()
        digit = keys.digit(event)
        if key == Qt.Key.Key_Space and not self._query:
            self.close_list() if self.is_open() else self.open_list()
        elif key == Qt.Key.Key_Backspace:
            self._back()
        elif digit and not self.by_text and not self._query:
            taken, _ = self._buffer.add(digit, self.codes)
            if taken is not None:
                self.take(self.codes.index(taken))
        elif text and text.isprintable() and (text.isalnum() or (self._query and text in " -/.'")):
            self._search(text)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.open_list()
        else:
            return False
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Urdu letters that come through an input method search as well."""
        if event.commitString():
            self._search(event.commitString())
        event.accept()

    def _search(self, text: str) -> None:
        self._query += text
        self._buffer.clear()
        if self._listing is None:
            self.open_list()
        else:
            self._fill_listing()
        self.update()

    def _back(self) -> None:
        if self._query:
            self._query = self._query[:-1]
            if self._listing is not None:
                self._fill_listing()
            self.update()
        else:
            self._buffer.clear()
            self.send("")

    def commit(self) -> None:
        """A search left with one match takes it; an open list closes."""
        if self._query and self._listing is not None and len(self._matches()) == 1:
            self.take(self._matches()[0])
        self.close_list()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A new visit starts a new code."""
        self._buffer.clear()
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list never stays behind."""
        self.commit()
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens or closes the list."""
        self.setFocus()
        self.close_list() if self.is_open() else self.open_list()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Code, a rule, the label, and the chevron."""
        painter = QPainter(self)
        style, box, rtl = self.form_style, visual(self), is_rtl(self)
        field_frame(painter, style, box, focus=self.hasFocus(), state=self.state, readonly=self.node.readonly)
        chevron = QRect(box.right() - 30, box.center().y() - 7, 16, 16)
        sign = "up" if self.is_open() else "down"
        style.sign(painter, QRectF(mirrored_in(box, chevron, rtl)), sign, style.color("ink"), False)
        index, ink = self.index(), style.color("ink")
        left = box.left() + 12
        if not self.by_text:
            code = QRect(box.left() + 1, box.top(), 40, box.height())
            rule = mirrored_in(box, QRect(box.left() + 40, box.top() + 9, 1, box.height() - 18), rtl)
            painter.fillRect(rule, style.color("divider"))
            text = self.codes[index] if index >= 0 else ""
            place = QRectF(mirrored_in(box, code, rtl))
            draw_text(painter, style, place, text, "answer-bold", ink, align="center")
            left = box.left() + 50
        label = mirrored_in(box, QRect(left, box.top(), box.right() - 38 - left, box.height()), rtl)
        if self._query:
            draw_text(painter, style, QRectF(label), self._query + "│", "answer", ink, rtl=rtl)
        elif index >= 0:
            draw_text(painter, style, QRectF(label), self.choices[index].label, "answer", ink, rtl=rtl)
        elif self.by_text:
            hint = self.node.hint or style.text("form-type-to-search")
            draw_text(painter, style, QRectF(label), hint, "caption", style.color("muted"), rtl=rtl)
