"""`drc form check`: everything that can be said about a form before it is used."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from survey_forms.authoring.convert import convert
from survey_forms.authoring.finding import Finding, FormProblem
from survey_forms.authoring.lints import lint
from survey_forms.authoring.reach import unreachable
from survey_forms.authoring.validate import odk_validate
from survey_forms.authoring.workbook import survey_rows
from survey_forms.engine import FormError, load_form
from survey_forms.engine.parse.loader import load_model


def check(path: Path, odk: bool = False) -> list[Finding]:
    """Convert (a workbook), load in the engine, lint; with `odk` also ask ODK Validate. Errors first.

    Raises FormProblem only for `java-missing` and `odk-validate-stuck`, when `odk` was asked for.
    """
    rows: dict[str, int] = {}
    found: list[Finding] = []
    if path.suffix.lower() == ".xml":
        try:
            xform = path.read_bytes()
        except OSError as error:
            return [Finding("error", "file-missing", f"{path.name} cannot be read: {error.strerror}")]
    else:
        try:
            converted = convert(path)
        except FormProblem as problem:
            return [problem.finding]
        xform, rows = converted.xform, survey_rows(path)
        found.extend(converted.warnings)
    try:
        remarks = lint(xform, rows)
    except etree.XMLSyntaxError as error:
        return [Finding("error", "not-xml", f"line {error.lineno}: {error.msg}", advice="convert the workbook again")]
    found.extend([*_engine(xform, rows), *(_odk(xform) if odk else []), *remarks])
    return sorted(found, key=lambda finding: finding.severity)


def _engine(xform: bytes, rows: dict[str, int]) -> list[Finding]:
    try:
        form = load_form(xform)
    except FormError as error:
        node = error.node.partition(" ")[0]
        row = rows.get(node)
        place = f"line {error.line}: " if error.line and not rows else ""
        return [Finding("error", error.code, place + error.message, node, "survey" if row else "", row, error.hint)]
    warnings = [Finding("warning", "engine-warning", text) for text in form.warnings]
    return [*warnings, *(_unreachable(defn.path, rows.get(defn.path)) for defn in unreachable(load_model(xform, {})))]


def _unreachable(node: str, row: int | None) -> Finding:
    return Finding(
        "warning",
        "question-unreachable",
        "no answer ever opens this: its condition cannot be fulfilled",
        node,
        "survey" if row else "",
        row,
        "compare the relevant column with the choices it names",
    )


def _odk(xform: bytes) -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "form.xml"
        file.write_bytes(xform)
        return odk_validate(file)


def main(argv: Sequence[str]) -> int:
    """`drc form check F.xlsx|F.xml [--json] [--odk]`: 0 no error (warnings allowed), 1 errors, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="drc form check", description="check a form before it is used")
    parser.add_argument("form", type=Path, help="a workbook (.xlsx) or a compiled form (.xml)")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--odk", action="store_true", help="also ask ODK Validate (needs Java)")
    options = parser.parse_args(argv)
    try:
        found = check(options.form, odk=options.odk)
    except FormProblem as problem:
        found = [problem.finding]
    errors = sum(finding.severity == "error" for finding in found)
    if options.json:
        figures = {"form": options.form.name, "errors": errors, "warnings": len(found) - errors}
        print(json.dumps({**figures, "findings": [f.as_json() for f in found]}, ensure_ascii=False, indent=2))
    else:
        for finding in found:
            print(finding, file=sys.stderr if finding.severity == "error" else sys.stdout)
        print(f"{options.form.name}: {errors} errors, {len(found) - errors} warnings")
    return 1 if errors else 0
