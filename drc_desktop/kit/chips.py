"""A row of filter chips: one is chosen; each has a mark, a word and a count."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from drc_desktop.kit import marks, text
from drc_desktop.kit.buttons import ThemedButton
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.theme import Role, color

HEIGHT = 32


@dataclass(frozen=True)
class Chip:
    """One filter: stable id, words with the count in them, mark or None."""

    id: str
    words: str
    mark: Mark | None = None


class _ChipButton(ThemedButton):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setCheckable(True)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.mark: Mark | None = None

    def nextCheckState(self) -> None:
        """The row decides which one is chosen."""

    @property
    def _role(self) -> Role:
        return Role.STRONG if self.isChecked() else Role.BODY

    def sizeHint(self) -> QSize:
        return QSize(24 + (24 if self.mark else 0) + text.text_width(self.text(), self._role), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        path = QPainterPath()
        path.addRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(QPen(color("primary" if chosen else "border"), 1))
        painter.setBrush(color("primary_tint" if chosen else "window" if self.underMouse() else "panel"))
        painter.drawPath(path)
        x = 12.0
        if self.mark is not None:
            marks.paint(painter, self.mirrored(QRectF(x, 8, 16, 16)), self.mark)
            x += 24
        place = self.mirrored(QRectF(x, 0, self.width() - x - 8, HEIGHT))
        text.draw(painter, place, self.text(), self._role, "primary" if chosen else "ink", rtl=self.isRightToLeft())


class ChipRow(QWidget):
    """Chips side by side; `chosen` carries the id. Arrow keys walk, the chosen one has the focus."""

    chosen = Signal(str)

    def __init__(self, name: str, ids: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.chips = {each: _ChipButton(f"{name}.{each}") for each in ids}
        for each, chip in self.chips.items():
            row.addWidget(chip)
            chip.clicked.connect(lambda _checked=False, each=each: self.chosen.emit(each))
        row.addStretch(1)

    def show_chips(self, chips: list[Chip], chosen: str) -> None:
        """Words, marks and the chosen one."""
        for each in chips:
            button = self.chips[each.id]
            button.mark = each.mark
            button.setChecked(each.id == chosen)
            button.set_text(each.words)
            button.updateGeometry()  # the chosen one is bold, and wider
            button.update()

    def keyPressEvent(self, event: object) -> None:
        key = event.key()  # type: ignore[attr-defined]
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(key), 0) * (-1 if self.isRightToLeft() else 1)
        order = list(self.chips.values())
        at = next((at for at, chip in enumerate(order) if chip.hasFocus()), None)
        if step and at is not None:
            order[(at + step) % len(order)].setFocus()
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]
