"""Every workbook of tests/forms, and the two of the centre, in both directions: each question has its place, its name,
its keys, and words that can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from drc_desktop.demo.pictures.forms import WORKBOOKS, answered
from survey_forms.authoring.convert import convert
from survey_forms.engine.contract import FormSession
from survey_forms.qt.controls import Control
from survey_forms.qt.plan import Screen, is_warning, leaves
from survey_forms.qt.tally import screen_items
from survey_forms.qt.view import FormView
from tests.qt.forms.looks import contrast, ground, picture, watched

LANGUAGES = ("English (en)", "Urdu (ur)")


@lru_cache(maxsize=32)
def compiled(workbook: Path) -> bytes:
    return convert(workbook).xform


@pytest.fixture
def shown(open_form: Callable[..., Any], tmp_path: Path) -> Callable[[Path, str], FormView]:
    """A workbook with a few answers, on screen."""

    def opened(workbook: Path, language: str) -> FormView:
        xform = tmp_path / f"{workbook.stem}.xml"
        xform.write_bytes(compiled(workbook))
        view: FormView = open_form(xform, language).view
        answered(view, workbook.stem)
        return view

    return opened


def screens(view: FormView) -> Iterator[Screen]:
    """Each screen that asks something, shown."""
    for index, line in enumerate(view.pages()):
        for screen in line.screens:
            if view.is_asked(screen):
                view.go_page(index)
                view._show_screen(screen)
                QApplication.processEvents()
                yield screen


def asked(view: FormView, screen: Screen) -> list[str]:
    """Refs of the questions that this screen must let one answer (a roster: those of the member shown)."""
    session: FormSession = view.session
    found = []
    for item in leaves(screen_items(view.root, screen)):
        node = session.node(item.ref)
        mine = screen.kind != "roster" or item.ref.startswith(f"{screen.ref}[{view.page.index + 1}]/")  # type: ignore[attr-defined]
        if item.kind != "note" and not is_warning(item) and node.relevant and not node.readonly and mine:
            found.append(item.ref)
    return found


def test_there_are_enough_of_them() -> None:
    assert len(WORKBOOKS) >= 12


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("workbook", WORKBOOKS, ids=lambda path: path.stem)
def test_every_question_can_be_reached_named_and_read(
    shown: Callable[[Path, str], FormView], monkeypatch: pytest.MonkeyPatch, workbook: Path, language: str
) -> None:
    view = shown(workbook, language)
    rtl = "ur" in language
    assert view.layoutDirection() is (Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    for screen in screens(view):
        editors = view.page.editors()
        refs = [editor.objectName().partition("#")[0] for editor in editors]
        assert [ref for ref in asked(view, screen) if ref not in refs] == [], "a question without a field"
        for editor in editors:
            assert editor.accessibleName().strip(), editor.objectName()
            assert editor.isVisibleTo(view), editor.objectName()
            assert editor.focusPolicy() & Qt.FocusPolicy.TabFocus, editor.objectName()
        with watched(monkeypatch) as (seen, cut):
            image = picture(view)
        assert seen
        assert cut == []
        for line in seen:
            under = ground(image, line.place)
            if under and line.words.strip():
                assert contrast(line.ink, under) >= 4.5, (line, under)


@pytest.mark.parametrize("workbook", WORKBOOKS, ids=lambda path: path.stem)
def test_tab_goes_through_every_field_and_back(shown: Callable[[Path, str], FormView], workbook: Path) -> None:
    view = shown(workbook, LANGUAGES[0])
    for _screen in screens(view):
        wanted = {editor.objectName() for editor in view.page.editors()}
        visited = set()
        for _ in range(3 * len(wanted) + 6):
            focus = QApplication.focusWidget()
            assert focus is not None
            visited.add(focus.objectName())
            view.focusNextChild()
        assert wanted <= visited


def test_the_workbooks_use_every_control(shown: Callable[[Path, str], FormView]) -> None:
    used: set[str] = set()
    for workbook in WORKBOOKS:
        view = shown(workbook, LANGUAGES[0])
        for _screen in screens(view):
            used |= {type(control).__name__ for control in view.page.findChildren(Control)}
    assert used >= {
        "TextControl", "MultilineControl", "NumberControl", "DateControl", "IdentControl", "OptionsControl",
        "CodeControl", "ScaleRow", "RankControl", "AcknowledgeControl", "FileControl",
    }  # fmt: skip
