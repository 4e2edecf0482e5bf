"""The facade: one open survey as a widget. A window places it, journals its signals, and asks it where it is."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from survey_forms.engine.contract import Changes, FormSession
from survey_forms.engine.errors import ReadonlyError, RefError
from survey_forms.qt import keyboard
from survey_forms.qt.announce import announce
from survey_forms.qt.box import BlockBox
from survey_forms.qt.check import CheckPage
from survey_forms.qt.checklist import CHECK_LIST
from survey_forms.qt.controls import Control
from survey_forms.qt.controls.ident import IdentControl
from survey_forms.qt.foot import FootLine
from survey_forms.qt.members import Members
from survey_forms.qt.page import Page
from survey_forms.qt.paging import PagedForm
from survey_forms.qt.plan import Screen, mark
from survey_forms.qt.roster import RosterPage
from survey_forms.qt.style import Style, default_style
from survey_forms.qt.tally import Mark


class FormView(PagedForm):
    """A survey on screen.

    answered(ref, Changes): an answer was stored in the session; journal `changes.values`.
    row_added(ref, Changes), row_removed(ref, reason, Changes): a member came or went (reason: see `remove.REASONS`).
    page_changed(Screen): another screen is shown; a roster wants the whole width (`is_wide`).
    problems_changed(): counts of the rail changed. finished_requested(): all is right and Finish was asked for.
    moved(): the cursor stands in another field (`current_ref`).
    undo_changed(words): a removed member can be brought back by `undo_remove` ('' when no longer).
    """

    answered = Signal(str, object)
    row_added = Signal(str, object)
    row_removed = Signal(str, str, object)
    finished_requested = Signal()
    moved = Signal()
    undo_changed = Signal(str)

    def __init__(
        self, session: FormSession, style: Style | None = None, parent: QWidget | None = None, *, at: str = ""
    ) -> None:
        super().__init__(session, style or default_style(), parent)
        self._people = Members(self)
        self._check_return = ""
        self._last_ref = ""
        self.search_bar.found.connect(self.go_to)
        self.search_bar.closed.connect(lambda: self.go_to(self._last_ref))
        self.open_screen(self.screens[0])
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)
        if not (at and self.go_to(at)):
            keyboard.focus_first(self)

    def connect_page(self, page: Page) -> None:
        """Answers and wishes of a page come here."""
        page.answered.connect(self.answer)
        page.attached.connect(self._attach)
        page.wanted.connect(self._from_check if isinstance(page, CheckPage) else self.go_to)
        if isinstance(page, RosterPage):
            page.add_wanted.connect(self._people.add)
            page.remove_wanted.connect(self._people.remove)

    def current_ref(self) -> str:
        """Ref of the field that has (or last had) the focus: what to reopen at."""
        return self._last_ref

    # pages

    def next_page(self) -> bool:
        """Go on. The first try with gaps or errors shows the problem box and stays; the next one goes."""
        self.commit()
        key = self.screen_shown.key
        if self._gaps(key) and key not in self.tally.tried:
            self._try(key)
            return False
        return self._turn(1)

    def previous_page(self) -> bool:
        """Go back; always allowed, loses nothing."""
        self.commit()
        return self._turn(-1)

    def go_page(self, index: int) -> None:
        """Go to a line of the page rail."""
        self._show_screen(self.pages()[index].screens[0])

    def show_check(self, ref: str = "") -> None:
        """Go to the check of answers, at the line of a question."""
        self._show_screen(self.screens[-1])
        if ref and isinstance(self.page, CheckPage):
            self.page.list.go_to(ref)

    def _turn(self, by: int) -> bool:
        place = [screen.key for screen in self.screens].index(self.screen_shown.key) + by
        while 0 <= place < len(self.screens):
            screen = self.screens[place]
            if self.is_asked(screen):
                self._show_screen(screen)
                return True
            place += by
        return False

    def _show_screen(self, screen: Screen) -> None:
        self._check_return = ""
        self.aim_at(screen, self.tally.first(screen.key, Mark.OPEN, Mark.WRONG) or "")
        self.open_screen(screen)
        keyboard.focus_first(self)

    def _gaps(self, key: str) -> bool:
        self.tally.reread(key)
        return self.tally.first(key, Mark.OPEN, Mark.WRONG) is not None

    def _try(self, key: str) -> None:
        self.tally.tried.add(key)
        self.tally.reread(key)
        self.page.refresh()
        self.show_problems()
        self._show_head()
        self.problems_changed.emit()
        problems = self.page.problems()
        if problems:
            announce(self, ". ".join([self.form_style.text("form-problem-title"), problems[0].sentence()]))
            self.go_to(problems[0].ref)

    # answers

    def answer(self, ref: str, text: str) -> None:
        """Store an answer and redraw what it changed. A changed answer asks its soft checks anew."""
        before = self.session.status(ref).value
        try:
            changes = self.session.set(ref, text)
        except ReadonlyError:
            return
        self.apply(changes)
        self.answered.emit(ref, changes)
        if before != text:
            self._ask_again(ref)

    def _ask_again(self, ref: str) -> None:
        box = self.page.box_of(ref)
        name = ref.rpartition("/")[2]
        for warning in box.block.warnings if box is not None else ():
            if mark(warning, "soft") in (name, "") and self.session.status(warning.ref).value:
                changes = self.session.set(warning.ref, "")
                self.apply(changes)
                self.answered.emit(warning.ref, changes)

    def _attach(self, ref: str, name: str, data: bytes) -> None:
        changes = self.session.attach(ref, name, data)
        self.apply(changes)
        self.answered.emit(ref, changes)

    def apply(self, changes: Changes, grown: str = "") -> None:
        """Redraw what a call of the session changed; `grown`: the repeat that only got a row at its end."""
        if changes.rows:
            self._replan((grown, changes) if grown else None)
        else:
            self.tally.update(changes)
            self.page.refresh(changes.refs)
        if self.screen_shown.key in self.tally.tried:
            self.show_problems()
        self._show_head()
        self.problems_changed.emit()

    def _replan(self, grown: tuple[str, Changes] | None) -> None:
        self._plan(grown)
        old = self.screen_shown
        same = next((screen for screen in self.screens if screen.key == old.key), None)
        if same is None:
            same = next((screen for screen in self.screens if screen.ref == old.ref), self.screens[0])
        if same.key != old.key:
            self.open_screen(same)
            return
        self.page.screen_ = same
        name = self._last_ref
        self._fill(self.page)
        self._focus_named(name)

    def commit(self) -> None:
        """Store what stands in the focused field: before a page turn, park, or finish."""
        control = self._control_of(QApplication.focusWidget())
        if control is not None:
            control.commit()

    def holds_focus(self) -> bool:
        """Whether the focused control awaits something before Enter goes on."""
        control = self._control_of(QApplication.focusWidget())
        return control is not None and control.holds_focus()

    def accept_look(self) -> bool:
        """Accept the soft check of the current question, else the first one of the page."""
        boxes = [self.page.box_of(self._last_ref)] if self._last_ref else []
        column = getattr(self.page, "column", None)
        boxes += column.boxes if column is not None else []
        for box in boxes:
            ref = box.open_look() if box is not None else None
            if ref is not None:
                self.commit()
                self.answer(ref, "OK")
                return True
        return False

    def take_suggestion(self) -> bool:
        """Store the right value that the current question, else the first one of the page, offers; False if none."""
        self.commit()
        column = getattr(self.page, "column", None)
        boxes = [self.page.box_of(self._last_ref)] if self._last_ref else []
        for box in [*boxes, *(column.boxes if column is not None else [])]:
            offered = box.suggestion() if box is not None else {}
            for ref, value in offered.items():
                self.answer(ref, value)
            if offered:
                return True
        return False

    def take_scan(self, digits: str) -> bool:
        """Give a scanned number to the focused identity field; False if there is none."""
        control = self._control_of(QApplication.focusWidget())
        if isinstance(control, IdentControl):
            control.take_scan(digits)
            return True
        return False

    # members

    def add_member(self) -> None:
        """Add a row to the roster shown and enter its form."""
        self._people.add()

    def undo_remove(self) -> bool:
        """Bring the last removed row back to its place with its answers; False if there is none."""
        return self._people.undo()

    def show_roster_foot(self, lines: Sequence[FootLine]) -> None:
        """What the window has to say of the members, under their table; kept for the next time it is shown."""
        self.roster_foot = tuple(lines)
        if isinstance(self.page, RosterPage):
            self.page.show_foot(self.roster_foot)

    # problems

    def finish(self) -> bool:
        """Ask to finish: emits `finished_requested` if nothing is wrong, else shows all that is on the check page."""
        self.commit()
        violations = self.session.validate()
        if not violations:
            self.finished_requested.emit()
            return True
        if self.screen_shown.kind != "check":
            self.show_check()
        for screen in self.screens:
            self.tally.tried.add(screen.key)
            self.tally.reread(screen.key)
        self.page.refresh()
        found = [problem for screen in self.screens for problem in self.finder.problems(screen)]
        self.page.show_problems(found, 0)
        self.problems_changed.emit()
        return False

    # going

    def go_to(self, ref: str) -> bool:
        """Show the page of a question, the right member, and focus its field; False if it is nowhere."""
        plain = ref.partition("#")[0]
        if plain == CHECK_LIST:
            self.show_check()
            return True
        screen = self.finder.screen_with(plain)
        if screen is None:
            return False
        if screen.key != self.screen_shown.key:
            self.aim_at(screen, plain)
            self.open_screen(screen)
        if isinstance(self.page, RosterPage):
            for index, row in enumerate(self.page.table.rows):
                if plain.startswith(row.ref + "/") and index != self.page.table.at:
                    self.page.go_member(index)
        return self._focus_named(ref)

    def _focus_named(self, ref: str) -> bool:
        plain = ref.partition("#")[0]
        column = getattr(self.page, "column", None)
        if column is not None:
            column.bring(plain)
        editors = self.page.editors()
        exact = next((editor for editor in editors if editor.objectName() == ref), None)
        box = self.page.box_of(plain)
        near = box.editors() if box is not None else []
        target = exact or (near[0] if near else None)
        if target is not None:
            self._stand_at(target.objectName())
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return target is not None

    def _from_check(self, ref: str) -> None:
        if self.go_to(ref):
            self._check_return = ref

    def check_return(self) -> str:
        """Ref of the question that was opened from the check page, '' otherwise."""
        return self._check_return

    def search(self) -> None:
        """Open the search line."""
        self.commit()
        self.search_targets()

    def set_language(self, name: str | None) -> None:
        """Change the language of the questions; the page is mirrored, field and answers stay."""
        self.commit()
        self.session.set_language(name)
        self._turn_direction()
        ref, tried = self._last_ref, self.screen_shown
        self.open_screen(tried)
        self._focus_named(ref)

    # focus and keys

    def _control_of(self, widget: QWidget | None) -> Control | None:
        while widget is not None and widget is not self:
            if isinstance(widget, Control):
                return widget if self.isAncestorOf(widget) else None
            widget = widget.parentWidget()
        return None

    def _box_of(self, widget: QWidget | None) -> BlockBox | None:
        while widget is not None and not isinstance(widget, BlockBox):
            widget = widget.parentWidget()
        return widget

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if not shiboken6.isValid(self):
            return
        here = new is not None and self.isAncestorOf(new)
        left = self._control_of(old) if old is not None and shiboken6.isValid(old) else None
        if left is not None and left is not self._control_of(new):
            self._leave(left)
        if here and new is not None and shiboken6.isValid(new):
            entered = self._control_of(new)
            if entered is not None and entered is not left:
                self.session.audit("question", entered.item.ref)
            self._arrive(new)

    def _leave(self, control: Control) -> None:
        ref = control.item.ref
        if not self._exists(ref):
            return  # its row was taken out; the field goes with it
        control.commit()
        if not shiboken6.isValid(control):
            return
        self.context.touched.add(ref)
        box = self._box_of(control)
        if box is not None:
            box.set_current(False)
        self.page.refresh({ref})

    def _exists(self, ref: str) -> bool:
        try:
            self.session.status(ref)
        except RefError:
            return False
        return True

    def _stand_at(self, name: str) -> None:
        before, self._last_ref = self._last_ref, name
        if before != name:
            self.moved.emit()

    def _arrive(self, widget: QWidget) -> None:
        box = self._box_of(widget)
        if box is not None:
            box.set_current(True)
        table = self.page.table if isinstance(self.page, RosterPage) else None
        if (box is not None or widget is table or widget.objectName() == CHECK_LIST) and widget.objectName():
            self._stand_at(widget.objectName())
        if widget is not self.page and self.page.isAncestorOf(widget):
            self.page.reveal(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no field used."""
        if not keyboard.handle(self, event):
            event.ignore()
