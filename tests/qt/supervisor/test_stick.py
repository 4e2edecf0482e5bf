"""The stick's part of the Site tab: the button, the bar, the way out, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from drc_desktop.demo.pictures.centre import Centre
from drc_desktop.demo.pictures.console import ports
from drc_desktop.kit.theme import Theme
from drc_desktop.supervisor.ports import Carried, StickFar
from drc_desktop.supervisor.presenter import Supervisor
from drc_desktop.supervisor.view.stick import StickPart


@pytest.mark.parametrize("language", ["en", "ur"])
def test_from_the_button_to_safe_to_remove(qtbot: QtBot, qapp: QApplication, made: Centre, language: str) -> None:
    Theme.apply(qapp, language)
    seen: list[tuple[bool, bool, int]] = []
    asked: list[str] = []

    def carry(folder: Path, far, ended) -> Carried:
        far(StickFar(1, 4, 0))
        seen.append((part.carry.isVisible(), part.cancel.isVisible(), part.bar.value()))
        qtbot.mouseClick(part.cancel, Qt.MouseButton.LeftButton)
        return Carried(1, 0, 0, "cancelled" if ended() else "")

    def choose(_parent: QWidget, title: str) -> str:
        asked.append(title)
        return "/stick" if len(asked) > 1 else ""

    presenter = Supervisor(replace(ports(made, language), carry=carry))
    room = QWidget()
    qtbot.addWidget(room)
    part = StickPart(presenter, choose)
    part.setParent(room)
    part.resize(360, 300)
    room.show()
    part.retranslate()
    qtbot.mouseClick(part.carry, Qt.MouseButton.LeftButton)
    assert seen == [], "nobody chose a folder"
    qtbot.mouseClick(part.carry, Qt.MouseButton.LeftButton)
    assert seen == [(False, True, 25)]
    assert (part.carry.isVisible(), part.cancel.isVisible(), part.bar.isVisible()) == (True, False, False)
    words = presenter.ports.words
    assert part.lines[0].text() == words.text("sync-fault-cancelled")
    assert (part.safe.text(), part.safe.isVisible()) == (words.text("sync-stick-safe"), True)
    assert asked == [words.text("site-stick-choose")] * 2
