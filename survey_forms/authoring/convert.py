"""XLSForm workbook -> XForm, by pyxform; its complaints come back with sheet, row and what to do."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import is_zipfile

from pyxform.errors import PyXFormError, PyXFormReadError
from pyxform.xls2xform import convert as pyxform_convert

from survey_forms.authoring.finding import Finding, FormProblem

_ROW = re.compile(r"\[row ?: ?(\d+)\]\s*")
_SHEET = re.compile(r"(?:[Oo]n|[Ii]n) the '?(\w+)'? (?:sheet|worksheet)|sheet:? '(\w+)'")
_ADVICE = re.compile(r"(?<=[.:]) (?=(?:Please|To |Either|Check|Learn more|Names must|Rename))")


@dataclass(frozen=True, slots=True)
class Converted:
    """An XForm as UTF-8 bytes, with what pyxform wants the author to look at."""

    xform: bytes
    warnings: tuple[Finding, ...]


def convert(path: Path) -> Converted:
    """Compile a workbook. The same workbook always gives the same bytes.

    Raises FormProblem: `file-missing`, `not-a-workbook`, `xlsform-invalid`.
    """
    if not path.is_file():
        raise FormProblem(Finding("error", "file-missing", f"there is no file {path.name}", advice="check the path"))
    if not is_zipfile(path):
        raise FormProblem(_not_a_workbook(path))
    try:
        result = pyxform_convert(path, pretty_print=True, validate=False)
    except PyXFormReadError as error:
        raise FormProblem(_not_a_workbook(path)) from error
    except PyXFormError as error:
        raise FormProblem(_finding("error", "xlsform-invalid", str(error))) from error
    warnings = tuple(_finding("warning", "xlsform-warning", text) for text in result.warnings)
    return Converted(result.xform.encode(), warnings)


def _not_a_workbook(path: Path) -> Finding:
    return Finding(
        "error",
        "not-a-workbook",
        f"{path.name} cannot be opened as an Excel workbook",
        advice="save it as .xlsx from Excel or LibreOffice and try again",
    )


def _finding(severity: str, code: str, text: str) -> Finding:
    """Take pyxform's sentence apart: row, sheet, message, advice."""
    row, sheet = _ROW.search(text), _SHEET.search(text)
    parts = _ADVICE.split(_ROW.sub("", text).strip(), maxsplit=1)
    return Finding(
        "error" if severity == "error" else "warning",
        code,
        parts[0].strip(),
        sheet=next((name for name in sheet.groups() if name), "") if sheet else ("survey" if row else ""),
        row=int(row[1]) if row else None,
        advice=parts[1].strip() if len(parts) > 1 else "",
    )


def main(argv: Sequence[str]) -> int:
    """`drc form convert F.xlsx -o F.xml`: 0 written, 1 the form has an error, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="drc form convert", description="compile an XLSForm workbook")
    parser.add_argument("form", type=Path, help="the workbook (.xlsx)")
    parser.add_argument("-o", "--output", type=Path, help="where to write the XForm; default: beside the workbook")
    options = parser.parse_args(argv)
    target: Path = options.output or options.form.with_suffix(".xml")
    try:
        converted = convert(options.form)
        target.write_bytes(converted.xform)
    except FormProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {target} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    for warning in converted.warnings:
        print(warning, file=sys.stderr)
    print(target)
    return 0
