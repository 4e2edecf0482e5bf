"""F11: the question large for the respondent, with the keys still in the form."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from drc_desktop.counter import pictograms
from drc_desktop.counter.forms import FOLDER, FULL, ROSTER
from drc_desktop.desk.contract import Service
from drc_desktop.kit import icons
from survey_forms.engine import load_form
from survey_forms.qt.readalong import ReadAlong, last_number
from tests.qt.counter.room import Room, recent

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform
Key = Qt.Key
RELATION = "/data/changes/respondent/respondent_relation"
AGREES = "/data/changes/respondent/respondent_agrees"


@pytest.fixture
def aloud(room: Room) -> Room:
    room.slice.records = [recent()]
    room.issue(Service.ROSTER_UPDATE, "roster")
    room.start()
    room.begin()
    room.survey().form.go_to(AGREES)
    room.press(Key.Key_F11)
    return room


def shown(room: Room) -> ReadAlong | None:
    found = [one for one in room.shown.findChildren(ReadAlong) if one.isVisible()]
    return found[0] if found else None


def test_the_question_with_the_cursor_covers_the_window(aloud: Room) -> None:
    view = shown(aloud)
    assert view is not None
    assert view.geometry() == aloud.shown.rect()
    node = aloud.survey().form.session.node(AGREES)
    assert view.shown.label == node.label
    assert view.shown.choices == node.choices
    assert aloud.focus() == AGREES, "the keys stay with the form"


def test_digits_and_enter_go_on_in_the_form_and_the_tiles_follow(aloud: Room) -> None:
    view = shown(aloud)
    assert view is not None
    before = view.shown.label
    aloud.type("1")
    assert view.shown.chosen == ("1",)
    aloud.press(Key.Key_Return)
    assert aloud.focus() != AGREES
    assert view.shown.label != before
    assert view.shown.label


def test_a_finger_on_a_tile_is_its_digit(aloud: Room) -> None:
    view = shown(aloud)
    assert view is not None
    center = view._tiles()[1].center() * view._scale()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(center.x()), round(center.y())))
    value = view.shown.choices[1].value
    assert aloud.survey().form.session.node(AGREES).value == value
    assert view.shown.chosen == (value,)


def test_what_is_typed_is_read_while_it_is_typed(aloud: Room) -> None:
    aloud.survey().form.go_to("/data/contact/mobile")
    aloud.survey().form.answer("/data/changes/change_kinds", "7")
    aloud.survey().form.go_to("/data/contact/mobile")
    view = shown(aloud)
    assert view is not None
    for _ in range(11):
        aloud.press(Key.Key_Backspace)
    aloud.type("0302")
    assert view.shown.answer == "0302"
    assert view.shown.choices == ()


def test_f11_goes_back_and_the_check_page_ends_it(aloud: Room) -> None:
    aloud.press(Key.Key_F11)
    assert shown(aloud) is None
    assert aloud.focus() == AGREES
    aloud.press(Key.Key_F11)
    assert shown(aloud) is not None
    aloud.survey().form.show_check()
    assert shown(aloud) is None
    aloud.press(Key.Key_F11)
    assert shown(aloud) is None, "answers are read back from the check page itself"


def test_the_visitor_sees_how_far_the_questions_are(aloud: Room) -> None:
    form = load_form(FOLDER / f"{FULL}.xml").start()
    assert last_number(form.root()) == 63
    view = shown(aloud)
    assert view is not None
    assert view._last >= int(view.shown.number or 0)


def test_a_picture_is_found_by_answer_question_or_group() -> None:
    assert pictograms.of_question("/data/power/water") == "water"
    assert pictograms.of_question("/data/member[2]/health/m_chronic") == "health"
    assert pictograms.of_question("/data/nowhere") == ""
    assert pictograms.of_answer("/data/power/water", "2") == "water-2"
    assert pictograms.of_answer("/data/power/gas", "2") == ""


def test_every_drawing_belongs_to_a_question_and_draws_something() -> None:
    named: set[str] = set()
    for name in (FULL, ROSTER):
        session = load_form(FOLDER / f"{name}.xml").start(resources={"household": FOLDER / "household.example.xml"})
        for ref in session.refs():
            last = ref.rpartition("/")[2].partition("[")[0]
            named |= {last, *(f"{last}-{one.value}" for one in session.node(ref).choices or ())}
    assert pictograms.drawings() - named == set()
    for drawing in sorted(pictograms.drawings()):
        image = QImage(64, 64, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        icons.paint(painter, QRectF(0, 0, 64, 64), f"{pictograms.FOLDER}/{drawing}", "ink")
        painter.end()
        assert any(image.pixel(x, y) for x in range(0, 64, 2) for y in range(0, 64, 2)), drawing
