"""Start side: arrivals (scan, verdict, queue, who goes first, print) and the last slip."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from drc_desktop.domain.visit import PriorityGroup
from drc_desktop.kit import icons, marks
from drc_desktop.kit.bars import IconLabel, Panel, StateMark, announce
from drc_desktop.kit.buttons import KeyButton, TileButton, Variant
from drc_desktop.kit.fields import CnicField
from drc_desktop.kit.hall import group_words
from drc_desktop.kit.shapes import QUEUE_ICONS
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, color
from drc_desktop.supervisor.model import CHOICE_KEYS, GROUP_KEYS, Arrivals, Choice, LastSlip, Tone, Verdict
from drc_desktop.supervisor.presenter.arrivals import ArrivalsPresenter
from drc_desktop.supervisor.view.signs import TONE_MARKS

WIDTH = 320
_TINTS = {Tone.GOOD: ("ok_tint", "ok"), Tone.LOOK: ("warn_tint", "warn"), Tone.BAD: ("error_tint", "error")}


class VerdictStrip(QWidget):
    """What triage says and why, on a tinted ground with a bar at the start side; also hints and faults of the field."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("arrivals.verdict")
        self.setMinimumHeight(56)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._icon, self._tint, self._bar = "", "window", ""
        self.title = Label(Role.STRONG, wrap=True, name="arrivals.verdict.title")
        self.detail = Label(Role.CAPTION, "muted", wrap=True, name="arrivals.verdict.detail")
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.detail)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 8, 6)
        row.setSpacing(0)
        row.addSpacing(48)
        row.addLayout(column, 1)

    def text(self) -> str:
        """Both lines, for screen readers and tests."""
        return "\n".join(part for part in (self.title.text(), self.detail.text()) if part)

    def _say(self, icon: str, ground: str, bar: str, title: str, detail: str) -> None:
        self._icon, self._tint, self._bar = icon, ground, bar
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.setAccessibleName(self.text())
        self.update()

    def show_verdict(self, verdict: Verdict) -> None:
        """What is due."""
        ground, bar = _TINTS.get(verdict.tone, ("window", ""))
        self._say(verdict.icon if verdict.tone is not Tone.BUSY else "sync", ground, bar, verdict.title, verdict.detail)

    def show_fault(self, words: str) -> None:
        """Why the text in the field is no number."""
        self._say("scan", "error_tint", "error", "", words)

    def show_hint(self, icon: str, words: str) -> None:
        """What to do next."""
        self._say(icon, "window", "", "", words)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(self._tint))
        rtl = self.isRightToLeft()
        if self._bar:
            painter.fillRect(self.width() - 4 if rtl else 0, 0, 4, self.height(), color(self._bar))
        place = QRectF(16, self.height() / 2 - 10, 20, 20)
        if rtl:
            place.moveRight(self.width() - 16)
        if self._icon:
            icons.paint(painter, place, self._icon, "ink", rtl=rtl)


