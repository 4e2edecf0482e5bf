"""The hall console of the screening assistant, busy, in both languages and two sizes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from drc_desktop.demo.pictures.centre import Centre, at, centre
from drc_desktop.demo.pictures.console import ports_of
from drc_desktop.demo.pictures.shot import save
from drc_desktop.demo.pictures.supervisor import SIZES
from drc_desktop.desk.contract import StationStatus
from drc_desktop.kit.theme import Theme
from drc_desktop.supervisor.presenter.tsa import Tsa
from drc_desktop.supervisor.view.tsa import TsaWindow


def _screen_lives(made: Centre) -> None:
    """A display that was heard of just now; one counter is free."""
    made.clock.now = at(13, 41, 55)
    screen = made.desk.display_actor("pc-screen")
    status = StationStatus("pc-screen", "display", "0.1.0", 0, None, 0, None, printer="ready")
    made.desk.report_status(screen, made.key(), status)
    sadia = made.actors["sadia"]
    held = made.desk.visit_at(sadia, 1)
    assert held is not None
    made.desk.finish(sadia, made.key(), held.visit_id)
    made.clock.now = at(13, 42)


def _render(out: Path, made: Centre, language: str, size: tuple[int, int]) -> Path:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    Theme.apply(application, language)
    presenter = Tsa(ports_of(made, language, made.actors["farah"]))
    window = TsaWindow(presenter)
    window.resize(*size)
    window.show()
    window.activateWindow()
    presenter.start()
    window.next.list.setFocus()
    QCoreApplication.processEvents()
    path = save(window, out / f"tsa-console-{language}-{size[0]}.png")
    window.close()
    window.deleteLater()
    QCoreApplication.processEvents()
    return path


def render(out: Path) -> list[Path]:
    """Write the pictures of the hall console."""
    with centre() as made:
        made.busy()
        _screen_lives(made)
        return [_render(out, made, language, size) for language in ("en", "ur") for size in SIZES]
