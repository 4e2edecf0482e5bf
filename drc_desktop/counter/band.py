"""The top band of the counter: token, service, times, steps, lamps, counter sign. Nothing in it comes and goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from drc_desktop.counter.model import Band, Health, Step
from drc_desktop.counter.words import clock, duration, service_words
from drc_desktop.domain.clock import here
from drc_desktop.kit import icons, marks, text
from drc_desktop.kit.bars import CounterMark, IconLabel, Rule
from drc_desktop.kit.dates import date_words
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.shapes import QUEUE_ICONS
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role, color

HEIGHT = 72
TOKEN_WIDTH = 168
WIDEST_NAME = 176
"""Of the cell with the counter and its operator; a longer name is cut with an ellipsis."""
QWIDGETSIZE_MAX = (1 << 24) - 1
FREE_WIDTH = 272
STEPS = (Step.TRIAGE, Step.SURVEY, Step.CHECK)
MARKS = {Health.GOOD: Mark.GOOD, Health.LOOK: Mark.LOOK, Health.BAD: Mark.BAD}


class TokenPlate(QWidget):
    """The token in white on the accent, or 'Free' with a tick."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("band.token")
        self._words, self._token = "", ""
        self._mark = Mark.GOOD
        self.setFixedSize(FREE_WIDTH, HEIGHT - 1)

    def show_token(self, token: str) -> None:
        """A visit is here."""
        self._set(token, "", Mark.GOOD)

    def show_words(self, words: str, mark: Mark) -> None:
        """Nobody is here."""
        self._set("", words, mark)

    def text(self) -> str:
        """What stands there."""
        return self._token or self._words

    def _set(self, token: str, words: str, mark: Mark) -> None:
        self._token, self._words, self._mark = token, words, mark
        self.setFixedWidth(TOKEN_WIDTH if token else FREE_WIDTH)
        self.setAccessibleName(self.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self._token:
            painter.fillRect(rect, color("primary"))
            text.draw(painter, rect, self._token, Role.BAND_TOKEN, "white", align=Qt.AlignmentFlag.AlignHCenter)
            return
        rtl = self.isRightToLeft()
        sign = QRectF(24, 24, 24, 24)
        words = QRectF(60, 0, rect.width() - 72, rect.height())
        if rtl:
            sign.moveRight(rect.width() - 24)
            words.moveRight(rect.width() - 60)
        marks.paint(painter, sign, self._mark)
        text.draw(painter, words, self._words, Role.HEAD, rtl=rtl)
        painter.fillRect(QRectF(0 if rtl else rect.width() - 1, 0, 1, rect.height()), color("divider"))


class StepsBar(QWidget):
    """Triage, Survey, Check: tick = done, filled = here, outline = later."""

    DISC = 24

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("band.steps")
        self._words: list[str] = []
        self._step = Step.FREE
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_step(self, words: list[str], step: Step) -> None:
        """Words of the three steps, and where we are."""
        self._words, self._step = words, step
        self.setAccessibleName(words[STEPS.index(step)] if step in STEPS else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width(self._words), HEIGHT - 1)

    def minimumSizeHint(self) -> QSize:
        """Where the band is full only the step we are in is named."""
        here = STEPS.index(self._step) if self._step in STEPS else 0
        return QSize(self._width([word if at == here else "" for at, word in enumerate(self._words)]), HEIGHT - 1)

    def _width(self, words: list[str]) -> int:
        named = sum(6 + text.text_width(word, Role.STRONG) for word in words if word)
        return named + self.DISC * len(words) + 28 * max(0, len(words) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rtl, x, middle = self.isRightToLeft(), 0.0, self.height() / 2
        here = STEPS.index(self._step) if self._step in STEPS else -1
        full = self.width() >= self.sizeHint().width()

        def place(at: float, width: float, height: float) -> QRectF:
            left = self.width() - at - width if rtl else at
            return QRectF(left, middle - height / 2, width, height)

        for number, word in enumerate(self._words):
            self._disc(painter, place(x, self.DISC, self.DISC), number, here)
            x += self.DISC
            if full or number == here:
                role, tint = (Role.STRONG, "ink") if number == here else (Role.BODY, "muted")
                width = text.text_width(word, Role.STRONG)
                text.draw(painter, place(x + 6, width, 40), word, role, tint, rtl=rtl)
                x += 6 + width
            if number < len(self._words) - 1:
                icons.paint(painter, place(x + 6, 16, 16), "chevron_forward", "muted", rtl=rtl)
                x += 28

    def _disc(self, painter: QPainter, rect: QRectF, number: int, here: int) -> None:
        if number < here:
            marks.paint(painter, rect, Mark.GOOD)
            return
        filled = number == here
        painter.setPen(QPen(color("primary" if filled else "border"), 2))
        painter.setBrush(color("primary" if filled else "panel"))
        painter.drawEllipse(rect.adjusted(1, 1, -1, -1))
        text.draw(
            painter,
            rect,
            str(number + 1),
            Role.KEY,
            "white" if filled else "ink",
            align=Qt.AlignmentFlag.AlignHCenter,
        )


class Cell(QWidget):
    """Icon, a bold line, a muted line under it."""

    def __init__(self, name: str, icon: str, size: int, role: Role) -> None:
        super().__init__()
        self.icon = IconLabel(icon, size)
        self.value = Label(role, name=f"{name}.value")
        self.caption = Label(Role.CAPTION, "muted", name=f"{name}.caption")
        for label in (self.value, self.caption):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addWidget(self.value)
        column.addWidget(self.caption)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 0, 11, 0)
        row.setSpacing(9)
        row.addWidget(self.icon)
        row.addLayout(column)

    def show_lines(self, value: str, caption: str) -> None:
        """Both lines; the caption gives way first where the band is full."""
        self.value.setText(value)
        self.caption.setText(caption)

    def keep(self, widest: int = 400) -> None:
        """As wide as its words, up to `widest`: it does not shrink for its neighbours."""
        words = max(self.value.sizeHint().width(), self.caption.sizeHint().width())
        icon = 0 if self.icon.isHidden() else self.icon.width() + 9
        self.setFixedWidth(min(widest, words + icon + 22))


class SmallLamp(QWidget):
    """Shape and words in one line."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._words, self._mark = "", Mark.GOOD
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, words: str, mark: Mark) -> None:
        """State in shape and words."""
        self._words, self._mark = words, mark
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The words."""
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(28 + text.text_width(self._words, Role.CAPTION) + 8, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl = QPainter(self), self.isRightToLeft()
        sign, words = QRectF(0, 10, 20, 20), QRectF(28, 0, self.width() - 28, 40)
        if rtl:
            sign.moveRight(self.width())
            words.moveRight(self.width() - 28)
        marks.paint(painter, sign, self._mark)
        text.draw(painter, words, self._words, Role.CAPTION, rtl=rtl)


class BandBar(QFrame):
    """The whole band."""

    def __init__(self, words: Texts, now: Callable[[], float]) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setFixedHeight(HEIGHT)
        self._words, self._now = words, now
        self._band: Band | None = None
        self.token = TokenPlate()
        self.service = Cell("band.service", "new_survey", 36, Role.TITLE)
        self.timer = Cell("band.time", "clock", 26, Role.FIGURE)
        self.waiting = Cell("band.waiting", "people", 26, Role.FIGURE)
        self.steps = StepsBar()
        self.lamps = {name: SmallLamp(f"lamp.{name}") for name in ("printer", "database", "sync")}
        self.sign = CounterMark(0, 40)
        self.counter = Cell("band.counter", "", 1, Role.TITLE)
        self.counter.icon.hide()
        self._lay_out()
        ticker = QTimer(self)
        ticker.timeout.connect(self._count)
        ticker.start(1000)

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._rules = [Rule(vertical=True) for _ in range(3)]
        row.addWidget(self.token)
        row.addWidget(self.service)
        row.addWidget(self._rules[0])
        row.addWidget(self.timer)
        row.addWidget(self._rules[1])
        row.addWidget(self.waiting)
        row.addWidget(self._rules[2])
        row.addSpacing(10)
        row.addWidget(self.steps)
        row.addStretch(1)
        for lamp in self.lamps.values():
            row.addWidget(lamp)
            row.addSpacing(8)
        row.addWidget(Rule(vertical=True))
        row.addSpacing(12)
        row.addWidget(self.sign)
        row.addWidget(self.counter)
        row.addSpacing(4)

    def show_band(self, band: Band) -> None:
        """Draw it."""
        self._band = band
        words, free = self._words, band.step is Step.FREE
        if free:
            self._show_steps(False)
        self._put_clock_first(free)
        self._show_visit(band)
        self.waiting.show_lines(str(band.waiting), words.text("counter-waiting"))
        self.steps.show_step([words.text(f"counter-step-{step.value}") for step in STEPS], band.step)
        for lamp in band.lamps:
            self.lamps[lamp.name].show_state(words.text(lamp.said.word, **lamp.said.params), MARKS[lamp.health])
        self.sign.set_counter(band.counter)
        self.counter.show_lines(words.text("counter-number", n=band.counter), band.operator)
        self._count()
        self.waiting.keep()
        self.counter.keep(WIDEST_NAME)
        if free:
            self.service.setMinimumWidth(0)
            self.service.setMaximumWidth(QWIDGETSIZE_MAX)
        else:
            self.service.keep()
            self._show_steps(True)

    def _show_steps(self, shown: bool) -> None:
        """Last when they come, first when they go: showing a widget lays the window out at once, with what is there."""
        for part in (self.steps, self._rules[2], self.waiting):
            part.setVisible(shown)

    def _put_clock_first(self, first: bool) -> None:
        """The free counter reads from the clock, a visit from its service."""
        pair = (self.timer, self.service) if first else (self.service, self.timer)
        if self._row.indexOf(pair[0]) > self._row.indexOf(pair[1]):
            for widget, place in zip(pair, (1, 3), strict=True):
                self._row.removeWidget(widget)
                self._row.insertWidget(place, widget)

    def _show_visit(self, band: Band) -> None:
        words = self._words
        if band.step is Step.FREE:
            away = band.on_break
            self.token.show_words(
                words.text("counter-on-break" if away else "counter-free"), Mark.BREAK if away else Mark.GOOD
            )
            self.service.icon.set_icon("home", "ink")
            site = band.site_ur if words.rtl else band.site_en
            since = clock(band.open_since) if band.open_since else ""
            state = words.text("counter-open-since", time=since) if since else words.text("counter-day-closed")
            self.service.show_lines(site, state)
            return
        self.token.show_token(band.token)
        if band.service is not None:
            self.service.icon.set_icon(QUEUE_ICONS[band.service], "primary")
            name = service_words(band.service, words)
            self.service.show_lines(name, words.text("counter-questions", n=band.questions))

    def _count(self) -> None:
        band = self._band
        if band is None:
            return
        if band.step is Step.FREE:
            now = self._now()
            self.timer.show_lines(clock(now), date_words(here(now).date(), self._words))
        else:
            since = duration(self._now() - band.called_at) if band.called_at else ""
            self.timer.show_lines(since, self._words.text("counter-since-called"))
        self.timer.keep()
