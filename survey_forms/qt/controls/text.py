"""Free text: one line, or several lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from survey_forms.engine.contract import Item, Node
from survey_forms.qt import keys
from survey_forms.qt.controls.base import PAGE_KEYS, Control, Edit
from survey_forms.qt.digits import western
from survey_forms.qt.paint import field_frame, visual
from survey_forms.qt.plan import words
from survey_forms.qt.style import Style
from survey_forms.qt.typeset import font_for


class TextControl(Control):
    """One line of text. With `numbers` or a digit type Urdu digits become Western ones."""

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(item, style, parent)
        self.edit = Edit(style, "answer", self)
        self._digits = "numbers" in words(item) or item.type == "barcode" or "barcode" in words(item)
        if self._digits:
            self.edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self.edit.sign = "scan" if "barcode" in words(item) or item.type == "barcode" else ""
        self._name_editor(self.edit)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        clean = western(text) if self._digits else text
        if clean != text:
            place = self.edit.cursorPosition()
            self.edit.setText(clean)
            self.edit.setCursorPosition(place)

    def editors(self) -> list[QWidget]:
        """The line edit."""
        return [self.edit]

    def show_node(self, node: Node) -> None:
        """Show the stored text; what is being typed stays."""
        super().show_node(node)
        self.edit.setReadOnly(node.readonly)
        self.edit.inside = node.hint or ""
        if node.value != self.edit.text() and not (self.edit.hasFocus() and self.edit.isModified()):
            self.edit.setText(node.value)
        self.edit.update()

    def caption(self) -> str:
        """The hint stands inside the field."""
        return self.node.hint or ""

    def set_state(self, state: str) -> None:
        """Colour of the frame."""
        super().set_state(state)
        self.edit.state = state
        self.edit.update()

    def commit(self) -> None:
        """Store the text without outer blanks."""
        self.edit.setModified(False)
        self.send(self.edit.text().strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The edit fills the control."""
        self.edit.setGeometry(self.rect())


class _Area(QPlainTextEdit):
    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.form_style = style
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, style.color("panel"))
        palette.setColor(QPalette.ColorRole.Text, style.color("ink"))
        self.setPalette(palette)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on as everywhere; Ctrl+Enter is the page's too; a new line is Shift+Enter inside a text."""
        if event.key() in keys.ENTER and keys.has_shift(event) and self.toPlainText():
            self.insertPlainText("\n")
        elif event.key() in PAGE_KEYS or keys.has_alt(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """The page decides."""
        return QSize(0, 0)


class MultilineControl(Control):
    """Several lines of text."""

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(item, style, parent)
        self.area = _Area(style, self)
        self.area.setFont(font_for(style, "body", ""))
        self._name_editor(self.area)
        self.setFocusProxy(self.area)
        self.area.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaint the frame with the focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def body_height(self, width: int) -> int:
        """Three lines."""
        return 96

    def editors(self) -> list[QWidget]:
        """The text area."""
        return [self.area]

    def show_node(self, node: Node) -> None:
        """Show the stored text; what is being typed stays."""
        super().show_node(node)
        self.area.setReadOnly(node.readonly)
        document = self.area.document()
        if node.value != self.area.toPlainText() and not (self.area.hasFocus() and document.isModified()):
            self.area.setPlainText(node.value)
            self.area.setFont(font_for(self.form_style, "body", node.value))

    def commit(self) -> None:
        """Store the text."""
        self.area.document().setModified(False)
        self.send(self.area.toPlainText().strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The area stands inside the frame."""
        self.area.setGeometry(visual(self).adjusted(6, 4, -6, -4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame."""
        painter = QPainter(self)
        field_frame(painter, self.form_style, visual(self), focus=self.area.hasFocus(), state=self.state)
