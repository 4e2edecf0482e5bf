"""Reports as files: what is in them, that nobody is in them who should not be, that other programs open them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from drc_desktop.desk.contract import Irregular, SiteCard, SiteFigures
from drc_desktop.domain.indicators.periods import Period
from drc_desktop.domain.indicators.unusual import Kind
from drc_desktop.monitor import cli
from drc_desktop.monitor.report.ink import runs
from drc_desktop.monitor.report.make import KINDS, Subject, content, write
from drc_desktop.settings import MonitorSettings
from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.words import LANGUAGES, Words

MONDAY = date(2026, 11, 23)


def subject(site: SiteCard, language: str = "en", period: Period = Period.DAY) -> Subject:
    return Subject(site, period, MONDAY, Words(language), MonitorSettings())


@pytest.mark.parametrize("period", Period)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_has_its_pages_fonts_and_language(site: SiteCard, found: SiteFigures, language: str, period: Period):
    data = content(subject(site, language, period), found, "pdf")
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") == 2
    assert f"/Lang ({language})".encode() in data
    assert b"NotoSans" in data
    assert (b"NotoNaskhArabic" in data) is (language == "ur")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not on this machine")
def test_the_english_pdf_can_be_read_back(site: SiteCard, found: SiteFigures, tmp_path: Path):
    path = write(tmp_path, subject(site), found, "pdf")
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    for words in (
        "Registry Centre Sargodha 2",
        "Daily report, Monday 23 November 2026",
        "page 1 of 2",
        "page 2 of 2",
        "last Monday 11 by now",
        "Supervisor: name, signature, date",
    ):
        assert words in text


def test_the_xlsx_holds_the_figures_as_numbers(site: SiteCard, found: SiteFigures):
    book = openpyxl.load_workbook(io.BytesIO(content(subject(site), found, "xlsx")))
    rows = list(book["period"].iter_rows(values_only=True))
    assert ("New survey", 10, 10, 0, 60, 60, 29) in rows
    assert ("08", 2, 2, 2, None, None, None) in rows
    assert (1, 10, 10, None, None, None, None) in rows  # counter 1
    days = {row[1:3]: row[3] for row in book["days"].iter_rows(min_row=2, values_only=True)}
    assert days["finished", None] == 10
    assert days["household_size", None] == 4
    assert not book["period"].sheet_view.rightToLeft
    urdu = openpyxl.load_workbook(io.BytesIO(content(subject(site, "ur"), found, "xlsx")))
    assert urdu["period"].sheet_view.rightToLeft


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on this machine")
def test_the_xlsx_opens_in_libreoffice(site: SiteCard, found: SiteFigures, tmp_path: Path):
    path = write(tmp_path, subject(site), found, "xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=150)
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        assert ["New survey", "10", "10", "0", "60", "60", "29"] in list(csv.reader(file))


def test_the_csv_has_a_line_for_each_figure(site: SiteCard, found: SiteFigures):
    data = content(subject(site), found, "csv")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert {"day": "2026-11-23", "figure": "wait_minutes", "of": "service:new_survey", "value": "60"} in rows
    assert {"day": "2026-11-23", "figure": "flagged", "of": "flag:same-mobile", "value": "1"} in rows
    assert {row["day"] for row in rows} == {"2026-11-23"}, "what it is compared with is not in it"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "pdf"])
def test_nobody_is_named_in_what_leaves_the_centre(site: SiteCard, found: SiteFigures, kind: str, tmp_path: Path):
    path = write(tmp_path, subject(site), found, kind)
    data = path.read_bytes()
    if kind == "xlsx":
        shutil.unpack_archive(path, tmp_path / "parts", "zip")
        data = b"".join(part.read_bytes() for part in (tmp_path / "parts").rglob("*") if part.is_file())
    assert b"sadia" not in data.lower()


def test_the_json_adds_up(site: SiteCard, found: SiteFigures):
    report = json.loads(content(subject(site, period=Period.MONTH), found, "json"))
    assert (report["site"], report["first"], report["last"]) == ("SGD-02", "2026-11-01", "2026-11-23")
    assert report["total"]["all"]["finished"] == sum(day["all"]["finished"] for day in report["days"]) == 22
    assert [one["counter"] for one in report["total"]["operators"]] == [1]


def test_a_report_replaces_the_earlier_one_whole(site: SiteCard, found: SiteFigures, tmp_path: Path):
    first = write(tmp_path / "new", subject(site), found, "csv")
    second = write(tmp_path / "new", subject(site), found, "csv")
    assert first == second
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["SGD-02-2026-11-23-en.csv"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Plain 12 %", [("Plain 12 %", False)]),
        ("حد 45 منٹ", [("حد ", True), ("45", False), (" منٹ", True)]),
        ("حد \u206845\u2069 منٹ", [("حد ", True), ("45", False), (" منٹ", True)]),
        ("\u2068نیا سروے\u2069: 3.1 %", [("نیا سروے", True), (": ", True), ("3.1 %", False)]),
        ("12:41، 2026-11-23", [("12:41", False), ("، ", True), ("2026-11-23", False)]),
    ],
)
def test_a_mixed_line_is_cut_into_runs_of_one_direction(line: str, expected: list[tuple[str, bool]]):
    assert [run for run in runs(line, True) if run[0]] == expected


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from argon2 import PasswordHasher

    from drc_desktop.desk import people
    from drc_desktop.desk.contract import Role
    from drc_desktop.desk.founding import NewOperator, SitePlan

    monkeypatch.setattr(people, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    plan = SitePlan("SGD-02", "Training centre", "تربیتی مرکز", "PK60903", 2)
    SiteFolder(tmp_path / "site").create(plan, [NewOperator("Synthetic", Role.SUPERVISOR, "246810")])
    return tmp_path / "site"


def test_drc_report_says_json_and_writes_files(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["day", "--data", str(folder), "--date", "2026-11-23", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"]["all"]["tokens"] == 0
    wanted = ["--pdf", "--xlsx", "--csv", "--language", "en"]
    assert cli.main(["month", "--data", str(folder), "--date", "2026-10", *wanted]) == 0
    names = sorted(path.name for path in (folder / "reports").iterdir())
    assert names == [f"SGD-02-2026-10-en.{kind}" for kind in ("csv", "pdf", "xlsx")]
    assert cli.main(["check", "--data", str(folder)]) == 0
    assert cli.main(["rebuild", "--data", str(folder)]) == 0


def test_drc_report_says_in_both_languages_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["day", "--data", str(tmp_path / "nothing")]) == 1
    said = capsys.readouterr().err
    assert "/" in said
    assert any("\u0600" <= letter <= "\u06ff" for letter in said)
    with pytest.raises(SystemExit) as wrong:
        cli.main(["day", "--data", str(tmp_path), "--date", "soon"])
    assert wrong.value.code == 2


def test_what_was_out_of_the_ordinary_stands_in_the_report_and_only_the_pdf_names_people(
    site: SiteCard, found: SiteFigures
):
    at = found.at
    strange = [
        Irregular(Kind.CANCELLED, at, "Synthetic Sup", "Synthetic Deo", "A004", reason="left"),
        Irregular(Kind.NO_SHOWS, at, "Synthetic Deo", counter=2, count=4, of=9),
    ]
    bare = json.loads(content(subject(site), found, "json", strange))["unusual"]
    assert [(one["kind"], one["token"], one["counter"], one["count"], one["of"]) for one in bare] == [
        ("cancelled", "A004", 0, 0, 0), ("no-shows", "", 2, 4, 9),
    ]  # fmt: skip
    assert "Synthetic" not in json.dumps(bare)
    book = openpyxl.load_workbook(io.BytesIO(content(subject(site), found, "xlsx", strange)))
    rows = list(book["unusual"].iter_rows(values_only=True))
    assert rows[2][1:6] == ("no-shows", None, 2, 4, 9)
    assert not any("Synthetic" in str(cell) for row in rows for cell in row)
    plain, fuller = (content(subject(site, "ur"), found, "pdf", each) for each in ((), strange))
    assert len(fuller) > len(plain)
