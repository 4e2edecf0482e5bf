"""Buttons that say what they do, show their picture and carry their key."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from drc_desktop.kit import icons, text
from drc_desktop.kit.theme import Role, Theme, color

ICON = 20
PAD = 12
GAP = 8


def key_cap_size(key: str) -> QSize:
    """Space of a key cap in px."""
    return QSize(max(20, text.text_width(key, Role.KEY) + 11), 20)


def paint_key_cap(painter: QPainter, rect: QRectF, key: str, tint: str = "ink", rim: str = "border") -> None:
    """The name of a key in a thin frame; key names stay left-to-right and Latin."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(rim), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    text.draw(painter, rect, key, Role.KEY, tint, align=Qt.AlignmentFlag.AlignHCenter)
    painter.restore()


class KeyCap(QWidget):
    """A key by itself, as in the hints at the foot."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return key_cap_size(self.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_key_cap(QPainter(self), QRectF(self.rect()), self.key)


class Variant(StrEnum):
    """How loud a button is. One primary button a window: the next thing to do."""

    NORMAL = "normal"
    PRIMARY = "primary"
    FLAT = "flat"
    DARK = "dark"


class ThemedButton(QAbstractButton):
    """What the painted buttons share: theme, name, pressing with Enter, state colours."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_text(self, words: str) -> None:
        """The words, which are the accessible name as well."""
        if words != self.text():
            self.setText(words)
            self.setAccessibleName(words)
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LayoutDirectionChange):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def mirrored(self, rect: QRectF) -> QRectF:
        """A place given for left-to-right reading, on its true side."""
        if not self.isRightToLeft():
            return rect
        return QRectF(self.width() - rect.right(), rect.top(), rect.width(), rect.height())


