"""The Monitor tab: figures, charts, visits behind a figure, reviews, reports, by keys and in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from drc_desktop.demo.pictures.centre import DATE, Centre
from drc_desktop.desk.contract import Behind, DeskError, Fault, Outcome, Question
from drc_desktop.domain.indicators.periods import Period
from drc_desktop.kit import text
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import TOKENS, contrast
from drc_desktop.monitor.model import HEAT
from drc_desktop.supervisor.presenter.monitor import Page
from drc_desktop.supervisor.view import SupervisorWindow

Opener = Callable[..., SupervisorWindow]
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def press(
    window: SupervisorWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
    QApplication.processEvents()


@pytest.fixture
def monitor(opened: Opener, made: Centre) -> Callable[..., SupervisorWindow]:
    """The window on its Monitor tab, with surveys in the figures."""

    def show(language: str = "en", size: tuple[int, int] = (1366, 768)) -> SupervisorWindow:
        made.surveys()
        window = opened(language, size)
        press(window, Qt.Key.Key_2, CTRL)
        return window

    return show


def cut(page: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit their place."""
    found = []
    for label in page.findChildren(Label):
        wide = text.text_width(label.text(), label.role) > label.width() + 2
        if label.isVisible() and not label.wordWrap() and wide:
            found.append(label.text())
    for button in page.findChildren(QAbstractButton):
        if button.isVisible() and button.minimumSizeHint().width() > button.width():
            found.append(button.text())
    return found


@pytest.mark.parametrize("size", [(1366, 768), (1366, 690), (1920, 1080)])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_nothing_is_cut_on_any_page(monitor, language: str, size: tuple[int, int]) -> None:
    window = monitor(language, size)
    presenter = window.presenter.monitor
    for period in Period:
        presenter.choose_period(period)
        for page in Page:
            presenter.choose_page(page)
            QApplication.processEvents()
            assert not cut(window.monitor), (period, page)
            assert window.size().toTuple() == size, (period, page)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_everything_that_takes_the_focus_has_a_name(monitor, language: str) -> None:
    window = monitor(language)
    for page in Page:
        window.presenter.monitor.choose_page(page)
        QApplication.processEvents()
        for widget in window.monitor.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert widget.accessibleName() or getattr(widget, "text", str)(), widget.objectName()


def test_charts_say_their_figures_to_a_screen_reader(monitor) -> None:
    page = monitor().monitor.indicators
    for chart in (page.bars, page.line, page.heat):
        assert chart.accessibleName()
        assert any(letter.isdigit() for letter in chart.accessibleDescription())


def test_keys_table_count_and_back(monitor, made: Centre, qtbot: QtBot) -> None:
    window = monitor()
    presenter = window.presenter.monitor
    press(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: presenter.as_table, timeout=60_000)
    table = window.monitor.indicators.table
    assert table.isVisible()
    assert table.item(1, 0).text() == presenter.sheet.alerts[0]
    press(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: not window.monitor.indicators.table.isVisible(), timeout=60_000)
    before = presenter.found.at
    made.clock.now += 60
    press(window, Qt.Key.Key_F5)
    assert presenter.found.at == before + 60
    presenter.choose_page(Page.VISITS)
    press(window, Qt.Key.Key_Escape)
    assert presenter.page is Page.INDICATORS


def test_a_figure_leads_to_its_visits_by_key_and_by_mouse(monitor) -> None:
    window = monitor()
    presenter, page = window.presenter.monitor, window.monitor.indicators
    page.tiles["flagged"].setFocus()
    press(window, Qt.Key.Key_Return)
    assert presenter.question == Question(DATE, DATE, Behind.FLAGGED)
    assert {cell for row in presenter.rows() for cell in row.cells} & {"A003", "A006"}
    presenter.choose_page(Page.INDICATORS)
    QApplication.processEvents()
    place, _ = next((place, question) for place, question in page.bars._spots if question)
    QTest.mouseClick(page.bars, Qt.MouseButton.LeftButton, pos=QPoint(int(place.center().x()), int(place.center().y())))
    assert presenter.question.behind is Behind.FINISHED


