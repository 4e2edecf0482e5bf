"""The sign-in page: people at the start side, six boxes for the PIN at the end side."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from drc_desktop.desk.contract import OperatorCard
from drc_desktop.desk.contract import Role as Operator
from drc_desktop.domain.identity import ascii_digits
from drc_desktop.kit import icons, shapes, text
from drc_desktop.kit.bars import EmptyState, Rule, StateMark, announce, see_through
from drc_desktop.kit.buttons import KeyButton, ThemedButton, Variant
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.signin_presenter import PIN_DIGITS, SignIn, Step
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, color

ROW = 64
BOX = QSize(48, 56)
PEOPLE_WIDTH, CARD = 376, QSize(784, 474)


class PersonRow(ThemedButton):
    """One person: mark, name, role; a bar and a tick where chosen."""

    def __init__(self, person: OperatorCard, detail: str) -> None:
        super().__init__(f"signin.person.{person.operator_id}")
        self._person, self._detail = person, detail
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(ROW)
        self.setCheckable(True)
        self.set_text(person.name)
        self.setAccessibleDescription(detail)

    def nextCheckState(self) -> None:
        """Who is chosen is the presenter's to say."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl = QPainter(self), self.isRightToLeft()
        if self.isChecked() or self.underMouse():
            painter.fillRect(self.rect(), color("primary_tint" if self.isChecked() else "sunken"))
        painter.fillRect(0, 0, self.width(), 1, color("divider"))
        if self.isChecked():
            painter.fillRect(self.mirrored(QRectF(0, 0, 4, self.height())), color("primary"))
            icons.paint(painter, self.mirrored(QRectF(self.width() - 46, 21, 22, 22)), "tick", "primary")
        sign = self.mirrored(QRectF(24, 16, 32, 32))
        if self._person.counter:
            shapes.paint_counter(painter, sign, self._person.counter)
        else:
            icon = "horn" if self._person.role is Operator.TSA else "user"
            icons.paint(painter, sign.adjusted(4, 4, -4, -4), icon, "ink", rtl=rtl)
        room = self.width() - 68 - 56
        text.draw(painter, self.mirrored(QRectF(68, 11, room, 22)), self.text(), Role.STRONG, rtl=rtl)
        text.draw(painter, self.mirrored(QRectF(68, 33, room, 22)), self._detail, Role.BODY, "muted", rtl=rtl)


class PinBoxes(QWidget):
    """Six boxes that show dots. They keep the focus; Up and Down choose a person all the while."""

    def __init__(self, presenter: SignIn[Any]) -> None:
        super().__init__()
        self.setObjectName("signin.pin")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocusRing", True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFixedSize(PIN_DIGITS * BOX.width() + (PIN_DIGITS - 1) * 8 + 8, BOX.height() + 8)
        self._presenter = presenter

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digits = ascii_digits(event.text())
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._presenter.choose(self._presenter.chosen + (1 if event.key() == Qt.Key.Key_Down else -1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._presenter.submit()
        elif event.key() == Qt.Key.Key_Backspace:
            self._presenter.rub_out()
        elif event.key() == Qt.Key.Key_Escape and (self._presenter.pin or self._presenter.fault):
            self._presenter.clear()
        elif digits.isascii() and digits.isdigit():
            self._presenter.type(digits)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        filled = len(self._presenter.pin)
        for at in range(PIN_DIGITS):
            box = QRectF(4 + at * (BOX.width() + 8), 4, BOX.width(), BOX.height()).adjusted(0.5, 0.5, -0.5, -0.5)
            here = at == min(filled, PIN_DIGITS - 1) and self.hasFocus()
            if here:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(color("ink"), 1))
                painter.drawRoundedRect(box.adjusted(-3.5, -3.5, 3.5, 3.5), 7, 7)
                painter.setPen(QPen(color("called"), 3))
                painter.drawRoundedRect(box.adjusted(-1.8, -1.8, 1.8, 1.8), 5, 5)
            painter.setPen(QPen(color("border"), 1))
            painter.setBrush(color("panel"))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("ink"))
            if at < filled:
                painter.drawEllipse(box.center(), 7, 7)
            elif here:
                painter.drawRect(QRectF(box.center().x() - 1, box.center().y() - 13, 2, 26))