class KeyButton(ThemedButton):
    """Picture, word and key cap in one row. `height` 32 in tables, 40-44 for actions, 48 for the main one."""

    def __init__(
        self,
        name: str,
        icon: str = "",
        key: str = "",
        variant: Variant = Variant.NORMAL,
        height: int = 40,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self.icon_name, self.key, self._variant = icon, key, variant
        self.trailing = ""
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str) -> None:
        """Another picture, or none."""
        self.icon_name = icon
        self.updateGeometry()
        self.update()

    @property
    def _role(self) -> Role:
        main = self._variant is Variant.PRIMARY and self.height() >= 44
        return Role.MAIN if main else Role.STRONG if self._variant is Variant.DARK else Role.BODY

    def sizeHint(self) -> QSize:
        width = 2 * PAD + text.text_width(self.text(), self._role)
        width += ICON + GAP if self.icon_name else 0
        width += key_cap_size(self.key).width() + GAP if self.key else 0
        width += ICON if self.trailing else 0
        return QSize(width, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _colors(self) -> tuple[str, str, str]:
        """Ground, rim and text."""
        if not self.isEnabled():
            return "sunken", "divider", "disabled"
        if self._variant is Variant.PRIMARY:
            ground = "primary_deep" if self.isDown() or self.underMouse() else "primary"
            return ground, ground, "white"
        if self._variant is Variant.DARK:
            return "bar", "white", "white"
        ground = "primary_tint" if self.isDown() or self.isChecked() else "window" if self.underMouse() else "panel"
        if self._variant is Variant.FLAT:
            return ground, ground, "ink"
        return ground, "primary" if self.isChecked() else "border", "ink"

    def paintEvent(self, event: QPaintEvent) -> None:
        ground, rim, tint = self._colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color(rim), 1))
        painter.setBrush(color(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        spread = self._variant is Variant.PRIMARY and self.key
        middle = self.height() / 2
        start = PAD + (6.0 if self._variant is Variant.PRIMARY else 0.0)
        if not spread:
            start = max(PAD, (self.width() - self.sizeHint().width()) / 2 + PAD)
        if self.icon_name:
            place = self.mirrored(QRectF(start, middle - ICON / 2, ICON, ICON))
            icons.paint(painter, place, self.icon_name, tint, rtl=self.isRightToLeft())
            start += ICON + GAP + (2 if spread else 0)
        width = text.text_width(self.text(), self._role)
        place = self.mirrored(QRectF(start, 0, width, self.height()))
        text.draw(painter, place, self.text(), self._role, tint, rtl=self.isRightToLeft())
        start += width + GAP
        if self.trailing:
            place = self.mirrored(QRectF(start - 2, middle - 9, 18, 18))
            icons.paint(painter, place, self.trailing, tint, rtl=self.isRightToLeft())
        if self.key:
            cap = key_cap_size(self.key)
            at = self.width() - PAD - 2 - cap.width() if spread else start
            place = self.mirrored(QRectF(at, middle - cap.height() / 2, cap.width(), cap.height()))
            paint_key_cap(painter, place, self.key, tint, rim="white" if tint == "white" else "border")


class LanguageButton(ThemedButton):
    """Offers the other language, written in itself."""

    NAMES: ClassVar[dict[str, str]] = {"en": "English", "ur": "اردو"}

    def __init__(self, name: str = "topbar.language", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setFixedHeight(40)
        self.offered = "ur"
        self.offer("ur")

    def offer(self, language: str) -> None:
        """Name `language` as the one to switch to."""
        self.offered = language
        self.set_text(self.NAMES[language])

    def _role(self) -> Role:
        return Role.TAB if self.offered == "ur" else Role.BODY

    def _word_width(self) -> int:
        from PySide6.QtGui import QFontMetricsF

        font = Theme.now().font(self._role(), self.offered)
        return round(QFontMetricsF(font).horizontalAdvance(self.text())) + 8

    def sizeHint(self) -> QSize:
        return QSize(ICON + GAP + self._word_width() + 8, 40)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.paint(painter, self.mirrored(QRectF(4, 10, ICON, ICON)), "globe", "ink")
        painter.setFont(Theme.now().font(self._role(), self.offered))
        painter.setPen(color("primary" if self.underMouse() else "ink"))
        place = self.mirrored(QRectF(4 + ICON + GAP, 0, self._word_width(), self.height()))
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip)
        painter.drawText(place.translated(QPointF(0, 0)), flags, self.text())


class TileButton(ThemedButton):
    """A large choice: picture, number waiting, key, word. Checked, it is the proposed or chosen one."""

    def __init__(self, name: str, icon: str, key: str, size: QSize, small: bool = False) -> None:
        super().__init__(name)
        self.icon_name, self.key, self._small = icon, key, small
        self.count: int | None = None
        self.setCheckable(True)
        self.setMinimumWidth(64)
        self.setMaximumHeight(size.height() if small else round(size.height() * 1.4))
        self.setMinimumHeight(size.height() if small else size.height() - 14)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._wanted = size

    def set_count(self, count: int | None) -> None:
        """People waiting in that queue."""
        if count != self.count:
            self.count = count
            self.update()

    def sizeHint(self) -> QSize:
        return self._wanted

    def nextCheckState(self) -> None:
        """A press asks; what is chosen is the presenter's to say."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space chooses; Enter belongs to the window: it does what is chosen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        chosen = self.isChecked()
        tint = "disabled" if not self.isEnabled() else "primary" if chosen else "ink"
        ground = "sunken" if not self.isEnabled() else "primary_tint" if chosen else "panel"
        if self.isEnabled() and not chosen and self.underMouse():
            ground = "window"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if chosen else 1
        rim = "divider" if not self.isEnabled() else "primary" if chosen else "border"
        painter.setPen(QPen(color(rim), width))
        painter.setBrush(color(ground))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 4, 4)
        if self._small:
            self._paint_small(painter, tint)
        else:
            self._paint_large(painter, tint)

    def _paint_small(self, painter: QPainter, tint: str) -> None:
        rtl = self.isRightToLeft()
        cap = key_cap_size(self.key)
        start = min(self.width() / 2 - 12, self.width() - cap.width() - 5 - 26)
        icons.paint(painter, self.mirrored(QRectF(start, 6, 24, 24)), self.icon_name, tint, rtl=rtl)
        paint_key_cap(
            painter, self.mirrored(QRectF(self.width() - cap.width() - 5, 5, cap.width(), cap.height())), self.key, tint
        )
        place = QRectF(2, 30, self.width() - 4, self.height() - 32)
        text.draw(painter, place, self.text(), Role.CAPTION, tint, rtl=rtl, align=Qt.AlignmentFlag.AlignHCenter)

    def _paint_large(self, painter: QPainter, tint: str) -> None:
        from drc_desktop.kit import marks

        rtl = self.isRightToLeft()
        low = self.height() < self._wanted.height() - 4
        size, top = (26, 6) if low else (32, 9)
        icons.paint(painter, self.mirrored(QRectF(10, top, size, size)), self.icon_name, tint, rtl=rtl)
        if self.count is not None:
            muted = "muted" if self.isEnabled() else "disabled"
            marks.paint(painter, self.mirrored(QRectF(53, top + size / 2 - 8, 16, 16)), marks.Mark.WAITING, muted)
            place = self.mirrored(QRectF(74, top + size / 2 - 15, 40, 30))
            text.draw(painter, place, str(self.count), Role.BODY, muted, rtl=rtl)
        cap = key_cap_size(self.key)
        place = self.mirrored(QRectF(self.width() - cap.width() - 10, top, cap.width(), cap.height()))
        paint_key_cap(painter, place, self.key, tint)
        box = Theme.now().box(Role.SERVICE)
        place = QRectF(11, self.height() - box - (2 if rtl else 3), self.width() - 22, box)
        text.draw(painter, place, self.text(), Role.SERVICE, tint, rtl=rtl)
