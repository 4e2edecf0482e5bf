"""The survey on screen: key to repainted answer with twenty members, page turns, opening, and a whole interview.
Without a screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.figures import Row, spread, timed
from benchmarks.interview import interview
from benchmarks.qt import application
from drc_desktop.domain import clock
from survey_forms.engine import load_form
from survey_forms.engine.form import LoadedForm
from survey_forms.qt.style import default_style
from survey_forms.qt.view import FormView

FORM = Path(__file__).resolve().parents[1] / "resources" / "forms" / "nser_survey.xml"
MEMBERS = 20
WIDTH, HEIGHT = 1094, 640


class _Paints(QObject):
    """Counts what is painted in a widget and its children."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def measure(quick: bool) -> list[Row]:
    """Rows of the bench; each time ends when all that waited to be painted is painted."""
    app, paints = application(), _Paints()
    app.installEventFilter(paints)
    form = load_form(FORM)
    _shown(form, app).deleteLater()  # the first of a process loads the faces
    opened = [_opening(form, app) for _ in range(5 if quick else 30)]
    view = _shown(form, app)
    rows = [
        _keys(view, app, paints, 100 if quick else 1000),
        _turns(view, app, paints, 3 if quick else 30),
        spread("open_form", opened, {"p95": 300.0}, questions=63),
    ]
    _close(view, app)
    app.removeEventFilter(paints)
    fresh = _shown(form, app, members=0)
    rows += interview(fresh)
    _close(fresh, app)
    return rows


def _close(view: FormView, app: QApplication) -> None:
    view.hide()
    view.deleteLater()
    app.processEvents()


def _shown(form: LoadedForm, app: QApplication, members: int = MEMBERS) -> FormView:
    session = form.start(language="English (en)")
    while len([ref for ref in session.refs() if ref.endswith("/m_no")]) < members:
        session.add_repeat("/data/member")
    view = FormView(session, default_style("en"))
    view.resize(WIDTH, HEIGHT)
    view.show()
    view.activateWindow()
    app.processEvents()
    return view


def _opening(form: LoadedForm, app: QApplication) -> float:
    """From the loaded form to the painted first page, without members."""
    views: list[FormView] = []

    def opening() -> None:
        view = FormView(form.start(language="English (en)"), default_style("en"))
        view.resize(WIDTH, HEIGHT)
        view.show()
        app.processEvents()
        views.append(view)

    milliseconds = timed(opening)
    _close(views[0], app)
    return milliseconds


def _keys(view: FormView, app: QApplication, paints: _Paints, rounds: int) -> Row:
    """A birth date of the last member and Enter: the age opens and closes questions, and counts in the household."""
    ref = f"/data/member[{MEMBERS}]/roster/m_dob"
    times, year = [], clock.today().year
    for turn in range(rounds):
        if not view.go_to(ref):
            raise RuntimeError(f"{ref} is on no page")
        app.processEvents()
        typed = f"0101{year - 1 - turn % 80}"
        for digit in typed:
            before = paints.count
            times.append(timed(partial(_press, app, Qt.Key(ord(digit)))))
            assert paints.count > before, "a key was not painted"
        times.append(timed(partial(_press, app, Qt.Key.Key_Return)))
        assert view.session.node(ref).value == f"{typed[4:]}-01-01", "the date was not taken"
    return spread("key_to_paint.20_members", times, {"p95": 16.0}, members=MEMBERS)


def _press(app: QApplication, key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    if focus is None:
        raise RuntimeError("no field has the focus")
    QTest.keyClick(focus, key)
    app.processEvents()


def _turns(view: FormView, app: QApplication, paints: _Paints, rounds: int) -> Row:
    times = []
    pages = len(view.pages())
    for _ in range(rounds):
        for page in range(pages):
            before = paints.count

            def turn(page: int = page) -> None:
                view.go_page(page)
                app.processEvents()

            times.append(timed(turn))
            assert paints.count > before, "a page was not painted"
    assert view.layoutDirection() == Qt.LayoutDirection.LeftToRight
    return spread("page_turn", times, {"p95": 50.0}, members=MEMBERS, pages=pages)
