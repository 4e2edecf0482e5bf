from __future__ import annotations

from pathlib import Path

import pytest

from survey_forms.authoring import validate
from survey_forms.authoring.convert import convert
from survey_forms.authoring.finding import FormProblem
from survey_forms.authoring.validate import java, odk_validate

needs_java = pytest.mark.skipif(java() is None, reason="Java is not on this machine: ODK Validate was not asked")


@needs_java
def test_a_valid_form_has_no_finding(book, tmp_path: Path):
    path = tmp_path / "form.xml"
    path.write_bytes(convert(book(survey=[{"type": "text", "name": "a", "label": "A"}])).xform)
    assert odk_validate(path) == []


@needs_java
def test_an_unknown_function_is_refused_with_its_name(book, tmp_path: Path):
    path = tmp_path / "form.xml"
    source = book(survey=[{"type": "text", "name": "a", "label": "A", "relevant": "no-such-thing(1)"}])
    path.write_bytes(convert(source).xform)
    found = odk_validate(path)
    assert any("no-such-thing" in finding.message for finding in found)
    assert all(finding.severity == "error" for finding in found)


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(validate, "java", lambda: None)
    with pytest.raises(FormProblem) as caught:
        odk_validate(tmp_path / "form.xml")
    assert caught.value.code == "java-missing"
