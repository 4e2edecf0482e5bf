"""What every screen offers to the view, and the ordinary screen: title, problem box, a centred column of blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from survey_forms.engine.contract import Item
from survey_forms.qt.box import BlockBox
from survey_forms.qt.column import MARGIN, Column
from survey_forms.qt.context import Context
from survey_forms.qt.paint import is_rtl
from survey_forms.qt.plan import Screen
from survey_forms.qt.problems import Problem, ProblemBox
from survey_forms.qt.typeset import draw_text


class _ScrollMark(QWidget):
    """A slim mark in the end margin: where we are on a page that is longer than the window. Takes no room."""

    def __init__(self, area: QScrollArea, color: QColor) -> None:
        super().__init__(area)
        self._bar, self._color = area.verticalScrollBar(), color
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._bar.rangeChanged.connect(self.update)
        self._bar.valueChanged.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The share that is seen, at its place."""
        whole = self._bar.maximum() + self._bar.pageStep()
        if self._bar.maximum() <= 0 or whole <= 0:
            return
        height = max(24, self.height() * self._bar.pageStep() // whole)
        top = (self.height() - height) * self._bar.value() // self._bar.maximum()
        QPainter(self).fillRect(QRect(0, top, self.width(), height), self._color)


class Ground(QWidget):
    """What is scrolled; paints its own ground, so that no sheet of the window can change it."""

    def __init__(self, color: QColor) -> None:
        super().__init__()
        self._color = color

    def fit(self, area: QScrollArea, width: int, height: int) -> None:
        """Take the size of the content, at least that of the area."""
        self.resize(width, max(height, area.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground."""
        QPainter(self).fillRect(event.rect(), self._color)


class Scroll(QScrollArea):
    """Scrolls down only; leaves all keys to the page."""

    def __init__(self, parent: QWidget, mark: QColor) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._mark = _ScrollMark(self, mark)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setSingleStep(40)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PgUp and PgDn turn pages here."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The mark stands in the end margin."""
        super().resizeEvent(event)
        left = 3 if is_rtl(self) else self.width() - 8
        self._mark.setGeometry(left, 0, 5, self.height())

    def show_rect(self, rect: QRect) -> None:
        """Scroll as little as it takes to see `rect` (of the scrolled widget)."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if rect.bottom() + 8 > bar.value() + height:
            bar.setValue(rect.bottom() + 8 - height)
        if rect.top() - 8 < bar.value():
            bar.setValue(rect.top() - 8)


class Page(QWidget):
    """A screen. The view asks it for editors and boxes and tells it what changed."""

    answered = Signal(str, str)
    attached = Signal(str, str, bytes)
    wanted = Signal(str)

    def __init__(self, screen: Screen, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.screen_ = screen
        self.context = context
        self.title = ""
        self.progress = ""
        # a page of notes alone still has to hear its keys
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def set_head(self, title: str, progress: str) -> None:
        """Title at the start, progress at the end."""
        if (title, progress) != (self.title, self.progress):
            self.title, self.progress = title, progress
            self.setAccessibleName(f"{title}. {progress}")
            self.update_head()

    def update_head(self) -> None:
        """Paint the title row again, and not what lies below it."""
        self.update(0, 0, self.width(), self.context.style.sizes.head)

    def editors(self) -> list[QWidget]:
        """Focus stops in reading order."""
        raise NotImplementedError

    def refs(self) -> list[str]:
        """Refs shown, for `FormSession.watch`."""
        raise NotImplementedError

    def box_of(self, ref: str) -> BlockBox | None:
        """The box of a ref on this screen."""
        raise NotImplementedError

    def refresh(self, changed: Iterable[str] | None = None) -> None:
        """Redraw what shows a changed ref (None: all)."""
        raise NotImplementedError

    def rebuild(self, items: Sequence[Item]) -> None:
        """Rows came or went: build anew."""
        raise NotImplementedError

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that the focused widget is seen with its label."""

    def show_problems(self, problems: Sequence[Problem], looks: int) -> None:
        """Fill (or empty) the box on top."""

    def problems(self) -> Sequence[Problem]:
        """Lines of the box on top."""
        return ()

    def edge(self) -> int:
        """px from the side to the column."""
        return 19

    def paint_head(self, painter: QPainter, left: int, width: int) -> None:
        """The title row."""
        style, rtl = self.context.style, is_rtl(self)
        box = QRectF(left, 0, width, style.sizes.head)
        draw_text(painter, style, box, self.title, "title", style.color("ink"), rtl=rtl)
        draw_text(painter, style, box, self.progress, "caption", style.color("muted"), rtl=rtl, align="end")


class ColumnPage(Page):
    """A page that scrolls a centred column under its head and a box of problems; more may stand above the column."""

    def __init__(self, screen: Screen, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(screen, context, parent)
        self.area = Scroll(self, context.style.color("border"))
        self.body = Ground(context.style.color("window"))
        self.box = ProblemBox(context.style, self.body)
        self.column = Column(context, parent=self.body)
        self.column.answered.connect(self.answered)
        self.column.attached.connect(self.attached)
        self.column.relaid.connect(self._stack)
        self.box.wanted.connect(self.wanted)
        self.box.hide()
        self.area.setWidget(self.body)

    def rebuild(self, items: Sequence[Item]) -> None:
        """Build the column."""
        self.column.build(items, self.screen_.title_ref)
        self._stack()

    def editors(self) -> list[QWidget]:
        """Those of the column."""
        return self.column.editors()

    def refs(self) -> list[str]:
        """Those of the column."""
        return self.column.refs()

    def box_of(self, ref: str) -> BlockBox | None:
        """That of the column."""
        return self.column.box_of(ref)

    def refresh(self, changed: Iterable[str] | None = None) -> None:
        """Redraw what changed."""
        self.column.refresh(changed)

    def show_problems(self, problems: Sequence[Problem], looks: int) -> None:
        """The box takes its place on top of the column."""
        self.box.show_problems(problems, looks)
        self.box.setVisible(bool(problems))
        self._stack()

    def problems(self) -> Sequence[Problem]:
        """Lines of the box."""
        return self.box.problems

    def reveal(self, widget: QWidget) -> None:
        """The whole block where it fits, else the widget."""
        box: QWidget | None = widget
        while box is not None and not isinstance(box, BlockBox):
            box = box.parentWidget()
        target = box if box is not None and box.height() < self.area.viewport().height() else widget
        self.area.show_rect(QRect(target.mapTo(self.body, target.rect().topLeft()), target.size()))

    def edge(self) -> int:
        """The column is centred."""
        return max(MARGIN, (self.width() - self.context.style.sizes.column) // 2)

    def place_above(self, edge: int, top: int, width: int) -> int:
        """Place what stands above the column; the height it takes, in px."""
        return 0

    def _stack(self) -> None:
        edge = self.edge()
        width = self.width() - 2 * edge
        if width < 100:
            return
        top = 0
        if self.box.problems:
            height = self.box.needed_height()
            self.box.setGeometry(edge, 4, width, height)
            top = height + 12
        top += self.place_above(edge, top, width)
        # the bars stand in the margin outside the column, at either side
        left = edge - (4 if is_rtl(self) else MARGIN)
        self.column.setGeometry(left, top, width + MARGIN + 4, self.column.height())
        self.column.relayout()
        self.body.fit(self.area, self.width(), top + self.column.height() + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Head on top, scrolled column below."""
        head = self.context.style.sizes.head
        self.area.setGeometry(0, head, self.width(), self.height() - head)
        self._stack()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The head."""
        painter = QPainter(self)
        edge = self.edge()
        self.paint_head(painter, edge, self.width() - 2 * edge)


class FormPage(ColumnPage):
    """One group of questions."""
