"""Head office's pages in a real Chromium, at the width of a phone and of a desk, by keyboard, in both languages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from drc_desktop.head_office.application import build
from drc_desktop.head_office.pages.access import StaffFile
from drc_desktop.head_office.rollups.keeper import add
from drc_desktop.head_office.rollups.schema import review, site_place, survey
from sync.registry.server import running
from sync.registry.service import Registry
from tests.e2e.browser import Browser, browser, found

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(found() is None, reason="no Chromium on this machine (Debian package chromium)"),
]
NOW = 1_795_330_800_000  # 22 November 2026, 12:00 in Pakistan
PASSWORD = "correct horse battery"
SIZES = {"phone": (390, 844, True), "desk": (1366, 768, False)}
PATHS = ("", "place/PK6", "place/PK60903", "site/sgd-02", "flags", "devices", "forms")
PICTURES = os.environ.get("DRC_PICTURES")

TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"
WEAK = """(() => {
  const lum = c => { const v = c.map(x => x / 255).map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
                     return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
  const rgb = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
                        if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  const weak = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, box = e.getBoundingClientRect();
    if (!walk.currentNode.data.trim() || !box.width) continue;
    const style = getComputedStyle(e), ink = e.closest('svg') ? rgb(style.fill) : rgb(style.color);
    const [a, b] = [lum(ink), lum(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) weak.push(walk.currentNode.data.trim());
  }
  return weak.join('|');
})()"""
UNNAMED = """[...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary, svg')].filter(e =>
  !(e.textContent.trim() || e.getAttribute('aria-label') || (e.labels && e.labels.length))).length"""
SMALL = """[...document.querySelectorAll('header a, button, input:not([type=hidden]), select')].filter(e => {
  const box = e.getBoundingClientRect(); return box.width && box.height < 40; }).length"""
FOCUS = (
    """(e => e === document.body ? '' : e.tagName + ' ' + (e.textContent.trim() || e.name))(document.activeElement)"""
)
RING = "getComputedStyle(document.activeElement).outlineWidth"


def seed(registry: Registry) -> None:
    """Figures of a month at three centres in three regions."""
    rows = []
    for site, tehsil, each in (("sgd-02", "PK60903", 9), ("kamoke-1", "PK63204", 7), ("pesh-4", "PK51202", 4)):
        for day in range(1, 22):
            for n in range(each + day % 3):
                flagged = (day + n) % 9 == 0
                rows.append({
                    "msg_id": f"{site}-{day}-{n}", "instance_id": f"uuid:{site}-{day}-{n}", "site": site,
                    "tehsil": tehsil, "operator": f"op-{n % 3 + 1}", "device": f"pc-{n % 2}",
                    "form_ver": "nser_survey@1", "day": f"2026-11-{day:02d}", "hour": 8 + (day + n) % 8,
                    "seconds": 1100 + 40 * n, "members": 4 + n % 3, "undocumented": int(n == 3),
                    "flags": ["too-fast", "same-mobile"] if flagged else [], "counts": True,
                    "themes": {"kacha_share": [int(n % 2 == 0), 1], "safe_water": [int(n % 5 > 0), 1],
                               "literacy": [2, 4], "literacy.m": [1, 2], "literacy.f": [1, 2]},
                })  # fmt: skip
    with registry.engine.begin() as connection:
        connection.execute(sa.insert(survey), rows)
        sites = {(row["site"], row["tehsil"]) for row in rows}
        connection.execute(sa.insert(site_place), [{"site": site, "tehsil": tehsil} for site, tehsil in sorted(sites)])
        add(connection, rows, 1)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Registry]]:
    folder = tmp_path_factory.mktemp("registry")
    made = build(folder, now=lambda: NOW)
    StaffFile(folder).add("amina", PASSWORD)
    seed(made.registry)
    with running(made.app) as url:
        yield url, made.registry


@pytest.fixture(scope="module")
def tab(registry: tuple[str, Registry], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Signed in by the keyboard alone."""
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        opened.size(1366, 768, False)
        opened.go(f"{registry[0]}/office/sign-in?lang=en")
        opened.type("amina")
        opened.key("Tab")
        opened.type(PASSWORD)
        opened.key("Enter")
        opened.until("location.pathname === '/office/' && document.querySelector('h1')?.textContent === 'Pakistan'")
        yield opened


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_is_readable_and_named(tab: Browser, registry: tuple[str, Registry], size: str, language: str):
    tab.size(*SIZES[size])
    for path in PATHS:
        tab.go(f"{registry[0]}/office/{path}?month=2026-11&lang={language}")
        assert tab.run("document.dir || document.documentElement.dir") == {"en": "ltr", "ur": "rtl"}[language]
        assert tab.run(TOO_WIDE) <= 0, path
        assert tab.run(WEAK) == "", path
        assert tab.run(UNNAMED) == 0, path
        assert tab.run(SMALL) == 0, path
        assert tab.run("document.querySelectorAll('h1').length") == 1
        if PICTURES and path in ("", "site/sgd-02", "flags"):
            name = path.partition("/")[0] or "country"
            tab.picture(Path(PICTURES) / f"office-{name}-{language}-{size}.png")


def test_the_keyboard_reaches_everything_and_shows_where_it_is(tab: Browser, registry: tuple[str, Registry]):
    tab.size(*SIZES["desk"])
    tab.go(f"{registry[0]}/office/?month=2026-11&lang=en")
    seen: list[str] = []
    for _ in range(60):  # a month field is several stops
        tab.key("Tab")
        focus = tab.run(FOCUS)
        if focus == "" or (seen and focus == seen[0]):
            break
        seen.append(focus)
        tab.run("document.activeElement.dataset.seen = 1")
        assert tab.run(RING) == "3px", focus
    stops = "'a, button, input:not([type=hidden])'"
    missed = f"[...document.querySelectorAll({stops})].filter(e => !e.dataset.seen).map(e => e.textContent).join('|')"
    assert tab.run(missed) == ""
    assert seen[0] == "A To the content"
    assert "A Punjab" in seen


def test_from_the_country_to_a_centre_and_a_mark_by_keyboard(tab: Browser, registry: tuple[str, Registry]):
    tab.go(f"{registry[0]}/office/?month=2026-11&lang=en")
    for path in ("place/PK6", "place/PK609", "place/PK60903", "site/sgd-02"):
        tab.run(f"document.querySelector('td a[href^=\"/office/{path}?\"]').focus()")
        before = tab.run("location.pathname")
        tab.key("Enter")
        tab.until(f"location.pathname !== '{before}' && document.readyState === 'complete'")
    tab.until("document.querySelector('h1').textContent === 'Centre sgd-02'")
    tab.go(f"{registry[0]}/office/flags?month=2026-11&lang=en")
    tab.run("document.querySelector('summary').focus()")
    tab.key("Enter")
    tab.run("document.querySelector('details input[name=reason]').focus()")
    tab.type("which number is right?")
    tab.key("Enter")
    tab.until("document.body.textContent.includes('which number is right?')")
    with registry[1].engine.begin() as connection:
        rows = connection.execute(sa.select(review)).all()
    assert [(row.who, row.reason) for row in rows] == [("amina", "which number is right?")]
