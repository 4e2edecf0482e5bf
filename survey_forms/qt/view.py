"""The facade: one open survey as a widget. A window places it, journals its signals, and asks it where it is."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from survey_forms.engine.contract import Changes, FormSession, Item
from survey_forms.engine.errors import ReadonlyError
from survey_forms.qt import hints, keyboard
from survey_forms.qt.box import BlockBox
from survey_forms.qt.check import CheckPage
from survey_forms.qt.context import Context
from survey_forms.qt.controls import Control
from survey_forms.qt.controls.ident import IdentControl
from survey_forms.qt.finder import Finder
from survey_forms.qt.languages import runs_right_to_left
from survey_forms.qt.members import Members
from survey_forms.qt.page import FormPage, Page
from survey_forms.qt.plan import CHECK_KEY, Screen, leaves, mark, screens_of
from survey_forms.qt.rail import PageRail
from survey_forms.qt.roster import RosterPage
from survey_forms.qt.search import SearchBar
from survey_forms.qt.style import AIR, Style, default_style
from survey_forms.qt.tally import Count, Mark, RailLine, Tally, find_repeat


class FormView(QWidget):
    """A survey on screen.

    answered(ref, Changes): an answer was stored in the session; journal `changes.values`.
    row_added(ref, Changes), row_removed(ref, reason, Changes): a member came or went (reason: see `remove.REASONS`).
    page_changed(Screen): another screen is shown; a roster wants the whole width (`is_wide`).
    problems_changed(): counts of the rail changed. finished_requested(): all is right and Finish was asked for.
    undo_changed(words): a removed member can be brought back by `undo_remove` ('' when no longer).
    """

    answered = Signal(str, object)
    row_added = Signal(str, object)
    row_removed = Signal(str, str, object)
    page_changed = Signal(object)
    problems_changed = Signal()
    finished_requested = Signal()
    undo_changed = Signal(str)

    def __init__(
        self, session: FormSession, style: Style | None = None, parent: QWidget | None = None, *, at: str = ""
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.form_style = style or default_style()
        self.tally = Tally(session)
        self.context = Context(session, self.form_style, tried=self._is_tried, row_names=self._row_names)
        self._finder = Finder(self.context, self.tally)
        self._page: Page | None = None
        self._members: dict[str, int] = {}
        self._people = Members(self)
        self._check_return = ""
        self._last_ref = ""
        self._with_hints = True
        self._plan()
        self._search = SearchBar(self.form_style, self)
        self._search.found.connect(self.go_to)
        self._search.closed.connect(lambda: self.go_to(self._last_ref))
        self._hints = hints.HintLine(self.form_style, self)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, self.form_style.color("window"))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._turn_direction()
        self._open(self.screens[0])
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)
        if not (at and self.go_to(at)):
            keyboard.focus_first(self)

    # where we are

    def _plan(self) -> None:
        self.root: Item = self.session.root()
        self.screens: tuple[Screen, ...] = screens_of(self.root)
        self.tally.rebuild(self.root, self.screens)
        self._finder.show_plan(self.root, self.screens)

    def _row_names(self, ref: str) -> list[str]:
        return self._finder.row_names(ref)

    @property
    def page(self) -> Page:
        """The page shown."""
        assert self._page is not None
        return self._page

    @property
    def screen_shown(self) -> Screen:
        """The screen shown."""
        return self.page.screen_

    @property
    def is_wide(self) -> bool:
        """Whether the screen wants the place of the facts rail too (a roster)."""
        return self.screen_shown.kind == "roster"

    def pages(self) -> list[RailLine]:
        """Lines of the page rail with their counts."""
        return self.tally.lines(self.screens, self.form_style.text("form-check-answers"))

    def current_page(self) -> int:
        """Place of the current line in `pages()`."""
        keys = [[screen.key for screen in line.screens] for line in self.pages()]
        return next((i for i, line in enumerate(keys) if self.screen_shown.key in line), 0)

    def counts(self) -> Count:
        """Counts of the whole survey."""
        return self.tally.count(screen.key for screen in self.screens)

    def current_ref(self) -> str:
        """Ref of the field that has (or last had) the focus: what to reopen at."""
        return self._last_ref

    def make_rail(self, parent: QWidget | None = None) -> PageRail:
        """A page rail that follows this form."""
        rail = PageRail(self.form_style, parent)

        def follow() -> None:
            rail.show_lines(self.pages(), self.current_page())

        self.problems_changed.connect(follow)
        rail.page_wanted.connect(self.go_page)
        follow()
        return rail

    # pages

    def _is_tried(self, ref: str) -> bool:
        return self.tally.screen_of(ref) in self.tally.tried

    def _open(self, screen: Screen) -> None:
        old = self._page
        if old is not None:
            self.commit()
        page = self._make_page(screen)
        self._page = page
        page.answered.connect(self.answer)
        page.attached.connect(self._attach)
        page.wanted.connect(self._from_check if screen.kind == "check" else self.go_to)
        self._place()
        self._fill(page)
        self.session.watch(page.refs())
        self._show_head()
        if screen.key in self.tally.tried:
            self._show_problems()
        page.show()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.session.audit("group questions", screen.ref)
        self._show_hints()
        self.page_changed.emit(screen)
        self.problems_changed.emit()

    def _make_page(self, screen: Screen) -> Page:
        if screen.kind == "check":
            return CheckPage(screen, self.context, self)
        if screen.kind == "form":
            return FormPage(screen, self.context, self)
        page = RosterPage(screen, self.context, self.tally, self)
        page.table.at = self._members.get(screen.ref, 0)
        page.add_wanted.connect(self._people.add)
        page.remove_wanted.connect(self._people.remove)
        page.member_changed.connect(lambda _ref: self._member_changed(page))
        return page

    def _fill(self, page: Page) -> None:
        if isinstance(page, RosterPage):
            page.table.at = self._members.get(page.screen_.ref, page.table.at)
            repeat = find_repeat(self.root, page.screen_.ref)
            assert repeat is not None
            page.show_repeat(repeat)
        else:
            page.rebuild(page.screen_.items)
        if isinstance(page, CheckPage):
            page.show_answers(self.root, self.screens)

    def _member_changed(self, page: RosterPage) -> None:
        self._members[page.screen_.ref] = page.table.at
        if page is self._page:
            self.session.watch(page.refs())

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
            if self._is_asked(screen):
                self._show_screen(screen)
                return True
            place += by
        return False

    def _is_asked(self, screen: Screen) -> bool:
        if screen.kind != "form":
            return True
        return any(self.session.node(item.ref).relevant for item in leaves(screen.items))

    def _show_screen(self, screen: Screen) -> None:
        self._check_return = ""
        self._open(screen)
        keyboard.focus_first(self)

    def _gaps(self, key: str) -> bool:
        self.tally.reread(key)
        return self.tally.first(key, Mark.OPEN, Mark.WRONG) is not None

    def _try(self, key: str) -> None:
        self.tally.tried.add(key)
        self.tally.reread(key)
        self.page.refresh()
        self._show_problems()
        self._show_head()
        self.problems_changed.emit()
        problems = self.page.problems()
        if problems:
            self.go_to(problems[0].ref)

    # answers

    def answer(self, ref: str, text: str) -> None:
        """Store an answer and redraw what it changed. A changed answer asks its soft checks anew."""
        before = self.session.node(ref).value
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
            if mark(warning, "soft") in (name, "") and self.session.node(warning.ref).value:
                changes = self.session.set(warning.ref, "")
                self.apply(changes)
                self.answered.emit(warning.ref, changes)

    def _attach(self, ref: str, name: str, data: bytes) -> None:
        changes = self.session.attach(ref, name, data)
        self.apply(changes)
        self.answered.emit(ref, changes)

    def apply(self, changes: Changes) -> None:
        """Redraw what a call of the session changed."""
        if changes.rows:
            self._replan()
        else:
            self.tally.update(changes)
            self.page.refresh(changes.refs)
        if self.screen_shown.key in self.tally.tried:
            self._show_problems()
        self._show_head()
        self.problems_changed.emit()

    def _replan(self) -> None:
        self._plan()
        old = self.screen_shown
        same = next((screen for screen in self.screens if screen.key == old.key), None)
        if same is None:
            same = next((screen for screen in self.screens if screen.ref == old.ref), self.screens[0])
        if same.key != old.key:
            self._open(same)
            return
        self.page.screen_ = same
        name = self._last_ref
        self._fill(self.page)
        self.session.watch(self.page.refs())
        self._focus_named(name)

    def commit(self) -> None:
        """Store what stands in the focused field: before a page turn, park, or finish."""
        control = self._control_of(QApplication.focusWidget())
        if control is not None:
            control.commit()

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

    def remember_member(self, range_ref: str, place: int) -> None:
        """Which member of a roster is shown next (from 0)."""
        self._members[range_ref] = place

    # problems

    def _show_problems(self) -> None:
        screen = self.screen_shown
        column = getattr(self.page, "column", None)
        looks = sum(1 for box in column.boxes if box.open_look()) if column is not None else 0
        shown = [] if screen.kind == "check" else self._finder.problems(screen)
        self.page.show_problems(shown, looks)
        self._show_hints()

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
        found = [problem for screen in self.screens for problem in self._finder.problems(screen)]
        self.page.show_problems(found, 0)
        self.problems_changed.emit()
        return False

    # going

    def go_to(self, ref: str) -> bool:
        """Show the page of a question, the right member, and focus its field; False if it is nowhere."""
        plain = ref.partition("#")[0]
        screen = self._finder.screen_with(plain)
        if screen is None:
            return False
        if screen.key != self.screen_shown.key:
            self._open(screen)
        if isinstance(self.page, RosterPage):
            for index, row in enumerate(self.page.table.rows):
                if plain.startswith(row.ref + "/") and index != self.page.table.at:
                    self.page.go_member(index)
        return self._focus_named(ref)

    def _focus_named(self, ref: str) -> bool:
        plain = ref.partition("#")[0]
        editors = self.page.editors()
        exact = next((editor for editor in editors if editor.objectName() == ref), None)
        box = self.page.box_of(plain)
        near = box.editors() if box is not None else []
        target = exact or (near[0] if near else None)
        if target is not None:
            self._last_ref = target.objectName()
            target.setFocus(Qt.FocusReason.OtherFocusReason)
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
        self._search.open(self._finder.targets(self._members))

    # language and looks

    def set_language(self, name: str | None) -> None:
        """Change the language of the questions; the page is mirrored, field and answers stay."""
        self.commit()
        self.session.set_language(name)
        self._turn_direction()
        ref, tried = self._last_ref, self.screen_shown
        self._open(tried)
        self._focus_named(ref)

    def _turn_direction(self) -> None:
        rtl = runs_right_to_left(self.session.language)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)

    def set_hints_shown(self, shown: bool) -> None:
        """The line of keys gives way first in a low window."""
        self._with_hints = shown
        self._hints.setVisible(shown)
        self._place()

    def _show_head(self) -> None:
        text, screen = self.form_style.text, self.screen_shown
        lines = self.pages()
        page = text("form-page-of", page=self.current_page() + 1, pages=len(lines))
        count = self.tally.count([screen.key])
        if screen.key == CHECK_KEY:
            self.page.set_head(text("form-check-title"), page)
            return
        said = text("form-answered-of", done=count.done, total=count.total)
        if count.wrong:
            said = text("form-right-wrong", done=count.done, wrong=count.wrong)
        self.page.set_head(self.session.node(screen.title_ref).label or "", f"{page} · {said}")

    def _show_hints(self) -> None:
        kinds = {"roster": hints.ROSTER_HINTS, "check": hints.CHECK_HINTS}
        shown = kinds.get(self.screen_shown.kind, hints.FORM_HINTS)
        if self.page.problems():
            shown = hints.PROBLEM_HINTS
        self._hints.show_hints(shown, self.page.edge())

    def _place(self) -> None:
        foot = self.form_style.sizes.hints if self._with_hints else 0
        self.page.setGeometry(0, 0, self.width(), self.height() - foot)
        self._hints.setGeometry(0, self.height() - foot, self.width(), foot)
        width = min(self.width() - 40, 520)
        side = self.form_style.sizes.field + 2 * AIR
        self._search.setGeometry(QRect((self.width() - width) // 2, 4, width, side))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Page above, keys below."""
        self._place()
        self._show_hints()

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
        if old is not None and shiboken6.isValid(old):
            left = self._control_of(old)
            if left is not None and left is not self._control_of(new):
                self._leave(left)
        if here and new is not None and shiboken6.isValid(new):
            self._arrive(new)

    def _leave(self, control: Control) -> None:
        ref = control.item.ref
        control.commit()
        if not shiboken6.isValid(control):
            return
        self.context.touched.add(ref)
        box = self._box_of(control)
        if box is not None:
            box.set_current(False)
        self.page.refresh({ref})

    def _arrive(self, widget: QWidget) -> None:
        box = self._box_of(widget)
        if box is not None:
            box.set_current(True)
        if box is not None or (isinstance(self.page, RosterPage) and widget is self.page.table):
            self._last_ref = widget.objectName()
        self.page.reveal(widget)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no field used."""
        if not keyboard.handle(self, event):
            event.ignore()
