"""The start side of the hall console: who is next, in the order of the rule, and a field that finds a token."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from drc_desktop.kit import icons, text
from drc_desktop.kit.bars import EmptyState, Panel
from drc_desktop.kit.shapes import QUEUE_ICONS
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, Theme, color
from drc_desktop.supervisor.presenter.tsa import NextRow, Tsa

WIDTH = 320
ROW = 44
Index = QModelIndex | QPersistentModelIndex


class NextModel(QAbstractListModel):
    """Rows as the presenter holds them."""

    def __init__(self, presenter: Tsa) -> None:
        super().__init__()
        self._presenter = presenter
        self.rows: list[NextRow] = []

    def show_rows(self, rows: list[NextRow]) -> None:
        """Replace the rows."""
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.rows[index.row()]
        return f"{row.rank or ''} {row.token} {self.waited(row)}".strip()

    def waited(self, row: NextRow) -> str:
        """Minutes with their unit."""
        return self._presenter.ports.words.text("kit-minutes", n=row.waited)


class NextDelegate(QStyledItemDelegate):
    """Rank, token, pictogram, who goes first, minutes."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, NextModel)
        row, rect, rtl = model.rows[index.row()], QRectF(option.rect), Theme.now().rtl
        selected = bool(option.state & QStyle.StateFlag.State_Selected)

        def at(x: float, width: float) -> QRectF:
            return QRectF(rect.right() - x - width if rtl else rect.left() + x, rect.top(), width, rect.height())

        def icon(x: float) -> QRectF:
            return QRectF(at(x, 20).left(), rect.center().y() - 10, 20, 20)

        painter.save()
        painter.fillRect(rect, color("primary_tint" if selected else "panel"))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), color("divider"))
        if selected:
            painter.fillRect(QRectF(at(0, 4).left(), rect.top(), 4, rect.height()), color("primary"))
        if row.rank:
            text.draw(painter, at(16, 28), str(row.rank), Role.BODY, "muted", rtl=rtl)
        text.draw(painter, at(48, 70), row.token, Role.ROW_TOKEN, rtl=rtl)
        icons.paint(painter, icon(124), QUEUE_ICONS[row.service], "ink", rtl=rtl)
        if row.priority is not None:
            icons.paint(painter, icon(156), row.priority.value, "ink", rtl=rtl)
        end = at(rect.width() - 116, 100)
        text.draw(painter, end, model.waited(row), Role.BODY, rtl=rtl, align=Qt.AlignmentFlag.AlignTrailing)
        painter.restore()


class NextView(Panel):
    """Title, field, list, and how many more."""

    def __init__(self, presenter: Tsa) -> None:
        super().__init__(margins=(1, 0, 1, 1), spacing=0)
        self.setFixedWidth(WIDTH)
        self._presenter, self._drawing = presenter, False
        self._model = NextModel(presenter)
        self.title, self.count = Label(Role.TITLE, boxes=(40, 44)), Label(Role.BODY, "muted", name="tsa.waiting")
        self.empty, self.more = EmptyState("tick"), Label(Role.BODY, "muted", name="tsa.more")
        self.field, self.list = self._field(), self._list()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 16, 0)
        head.addWidget(self.title)
        head.addSpacing(10)
        head.addWidget(self.count)
        head.addStretch(1)
        find = QHBoxLayout()
        find.setContentsMargins(16, 0, 16, 8)
        find.addWidget(self.field)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 6, 16, 6)
        foot.addWidget(self.more)
        nobody = QHBoxLayout()
        nobody.setContentsMargins(16, 8, 16, 8)
        nobody.addWidget(self.empty)
        self.column.addLayout(head)
        self.column.addLayout(find)
        self.column.addLayout(nobody)
        self.column.addWidget(self.list, 1)
        self.column.addLayout(foot)

    def _field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("tsa.find")
        field.setMinimumHeight(40)
        field.setClearButtonEnabled(True)
        field.textChanged.connect(self._presenter.search)
        return field

    def _list(self) -> QListView:
        shown = QListView()
        shown.setObjectName("tsa.next")
        shown.setModel(self._model)
        shown.setItemDelegate(NextDelegate(shown))
        shown.setFrameShape(QListView.Shape.NoFrame)
        shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        shown.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown.selectionModel().currentChanged.connect(self._chosen)
        return shown

    def retranslate(self) -> None:
        """Fixed words."""
        words = self._presenter.ports.words
        self.title.setText(words.text("tsa-next"))
        self.field.setPlaceholderText(words.text("tsa-find"))
        self.field.setAccessibleName(words.text("tsa-find"))
        self.list.setAccessibleName(words.text("tsa-next"))
        self.empty.say(words.text("tsa-nobody"), words.text("tsa-nobody-hint"))
        self.refresh()

    def refresh(self) -> None:
        """Draw the rows; the selection stays on its visit."""
        presenter, words = self._presenter, self._presenter.ports.words
        rows, waiting = presenter.rows(), presenter.waiting()
        self._drawing = True
        self._model.show_rows(rows)
        at = next((at for at, row in enumerate(rows) if row.visit_id == presenter.visit), -1)
        if at >= 0:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self._model.index(at), flags)
        self._drawing = False
        self.count.setText(words.text("tsa-waiting", n=waiting))
        self.empty.setVisible(not rows)
        more = max(0, waiting - len(rows)) if not presenter.needle else 0
        self.more.setText(words.text("tsa-more", n=more) if more else "")
        self.list.viewport().update()

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._drawing:
            self._presenter.select(self._model.rows[current.row()].visit_id)
