from __future__ import annotations

from pathlib import Path

import pytest

from survey_forms.authoring import convert as convert_module
from survey_forms.authoring.convert import convert
from survey_forms.authoring.finding import FormProblem


def test_same_workbook_gives_same_bytes(book):
    path = book(survey=[{"type": "integer", "name": "rooms", "label": "Rooms"}])
    first, second = convert(path), convert(path)
    assert first.xform == second.xform
    assert b'<bind nodeset="/data/rooms" type="int"/>' in first.xform


def test_missing_file_is_a_known_error(tmp_path: Path):
    with pytest.raises(FormProblem) as caught:
        convert(tmp_path / "nowhere.xlsx")
    assert caught.value.code == "file-missing"


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 cut off"])
def test_garbage_is_not_a_workbook(tmp_path: Path, content: bytes):
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    with pytest.raises(FormProblem) as caught:
        convert(path)
    assert caught.value.code == "not-a-workbook"
    assert "save it as .xlsx" in caught.value.finding.advice


def test_error_names_sheet_and_row_and_what_to_do(book):
    path = book(
        survey=[
            {"type": "integer", "name": "rooms", "label": "Rooms"},
            {"type": "text", "name": "rooms", "label": "Again"},
        ]
    )
    with pytest.raises(FormProblem) as caught:
        convert(path)
    finding = caught.value.finding
    assert (finding.code, finding.sheet, finding.row) == ("xlsform-invalid", "survey", 3)
    assert "must be unique" in f"{finding.message} {finding.advice}"


def test_error_on_the_choices_sheet_names_it(book):
    path = book(
        survey=[{"type": "select_one fuel", "name": "fuel", "label": "Fuel"}],
        choices=[
            {"list_name": "fuel", "name": "wood", "label": "Wood"},
            {"list_name": "fuel", "name": "wood", "label": "Wood again"},
        ],
    )
    with pytest.raises(FormProblem) as caught:
        convert(path)
    assert (caught.value.finding.sheet, caught.value.finding.row) == ("choices", 3)


def test_reference_to_an_unknown_question_is_named(book):
    path = book(survey=[{"type": "text", "name": "a", "label": "A", "relevant": "${b} = '1'"}])
    with pytest.raises(FormProblem, match="b"):
        convert(path)


def test_command_writes_beside_the_workbook_and_fails_with_1(book, capsys, tmp_path: Path):
    path = book(survey=[{"type": "text", "name": "a", "label": "A"}])
    assert convert_module.main([str(path)]) == 0
    assert path.with_suffix(".xml").read_bytes() == convert(path).xform
    target = tmp_path / "out.xml"
    assert convert_module.main([str(path), "-o", str(target)]) == 0
    assert target.is_file()
    assert convert_module.main([str(tmp_path / "nowhere.xlsx")]) == 1
    assert "nowhere.xlsx" in capsys.readouterr().err
    assert convert_module.main([str(path), "-o", str(tmp_path / "no" / "folder.xml")]) == 1
