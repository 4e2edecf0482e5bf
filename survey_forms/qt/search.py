"""Go to any question by its number or its words: a line over the page that / opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from survey_forms.qt import keys
from survey_forms.qt.controls.base import Edit
from survey_forms.qt.controls.listing import Listing
from survey_forms.qt.digits import western
from survey_forms.qt.paint import is_rtl, visual
from survey_forms.qt.style import AIR, Style


@dataclass(frozen=True)
class Target:
    """One question that can be reached."""

    ref: str
    number: str
    label: str


class _SearchEdit(Edit):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Esc and arrows belong to the bar."""
        if event.key() in (*keys.ENTER, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class SearchBar(QWidget):
    """Type, choose with the arrows, Enter goes there, Esc goes back."""

    found = Signal(str)
    closed = Signal()

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.form_style = style
        self.edit = _SearchEdit(style, "answer", self)
        self.edit.setObjectName("form-search")
        self.edit.inside = style.text("form-search-hint")
        self.edit.setAccessibleName(style.text("form-search-hint"))
        self.edit.textChanged.connect(self._search)
        self.setFocusProxy(self.edit)
        self._targets: Sequence[Target] = ()
        self._listing: Listing | None = None
        self.hide()

    def open(self, targets: Sequence[Target]) -> None:
        """Take the focus with an empty line."""
        self._targets = targets
        self.edit.clear()
        self.show()
        self.raise_()
        self.edit.setFocus()

    def matches(self) -> list[int]:
        """Places of the targets that fit: number first, then beginnings, then words inside."""
        query = western(self.edit.text()).strip().casefold()
        if not query:
            return []
        numbered = [i for i, target in enumerate(self._targets) if target.number.casefold() == query]
        starts = [i for i, t in enumerate(self._targets) if t.label.casefold().startswith(query) and i not in numbered]
        taken = {*numbered, *starts}
        inside = [i for i, t in enumerate(self._targets) if query in t.label.casefold() and i not in taken]
        return numbered + starts + inside

    def _search(self, _text: str) -> None:
        rows = [(i, self._targets[i].number, self._targets[i].label) for i in self.matches()]
        if not self.edit.text():
            self._drop()
            return
        if self._listing is None:
            parent = self.parentWidget()
            assert parent is not None
            self._listing = Listing(self.form_style, parent, two_columns=False)
            self._listing.setLayoutDirection(self.layoutDirection())
            self._listing.taken.connect(self._go)
        self._listing.set_rows(rows, -1, self.edit.text(), coded=True)
        self._listing.show_at(self.edit, visual(self.edit))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the edit leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in keys.ENTER:
            place = self._listing.current() if self._listing is not None else None
            if place is None:
                self._close()
            else:
                self._go(place)
        elif self._listing is not None:
            self._listing.step(Qt.Key(event.key()), is_rtl(self))

    def _go(self, place: int) -> None:
        self._drop()
        # the focus leaves before the bar does, or Qt would give it to any next field
        self.found.emit(self._targets[place].ref)
        self.hide()

    def _close(self) -> None:
        self._drop()
        self.closed.emit()
        self.hide()

    def _drop(self) -> None:
        if self._listing is not None:
            self._listing.hide()
            self._listing.deleteLater()
            self._listing = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The edit fills the bar."""
        self.edit.setGeometry(self.rect().adjusted(0, 0, 0, 0))
        self.setMinimumHeight(self.form_style.sizes.field + 2 * AIR)
