"""Keys of the whole form: what a field leaves comes here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from survey_forms.qt import keys
from survey_forms.qt.check import CheckPage
from survey_forms.qt.paint import is_rtl
from survey_forms.qt.roster import RosterPage
from survey_forms.qt.tally import Mark

if TYPE_CHECKING:
    from survey_forms.qt.view import FormView


def handle(view: FormView, event: QKeyEvent) -> bool:
    """Do what a key means on the form; False if it means nothing here."""
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    if event.key() in keys.ENTER and control:
        view.finish()
    elif event.key() in keys.ENTER and keys.plain(event):
        previous_field(view) if keys.has_shift(event) else next_field(view)
    elif keys.page_step(event, is_rtl(view)):
        _page(view, event)
    elif keys.has_alt(event) and keys.digit(event):
        return _problem(view, int(keys.digit(event)))
    elif control and event.key() == Qt.Key.Key_Z:
        return view.undo_remove()
    elif keys.plain(event):
        return _plain(view, event)
    else:
        return False
    return True


def _plain(view: FormView, event: QKeyEvent) -> bool:
    page = view.page
    if event.text() == "/":
        view.search()
    elif event.text() == "+":
        return view.accept_look()
    elif event.key() == Qt.Key.Key_F5:
        return view.take_suggestion()
    elif event.key() == Qt.Key.Key_Insert and isinstance(page, RosterPage) and page.table.can_add:
        view.commit()
        view.add_member()
    elif event.key() == Qt.Key.Key_Escape and isinstance(page, RosterPage):
        page.table.setFocus(Qt.FocusReason.OtherFocusReason)
    elif event.key() == Qt.Key.Key_Escape and view.check_return():
        view.commit()
        view.show_check(view.check_return())
    else:
        return False
    return True


def _page(view: FormView, event: QKeyEvent) -> None:
    step = keys.page_step(event, is_rtl(view))
    page = view.page
    in_form = isinstance(page, RosterPage) and not page.table.hasFocus()
    if in_form and keys.plain(event) and isinstance(page, RosterPage):
        view.commit()
        _other_member(view, page, step)
    elif step > 0 and isinstance(page, CheckPage):
        _to_closing(page)
    elif step > 0:
        view.next_page()
    else:
        view.previous_page()


def _to_closing(page: CheckPage) -> None:
    closing = page.editors()[1:]
    if closing and page.list.hasFocus():
        closing[0].setFocus(Qt.FocusReason.TabFocusReason)


def _other_member(view: FormView, page: RosterPage, step: int) -> None:
    tail = view.current_ref()[len(page.member_ref()) :]
    if page.go_member(page.index + step) and not view.go_to(page.member_ref() + tail):
        page.enter_form()


def _problem(view: FormView, digit: int) -> bool:
    problems = view.page.problems()
    if not 1 <= digit <= len(problems):
        return False
    return view.go_to(problems[digit - 1].ref)


def _place(view: FormView, editors: list[QWidget]) -> int:
    focus = QApplication.focusWidget()
    name = focus.objectName() if focus is not None else ""
    if focus in editors:
        return editors.index(focus)
    names = [editor.objectName() for editor in editors]
    return names.index(name) if name in names else -1


def next_field(view: FormView) -> None:
    """Store this field, then the next one in reading order; after the last one the next member or page."""
    focus = QApplication.focusWidget()
    name = focus.objectName() if focus is not None else ""
    view.commit()
    if view.holds_focus():
        return
    back = view.check_return()
    if back and name.partition("#")[0] == back and _is_last_part(view, name):
        view.show_check(back)
        return
    editors = view.page.editors()
    names = [editor.objectName() for editor in editors]
    plain = name.partition("#")[0]
    place = names.index(name) if name in names else names.index(plain) if plain in names else _place(view, editors)
    if place + 1 < len(editors):
        editors[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
        return
    _after_last(view)


def _is_last_part(view: FormView, name: str) -> bool:
    plain = name.partition("#")[0]
    parts = [e.objectName() for e in view.page.editors() if e.objectName().partition("#")[0] == plain]
    return not parts or parts[-1] == name


def _after_last(view: FormView) -> None:
    page = view.page
    if isinstance(page, RosterPage):
        if page.next_with_fields():
            return
        if page.table.can_add and page.screen_.key == _first_roster_key(view, page):
            page.table.choose(page.table.last())
            page.table.setFocus(Qt.FocusReason.TabFocusReason)
            return
    if not isinstance(page, CheckPage):
        view.next_page()


def _first_roster_key(view: FormView, page: RosterPage) -> str:
    return next(screen.key for screen in view.screens if screen.ref == page.screen_.ref)


def previous_field(view: FormView) -> None:
    """Store this field, then the one before; before the first one the page before."""
    view.commit()
    editors = view.page.editors()
    place = _place(view, editors)
    if place > 0:
        editors[place - 1].setFocus(Qt.FocusReason.BacktabFocusReason)
    elif view.previous_page():
        editors = view.page.editors()
        if editors:
            editors[-1].setFocus(Qt.FocusReason.BacktabFocusReason)


def focus_first(view: FormView) -> None:
    """Where the work goes on when a page comes up: the first field, on rosters the first member with gaps."""
    page = view.page
    if isinstance(page, RosterPage):
        _focus_roster(view, page)
        return
    editors = page.editors()
    (editors[0] if editors else page).setFocus(Qt.FocusReason.ShortcutFocusReason)


def _focus_roster(view: FormView, page: RosterPage) -> None:
    gap = view.tally.first(page.screen_.key, Mark.OPEN, Mark.WRONG)
    if gap is not None and view.go_to(gap):
        return
    first = page.screen_.key == _first_roster_key(view, page)
    if first or not page.table.rows:
        page.table.choose(page.table.last())
    else:
        page.go_member(0)
        if page.enter_form() or page.next_with_fields():
            return
    page.table.setFocus(Qt.FocusReason.OtherFocusReason)
