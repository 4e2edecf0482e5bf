"""Fields for numbers that name a person."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from drc_desktop.domain import identity
from drc_desktop.kit import icons, marks
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.theme import Role, Theme


class CnicField(QLineEdit):
    """A left-to-right field for a CNIC or B-form number: Urdu digits and dashes are taken, 5-7-1 is kept while typing.

    `submitted` carries the raw text at Enter. `show_masked` hides the number and keeps it out of the widget; typing
    begins a new one.
    """

    submitted = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFixedHeight(44)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhSensitiveData)
        self.setMaxLength(400)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._masked = ""
        self.mark: Mark | None = None
        self.textEdited.connect(self._tidy)
        self.textChanged.connect(lambda _text: self._face())
        self._retheme()

    @property
    def masked(self) -> str:
        """The mask shown, empty while a number is being typed."""
        return self._masked

    def show_masked(self, mask: str) -> None:
        """Show this mask in place of what was typed; the typed number is forgotten here."""
        self._masked = mask
        self.setText(mask)
        self.setReadOnly(bool(mask))

    def set_wrong(self, wrong: bool) -> None:
        """Red border for a text that is no number."""
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", "true" if wrong else None)
            self.style().unpolish(self)
            self.style().polish(self)
            self._face()  # polishing forgets the font
        self.set_mark(Mark.BAD if wrong else None)

    def set_mark(self, mark: Mark | None) -> None:
        """The small sign at the end of the field."""
        self.mark = mark
        self.update()

    def begin(self) -> None:
        """Empty it for the next number."""
        self.show_masked("")
        self.set_wrong(False)

    def _tidy(self, typed: str) -> None:
        digits = identity.ascii_digits(typed)
        bare = digits.replace("-", "").replace(" ", "")
        if not (bare.isascii() and bare.isdigit()) or len(bare) > identity.CNIC_DIGITS:
            return
        parts = [bare[:5], bare[5:12], bare[12:]]
        shown = "-".join(part for part in parts if part)
        if shown != typed:
            after = len(digits[: self.cursorPosition()].replace("-", "").replace(" ", ""))
            self.setText(shown)
            self.setCursorPosition(after + (after > 5) + (after > 12))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._masked:
                event.ignore()
            else:
                self.submitted.emit(self.text())
            return
        if self._masked and (event.text().strip() or event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
                return
            self.begin()
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z takes back the last step of the window, not letters of a number."""
        key = event if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride else None
        if key is not None and key.matches(QKeySequence.StandardKey.Undo):
            key.ignore()
            return False
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retheme()
        super().changeEvent(event)

    def _retheme(self) -> None:
        self._face()
        rtl = Theme.now().rtl
        self.setAlignment(
            (Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute
        )
        self.setTextMargins(28, 0, 28, 0)

    def _face(self) -> None:
        """Digits are bold; the hint in an empty field is not."""
        self.setFont(Theme.now().font(Role.ROW_TOKEN if self.text() else Role.BODY))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        rtl = Theme.now().rtl
        start, end = QRectF(13, 12, 20, 20), QRectF(self.width() - 29, 14, 16, 16)
        if rtl:
            start.moveRight(self.width() - 13)
            end.moveLeft(13)
        icons.paint(painter, start, "scan", "ink" if self.isEnabled() else "disabled")
        if self.mark is not None:
            marks.paint(painter, end, self.mark)
