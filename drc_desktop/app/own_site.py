"""Before the supervisor's window on the site PC: its service is brought up, with a word on what takes a moment."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from drc_desktop.app.station import Options
from drc_desktop.kit.theme import Theme
from drc_desktop.settings import load
from drc_desktop.site_service import own
from drc_desktop.words import Words

_LOOK_MS = 50


def bring_up(options: Options) -> None:
    """Nothing where this PC is no site PC, or all runs already. Raises SiteError, StorageError, SettingsError."""
    home = options.home
    if not own.is_here(home) or own.is_up(home):
        return
    settings = load(home)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    Theme.apply(app, options.language)
    notice = _notice(Words(options.language))
    loop, timer = QEventLoop(), QTimer()
    with ThreadPoolExecutor(1, thread_name_prefix="site") as worker:
        work = worker.submit(own.bring_up, home, settings)
        timer.timeout.connect(lambda: loop.quit() if work.done() else None)
        timer.start(_LOOK_MS)
        loop.exec()
        notice.close()
        notice.deleteLater()
        work.result()


def _notice(words: Words) -> QLabel:
    notice = QLabel(words.text("site-starting"))
    notice.setWindowTitle(words.text("site-starting-title"))
    notice.setAccessibleName(notice.text())
    notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
    notice.setMargin(48)
    notice.show()
    return notice