class ArrivalsView(Panel):
    """Draws `ArrivalsPresenter.state`; keeps the focus where the next key belongs."""

    def __init__(self, presenter: ArrivalsPresenter) -> None:
        super().__init__(margins=(16, 4, 16, 12), spacing=0)
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._presenter = presenter
        self._was = Arrivals()
        self.title = Label(Role.TITLE, boxes=(34, 36))
        self.today = Label(Role.BODY, "muted", name="arrivals.today")
        self.today.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self.caption = Label(Role.BODY, boxes=(22, 22))
        self.field = CnicField("arrivals.cnic")
        self.caption.setBuddy(self.field)
        self.verdict = VerdictStrip()
        self.tiles = {choice: self._tile(choice, key) for key, choice in CHOICE_KEYS.items()}
        self.first = Label(Role.BODY, boxes=(26, 26))
        self.groups = {group: self._group(group, key) for key, group in GROUP_KEYS.items()}
        self.woman = TileButton("arrivals.woman", "user", "0", QSize(68, 56), small=True)
        self.woman.clicked.connect(presenter.toggle_woman)
        self._clock = IconLabel("clock", 18, "ink")
        self.estimate = Label(Role.BODY, name="arrivals.estimate", boxes=(26, 26))
        self.print = KeyButton("arrivals.print", "printer", "Enter", Variant.PRIMARY, 48)
        self.field.submitted.connect(presenter.submit)
        self.field.textEdited.connect(lambda _text: presenter.began_typing())
        self.print.clicked.connect(presenter.issue)
        self._low = False
        self._gaps = [QSpacerItem(0, 8) for _ in range(3)]
        self._lay_out()
        presenter.listen(self.refresh)

    def _tile(self, choice: Choice, key: str) -> TileButton:
        service = choice.service
        icon = QUEUE_ICONS[service] if service else "no_token"
        tile = TileButton(f"arrivals.service.{choice.value}", icon, key, QSize(140, 80))
        tile.clicked.connect(lambda: self._presenter.choose(choice))
        return tile

    def _group(self, group: PriorityGroup, key: str) -> TileButton:
        tile = TileButton(f"arrivals.first.{group.value}", group.value, key, QSize(91, 56), small=True)
        tile.clicked.connect(lambda: self._presenter.toggle_group(group))
        return tile

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.today)
        grid = QGridLayout()
        grid.setSpacing(8)
        for at, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, at // 2, at % 2)
        trio = QHBoxLayout()
        trio.setSpacing(8)
        for small in self.groups.values():
            trio.addWidget(small, 1)
        trio.addWidget(self.woman)
        forecast = QHBoxLayout()
        forecast.setSpacing(8)
        forecast.addWidget(self._clock)
        forecast.addWidget(self.estimate)
        forecast.addStretch(1)
        column = self.column
        column.addLayout(head)
        column.addWidget(self.caption)
        column.addSpacing(3)
        column.addWidget(self.field)
        column.addItem(self._gaps[0])
        column.addWidget(self.verdict)
        column.addItem(self._gaps[1])
        column.addLayout(grid)
        column.addItem(self._gaps[2])
        column.addWidget(self.first)
        column.addLayout(trio)
        column.addSpacing(4)
        column.addLayout(forecast)
        column.addSpacing(4)
        column.addWidget(self.print)
        column.addStretch(1)

    def fold(self, low: bool) -> None:
        """A low window drops the caption over the trio and half of the air."""
        self._low = low
        self.first.setVisible(not low)
        self.estimate.setVisible(bool(self.estimate.text()) or not low)
        for gap in self._gaps:
            gap.changeSize(0, 4 if low else 8)
        self.column.setContentsMargins(16, 2 if low else 4, 16, 8 if low else 12)
        self.column.invalidate()

    def retranslate(self) -> None:
        """Fixed words of the panel."""
        text = self._presenter.text
        self.title.setText(text("supervisor-arrivals"))
        self.caption.setText(text("supervisor-cnic"))
        self.field.setAccessibleName(text("supervisor-cnic"))
        self.field.setPlaceholderText(text("supervisor-scan"))
        self.first.setText(text("supervisor-goes-first"))
        for choice, tile in self.tiles.items():
            tile.set_text(text(f"queue-service-{choice.value.replace('_', '-')}"))
        for group, tile in self.groups.items():
            tile.set_text(group_words(group, self._presenter.words))
        self.woman.set_text(self._presenter.words.text("supervisor-woman"))
        self.woman.setAccessibleName(self._presenter.words.text("queue-woman-operator"))
        self.woman.setToolTip(self._presenter.words.text("queue-woman-operator"))
        self.refresh()

    def refresh(self) -> None:
        """Draw the state; move the focus only when the step changed."""
        state, was = self._presenter.state, self._was
        self._was = state
        self.today.setText(state.today)
        self.caption.setEnabled(state.enabled)
        self.field.setEnabled(state.enabled)
        self._show_number(state, was)
        self._show_verdict(state)
        for choice, tile in self.tiles.items():
            tile.setChecked(choice is state.chosen)
            tile.set_count(state.counts.get(choice))
            tile.setEnabled(state.enabled and (state.verdict is None or not state.masked or choice in state.allowed))
        for group, tile in self.groups.items():
            tile.setChecked(group is state.group)
            tile.setEnabled(state.enabled and not state.live_visit)
        self.woman.setChecked(state.woman)
        self.woman.setEnabled(state.enabled and not state.live_visit)
        self._clock.setVisible(bool(state.estimate))
        self.estimate.setText(state.estimate)
        self.estimate.setVisible(bool(state.estimate) or not self._low)
        self.print.set_text(state.action)
        self.print.setEnabled(state.enabled and not state.live_visit and state.field_tone is not Tone.BUSY)
        self._move_focus(state, was)

    def _show_number(self, state: Arrivals, was: Arrivals) -> None:
        if state.masked:
            if self.field.masked != state.masked:
                self.field.show_masked(state.masked)
        elif self.field.masked or (was.masked and not state.masked) or (state.taken and self.field.text()):
            self.field.begin()
        self.field.set_wrong(state.field_tone is Tone.BAD)
        if state.field_tone is not Tone.BAD:
            self.field.set_mark(TONE_MARKS[state.field_tone] if state.field_tone else None)

    def _show_verdict(self, state: Arrivals) -> None:
        text = self._presenter.text
        before = self.verdict.text()
        if not state.enabled:
            self.verdict.show_hint("lock", text("supervisor-locked"))
        elif state.field_words:
            self.verdict.show_fault(state.field_words)
        elif state.verdict is not None:
            self.verdict.show_verdict(state.verdict)
        else:
            self.verdict.show_hint("scan", text("supervisor-scan-hint"))
        if self.verdict.text() != before and state.enabled and (state.verdict or state.field_words):
            announce(self.verdict, self.verdict.text(), assertive=bool(state.field_words))

    def _move_focus(self, state: Arrivals, was: Arrivals) -> None:
        if state.enabled and not was.enabled:
            self.field.setFocus()
        elif state.asking and not was.asking:
            self.setFocus()  # digits answer the question now
        elif state.masked and state.chosen and not (was.masked == state.masked and was.chosen is state.chosen):
            self.tiles[state.chosen].setFocus()
        elif state.field_words and not was.field_words and not state.masked:
            self.field.setFocus()
            self.field.selectAll()
        elif was.masked and not state.masked and not self.field.hasFocus():
            self.field.setFocus()

    def take_scan(self, raw: str) -> None:
        """A scan that came from anywhere in the window."""
        if not self._was.masked and self.field.isEnabled():
            self.field.setText(raw)
        self._presenter.submit(raw)

    def key(self, character: str) -> bool:
        """A single character key outside text fields; True if it meant something here."""
        if character in CHOICE_KEYS:
            self._presenter.choose(CHOICE_KEYS[character])
        elif character in GROUP_KEYS:
            self._presenter.toggle_group(GROUP_KEYS[character])
        elif character == "0":
            self._presenter.toggle_woman()
        else:
            return False
        return True


