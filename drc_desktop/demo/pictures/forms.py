"""Every workbook of tests/forms in both directions: what the renderer makes of each kind of question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage, QPainter

from drc_desktop.demo.pictures.shot import write
from survey_forms.authoring.convert import convert
from survey_forms.engine import Form, load_form
from survey_forms.qt.style import default_style
from survey_forms.qt.view import FormView

WORKBOOKS = sorted((Path(__file__).resolve().parents[3] / "tests" / "forms").glob("*.xlsx"))
LANGUAGES = {"en": "English (en)", "ur": "Urdu (ur)"}
WIDTH, HEIGHT, GAP = 1094, 640, 8
ROWS = {"repeats": ("/data/field",), "roster": ("/data/person", "/data/person")}
"""Repeats that get a further row before the form is looked at."""
ANSWERS = {
    "repeats": {"/data/trips_page/trips": "2"},
    "roster": {"/data/person[1]/who/person_name": "Sakina", "/data/person[2]/who/person_name": "Bilal"},
    "notes": {"/data/told/who": "Sakina"},
    "idents": {"/data/numbers/cnic": "3840312344171"},
    "groups": {"/data/one/owned": "2"},
    "cascade": {"/data/place/province": "p", "/data/place/district": "sgd"},
    "numbers": {"/data/figures/rooms": "3", "/data/figures/income": "31500", "/data/figures/wood": "25"},
    "select_one": {"/data/open/electricity": "1", "/data/listed/water": "4"},
    "select_multiple": {"/data/several/ill": "1 8"},
    "rank": {"/data/wishes/wish": "s w"},
    "grids": {"/data/trust/police": "2", "/data/likert_page/home/hungry": "1"},
}
"""A few answers a form, so that what depends on them is seen."""


def answered(view: FormView, name: str) -> None:
    """Give the answers of the form `name`."""
    for ref in ROWS.get(name, ()):
        view.session.add_repeat(ref)
        view.apply(view.session.last_added)
    for ref, value in ANSWERS.get(name, {}).items():
        view.answer(ref, value)


def _pages(form: Form, name: str, code: str) -> Iterator[QImage]:
    view = FormView(form.start(language=LANGUAGES[code]), default_style(code))
    view.resize(WIDTH, HEIGHT)
    view.show()
    answered(view, name)
    for number, line in enumerate(view.pages()[:-1]):
        if any(view.is_asked(screen) for screen in line.screens):
            view.go_page(number)
            QCoreApplication.processEvents()
            yield view.grab().toImage()
    view.hide()
    view.deleteLater()
    QCoreApplication.processEvents()


def _below_each_other(pages: list[QImage]) -> QImage:
    whole = QImage(WIDTH, (HEIGHT + GAP) * len(pages) - GAP, QImage.Format.Format_RGB888)
    whole.fill(0xD3D9DD)
    painter = QPainter(whole)
    for number, page in enumerate(pages):
        painter.drawImage(0, number * (HEIGHT + GAP), page)
    painter.end()
    return whole


def render(out: Path) -> list[Path]:
    """One picture a workbook and language, its pages below each other."""
    written = []
    for workbook in WORKBOOKS:
        form = load_form(convert(workbook).xform)
        for code in LANGUAGES:
            image = _below_each_other(list(_pages(form, workbook.stem, code)))
            written.append(write(image, out / f"form-{workbook.stem.replace('_', '-')}-{code}.png"))
    return written
