"""One screen of a survey at a time: what the screens are, which one is shown, its head, its keys, its rail."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Changes, FormSession, Item
from survey_forms.qt import hints
from survey_forms.qt.announce import announce
from survey_forms.qt.check import CheckPage
from survey_forms.qt.context import Context
from survey_forms.qt.finder import Finder
from survey_forms.qt.foot import FootLine
from survey_forms.qt.languages import runs_right_to_left
from survey_forms.qt.page import FormPage, Page
from survey_forms.qt.plan import CHECK_KEY, Screen, leaves, screens_of
from survey_forms.qt.rail import PageRail
from survey_forms.qt.roster import RosterPage
from survey_forms.qt.search import SearchBar
from survey_forms.qt.style import AIR, Style
from survey_forms.qt.tally import Count, RailLine, Tally, find_repeat


class PagedForm(QWidget):
    """Shows the screens of a session; `FormView` adds answers, keys and focus."""

    page_changed = Signal(object)
    problems_changed = Signal()

    def __init__(self, session: FormSession, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.form_style = style
        self.tally = Tally(session)
        self.context = Context(
            session, style, tried=self._is_tried, row_names=self._row_names, may_say=self.tally.may_say
        )
        self.finder = Finder(self.context, self.tally)
        self._page: Page | None = None
        self._members: dict[str, int] = {}
        self.roster_foot: tuple[FootLine, ...] = ()
        self._lines: list[RailLine] = []
        self._lines_of: tuple[int, str | None] = (-1, None)
        self._with_hints = True
        self._plan()
        self.search_bar = SearchBar(style, self)
        self._hints = hints.HintLine(style, self)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, style.color("window"))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._turn_direction()

    def connect_page(self, page: Page) -> None:
        """Listen to a page before it is shown."""
        raise NotImplementedError

    def commit(self) -> None:
        """Store what is being typed."""
        raise NotImplementedError

    def go_page(self, index: int) -> None:
        """Go to a line of the page rail."""
        raise NotImplementedError

    # where we are

    def _plan(self, grown: tuple[str, Changes] | None = None) -> None:
        """Read the tree; `grown`: the repeat that got a row at its end, and what that changed."""
        self.root: Item = self.session.root()
        self.screens: tuple[Screen, ...] = screens_of(self.root)
        if grown is None:
            self.tally.rebuild(self.root, self.screens)
        else:
            self.tally.grow(self.root, self.screens, *grown)
        self.finder.show_plan(self.root, self.screens)

    def _row_names(self, ref: str) -> list[str]:
        return self.finder.row_names(ref)

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
        state = (self.tally.version, self.session.language)
        if state != self._lines_of:
            self._lines = self.tally.lines(self.screens, self.form_style.text("form-check-answers"))
            self._lines_of = state
        return self._lines

    def current_page(self) -> int:
        """Place of the current line in `pages()`."""
        keys = [[screen.key for screen in line.screens] for line in self.pages()]
        return next((i for i, line in enumerate(keys) if self.screen_shown.key in line), 0)

    def counts(self) -> Count:
        """Counts of the whole survey."""
        return self.tally.count(screen.key for screen in self.screens)

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

    def open_screen(self, screen: Screen) -> None:
        """Show a screen in place of the one shown; the caller gives the focus."""
        old = self._page
        if old is not None:
            self.commit()
        page = self._make_page(screen)
        self._page = page
        self.connect_page(page)
        self._place()
        self._fill(page)
        self._show_head()
        if screen.key in self.tally.tried:
            self.show_problems()
        self.session.audit("group questions", screen.ref)  # before a field of the page gets the focus
        page.show()
        if old is not None:
            old.hide()
            old.deleteLater()
        self._show_hints()
        announce(self, self.page.accessibleName())
        self.page_changed.emit(screen)
        self.problems_changed.emit()

    def _make_page(self, screen: Screen) -> Page:
        if screen.kind == "check":
            return CheckPage(screen, self.context, self)
        if screen.kind == "form":
            return FormPage(screen, self.context, self)
        page = RosterPage(screen, self.context, self.tally, self)
        page.table.at = self._members.get(screen.ref, 0)
        page.show_foot(self.roster_foot)
        page.member_changed.connect(lambda _ref: self._member_changed(page))
        return page

    def _fill(self, page: Page) -> None:
        """Build what a page shows, and watch it (a roster says itself which member it shows)."""
        if isinstance(page, RosterPage):
            page.table.at = self._members.get(page.screen_.ref, page.table.at)
            repeat = find_repeat(self.root, page.screen_.ref)
            assert repeat is not None
            page.show_repeat(repeat)
        else:
            page.rebuild(page.screen_.items)
            self.session.watch(page.refs())
        if isinstance(page, CheckPage):
            page.show_answers(self.root, self.screens)

    def _member_changed(self, page: RosterPage) -> None:
        self._members[page.screen_.ref] = page.table.at
        if page is self._page:
            self.session.watch(page.refs())

    def is_asked(self, screen: Screen) -> bool:
        """Whether anything on a screen applies to this survey."""
        if screen.kind == "check":
            return True
        if screen.kind == "roster":
            return self.session.status(screen.title_ref).relevant and self.session.status(screen.ref).relevant
        return any(self.session.status(item.ref).relevant for item in leaves(screen.items))

    def aim_at(self, screen: Screen, ref: str) -> None:
        """A roster opens at the member whose question is wanted, so that no other form is built before."""
        repeat = find_repeat(self.root, screen.ref) if screen.kind == "roster" else None
        for place, row in enumerate(repeat.children if repeat is not None else ()):
            if ref.startswith(row.ref + "/"):
                self.remember_member(screen.ref, place)

    def remember_member(self, range_ref: str, place: int) -> None:
        """Which member of a roster is shown next (from 0)."""
        self._members[range_ref] = place

    def search_targets(self) -> None:
        """Open the search line over the questions that can be reached."""
        self.search_bar.open(self.finder.targets(self._members))

    def show_problems(self) -> None:
        """Fill the box on top of the page shown."""
        screen = self.screen_shown
        column = getattr(self.page, "column", None)
        looks = sum(1 for box in column.boxes if box.open_look()) if column is not None else 0
        shown = [] if screen.kind == "check" else self.finder.problems(screen)
        self.page.show_problems(shown, looks)
        self._show_hints()

    # looks

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
        self.search_bar.setGeometry(QRect((self.width() - width) // 2, 4, width, side))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Page above, keys below."""
        self._place()
        self._show_hints()
