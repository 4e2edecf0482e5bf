"""The waiting table: a small model, and one delegate that paints every cell in both directions."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from drc_desktop.kit import icons, marks, text
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.shapes import QUEUE_ICONS
from drc_desktop.kit.theme import Role, Theme, color
from drc_desktop.supervisor.model import Row
from drc_desktop.supervisor.presenter.waiting import FAR_OVER_MIN
from drc_desktop.supervisor.view.signs import STATE_MARKS

ROW_HEIGHT = 36
COLUMNS = ("token", "service", "first", "waited", "over", "state")
WIDTHS = (96, 148, 52, 106, 104, 140)
Index = QModelIndex | QPersistentModelIndex
_WHOLE_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class WaitingModel(QAbstractTableModel):
    """Rows as the presenter holds them; the scroll position and the current row survive an update."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.heads = ("",) * len(COLUMNS)

    def show_rows(self, rows: list[Row]) -> None:
        """Replace the rows, telling the view only what it has to know."""
        before, after = len(self.rows), len(rows)
        if after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
            self.rows = rows
            self.endInsertRows()
        elif after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
            self.rows = rows
            self.endRemoveRows()
        self.rows = rows
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(after - 1, len(COLUMNS) - 1))

    def show_heads(self, heads: tuple[str, ...]) -> None:
        """Words of the columns."""
        self.heads = heads
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.rows[index.row()]
        cells = (
            row.token,
            row.service_words,
            row.priority.value if row.priority else "",
            str(row.waited),
            f"+{row.over}" if row.over is not None else "",
            f"{row.state_words} {row.state_note}".strip(),
        )
        return cells[index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None


class WaitingDelegate(QStyledItemDelegate):
    """Paints marks, icons and numbers; units of numbers stand under each other in both directions."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, WaitingModel)
        row, rect = model.rows[index.row()], QRectF(option.rect)
        rtl = Theme.now().rtl
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, color("primary_tint" if selected else "panel"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), color("divider"))
        if selected and index.column() == 0:
            painter.fillRect(
                QRectF(rect.right() - 4 if rtl else rect.left(), rect.top(), 4, rect.height()), color("primary")
            )
        getattr(self, f"_{COLUMNS[index.column()]}")(painter, rect, row, rtl)
        painter.restore()

    @staticmethod
    def _at(rect: QRectF, start: float, width: float, rtl: bool) -> QRectF:
        """A place `start` px from the start side of the cell."""
        x = rect.right() - start - width if rtl else rect.left() + start
        return QRectF(x, rect.top(), width, rect.height())

    def _sign(self, rect: QRectF, start: float, size: float, rtl: bool) -> QRectF:
        place = self._at(rect, start, size, rtl)
        return QRectF(place.x(), rect.center().y() - size / 2, size, size)

    def _token(self, painter: QPainter, rect: QRectF, row: Row, rtl: bool) -> None:
        text.draw(painter, self._at(rect, 16, rect.width() - 18, rtl), row.token, Role.ROW_TOKEN, rtl=rtl)

    def _service(self, painter: QPainter, rect: QRectF, row: Row, rtl: bool) -> None:
        icons.paint(painter, self._sign(rect, 0, 19, rtl), QUEUE_ICONS[row.service], "ink", rtl=rtl)
        text.draw(painter, self._at(rect, 28, rect.width() - 30, rtl), row.service_words, rtl=rtl, elide=True)

    def _first(self, painter: QPainter, rect: QRectF, row: Row, rtl: bool) -> None:
        if row.priority is not None:
            icons.paint(painter, self._sign(rect, 0, 20, rtl), row.priority.value, "ink")

    def _waited(self, painter: QPainter, rect: QRectF, row: Row, rtl: bool) -> None:
        right = rect.left() + 48 if rtl else rect.right() - 8
        place = QRectF(right - 60, rect.top(), 60, rect.height())
        self._number(painter, place, str(row.waited), Role.BODY, "ink")

    def _over(self, painter: QPainter, rect: QRectF, row: Row, rtl: bool) -> None:
        if row.over is None:
            return
        far = row.over >= FAR_OVER_MIN
        marks.paint(painter, self._sign(rect, 16, 14, rtl), Mark.FAR_OVER if far else Mark.OVER)
        right = rect.left() + 52 if rtl else rect.right() - 22
        place = QRectF(right - 56, rect.top(), 56, rect.height())
        self._number(painter, place, f"+{row.over}", Role.STRONG, "error" if far else "ink")

    @staticmethod
    def _number(painter: QPainter, place: QRectF, words: str, role: Role, tint: str) -> None:
        """Right-aligned in both directions, always left-to-right inside."""
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        text.draw(painter, place, words, role, tint, rtl=False, align=side)

    def _state(self, painter: QPainter, rect: QRectF, row: Row, rtl: bool) -> None:
        marks.paint(painter, self._sign(rect, 16, 14, rtl), STATE_MARKS[row.state])
        width = text.text_width(row.state_words, Role.BODY)
        text.draw(painter, self._at(rect, 38, width, rtl), row.state_words, rtl=rtl)
        if row.state_note:
            room = self._at(rect, 38 + width + 8, 60, rtl)
            text.draw(painter, room, row.state_note, Role.BODY, "muted", rtl=rtl)


class WaitingHead(QHeaderView):
    """Column heads, standing over what they name in both directions."""

    STARTS: ClassVar[dict[str, int]] = {"token": 16, "over": 16, "state": 16}

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFixedHeight(32)
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model, name, rtl = self.model(), COLUMNS[section], Theme.now().rtl
        place = QRectF(rect)
        painter.save()
        painter.fillRect(place, color("sunken"))
        for y in (place.top(), place.bottom() - 1):
            painter.fillRect(QRectF(place.left(), y, place.width(), 1), color("divider"))
        words = str(model.headerData(section, Qt.Orientation.Horizontal))
        number = name == "waited" and not rtl
        start = self.STARTS.get(name, 0)
        place = place.adjusted(0, 0, -start, 0) if rtl else place.adjusted(start, 0, -8 if number else 0, 0)
        align = Qt.AlignmentFlag.AlignTrailing if number else Qt.AlignmentFlag.AlignLeading
        text.draw(painter, place, words, Role.STRONG, "muted", rtl=rtl, align=align)
        painter.restore()


class WaitingTable(QTableView):
    """The view. `picked` carries the visit of the row that became current, `asked` that Enter wants it called."""

    picked = Signal(str)
    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("waiting.table")
        self._model = WaitingModel()
        self._filling = False
        self.setModel(self._model)
        self.setItemDelegate(WaitingDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        heads = WaitingHead()
        self.setHorizontalHeader(heads)
        for at, width in enumerate(WIDTHS):
            heads.resizeSection(at, width)
        heads.setStretchLastSection(True)
        self.selectionModel().currentRowChanged.connect(self._current)

    def show_heads(self, heads: tuple[str, ...]) -> None:
        """Words of the columns."""
        self._model.show_heads(heads)

    def show_rows(self, rows: list[Row], selected: str) -> None:
        """New rows; the selected visit stays selected wherever it now stands."""
        self._filling = True
        self._model.show_rows(rows)
        at = next((at for at, row in enumerate(rows) if row.visit_id == selected), -1)
        if at >= 0:
            # selectRow() looks for a column at the viewport's edge and finds none where the layout is mirrored
            self.selectionModel().setCurrentIndex(self._model.index(at, 0), _WHOLE_ROW)
        else:
            self.clearSelection()
        self._filling = False

    def _current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not self._filling and now.isValid():
            self.picked.emit(self._model.rows[now.row()].visit_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab) or event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rows:
            self.setCurrentIndex(self._model.index(0, 0))
