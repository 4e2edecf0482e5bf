"""The whole centre, once: `drc demo --headless` over processes, and what it left held against every witness."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from lxml import etree
from PIL import Image
from PySide6.QtWidgets import QApplication

from drc_desktop.desk import ticket
from drc_desktop.head_office.pages.layout import View
from drc_desktop.head_office.pages.views import Pages
from drc_desktop.head_office.rollups.queries import Scope
from drc_desktop.monitor import cli as report
from drc_desktop.monitor.report.make import KINDS
from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.words import LANGUAGES, Words
from sync.registry.database import open_engine, reading
from tests.e2e.canaries import Search, unpacked, written

pytestmark = pytest.mark.e2e

SECONDS = 420


class Walk:
    """Where a finished walk-through lies."""

    def __init__(self, out: Path, printed: str) -> None:
        self.out = out
        self.printed = printed
        self.summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))

    @contextmanager
    def site(self) -> Iterator[Any]:
        """The driver's own connection to the encrypted database of the site."""
        store = SiteFolder(self.out / "centre" / "site").open_store()
        connection = store.engine.raw_connection()
        try:
            yield connection.driver_connection
        finally:
            connection.close()
            store.close()

    def people(self) -> list[dict[str, Any]]:
        lines = (self.out / "centre" / "people.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    base = tmp_path_factory.mktemp("walk")
    out, temporary, home = (base / name for name in ("day", "temporary", "home"))
    for folder in (temporary, home):
        folder.mkdir()
    own = {name: str(temporary) for name in ("TMPDIR", "TEMP", "TMP")}
    own |= {name: str(home) for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    demo = subprocess.Popen(
        [sys.executable, "-m", "drc_desktop", "demo", "--headless", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **own, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
    )
    try:
        printed, said = demo.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        demo.terminate()  # not kill: it ends what it has started
        printed, said = demo.communicate(timeout=60)
    logs = "\n".join(f"{path.name}: {path.read_text(errors='replace')[-800:]}" for path in (out / "logs").glob("*.log"))
    assert demo.returncode == 0, f"{printed[-3000:]}\n{said[-2000:]}\n{logs}"
    return Walk(out, printed)


@pytest.mark.timeout(SECONDS + 120)
def test_every_survey_reached_the_registry_once(walk: Walk) -> None:
    summary = walk.summary
    assert summary["surveys_finalised"] == summary["receipts"] == summary["registry_surveys"] >= 8
    assert (summary["duplicates"], summary["lost"]) == (0, 0)
    assert summary["registry"]["review"] == 0


def test_the_registry_verified_again_agrees(walk: Walk) -> None:
    folder = walk.out / "centre" / "registry"
    done = subprocess.run(
        [sys.executable, "-m", "drc_desktop", "registry", "verify", "--data", str(folder), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    figures = json.loads(done.stdout)
    assert figures["surveys"] == figures["msg_ids"] == figures["receipts"] == walk.summary["receipts"]


def test_at_least_twelve_visitors_and_every_outcome(walk: Walk) -> None:
    summary = walk.summary
    assert summary["visitors"] >= 12
    assert summary["no_token"] >= 3
    assert summary["no_shows"] == 1
    assert summary["calls"] > summary["surveys_finalised"], "a recall is a call of its own"
    with walk.site() as site:
        services = dict(site.execute("SELECT service, count(*) FROM visit GROUP BY service").fetchall())
        groups = [row[0] for row in site.execute("SELECT priority FROM visit WHERE priority <> ''")]
        types = {row[0] for row in site.execute("SELECT update_type FROM visit")}
    assert set(services) == {"new_survey", "roster_update", "priority"}
    assert groups, "nobody went first"
    assert {"missed_out", "cyclic", "recertification", "shock", "roster"} <= types


def test_tokens_are_numbered_without_a_gap_and_each_has_its_slip(walk: Walk) -> None:
    with walk.site() as site:
        tokens = [row[0] for row in site.execute("SELECT token FROM visit")]
    assert len(tokens) == len(set(tokens)) == walk.summary["tokens_issued"] == walk.summary["tokens_printed"]
    numbers: dict[str, list[int]] = {}
    for token in tokens:
        numbers.setdefault(token[0], []).append(int(token[1:]))
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in numbers.values())
    printed = Counter(slip["token"] for slip in walk.summary["slips"] if slip["kind"] == "token")
    assert printed == Counter(tokens)
    kinds = {slip["kind"] for slip in walk.summary["slips"]}
    assert {"token", "copy", "referral", "acknowledgement"} <= kinds


def test_the_qr_of_every_token_slip_is_read_back_and_its_signature_verifies(walk: Walk) -> None:
    with walk.site() as site:
        site_id, key = site.execute("SELECT id, ticket_key FROM site").fetchone()
    public = Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    checked = 0
    for slip in walk.summary["slips"]:
        if slip["kind"] not in ("token", "copy"):
            continue
        codes = zxingcpp.read_barcodes(Image.open(walk.out / slip["path"]).convert("L"))
        assert len(codes) == 1, slip
        judged = ticket.verify(codes[0].text, public, site_id, time.time())
        assert judged.verdict is ticket.Verdict.OK
        assert judged.ticket is not None
        assert judged.ticket.token == slip["token"]
        assert ticket.verify(codes[0].text, other, site_id, time.time()).verdict is ticket.Verdict.FORGED
        checked += 1
    assert checked == walk.summary["tokens_printed"] + 1


def test_surveys_are_openrosa_xml_named_by_their_instance(walk: Walk) -> None:
    files = sorted((walk.out / "surveys").glob("*.xml"))
    assert len(files) == walk.summary["registry_surveys"]
    forms = Counter()
    for file in files:
        root = etree.parse(file).getroot()
        forms[root.get("id")] += 1
        instance = root.find("{http://openrosa.org/xforms}meta/{http://openrosa.org/xforms}instanceID")
        if instance is None:
            instance = root.find("meta/instanceID")
        assert instance is not None
        assert file.stem == instance.text.replace(":", "_")
    assert forms["nser_survey"] >= 5
    assert forms["nser_roster"] >= 2


def test_counters_report_themselves_and_each_survey_without_its_content(walk: Walk) -> None:
    with walk.site() as site:
        stations = site.execute(
            "SELECT kind, counter FROM station_status WHERE version <> '' AND slice_age IS NOT NULL"
        ).fetchall()
        facts = site.execute(
            "SELECT section_seconds, questions_answered, members, mobile_hash, address_hash FROM survey_fact"
        ).fetchall()
    assert {("counter", 1), ("counter", 2), ("supervisor", 0)} == set(stations)
    assert len(facts) == walk.summary["surveys_finalised"]
    for seconds, answered, members, mobile, address in facts:
        assert sum(json.loads(seconds).values()) > 0
        assert answered > 0
        assert members > 0
        assert re.fullmatch("[0-9a-f]{64}", mobile)
        assert re.fullmatch("[0-9a-f]{64}", address)


def test_there_is_a_picture_of_every_window_in_both_languages(walk: Walk) -> None:
    names = {Path(path).stem for path in walk.summary["screenshots"]}
    windows = ("sign-in", "supervisor-open-day", "supervisor-today")
    for window in (*windows, "counter-triage", "counter-survey", "counter-check", "counter-idle"):
        assert {f"{window}-en", f"{window}-ur"} <= names
    assert {"display-call", "counter-after-power-cut"} <= names, "the display speaks both languages in one picture"
    for path in walk.summary["screenshots"]:
        with Image.open(walk.out / path) as picture:
            assert picture.size in ((1366, 768), (1920, 1080)), path


def test_the_timings_have_figures(walk: Walk) -> None:
    for name in ("issue_to_printer", "call_to_display", "answer"):
        figures = walk.summary["timings_ms"][name]
        assert figures["n"] >= 8
        assert 0 < figures["p50"] <= figures["p95"] <= figures["max"]


def test_no_person_stands_in_a_log_a_slip_list_or_the_site_database(walk: Walk) -> None:
    """Numbers, mobiles and names of the synthetic people, searched in what rests in plain at the site."""
    wanted: set[str] = set()
    for household in walk.people():
        for member in household["members"]:
            wanted |= {member["cnic"], member["mobile"]} - {""}
            wanted |= {name for name in (member["name_en"], member["name_ur"]) if " " in name}
            if member["cnic"]:
                cnic = member["cnic"]
                wanted.add(f"{cnic[:5]}-{cnic[5:12]}-{cnic[12]}")
    pattern = re.compile("|".join(re.escape(one) for one in sorted(wanted)).encode())
    places = [*(walk.out / "logs").rglob("*"), *(walk.out / "centre" / "site").rglob("*")]
    for window in ("supervisor", "counter-1", "counter-2", "display"):
        places += (walk.out / "centre" / window).rglob("*")
    searched = 0
    for path in places:
        if path.is_file():
            searched += 1
            assert not pattern.search(path.read_bytes()), f"a person's number stands in {path.relative_to(walk.out)}"
    assert searched > 10
    assert not pattern.search(walk.printed.encode())


@pytest.mark.timeout(SECONDS + 120)
def test_no_export_of_the_day_names_anybody_of_a_family(
    walk: Walk, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: QApplication
) -> None:
    """Reports of the site in every form and language, and the CSV of head office, made anew of the day and unpacked."""
    made, search, site = tmp_path / "exports", Search(walk.people()), walk.out / "centre" / "site"
    for period in ("day", "month"):
        for language in LANGUAGES:
            asked = [period, "--data", str(site), "--language", language, "--out", str(made)]
            assert report.main([*asked, *(f"--{kind}" for kind in KINDS)]) == 0
            (made / f"{period}-{language}.json").write_text(capsys.readouterr().out, encoding="utf-8")
    engine = open_engine(f"sqlite:///{walk.out / 'centre' / 'registry' / 'registry.db'}")
    with reading(engine) as connection:
        month = connection.execute(sa.text("SELECT max(start) FROM figures_region WHERE span = 'month'")).scalar_one()
        pages = Pages(connection, View(Words("en"), "walk", "token"), month, {}, 0)
        sites = connection.execute(sa.text("SELECT site FROM figures_site")).scalars().all()
        for number, scope in enumerate([Scope(), *(Scope(site=one) for one in sites)]):
            (made / f"office-{number}.csv").write_bytes(pages.export(scope))
    engine.dispose()
    files = sorted(made.iterdir())
    assert {path.suffix for path in files} == {".pdf", ".xlsx", ".csv", ".json"}
    assert len(files) == 4 * len(KINDS) + 1 + len(sites)
    read = [part for path in files for part in unpacked(path, tmp_path / "parts" / path.name)]
    assert b"Sadia" in b"".join(part.read_bytes() for part in read), "the text of the PDF, which names operators"
    assert {part.relative_to(tmp_path).as_posix(): kind for part in read if (kind := search.hit(part))} == {}


@pytest.mark.timeout(SECONDS + 120)
def test_nothing_of_a_family_rests_in_plain_after_a_day(walk: Walk) -> None:
    """Every file of the day, of its temporary folder and of its account's home."""
    search = Search(walk.people())
    kinds = Counter(search.kinds.values())
    assert kinds["name"] > 20
    assert kinds["number"] > 1000
    files = written(walk.out.parent)
    assert {"site.db", "local.db", "registry.db", "site.log", "counter-1.log"} <= {path.name for path in files}
    assert {path.relative_to(walk.out.parent).as_posix(): kind for path in files if (kind := search.hit(path))} == {}
