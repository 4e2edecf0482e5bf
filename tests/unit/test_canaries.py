"""The search for canaries finds each form in which a number or a name may lie in a file."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from drc_desktop.desk.contract import SiteCard, SiteFigures
from drc_desktop.domain.indicators.periods import Period
from drc_desktop.monitor.report.make import KINDS, Subject, write
from drc_desktop.settings import MonitorSettings
from drc_desktop.words import LANGUAGES, Words
from tests.e2e.canaries import HEAD, Search, unpacked
from tests.unit.monitor.conftest import found, site

__all__ = ["found", "site"]

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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_export_is_searched_in_its_parts_and_names_nobody(
    kind: str, language: str, site: SiteCard, found: SiteFigures, tmp_path: Path, qapp: QApplication
) -> None:
    """An operator of the name of a canary: a paper of the centre names operators, which proves that its text is read;
    what leaves the centre names not even them."""
    named = msgspec.structs.replace(found, names=dict.fromkeys(found.names, "Canaryfatimabibi"))
    made = Subject(site, Period.DAY, date(2026, 11, 23), Words(language), MonitorSettings())
    path = write(tmp_path / "reports", made, named, kind)
    search, parts = Search(PEOPLE), unpacked(path, tmp_path / "parts")
    assert sum(part.stat().st_size for part in parts) > 500
    hits = {search.hit(part) for part in parts} - {""}
    assert hits == ({"name"} if kind == "pdf" else set())
    nobody = write(tmp_path / "reports", made, found, kind)
    assert {search.hit(part) for part in unpacked(nobody, tmp_path / "again")} == {""}


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    search = Search(PEOPLE)
    assert min(map(len, search.kinds)) >= HEAD
    path = tmp_path / "innocent.bin"
    path.write_bytes(b"token A042 at counter 3, 2026-11-28 05:56:16, Fatima" * 50)
    assert search.hit(path) == ""
