"""`drc form`: check, convert, preview and replay forms; the work is done in survey_forms."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from survey_forms.engine import EngineError, Form, FormSession, load_form

_WIDTH, _HEIGHT, _RAIL = 1366, 768, 272


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the four; 0 success, 1 a known error of the form, 2 wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    run = _COMMANDS.get(arguments[0]) if arguments else None
    if run is not None:
        return run(arguments[1:])
    asked_for_help = arguments[:1] in (["-h"], ["--help"])
    lines = "\n       ".join(f"drc form {name} --help" for name in _COMMANDS)
    print(f"usage: {lines}", file=sys.stdout if asked_for_help else sys.stderr)
    return 0 if asked_for_help else 2


def _check(arguments: list[str]) -> int:
    from survey_forms.authoring import check

    return check.main(arguments)


def _convert(arguments: list[str]) -> int:
    from survey_forms.authoring import convert

    return convert.main(arguments)


def _replay(arguments: list[str]) -> int:
    from survey_forms.engine import replay

    return replay.main(arguments)


def preview(arguments: list[str]) -> int:
    """Open any form in a window of its own; nothing that is typed there is kept."""
    parser = argparse.ArgumentParser(prog="drc form preview", description=preview.__doc__)
    parser.add_argument("form", type=Path, help="a workbook (.xlsx, compiled in memory) or a compiled form (.xml)")
    parser.add_argument("--language", help="language of the questions: its name in the form, or its code (ur, en)")
    parser.add_argument(
        "--resource", action="append", default=[], type=_resource, metavar="NAME=FILE",
        help="a file the form reads, such as household=resources/forms/household.example.xml; repeatable",
    )  # fmt: skip
    asked = parser.parse_args(arguments)
    from survey_forms.authoring.finding import FormProblem

    try:
        form = _load(asked.form)
        language = _language(form, asked.language)
        session = form.start(language=language, resources=dict(asked.resource))
    except (FormProblem, EngineError) as error:
        print(f"drc form preview: {error.code}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"drc form preview: {error.filename} cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    return _show(form.title, session)


def _resource(text: str) -> tuple[str, Path]:
    name, equals, file = text.partition("=")
    if not (name and equals and file):
        raise argparse.ArgumentTypeError("takes NAME=FILE")
    return name, Path(file)


def _load(path: Path) -> Form:
    if path.suffix.lower() == ".xml":
        return load_form(path)
    from survey_forms.authoring.convert import convert

    return load_form(convert(path).xform)


def _language(form: Form, asked: str | None) -> str | None:
    """The form's language that is asked for by name or by the code in brackets; raises EngineError for another."""
    if asked is None:
        return None
    for name in form.languages:
        if asked.lower() in (name.lower(), name.rpartition("(")[2].rstrip(")").lower()):
            return name
    spoken = ", ".join(form.languages) or "none"
    raise EngineError("language-unknown", f"the form has no language {asked!r}; it has: {spoken}")


def _show(title: str, session: FormSession) -> int:
    from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

    from survey_forms.qt.style import default_style
    from survey_forms.qt.view import FormView

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    window = QWidget()
    window.setObjectName("preview")
    window.setWindowTitle(title)
    view = FormView(session, default_style(), window)
    rail = view.make_rail(window)
    rail.setFixedWidth(_RAIL)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # pages scroll: any size will do
    row.addWidget(rail)
    row.addWidget(view, 1)
    view.finished_requested.connect(lambda: print("every answer passes: the survey could be finished", flush=True))
    window.resize(_WIDTH, _HEIGHT)
    window.show()
    return int(application.exec())


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "check": _check,
    "convert": _convert,
    "preview": preview,
    "replay": _replay,
}

if __name__ == "__main__":
    raise SystemExit(main())