class LastSlipView(Panel):
    """The newest slip, its state, and printing it once more. Folds into one line when the window is low."""

    def __init__(self, presenter: ArrivalsPresenter) -> None:
        super().__init__(margins=(16, 8, 16, 8), spacing=0)
        self.setFixedWidth(WIDTH)
        self._presenter = presenter
        self.token = Label(Role.CARD_TOKEN, name="slip.token")
        self.mark = StateMark(None, 18)
        self.state = Label(Role.BODY, name="slip.state")
        self.detail = Label(Role.CAPTION, "muted", name="slip.detail")
        self.button = KeyButton("slip.reprint", "printer", "F9", height=40)
        self.button.clicked.connect(presenter.reprint)
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self.token, self.mark, self.state):
            line.addWidget(widget)
        line.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addLayout(line)
        words.addWidget(self.detail)
        words.addStretch(1)
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self.column.addLayout(row)
        self.fold(False)
        presenter.listen(self.refresh)

    def fold(self, low: bool) -> None:
        """One line, or two."""
        self.setFixedHeight(46 if low else 76)
        self.column.setContentsMargins(16, 2 if low else 8, 16, 2 if low else 8)
        self.detail.setVisible(not low)

    def refresh(self) -> None:
        """Draw the last slip, or that there is none."""
        text, slip = self._presenter.text, self._presenter.state.slip
        if slip is None:
            slip = LastSlip(text("supervisor-no-slip"), Tone.GOOD, "", text("supervisor-no-slip-hint"), False)
            self.mark.hide()
            self.token.set_role(Role.BODY)
        else:
            self.mark.set_mark(TONE_MARKS[slip.tone])
            self.mark.show()
            self.token.set_role(Role.CARD_TOKEN)
        self.token.setText(slip.title)
        self.state.setText(slip.state)
        self.state.set_tone(marks.TONES[TONE_MARKS[slip.tone]] if slip.tone is not Tone.GOOD else "ink")
        self.detail.setText(slip.detail)
        self.button.set_icon("" if slip.tone is Tone.BAD else "printer")  # the state's longer words need the room
        self.button.set_text(text("supervisor-reprint"))
        self.button.setVisible(slip.can_reprint)
