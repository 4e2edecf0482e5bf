"""`drc form preview` opens any form in a plain window: workbook or XForm, in the language asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from drc_desktop import form_cli
from survey_forms.qt.rail import PageRail
from survey_forms.qt.view import FormView

FORMS = Path(__file__).resolve().parents[2] / "resources" / "forms"


@pytest.fixture
def look(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Run the command with `eyes` in place of a person, who looks once and closes the window."""

    def run(arguments: list[str], eyes: Callable[[QWidget], None]) -> None:
        seen: list[Exception | None] = []

        def visit() -> None:
            (window,) = (one for one in QApplication.topLevelWidgets() if one.objectName() == "preview")
            try:
                eyes(window)
                seen.append(None)
            except AssertionError as fault:
                seen.append(fault)
            window.close()
            window.deleteLater()

        QTimer.singleShot(0, visit)
        assert form_cli.main(["preview", *arguments]) == 0
        if seen[0] is not None:
            raise seen[0]

    return run


def test_a_workbook_in_urdu(look: Callable[..., None], qtbot: QtBot) -> None:
    def eyes(window: QWidget) -> None:
        view = window.findChild(FormView)
        assert view.session.language == "Urdu (ur)"
        assert view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        assert window.findChild(PageRail) is not None
        qtbot.waitUntil(lambda: view.current_ref().startswith("/data/"))

    look([str(FORMS / "nser_survey.xlsx"), "--language", "ur"], eyes)


def test_an_xform_with_a_file_it_reads(look: Callable[..., None]) -> None:
    def eyes(window: QWidget) -> None:
        view = window.findChild(FormView)
        assert view.session.language == "English (en)"
        assert view.session.node("/data/member[1]/roster/m_idno").value == "3840312345675"

    resource = f"household={FORMS / 'household.example.xml'}"
    look([str(FORMS / "nser_roster.xml"), "--language", "English (en)", "--resource", resource], eyes)
