from __future__ import annotations

import json
from pathlib import Path

import pytest

from survey_forms.authoring import validate
from survey_forms.authoring.check import check, main
from survey_forms.authoring.convert import convert
from survey_forms.authoring.validate import java

FORMS = Path(__file__).resolve().parents[3] / "resources" / "forms"
UR, EN = "label::Urdu (ur)", "label::English (en)"
GOOD = {"type": "text", "name": "a", UR: "الف", EN: "A"}


@pytest.mark.parametrize("name", ["nser_survey", "nser_roster"])
@pytest.mark.parametrize("suffix", [".xlsx", ".xml"])
def test_the_forms_of_the_product_have_no_finding(name: str, suffix: str):
    assert check(FORMS / f"{name}{suffix}") == []


def test_a_cycle_is_named_with_its_nodes_and_row(book):
    one = {"type": "calculate", "name": "one", "calculation": "${two} + 1"}
    two = {"type": "calculate", "name": "two", "calculation": "${one} + 1"}
    found = [finding for finding in check(book(survey=[GOOD, one, two])) if finding.severity == "error"]
    assert len(found) == 1
    assert found[0].code == "form-cycle"
    assert "/data/one" in str(found[0])
    assert "/data/two" in str(found[0])
    assert found[0].row in (3, 4)


def test_what_pyxform_refuses_is_the_only_finding(book):
    found = check(book(survey=[GOOD, GOOD]))
    assert [(finding.severity, finding.code, finding.row) for finding in found] == [("error", "xlsform-invalid", 3)]


def test_lints_come_after_errors(book):
    path = book(survey=[{**GOOD, "constraint": "no-such-thing(.)"}])
    found = check(path)
    assert [finding.severity for finding in found] == ["error", "warning"]
    assert "no-such-thing" in found[0].message
    assert found[0].node == "/data/a"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "not-xml"), (b"<h:html>", "not-xml"), (b"<html/>", "form-no-model"), (None, "file-missing")],
)
def test_files_that_are_no_form(tmp_path: Path, content: bytes | None, code: str):
    path = tmp_path / "form.xml"
    if content is not None:
        path.write_bytes(content)
    found = check(path)
    assert [finding.severity for finding in found if finding.code != "urdu-missing"] == ["error"]
    assert found[0].code == code


def test_command_prints_figures_and_exit_code(book, capsys: pytest.CaptureFixture[str]):
    path = book(survey=[{**GOOD, "constraint": ". != 'x'"}])
    assert main([str(path)]) == 0
    assert "form.xlsx: 0 errors, 1 warnings" in capsys.readouterr().out
    assert main([str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["errors"], said["warnings"]) == (0, 1)
    assert said["findings"][0]["code"] == "constraint-without-message"
    assert main([str(path.with_name("nowhere.xlsx"))]) == 1
    assert "nowhere.xlsx" in capsys.readouterr().err


@pytest.mark.skipif(java() is None, reason="Java is not on this machine: ODK Validate was not asked")
def test_odk_validate_is_asked_on_request(book):
    path = book(survey=[{**GOOD, "relevant": "no-such-thing(1)"}])
    assert "odk-validate" in {finding.code for finding in check(path, odk=True)}
    assert "odk-validate" not in {finding.code for finding in check(path)}


def test_command_says_when_java_is_missing(book, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(validate, "java", lambda: None)
    assert main([str(book(survey=[GOOD])), "--odk"]) == 1
    assert "Java" in capsys.readouterr().err


def test_a_compiled_form_gives_the_same_findings_without_rows(book, tmp_path: Path):
    source = book(survey=[{**GOOD, "constraint": ". != 'x'"}])
    compiled = tmp_path / "form.xml"
    compiled.write_bytes(convert(source).xform)
    assert [finding.row for finding in check(source)] == [2]
    assert [(finding.code, finding.row) for finding in check(compiled)] == [("constraint-without-message", None)]
