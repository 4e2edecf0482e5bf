"""The window before anyone is signed in: the frame of every window round the sign-in page."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from drc_desktop.desk.contract import SignedIn, SiteCard
from drc_desktop.domain import clock
from drc_desktop.kit.bars import MessageBar
from drc_desktop.kit.dates import hour, weekday_words
from drc_desktop.kit.focus import FocusRing
from drc_desktop.kit.frame import Foot, TopBar
from drc_desktop.kit.signin import SignInView
from drc_desktop.kit.signin_presenter import SignIn
from drc_desktop.kit.theme import Theme


class SignInWindow(QMainWindow):
    """Shows who may sign in; the presenter's callback is told who did. F12 switches the language.

    `show_site` names the site once it answers; until then `fault` can say that it does not.
    """

    def __init__(
        self, presenter: SignIn[SignedIn], now: Callable[[], float] = time.time, today: Callable[[], date] = clock.today
    ) -> None:
        super().__init__()
        self.setObjectName("signin")
        self.setMinimumSize(1024, 640)
        self.resize(1366, 768)
        self._presenter, self._now, self._today = presenter, now, today
        self._site: SiteCard | None = None
        self.top = TopBar([], [])
        self.top.day.hide()
        self.top.show_role("")
        self.fault = MessageBar("signin.site")
        self.view = SignInView(presenter)
        self.foot = Foot()
        body = QWidget()
        body.setObjectName("page")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.fault)
        column.addWidget(self.view, 1)
        column.addWidget(self.foot)
        self.setCentralWidget(body)
        self.ring = FocusRing(self)
        self.top.language.connect(self.speak)
        QShortcut(QKeySequence("F12"), self, lambda: self.speak(presenter.words.other))
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self.retranslate()

    def show_site(self, site: SiteCard) -> None:
        """The site answered: its name stands in the bar."""
        self._site = site
        self.fault.clear()
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()

    def speak(self, language: str) -> None:
        """Switch the language; the digits typed so far stay."""
        self._presenter.words.switch(language)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        Theme.apply(application, language)
        self.retranslate()

    def retranslate(self) -> None:
        """Every word of the window."""
        words = self._presenter.words
        name = (self._site.name_ur if words.rtl else self._site.name_en) if self._site else ""
        self.setWindowTitle(name or words.text("kit-signin-title"))
        self.top.site.setText(name)
        self.top.date.setText(weekday_words(self._today(), words))
        self.top.switch.offer(words.other)
        self.view.retranslate()
        self.foot.note.setText(words.text("kit-signin-foot"))
        self.foot.show_hints(self.view.hints())
        self._tick()

    def _tick(self) -> None:
        self.top.clock.setText(hour(self._now()))