def test_a_review_by_keyboard_alone(monitor, made: Centre) -> None:
    window = monitor()
    presenter, page = window.presenter.monitor, window.monitor.visits
    presenter.choose_page(Page.VISITS)
    QApplication.processEvents()
    page.table.setFocus()
    press(window, Qt.Key.Key_Down)
    chosen = presenter.selected
    page.buttons[Outcome.CALLED_BACK].setFocus()
    press(window, Qt.Key.Key_Return)
    assert "reason" in page.said.text()
    assert page.reason.hasFocus()
    QTest.keyClicks(page.reason, "which landmark")
    page.buttons[Outcome.CALLED_BACK].setFocus()
    press(window, Qt.Key.Key_Return)
    lines = made.desk.behind(made.supervisor, Question(DATE, DATE, Behind.FLAGGED))
    [line] = [line for line in lines if line.visit_id == chosen]
    assert (line.outcome, line.reason) == ("called_back", "which landmark")
    assert page.reason.text() == ""
    assert "asked to come back" in page.said.text()


def test_the_day_is_printed_by_a_key_and_made_at_close(monitor, opened: Opener, made: Centre, tmp_path: Path) -> None:
    window = monitor()
    made_reports: list[tuple[str, str, str]] = []
    shown: list[Path] = []

    def report(first: str, last: str, kind: str) -> Path:
        made_reports.append((first, last, kind))
        return tmp_path / f"report.{kind}"

    presenter = window.presenter.monitor
    presenter.ports = replace(presenter.ports, report=report, show_file=shown.append)
    window.monitor.draw()
    press(window, Qt.Key.Key_P, CTRL)
    assert (made_reports, shown) == ([(DATE, DATE, "pdf")], [tmp_path / "report.pdf"])
    presenter.report("xlsx", Period.MONTH)
    assert made_reports[-1] == ("2026-11-01", "2026-11-30", "xlsx")
    window.presenter.close_day()
    assert made_reports[-1] == (DATE, DATE, "pdf")
    assert len(shown) == 2, "nothing opens by itself at close of day"


def test_a_report_that_cannot_be_written_is_said(monitor) -> None:
    window = monitor("ur")
    presenter = window.presenter.monitor

    def report(_first: str, _last: str, _kind: str) -> Path:
        raise OSError(28, "No space left on device")

    presenter.ports = replace(presenter.ports, report=report)
    presenter.choose_page(Page.REPORT)
    presenter.report("pdf")
    assert window.monitor.report.said.text() == presenter.ports.words.text("monitor-report-failed")


def test_a_site_that_does_not_answer_is_said_on_this_tab(monitor, made: Centre, monkeypatch) -> None:
    window = monitor()

    def away(*_arguments: object) -> None:
        raise DeskError(Fault.SITE_UNREACHABLE)

    monkeypatch.setattr(made.desk, "figures", away)
    before = window.monitor.indicators.tiles["finished"].text()
    press(window, Qt.Key.Key_F5)
    assert window.monitor.message.isVisible()
    assert window.monitor.indicators.tiles["finished"].text() == before, "what was counted stays on screen"
    monkeypatch.undo()
    window.monitor.message.action.click()
    assert not window.monitor.message.isVisible()


def test_figures_are_asked_for_only_while_somebody_looks(opened: Opener, made: Centre, monkeypatch) -> None:
    window, asked, figures = opened(), [], made.desk.figures
    monkeypatch.setattr(made.desk, "figures", lambda *wanted: asked.append(wanted) or figures(*wanted))
    window.presenter.refresh()
    assert asked == []
    press(window, Qt.Key.Key_2, CTRL)
    assert len(asked) == 1
    window.presenter.refresh()
    assert len(asked) == 1, "nothing happened since"


def test_numbers_in_the_heat_strip_are_readable() -> None:
    for level, ground in enumerate(HEAT):
        assert contrast(ground, TOKENS.white if level >= 3 else TOKENS.ink) >= 4.5
