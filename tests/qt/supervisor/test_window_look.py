"""What every state of the window has to keep in both languages and sizes: nothing cut, everything named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from drc_desktop.demo.pictures.centre import Centre
from drc_desktop.demo.pictures.console import DUE, RECENT
from drc_desktop.desk.contract import DeskError, Fault, JobState
from drc_desktop.kit import text
from drc_desktop.kit.text import Label
from drc_desktop.supervisor.view import SupervisorWindow

Opener = Callable[..., SupervisorWindow]
SIZES = [(1366, 768), (1366, 690), (1920, 1080)]


def cut(window: SupervisorWindow) -> list[str]:
    """Labels and buttons whose words do not fit their place."""
    QApplication.processEvents()
    found = []
    for label in window.findChildren(Label):
        if not label.isVisible() or not label.text():
            continue
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height():
                found.append(f"{label.objectName()} {label.text()!r} {label.size().toTuple()}")
        elif text.text_width(label.text(), label.role) > label.width() + 2:
            found.append(f"{label.objectName()} {label.text()!r} {label.size().toTuple()}")
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.minimumSizeHint().width() > button.width():
            found.append(f"{button.objectName()} {button.text()!r}")
    return found


def overlapping(window: SupervisorWindow) -> list[tuple[str, str]]:
    """Pairs of things in the arrivals panel that stand on each other."""
    parts = [window.arrivals.field, window.arrivals.verdict, window.arrivals.print]
    parts += [*window.arrivals.tiles.values(), *window.arrivals.groups.values()]
    places = [(part.objectName(), QRect(part.mapTo(window, QPoint(0, 0)), part.size())) for part in parts]
    return [
        (a, b) for at, (a, first) in enumerate(places) for b, second in places[at + 1 :] if first.intersects(second)
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("scan", ["", DUE, RECENT, "38403"])
def test_nothing_is_cut_and_nothing_overlaps(opened: Opener, language: str, size: tuple[int, int], scan: str) -> None:
    window = opened(language, size)
    if scan:
        window.arrivals.take_scan(scan)
    assert not cut(window)
    assert not overlapping(window)
    assert window.size().toTuple() == size


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_message_and_a_parked_row_fit_too(opened: Opener, language: str, size: tuple[int, int]) -> None:
    window = opened(language, size)
    window.presenter.waiting.park()
    window.presenter.lost(DeskError(Fault.SITE_UNREACHABLE))
    window.arrivals.take_scan(RECENT)
    assert window.message.isVisible()
    assert window.presenter.waiting.selection is not None
    assert not cut(window)
    assert not overlapping(window)


@pytest.mark.parametrize("size", [(1366, 768), (1366, 690)])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_slip_that_did_not_print_is_said_in_full(
    opened: Opener, made: Centre, language: str, size: tuple[int, int]
) -> None:
    window = opened(language, size)
    made.desk.reprint(made.supervisor, made.key(), window.presenter.waiting.selected, "asked-again")
    (job,) = made.desk.print_jobs(made.supervisor, [JobState.PENDING])
    made.desk.mark_job(made.supervisor, made.key(), job.job_id, JobState.FAILED, "paper_out")
    window.presenter.refresh()
    assert window.slip.state.text() == window.presenter.ports.words.text("supervisor-job-failed")
    assert not cut(window)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_selected_visit_is_marked_in_the_table(opened: Opener, language: str) -> None:
    window = opened(language)
    row = window.presenter.waiting.selection
    assert row is not None
    marked = {index.row() for index in window.waiting.table.selectionModel().selectedIndexes()}
    assert [window.presenter.waiting.rows[at].visit_id for at in marked] == [row.visit_id]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_opening_page_fits(opened: Opener, made: Centre, language: str) -> None:
    made.desk.close_day(made.supervisor, made.key())
    window = opened(language, (1366, 690))
    assert window.opening.isVisible()
    assert not cut(window)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_other_tabs_fit(opened: Opener, language: str) -> None:
    window = opened(language)
    for tab in (1, 2):
        window.top.tabs.choose(tab)
        assert not cut(window)


def test_everything_that_takes_the_focus_has_a_name(opened: Opener) -> None:
    window = opened()
    nameless = [
        type(widget).__name__ + " " + widget.objectName()
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and isinstance(widget, QAbstractButton | QLineEdit)
        and not widget.accessibleName()
        and widget.isVisible()
    ]
    assert not nameless


def test_interactive_widgets_have_stable_names_of_their_own(opened: Opener) -> None:
    window = opened()
    names = [
        widget.objectName()
        for widget in window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit)
    ]
    names = [name for name in names if not name.startswith("qt_")]
    assert all("." in name for name in names), [name for name in names if "." not in name]
    assert len(names) == len(set(names))


def test_targets_are_large_enough(opened: Opener) -> None:
    window = opened()
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.objectName() != "undobar.undo":
            assert button.height() >= 32, button.objectName()
    assert window.arrivals.print.height() >= 44
    assert window.arrivals.field.height() >= 44


def test_the_ring_surrounds_what_has_the_focus(opened: Opener) -> None:
    window = opened()
    window.waiting.park.setFocus()
    QApplication.processEvents()
    place = QRect(window.waiting.park.mapTo(window, QPoint(0, 0)), window.waiting.park.size())
    assert window.ring.isVisible()
    assert window.ring.geometry() == place.adjusted(-4, -4, 4, 4)
    window.resize(1500, 800)
    QApplication.processEvents()
    place = QRect(window.waiting.park.mapTo(window, QPoint(0, 0)), window.waiting.park.size())
    assert window.ring.geometry() == place.adjusted(-4, -4, 4, 4)


def test_units_of_numbers_stand_under_each_other_in_urdu(opened: Opener) -> None:
    """The last digit of each wait ends at one x: pixels of the column show ink up to the same place."""
    window = opened("ur")
    table = window.waiting.table
    column = 3
    rect = table.visualRect(table.model().index(0, column))
    ends = set()
    for row in (1, 2, 3, 4):
        place = table.visualRect(table.model().index(row, column))
        picture = table.viewport().grab(place).toImage()
        inked = [
            x
            for x in range(picture.width())
            if any(picture.pixelColor(x, y).lightness() < 120 for y in range(6, picture.height() - 6))
        ]
        ends.add(max(inked) // 3)
    assert rect.width() > 0
    assert len(ends) <= 2, "two neighbours at most: digits differ by their side bearing"
