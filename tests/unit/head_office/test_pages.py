"""The pages over HTTP: who may look, what they show and hide, what they change. In a browser: tests/e2e."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from drc_desktop.head_office.application import HeadOffice, build
from drc_desktop.head_office.cli import main
from drc_desktop.head_office.pages import access
from drc_desktop.head_office.pages.access import BadStaff, Sessions, StaffFile
from drc_desktop.head_office.pages.html import Markup, el, join
from drc_desktop.head_office.rollups.keeper import add
from drc_desktop.head_office.rollups.schema import review, site_place, survey
from sync.registry.schema import device
from sync.registry.server import running

NOW = 1_795_330_800_000  # 22 November 2026, 12:00 in Pakistan
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(access, "_HASHER", hasher)


def surveys(site: str, tehsil: str, count: int, flagged: int = 0, operator: str = "op-1") -> list[dict]:
    return [
        {
            "msg_id": f"{site}-{number}", "instance_id": f"uuid:{site}-{number}", "site": site, "tehsil": tehsil,
            "operator": operator, "device": "pc-1", "form_ver": "nser_survey@1",
            "day": f"2026-11-{1 + number % 20:02d}", "hour": 9 + number % 4,
            "seconds": 1200, "members": 5, "undocumented": int(number < flagged),
            "flags": ["too-fast"] if number < flagged else [], "counts": True,
            "themes": {"kacha_share": [int(number % 2 == 0), 1], "literacy.f": [1, 2]},
        }
        for number in range(count)
    ]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[HeadOffice]:
    population = tmp_path / "population.csv"
    population.write_text("tehsil,counted,households,persons\nPK63204,2023-05-01,400,2000\n", encoding="utf-8")
    made = build(tmp_path / "registry", now=lambda: NOW, population=population)
    StaffFile(tmp_path / "registry").add("amina", PASSWORD)
    rows = [*surveys("kamoke-1", "PK63204", 100, 20), *surveys("lahore-9", "PK63401", 3, 2)]
    with made.registry.engine.begin() as connection:
        connection.execute(sa.insert(survey), rows)
        places = {"kamoke-1": "PK63204", "lahore-9": "PK63401"}
        connection.execute(sa.insert(site_place), [{"site": site, "tehsil": code} for site, code in places.items()])
        add(connection, rows, 1)
    yield made
    made.registry.close()


@pytest.fixture
def web(office: HeadOffice) -> Iterator[httpx2.Client]:
    with running(office.app) as url, httpx2.Client(base_url=url, timeout=60) as client:
        yield client


@pytest.fixture
def inside(web: httpx2.Client) -> httpx2.Client:
    answer = web.post("/office/sign-in", data={"name": "amina", "password": PASSWORD})
    assert answer.status_code == 303
    return web


def page(client: httpx2.Client, path: str, **more: str) -> str:
    answer = client.get(path, params={"month": "2026-11", "lang": "en", **more})
    assert answer.status_code == 200, path
    return answer.text


def rows(text: str) -> list[list[str]]:
    """Cells of every table row, without their markup."""
    found = re.findall(r"<tr>(.*?)</tr>", text)
    return [
        [unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in found
    ]


@pytest.mark.parametrize("path", ["", "place/PK6", "devices", "flags", "forms", "export.csv"])
def test_nobody_sees_a_page_without_signing_in(web: httpx2.Client, path: str):
    path = f"/office/{path}"
    answer = web.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/office/sign-in")
    web.cookies.set("office", Sessions(b"another key").open("amina"), path="/office")
    assert web.get(path).status_code == 303


def test_the_door_opens_to_the_right_password_and_locks_after_five_wrong_ones(web: httpx2.Client):
    for _ in range(5):
        assert web.post("/office/sign-in", data={"name": "amina", "password": "wrong"}).status_code == 401
    assert web.post("/office/sign-in", data={"name": "amina", "password": PASSWORD}).status_code == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_ends(inside: httpx2.Client, web: httpx2.Client):
    header = web.post("/office/sign-in", data={"name": "amina", "password": PASSWORD}).headers["set-cookie"].lower()
    assert "httponly" in header
    assert "samesite=strict" in header
    clock = [0.0]
    sessions = Sessions(b"k", lambda: clock[0])
    cookie = sessions.open("amina")
    clock[0] = 8 * 3600 - 1
    assert sessions.who(cookie) == "amina"
    clock[0] = 8 * 3600
    assert sessions.who(cookie) == ""
    assert sessions.who(cookie.replace(".", "x.", 1)) == ""


def test_from_the_country_to_the_operator(inside: httpx2.Client):
    assert ["Punjab", "103", "5.0", "20", "21.4 %", "4.3 %", "25.8 %"] in rows(page(inside, "/office/"))
    assert ["Sargodha", "100", "5.0", "20", "20.0 %", "4.0 %", "25.0 %"] in rows(page(inside, "/office/place/PK632"))
    assert ["kamoke-1", "100", "5.0", "20", "20.0 %", "4.0 %"] in rows(page(inside, "/office/place/PK63204"))
    assert ["op-1", "100", "5.0", "20", "20.0 %", "4.0 %"] in rows(page(inside, "/office/site/kamoke-1"))
    assert inside.get("/office/place/PK999").status_code == 404
    assert inside.get("/office/", params={"month": "2026-13"}).status_code == 200


def test_small_cells_are_not_shown_on_a_page_or_in_the_csv(inside: httpx2.Client):
    few = rows(page(inside, "/office/place/PK63401"))
    assert ["lahore-9", "3", "–", "–", "< 5", "< 5"] in few
    lines = page(inside, "/office/export.csv", place="PK63401").lstrip("\ufeff").splitlines()
    assert lines == ["site,month,surveys,members,without_document,minutes_each,flagged", "lahore-9,2026-11,3,,,,"]
    many = page(inside, "/office/export.csv", place="PK6").splitlines()
    assert "PK632,2026-11,100,500,,20.0," in many, "the one beside a hidden cell is hidden with it"


def test_thematic_indicators_with_their_split(inside: httpx2.Client):
    found = rows(page(inside, "/office/place/PK63204"))
    assert ["Kacha houses", "50.0 %", "", "", ""] in found
    assert ["Literate, 10 and over", "", "", "50.0 %", ""] in found


def test_both_languages_and_their_directions(inside: httpx2.Client):
    assert '<html lang="en" dir="ltr">' in page(inside, "/office/")
    urdu = page(inside, "/office/", lang="ur")
    assert '<html lang="ur" dir="rtl">' in urdu
    assert "پنجاب" in urdu
    assert 'lang="ur"' in inside.get("/office/devices").text, "the choice is remembered"


def test_a_flagged_survey_is_marked_with_a_reason(inside: httpx2.Client, office: HeadOffice):
    text = page(inside, "/office/flags")
    token = re.search(r'name="token" value="([0-9a-f]{64})"', text)
    assert token is not None
    fields = {"msg_id": "kamoke-1-0", "outcome": "reopened", "reason": "no <landmark>", "token": token.group(1)}
    assert inside.post("/office/review", data={**fields, "reason": " "}).status_code == 400
    assert inside.post("/office/review", data={**fields, "token": "0" * 64}).status_code == 403
    assert inside.post("/office/review", data=fields).status_code == 303
    with office.registry.engine.begin() as connection:
        [row] = connection.execute(sa.select(review)).all()
    assert (row.msg_id, row.who, row.outcome, row.reason) == ("kamoke-1-0", "amina", "reopened", "no <landmark>")
    assert "To be corrected: no &lt;landmark&gt;" in page(inside, "/office/flags")


def test_a_lost_pc_is_shut_out(inside: httpx2.Client, office: HeadOffice):
    with office.registry.engine.begin() as connection:
        about = {"device_id": "pc-1", "site": "kamoke-1", "label": "<b>1</b>", "tehsils": [], "public_keys": b"k"}
        when = {"enrolled_ms": NOW, "contact_ms": NOW - 2 * 3600 * 1000}
        about |= {"runs": "1.4.0", "waits": 12, "oldest_ms": 3 * 86_400_000}
        connection.execute(sa.insert(device).values(state="approved", **about, **when))
    text = page(inside, "/office/devices")
    assert "&lt;b&gt;1&lt;/b&gt;" in text
    assert "2 h" in text
    assert "1.4.0" in text
    assert "12, oldest 3 d" in text.replace("\u2068", "").replace("\u2069", "")
    token = re.search(r'name="token" value="([0-9a-f]{64})"', text)
    assert token is not None
    assert inside.post("/office/revoke", data={"device": "pc-1", "token": "wrong"}).status_code == 403
    assert inside.post("/office/revoke", data={"device": "pc-1", "token": token.group(1)}).status_code == 303
    assert "shut out" in page(inside, "/office/devices")


def test_an_enrolled_pc_is_let_in_by_who_is_signed_in_and_their_name_is_kept(inside: httpx2.Client, office: HeadOffice):
    about = {"device_id": "pc-9", "site": "LHR-01", "label": "counter 9", "tehsils": [], "public_keys": b"k"}
    with office.registry.engine.begin() as connection:
        connection.execute(sa.insert(device).values(state="pending", enrolled_ms=1, **about))
    text = page(inside, "/office/devices")
    token = re.search(r'name="token" value="([0-9a-f]{64})"', text)
    assert token is not None
    assert inside.post("/office/approve", data={"device": "pc-9", "token": "wrong"}).status_code == 403
    for _ in range(2):  # the second finds nothing to approve, and is no second decision
        assert inside.post("/office/approve", data={"device": "pc-9", "token": token.group(1)}).status_code == 303
    with office.registry.engine.begin() as connection:
        kept = connection.execute(sa.text("SELECT device_id, who, state FROM office_decision")).all()
    assert kept == [("pc-9", "amina", "approved")]
    assert "approved · amina" in page(inside, "/office/devices")


def test_no_page_lets_a_script_in(inside: httpx2.Client):
    for path in ("/office/", "/office/flags", "/office/devices", "/office/forms"):
        answer = inside.get(path)
        assert "<script" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not re.search(r"\son\w+=|style=", answer.text)


def test_a_form_that_is_too_large_changes_nothing(inside: httpx2.Client):
    assert inside.post("/office/review", data={"reason": "x" * 10_000}).status_code == 403


def test_elements_escape_what_they_are_given():
    assert el("p", "<b>", title='"&') == '<p title="&quot;&amp;">&lt;b&gt;</p>'
    assert join("a", None, ["<", Markup("<i>")]) == "a&lt;<i>"
    assert el("input", required=True, disabled=False) == "<input required/>"


def test_staff_are_let_in_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "password").write_text("short", encoding="utf-8")
    command = ["staff", "amina", "--data", str(tmp_path), "--password-file", str(tmp_path / "password")]
    assert main(command) == 1
    assert "registry-staff" in capsys.readouterr().err
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    assert main(command) == 0
    assert StaffFile(tmp_path).knows("amina", PASSWORD)
    assert not StaffFile(tmp_path).knows("somebody", PASSWORD)
    (tmp_path / access.STAFF_FILE).write_text("[1]", encoding="utf-8")
    with pytest.raises(BadStaff):
        StaffFile(tmp_path).knows("amina", PASSWORD)
