"""The search for canaries finds each form in which a number or a name may lie in a file."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.e2e.canaries import HEAD, Search

PEOPLE = [
    {
        "visitor": "3520112345671",
        "mobile": "03001234567",
        "members": [{"cnic": "3520112345689", "name_en": "Canaryfatimabibi", "name_ur": "کینری فاطمہ بی بی والی"}],
    }
]
HIDDEN = (
    "3520112345671",
    "35201-1234567-1",
    "۳۵۲۰۱۱۲۳۴۵۶۷۱",
    "٣٥٢٠١-١٢٣٤٥٦٧-١",
    "3520112345689",
    "03001234567",
    "+923001234567",
    "0300-1234567",
    "Canaryfatimabibi",
    "کینری فاطمہ بی بی والی",
)


@pytest.mark.parametrize("text", HIDDEN)
@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_each_form_is_found(text: str, before: str, tmp_path: Path) -> None:
    search = Search(PEOPLE)
    whole = before + text
    forms = (
        whole.encode() + b"tail",
        whole.encode("utf-16-le"),
        whole.encode("utf-16-be"),
        base64.b64encode(whole.encode() + b"!"),
        base64.urlsafe_b64encode(whole.encode() + b"?>"),
    )
    for form in forms:
        path = tmp_path / "some.bin"
        path.write_bytes(b"\x00\x01" + form)
        assert search.hit(path), form


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    search = Search(PEOPLE)
    assert min(map(len, search.kinds)) >= HEAD
    path = tmp_path / "innocent.bin"
    path.write_bytes(b"token A042 at counter 3, 2026-11-28 05:56:16, Fatima" * 50)
    assert search.hit(path) == ""
