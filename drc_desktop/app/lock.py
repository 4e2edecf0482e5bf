"""The screen lock: after idle minutes the windows of this PC hide behind a PIN, and come back exactly as they were.

Nothing is closed, so a visit, a half-typed answer and the place on the page stay. The PIN is held against a hash made
at sign-in, so that a lock opens without the network too; three wrong ones end the session, and the site's own lock-out
takes over at the sign-in page. Somebody else signs in from here with one key.
"""

from __future__ import annotations

from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from drc_desktop.app.station import Station
from drc_desktop.desk.contract import DeskError, Fault, OperatorCard, Seen, SignedIn, SiteCard
from drc_desktop.kit.signin_presenter import SignIn
from drc_desktop.kit.signin_window import SignInWindow

TRIES = 3
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class PinCheck:
    """A person's PIN as a hash in memory (Argon2id, about 0.1 s to make or to hold a PIN against)."""

    def __init__(self, pin: str) -> None:
        self._hash = _HASHER.hash(pin)
        self.left = TRIES

    def holds(self, pin: str) -> bool:
        """Whether it is the PIN; a wrong one costs a try, a right one gives them all back."""
        try:
            _HASHER.verify(self._hash, pin)
        except VerifyMismatchError:
            self.left -= 1
            return False
        self.left = TRIES
        return True


class _Door:
    """Lets the one person back in who is signed in."""

    def __init__(self, signed: SignedIn, check: PinCheck) -> None:
        self._signed, self._check = signed, check

    def operators(self) -> list[OperatorCard]:
        """That person alone."""
        signed = self._signed
        return [OperatorCard(signed.actor.operator_id, signed.name, signed.actor.role, signed.counter)]

    def sign_in(self, device_id: str, operator_id: str, pin: str, counter: int = 0) -> SignedIn:
        """The session that is open already; raises WRONG_PIN."""
        if not self._check.holds(pin):
            raise DeskError(Fault.WRONG_PIN, left=max(0, self._check.left))
        return self._signed


class LockWindow(SignInWindow):
    """The sign-in page with one person on it. It cannot be closed by hand; F10 asks for the full sign-in page."""

    def __init__(self, presenter: SignIn[SignedIn], other: Callable[[], object]) -> None:
        self.released = False
        super().__init__(presenter)
        QShortcut(QKeySequence("F10"), self, other)

    def retranslate(self) -> None:
        """Every word of the window."""
        super().retranslate()
        words = self._presenter.words
        self.view.title.setText(words.text("kit-lock-title"))
        self.foot.note.setText(words.text("kit-lock-foot"))
        self.foot.show_hints([*self.view.hints(), ("F10", words.text("kit-lock-other"))])

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.released:
            event.accept()
        else:
            event.ignore()


Tell = Callable[[Seen, str], object]


class ScreenLock(QObject):
    """Watches for signs of life in the windows of this process; `lock` hides them. `tell` brings it to the log."""

    def __init__(self, station: Station, signed: SignedIn, site: SiteCard, check: PinCheck, tell: Tell) -> None:
        super().__init__(station.shown)
        self._station, self._signed, self._site, self._check = station, signed, site, check
        self._tell = tell
        self._hidden: list[QWidget] = []
        self.window: LockWindow | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(round(station.settings.screen.lock_minutes * 60_000))
        self._idle.timeout.connect(self.lock)
        self._idle.start()
        station.app.installEventFilter(self)
        station.on_close(self.close)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE and self.window is None:
            self._idle.start()
        return False

    def lock(self) -> None:
        """Hide every window of this process behind the PIN of who is signed in."""
        if self.window is not None:
            return
        station = self._station
        presenter = SignIn(
            _Door(self._signed, self._check),
            station.tasks,
            station.words,
            station.pairing.device_id,
            frozenset({self._signed.actor.role}),
            lambda _signed: self._unlock(),
        )
        self._hidden = [one for one in station.app.topLevelWidgets() if one.isVisible()]
        window = self.window = LockWindow(presenter, self._leave)
        presenter.listen(self._count_tries)
        window.show_site(self._site)
        if station.shown is not None:
            window.setGeometry(station.shown.geometry())
        if station.options.full_screen:
            window.showFullScreen()
        else:
            window.show()
        for one in self._hidden:
            one.hide()
        window.activateWindow()
        presenter.start()
        self._tell(Seen.LOCKED, "")

    def guard(self, heard: Callable[[str], object]) -> Callable[[str], None]:
        """`heard`, deaf while the screen is locked: a scanner reads on, and nobody is there who may look anybody up."""

        def if_open(text: str) -> None:
            if self.window is None:
                heard(text)

        return if_open

    def _unlock(self) -> None:
        self._tell(Seen.RETURNED, "")
        for one in self._hidden:
            one.show()
        if self._station.shown is not None:
            self._station.shown.activateWindow()
        self._drop()
        self._idle.start()

    def _count_tries(self) -> None:
        if self._check.left <= 0:
            self._check.left = TRIES
            self._tell(Seen.RETURNED, "wrong-pins")
            self._leave()

    def _leave(self) -> None:
        """End the session at the site if it answers, and show the sign-in page; what was typed rests in the store."""
        station, actor = self._station, self._signed.actor
        station.tasks.run(
            lambda: station.desk.sign_out(actor),
            lambda _none: station.sign_in_again(),
            lambda _error: station.sign_in_again(),
        )

    def _drop(self) -> None:
        window, self.window, self._hidden = self.window, None, []
        if window is not None:
            window.released = True
            window.close()
            window.deleteLater()

    def close(self) -> None:
        """With the station."""
        self._idle.stop()
        self._station.app.removeEventFilter(self)
        self._drop()
