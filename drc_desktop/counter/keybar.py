"""The key bar: F3 F4 F6 F7 F9 at the start side, the undo bar in the middle, back and the next step in the corner."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout

from drc_desktop.counter.model import KeyBar, Step
from drc_desktop.counter.signs import CAP, cap_width, key_cap
from drc_desktop.kit import text
from drc_desktop.kit.bars import UndoBar
from drc_desktop.kit.buttons import GAP, PAD, KeyButton, Variant
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.theme import Role, color

HEIGHT = 56
KEYS = {"recall": "F3", "no-show": "F4", "park": "F6", "transfer": "F7", "reprint": "F9"}
PRIMARY_KEYS = {Step.TRIAGE: "Enter", Step.SURVEY: "Alt ↓", Step.CHECK: "Ctrl Enter"}
PRIMARY_WIDTH = 216


class BarButton(KeyButton):
    """A button whose key comes first: the bar is read by its keys."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl = QPainter(self), self.isRightToLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        live = self.isEnabled()
        ground = "panel" if live and not self.isDown() else "sunken"
        painter.setPen(QPen(color("border" if live else "divider"), 1))
        painter.setBrush(color(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        tint, cap = "ink" if live else "disabled", cap_width(self.key)
        place = self.mirrored(QRectF(PAD, (self.height() - CAP) / 2, cap, CAP))
        key_cap(painter, place, self.key, live=live)
        words = self.mirrored(QRectF(PAD + cap + GAP, 0, self.width() - cap - PAD - GAP - 4, self.height()))
        text.draw(painter, words, self.text(), Role.BODY, tint, rtl=rtl)

    def sizeHint(self) -> QSize:
        words = text.text_width(self.text(), Role.BODY)
        return QSize(round(PAD + cap_width(self.key) + GAP + words + PAD), self.height())


class MainButton(KeyButton):
    """The one thing to do next, its words and key in the middle."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl, live = QPainter(self), self.isRightToLeft(), self.isEnabled()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "sunken" if not live else "primary_deep" if self.isDown() or self.underMouse() else "primary"
        painter.setPen(QPen(color(ground if live else "divider"), 1))
        painter.setBrush(color(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        tint = "white" if live else "disabled"
        words, cap = text.text_width(self.text(), Role.MAIN), cap_width(self.key)
        start = max(PAD, (self.width() - words - GAP - cap) / 2)
        text.draw(painter, self.mirrored(QRectF(start, 0, words, self.height())), self.text(), Role.MAIN, tint, rtl=rtl)
        place = self.mirrored(QRectF(start + words + GAP, (self.height() - CAP) / 2, cap, CAP))
        painter.setPen(QPen(color(tint if live else "divider"), 1))
        key_cap(painter, place, self.key, live=live, tint=tint, ground=ground, rim=tint if live else "divider")

    def sizeHint(self) -> QSize:
        words = text.text_width(self.text(), Role.MAIN)
        return QSize(round(2 * PAD + words + GAP + cap_width(self.key)), self.height())


class KeyBarWidget(QFrame):
    """`pressed` carries the name of the button: recall, no-show, park, transfer, reprint, back, primary, and when the
    counter is free break and language.
    """

    pressed = Signal(str)

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.setFixedHeight(HEIGHT)
        self._words = words
        self.undo = UndoBar("undo")
        self.undo.button.setObjectName("key.undo")
        self.buttons = {name: self._button(name, key) for name, key in KEYS.items()}
        self.refer = self._button("refer", "Ctrl R")
        self.rest = self._button("break", "F5")
        self.language = self._button("language", "F12")
        self.back = self._button("back", "Alt ↑")
        self.primary = self._button("primary", "Enter")
        self.primary.setMinimumWidth(PRIMARY_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.undo)
        row.addStretch(1)
        for button in (self.refer, self.rest, self.language, self.back, self.primary):
            row.addWidget(button)

    def _button(self, name: str, key: str) -> KeyButton:
        main = name == "primary"
        variant = Variant.PRIMARY if main else Variant.NORMAL
        button = (MainButton if main else BarButton)(f"key.{name}", key=key, variant=variant, height=44)
        button.clicked.connect(lambda: self.pressed.emit(name))
        return button

    def show_bar(self, bar: KeyBar, step: Step, on_break: bool) -> None:
        """Words and enabled state; no button moves."""
        words = self._words
        for key in bar.keys:
            button = self.buttons[key.name]
            button.set_text(words.text(key.said.word, **key.said.params))
            button.setEnabled(key.enabled)
        self.refer.set_text(words.text("counter-key-refer"))
        self.refer.setVisible(step is Step.TRIAGE)
        self.rest.set_text(words.text("counter-key-end-break" if on_break else "counter-key-break"))
        self.rest.setVisible(step is Step.FREE)
        self.language.set_text("English" if words.rtl else "اردو")
        self.language.setVisible(step is Step.FREE)
        self.back.set_text(words.text("counter-key-back"))
        self.back.setVisible(bar.back)
        self.primary.setVisible(bar.primary is not None)
        if bar.primary is not None:
            self.primary.key = PRIMARY_KEYS[step]
            self.primary.updateGeometry()
            self.primary.set_text(words.text(bar.primary.said.word, **bar.primary.said.params))
            self.primary.setEnabled(bar.primary.enabled)
