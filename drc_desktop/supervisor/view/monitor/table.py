"""A plain table of words that can be walked by keys; a row may lead to the visits behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from drc_desktop.kit.theme import Role, Theme, color
from drc_desktop.monitor.model import TableRow

ROW = 32
_MARKS = {ord("."): "", ord(","): ""}


class PlainTable(QTableWidget):
    """Rows of words; no editing, one row at a time, Enter or a double click asks for it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.itemDoubleClicked.connect(lambda item: self.ask(item.row()))

    def ask(self, row: int) -> None:
        """Enter or a double click on a row."""

    def put(self, row: int, column: int, words: str, role: Role = Role.BODY, tint: str = "ink") -> QTableWidgetItem:
        """Words of one cell; numbers stand in the middle of their column in both directions."""
        item = QTableWidgetItem(words)
        item.setFont(Theme.now().font(role))
        item.setForeground(color(tint))
        number = column > 0 and (words.translate(_MARKS).isdigit() or words == "–")
        side = Qt.AlignmentFlag.AlignHCenter if number else Qt.AlignmentFlag.AlignLeading
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setItem(row, column, item)
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.ask(self.currentRow())
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape) or event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)


class FigureTable(PlainTable):
    """The charts as a table; `asked` carries the question of a row."""

    asked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.horizontalHeader().hide()
        self._rows: Sequence[TableRow] = ()
        self._state: object = None

    def show_rows(self, rows: Sequence[TableRow], rtl: bool) -> None:
        """Replace the rows, where they changed."""
        if (rows, rtl) == self._state:
            return
        self._state, self._rows = (rows, rtl), rows
        self.clearSpans()
        self.setColumnCount(max((len(row.cells) for row in rows), default=1))
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            if len(row.cells) == 1 and self.columnCount() > 1:
                self.setSpan(at, 0, 1, self.columnCount())
            for column in range(self.columnCount()):
                words = row.cells[column] if column < len(row.cells) else ""
                if row.head:
                    self.put(at, column, words, Role.STRONG, "muted").setBackground(color("sunken"))
                else:
                    self.put(at, column, words)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def ask(self, row: int) -> None:
        if self._rows[row].question is not None:
            self.asked.emit(self._rows[row].question)
