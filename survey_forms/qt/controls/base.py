"""What every control has in common, and the painted line edit that the typed ones are built from."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from survey_forms.engine.contract import Item, Node
from survey_forms.qt import keys
from survey_forms.qt.paint import field_frame, is_rtl, visual
from survey_forms.qt.style import AIR, Style
from survey_forms.qt.typeset import Align, draw_text, fitting_role, font_for, is_arabic

#: Keys that belong to the page and never to a field.
PAGE_KEYS = {
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Insert,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
}


class Control(QWidget):
    """The answering part of one question.

    A control shows the `Node` it is given and sends `answered` with the text to store
    and `resized` when its height changed. Its geometry holds AIR px
    around what is seen, for the focus ring. Keys it does not use go up to the page.
    """

    answered = Signal(str)
    resized = Signal()

    def __init__(self, item: Item, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.form_style = style
        self.node = Node(item.ref)
        self.state = ""
        self.field_height = style.sizes.field

    def show_node(self, node: Node) -> None:
        """Show what is stored. Called with every change of the node."""
        self.node = node

    def set_state(self, state: str) -> None:
        """'' or 'wrong' or 'look'."""
        self.state = state
        self.update()

    def body_height(self, width: int) -> int:
        """Height of what is seen, in px, for a seen width."""
        return self.field_height

    def editors(self) -> list[QWidget]:
        """The widgets that take the focus, in order of typing; the first carries the ref as objectName."""
        return [self]

    def commit(self) -> None:
        """Send what was typed and not yet stored."""

    def holds_focus(self) -> bool:
        """Whether Enter may not go on yet (a second entry is awaited)."""
        return False

    def caption(self) -> str:
        """What the label row shall not say because the control says it (the hint inside a field)."""
        return ""

    def _name_editor(self, editor: QWidget, suffix: str = "") -> None:
        editor.setObjectName(self.item.ref + suffix)

    def send(self, text: str) -> None:
        """Store `text` unless it is stored already."""
        if text != self.node.value and not self.node.readonly:
            self.answered.emit(text)


class Edit(QLineEdit):
    """A line edit inside a painted frame. Page keys and Alt combinations go up; a note may stand inside it."""

    def __init__(self, style: Style, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.form_style = style
        self.role = role
        self.state = ""
        self.inside = ""
        self.note = ""
        self.prefix = ""
        self.sign = ""
        self.sign_color = "ink"
        self.centred = False
        self.setFrame(False)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        palette.setColor(QPalette.ColorRole.Text, style.color("ink"))
        palette.setColor(QPalette.ColorRole.Highlight, style.color("primary"))
        self.setPalette(palette)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textChanged.connect(self._fit_font)
        self._fit_font("")

    def _fit_font(self, text: str) -> None:
        font = font_for(self.form_style, self.role, text or self.inside)
        if font != self.font():
            self.setFont(font)

    def set_centred(self) -> None:
        """Numbers stand in the middle of their field."""
        self.centred = True
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text clear of note and sign."""
        side = AIR + (4 if self.centred else 10)
        end = side + (30 if self.sign else 0) + (64 if self.note else 0)
        side += 30 if self.prefix else 0
        left, right = (end, side) if is_rtl(self) else (side, end)
        self.setTextMargins(left, AIR, right, AIR)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the page's keys to the page."""
        control = Qt.KeyboardModifier.ControlModifier
        if (
            event.key() in PAGE_KEYS
            or keys.has_alt(event)
            or event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            or (
                event.modifiers() & control
                and event.key()
                not in (
                    Qt.Key.Key_A,
                    Qt.Key.Key_C,
                    Qt.Key.Key_V,
                    Qt.Key.Key_X,
                    Qt.Key.Key_Z,
                    Qt.Key.Key_Backspace,
                    Qt.Key.Key_Left,
                    Qt.Key.Key_Right,
                )
            )
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, hint inside, sign and note, then the text itself."""
        painter = QPainter(self)
        style, box = self.form_style, visual(self)
        field_frame(painter, style, box, focus=self.hasFocus(), state=self.state, readonly=self.isReadOnly())
        rtl = is_rtl(self)
        if self.sign:
            size = 20
            x = box.left() + 12 if rtl else box.right() - 12 - size
            rect = QRectF(x, box.center().y() - size / 2, size, size)
            style.sign(painter, rect, self.sign, style.color(self.sign_color), rtl)
        if self.prefix:
            rect = QRectF(box.adjusted(13, 0, -13, 0))
            draw_text(painter, style, rect, self.prefix, "answer", style.color("muted"), rtl=rtl)
        if self.note:
            rect = QRectF(box.adjusted(12, 0, -12, 0))
            draw_text(painter, style, rect, self.note, "caption", style.color("muted"), rtl=rtl, align="end")
        if self.inside and not self.text():
            inner = QRectF(box.adjusted(13, 0, -13 - (30 if self.sign else 0), 0))
            if rtl and self.sign:
                inner.translate(30, 0)
            place: Align = "center" if self.centred else "start"
            mirrored = rtl or is_arabic(self.inside)
            role = fitting_role(style, ("caption", "small"), self.inside, inner.width())
            draw_text(painter, style, inner, self.inside, role, style.color("muted"), rtl=mirrored, align=place)
        painter.end()
        super().paintEvent(event)


def air(rect: QRect) -> QRect:
    """Geometry of a widget whose seen part is `rect`."""
    return rect.adjusted(-AIR, -AIR, AIR, AIR)