class SignInView(QWidget):
    """The page for the middle of a window; give it the focus with `setFocus`. `prefix` are its words: who is asked for
    what, in `PREFIX-title`, `-pin`, `-button`, `-working`, `-forgot`, `-nobody` and `-nobody-hint`."""

    def __init__(self, presenter: SignIn[Any], prefix: str = "kit-signin") -> None:
        super().__init__()
        self._prefix = prefix
        self.setObjectName("page")
        self.presenter = presenter
        self._listed: tuple[object, str] | None = None
        self._rows: list[PersonRow] = []
        self.title = Label(Role.PAGE, boxes=(40, 56))
        self.nobody = EmptyState("users")
        self.name = Label(Role.PAGE, name="signin.name", boxes=(40, 56))
        self.role = Label(Role.BODY, "muted", name="signin.role")
        self.caption = Label(Role.BODY)
        self.pin = PinBoxes(presenter)
        self.caption.setBuddy(self.pin)
        self.mark = StateMark(Mark.BAD)
        self.fault = Label(Role.STRONG, "error", wrap=True, name="signin.fault")
        self.button = KeyButton("signin.submit", "", "Enter", Variant.PRIMARY, 48)
        self.again = KeyButton("signin.again", "sync", height=40)
        self.forgot = Label(Role.BODY, "muted", wrap=True)
        self.button.clicked.connect(presenter.submit)
        self.again.clicked.connect(presenter.start)
        self.setFocusProxy(self.pin)
        self._lay_out()
        presenter.listen(self.refresh)
        self.retranslate()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("panel")
        card.setFixedSize(CARD)
        row = QHBoxLayout(card)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        row.addWidget(self._people_side())
        row.addWidget(Rule(vertical=True))
        row.addWidget(self._pin_side(), 1)
        outer = QVBoxLayout(self)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def _people_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(PEOPLE_WIDTH)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        see_through(self._scroll)
        head = QHBoxLayout()
        head.setContentsMargins(24, 20, 24, 20)
        head.addWidget(self.title)
        nobody = QHBoxLayout()
        nobody.setContentsMargins(24, 0, 24, 0)
        nobody.addWidget(self.nobody)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(nobody)
        column.addWidget(self._scroll, 1)
        return side

    def _pin_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(32, 20, 24, 24)
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.role)
        column.addSpacing(24)
        column.addWidget(self.caption)
        boxes = QHBoxLayout()
        boxes.setContentsMargins(0, 0, 0, 0)
        boxes.addWidget(self.pin)
        boxes.addStretch(1)
        column.addLayout(boxes)
        fault = QHBoxLayout()
        fault.setSpacing(8)
        fault.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        fault.addWidget(self.fault, 1)
        column.addSpacing(8)
        column.addLayout(fault)
        column.addSpacing(12)
        column.addWidget(self.button)
        column.addSpacing(8)
        column.addWidget(self.again)
        column.addStretch(1)
        column.addWidget(Rule())
        column.addSpacing(12)
        column.addWidget(self.forgot)
        return side

    def retranslate(self) -> None:
        """Fixed words of the page."""
        words = self.presenter.words
        self.title.setText(words.text(f"{self._prefix}-title"))
        self.again.set_text(words.text("kit-try-again"))
        self.nobody.say(words.text(f"{self._prefix}-nobody"), words.text(f"{self._prefix}-nobody-hint"))
        self._listed = None
        self.refresh()

    def hints(self) -> list[tuple[str, str]]:
        """Key hints for the foot of the window."""
        words = self.presenter.words
        pairs = (("↑ ↓", "person"), ("Enter", "sign-in"), ("Esc", "clear"))
        return [(key, words.text(f"kit-hint-{word}")) for key, word in pairs]

    def refresh(self) -> None:
        """Draw people, boxes and what was wrong."""
        presenter, words = self.presenter, self.presenter.words
        self._list_people()
        for at, row in enumerate(self._rows):
            row.setChecked(at == presenter.chosen)
        if self._rows:
            self._scroll.ensureWidgetVisible(self._rows[presenter.chosen], 0, 0)
        person = presenter.person
        self.name.setText(person.name if person else "")
        self.role.setText(presenter.role_words(person) if person else "")
        own = presenter.step is not Step.PIN
        caption = words.text(f"kit-signin-{presenter.step}" if own else f"{self._prefix}-pin")
        if caption != self.caption.text():
            self.caption.setText(caption)
            self.pin.setAccessibleName(caption)
            if own:
                announce(self.pin, caption)
        self.forgot.setText(words.text("kit-signin-own" if own else f"{self._prefix}-forgot"))
        self.nobody.setVisible(not presenter.people and not presenter.fault)
        self.again.setVisible(presenter.can_retry)
        if presenter.fault != self.fault.text():
            self.fault.setText(presenter.fault)
            if presenter.fault:
                announce(self.pin, presenter.fault, assertive=True)
        self.mark.set_mark(Mark.BAD if presenter.fault else None)
        word = f"{self._prefix}-{'working' if presenter.busy else 'button'}"
        self.button.set_text(words.text("kit-signin-next" if presenter.step is Step.NEW else word))
        self.button.setEnabled(person is not None and not presenter.busy)
        self.pin.update()

    def _list_people(self) -> None:
        state = ([one.operator_id for one in self.presenter.people], self.presenter.words.language)
        if state == self._listed:
            return
        self._listed = state
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        for at, person in enumerate(self.presenter.people):
            row = PersonRow(person, self.presenter.role_words(person))
            row.clicked.connect(lambda _checked=False, at=at: self._picked(at))
            self._list.insertWidget(at, row)
            self._rows.append(row)

    def _picked(self, at: int) -> None:
        self.presenter.choose(at)
        self.pin.setFocus()
