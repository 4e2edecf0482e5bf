"""The supervisor's window: busy and before opening, in both languages and two sizes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from drc_desktop.demo.pictures.centre import Centre, centre
from drc_desktop.demo.pictures.console import DUE, RECENT, TODAY, ports
from drc_desktop.demo.pictures.shot import save
from drc_desktop.desk.contract import Role
from drc_desktop.domain.indicators.periods import Period
from drc_desktop.kit.ports import CurrentWords, ImmediateTasks
from drc_desktop.kit.signin_presenter import SignIn
from drc_desktop.kit.signin_window import SignInWindow
from drc_desktop.kit.theme import Theme
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.presenter.commands import Asked
from drc_desktop.supervisor.presenter.monitor import Page
from drc_desktop.supervisor.view import SupervisorWindow
from drc_desktop.supervisor.view.second import SecondPerson

SIZES = ((1366, 768), (1920, 1080))


def _shot(window: SupervisorWindow, size: tuple[int, int], path: Path) -> Path:
    window.resize(*size)
    window.show()
    window.activateWindow()
    QCoreApplication.processEvents()
    return save(window, path)


def _render(out: Path, name: str, made: Centre, language: str, size: tuple[int, int], scan: str = "") -> list[Path]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    Theme.apply(application, language)
    presenter = Supervisor(ports(made, language))
    window = SupervisorWindow(presenter)
    window.show()
    presenter.start()
    if scan:
        window.arrivals.take_scan(scan)
    written = [_shot(window, size, out / f"supervisor-{name}-{language}-{size[0]}.png")]
    if name == "busy" and size == SIZES[0]:
        for tab, title in ((1, "monitor"), (2, "site")):
            window.top.tabs.choose(tab)
            written.append(_shot(window, size, out / f"supervisor-{title}-{language}-{size[0]}.png"))
        window.top.tabs.choose(1)
        for period, page, title in ((Period.MONTH, Page.INDICATORS, "month"), (Period.DAY, Page.VISITS, "quality")):
            presenter.monitor.choose_period(period)
            presenter.monitor.choose_page(page)
            written.append(_shot(window, size, out / f"supervisor-monitor-{title}-{language}-{size[0]}.png"))
    window.close()
    window.deleteLater()
    QCoreApplication.processEvents()
    return written


def _sign_in(out: Path, made: Centre, language: str) -> Path:
    """Four digits typed, after a wrong PIN."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    Theme.apply(application, language)
    roles = frozenset({Role.SUPERVISOR, Role.DEO, Role.TSA})
    presenter = SignIn(made.desk, ImmediateTasks(), CurrentWords(language), "pc-s", roles, lambda _who: None)
    window = SignInWindow(presenter, made.clock, lambda: TODAY)
    window.show_site(made.desk.site())
    presenter.start()
    presenter.type("000000")
    presenter.submit()
    window.show()
    window.activateWindow()
    window.view.setFocus()
    QCoreApplication.processEvents()
    path = out / f"sign-in-{language}-{SIZES[0][0]}.png"
    save(window, path)
    window.close()
    window.deleteLater()
    QCoreApplication.processEvents()
    return path


def _second_person(out: Path, made: Centre, language: str) -> Path:
    """The dialog before a token is cancelled, three digits typed."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    Theme.apply(application, language)
    row = made.desk.board(made.supervisor).waiting[0]
    asked = Asked(made.key(), "cancel", row.visit_id, row.token, lambda: None)
    dialog = SecondPerson(None, ports(made, language), asked, lambda _confirmed: None)
    dialog.show()
    dialog.activateWindow()
    dialog.page.presenter.type("246")
    QCoreApplication.processEvents()
    path = save(dialog, out / f"supervisor-second-{language}.png")
    dialog.close()
    QCoreApplication.processEvents()
    return path


def render(out: Path) -> list[Path]:
    """Write the pictures of the supervisor's window."""
    written: list[Path] = []
    with centre() as made:
        made.past()
        for language in ("en", "ur"):
            written.append(_sign_in(out, made, language))
            written += _render(out, "opening", made, language, SIZES[0])
        made.busy()
        made.surveys()
        for language in ("en", "ur"):
            for size in SIZES:
                written += _render(out, "busy", made, language, size, DUE)
            written.append(_second_person(out, made, language))
            written += _render(out, "no-token", made, language, SIZES[0], RECENT)
            written += _render(out, "low", made, language, (1366, 690), RECENT)
    return written
