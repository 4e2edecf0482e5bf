"""Centre before the day: the checks, the limits, and the one button that opens it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from drc_desktop.desk.contract import Service
from drc_desktop.kit import icons, marks, text
from drc_desktop.kit.bars import IconLabel, MessageBar, Panel, Rule
from drc_desktop.kit.buttons import KeyButton, Variant
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, Theme, color
from drc_desktop.supervisor.model import Check
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.presenter.opening import SURVEYS_A_DAY
from drc_desktop.supervisor.view.signs import TONE_MARKS

CHECK_HEIGHT = 56
MOST_CHECKS = 7


class CheckRow(QWidget):
    """One check: mark, picture, what, how it stands. 56 px where there is room, never less than the two lines."""

    def __init__(self) -> None:
        super().__init__()
        self.check: Check | None = None
        self.setMinimumHeight(CHECK_HEIGHT - 17)
        self.setMaximumHeight(CHECK_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_check(self, check: Check) -> None:
        """Set mark and words."""
        self.check = check
        self.setObjectName(f"opening.check.{check.id}")
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """What it says."""
        return f"{self.check.title}: {self.check.detail}" if self.check else ""

    def sizeHint(self) -> QSize:
        return QSize(400, CHECK_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        check = self.check
        if check is None:
            return
        painter, rtl, middle = QPainter(self), self.isRightToLeft(), self.height() / 2

        def place(x: float, y: float, w: float, h: float) -> QRectF:
            return QRectF(self.width() - x - w if rtl else x, y, w, h)

        painter.fillRect(0, 0, self.width(), 1, color("divider"))
        marks.paint(painter, place(15, middle - 9, 18, 18), TONE_MARKS[check.tone])
        icons.paint(painter, place(48, middle - 10, 20, 20), check.icon, rtl=rtl)
        room = self.width() - 82 - 15
        text.draw(painter, place(82, middle - 20, room, 20), check.title, Role.STRONG, rtl=rtl)
        text.draw(painter, place(82, middle, room, 20), check.detail, Role.BODY, "muted", rtl=rtl, elide=True)


class OpeningView(Panel):
    """Draws `OpeningPresenter.state`."""

    def __init__(self, presenter: Supervisor) -> None:
        super().__init__(margins=(1, 0, 1, 0), spacing=0)
        self._window, self._presenter = presenter, presenter.opening
        self.title = Label(Role.PAGE, name="opening.title", boxes=(36, 50))
        self.summary = Label(Role.BODY, "muted", wrap=True, name="opening.summary")
        self.again = KeyButton("opening.again", "search", height=32)
        self.rows = [CheckRow() for _ in range(MOST_CHECKS)]
        self.date = Label(Role.STRONG, name="opening.date")
        self.limit = QLineEdit()
        self.limit.setObjectName("opening.limit")
        self.limit.setMaxLength(4)
        self.limit.setFixedSize(96, 40)
        self.limit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.limit_hint = Label(Role.BODY, "muted")
        self.limits = Label(Role.BODY, name="opening.limits")
        self.confirm = MessageBar("opening.confirm")
        self.open = KeyButton("opening.open", "door", "Enter", Variant.PRIMARY, 48)
        self.note = Label(Role.BODY, "muted")
        self.captions = [Label(Role.BODY) for _ in range(3)]
        self.again.clicked.connect(self._presenter.reload)
        self.open.clicked.connect(self._presenter.open)
        self.limit.textEdited.connect(self._presenter.set_limit)
        self._lay_out()
        self._presenter.listen(self.refresh)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.summary)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setContentsMargins(15, 8, 15, 8)
        head.setSpacing(16)
        head.addWidget(IconLabel("sunrise", 48, "primary"))
        head.addLayout(words, 1)
        head.addWidget(self.again)
        self.column.addLayout(head)
        for row in self.rows:
            self.column.addWidget(row)
        self.column.addWidget(Rule())
        self.column.addLayout(self._form())
        self.column.addStretch(1)
        self.column.addWidget(self.confirm)
        self.column.addWidget(Rule())
        foot = QHBoxLayout()
        foot.setContentsMargins(15, 11, 15, 11)
        foot.setSpacing(16)
        self.open.setMinimumWidth(250)
        foot.addWidget(self.open)
        foot.addWidget(self.note, 1)
        self.column.addLayout(foot)

    def _form(self) -> QVBoxLayout:
        form = QVBoxLayout()
        form.setContentsMargins(15, 6, 15, 4)
        form.setSpacing(4)
        self.captions[1].setBuddy(self.limit)
        fields = ((self.date,), (self.limit, self.limit_hint), (self.limits,))
        for caption, parts in zip(self.captions, fields, strict=True):
            line = QHBoxLayout()
            line.setSpacing(12)
            caption.setFixedWidth(132)
            line.addWidget(caption)
            for part in parts:
                line.addWidget(part)
            line.addStretch(1)
            form.addLayout(line)
        return form

    def fold(self, low: bool) -> None:
        """A low window keeps the checks, the limit of tokens and the button."""
        for part in (self.captions[0], self.date, self.captions[2], self.limits):
            part.setVisible(not low)

    def retranslate(self) -> None:
        """Fixed words of the page."""
        words = self._window.ports.words.text
        self.again.set_text(words("supervisor-look-again"))
        for caption, word in zip(self.captions, ("date", "tokens-limit", "limits"), strict=True):
            caption.setText(words(f"supervisor-{word}"))
        self.limit.setFont(Theme.now().font(Role.STRONG))
        self.limit.setAccessibleName(words("supervisor-tokens-limit"))
        self.note.setText(words("supervisor-open-note"))
        self.refresh()

    def refresh(self) -> None:
        """Draw the checks and the button."""
        words, state = self._window.ports.words.text, self._presenter.state
        self.title.setText(state.title)
        self.summary.setText(state.summary)
        for at, row in enumerate(self.rows):
            there = at < len(state.checks)
            row.setVisible(there)
            if there:
                row.show_check(state.checks[at])
        self.date.setText(state.date)
        if not self.limit.hasFocus():
            self.limit.setText(str(self._presenter.token_limit or ""))
        board = self._window.board
        if board is not None:
            hint = words("supervisor-tokens-hint", operators=len(board.counters), each=SURVEYS_A_DAY)
            self.limit_hint.setText(hint)
            limits = {load.service: load.limit for load in board.services}
            a, c, p = (limits.get(service, 0) for service in Service)
            self.limits.setText(words("supervisor-limits-line", a=a, c=c, p=p))
        self.confirm.say(state.confirm, Mark.LOOK)
        word = "supervisor-confirm-date" if state.confirm else "supervisor-open-day"
        self.open.set_text(words("supervisor-opening") if state.busy else words(word))
        self.open.setEnabled(state.can_open)
