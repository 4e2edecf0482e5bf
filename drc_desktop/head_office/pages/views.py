"""The pages: country, region, district, tehsil, site; flagged surveys; devices; forms; the CSV of sums."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from drc_desktop.domain import places
from drc_desktop.domain.clock import here
from drc_desktop.domain.indicators import small
from drc_desktop.domain.indicators.coverage import Population, coverage
from drc_desktop.domain.indicators.periods import whole_month
from drc_desktop.domain.indicators.quality import Flag
from drc_desktop.domain.indicators.thematic import REGIONAL_HOUSEHOLD_SIZE
from drc_desktop.head_office.pages.html import Markup, Part, el
from drc_desktop.head_office.pages.layout import View, bars, form, page, table, tiles
from drc_desktop.head_office.rollups import queries
from drc_desktop.head_office.rollups.queries import SETTLED, Scope, Sums
from sync.registry.processing import JUDGED_AGAIN

MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
NONE, HIDDEN = "–", f"< {small.BELOW}"
_THEMES = (
    "kacha_share", "safe_water", "electricity", "latrine.formal", "latrine.informal", "latrine.open", "livestock",
    "disability", "chronic_disease", "out_of_school", "literacy", "employment",
)  # fmt: skip
_SPLIT = ("out_of_school", "literacy", "employment", "disability", "chronic_disease")

OUTCOMES = (SETTLED, "called_back", "reopened")
JUDGE_AGAIN = "judged_again"


@dataclass(frozen=True)
class Pages:
    """Makes pages over an open transaction. `population`: tehsil -> its newest count; `now_ms` the registry's clock."""

    connection: sa.Connection
    view: View
    month: str
    population: dict[str, Population]
    now_ms: int

    # places

    def place(self, scope: Scope) -> str:
        """The page of a scope: its figures, its parts, its days and hours, the thematic indicators."""
        parts = queries.below(self.connection, scope, self.month, self.month)
        first, last = whole_month(date.fromisoformat(f"{self.month}-01"))
        days = queries.by_day(self.connection, scope, first, last)
        hours = queries.by_hour(self.connection, scope, self.month, self.month)
        themes = queries.themes(self.connection, scope, self.month, self.month)
        text, nothing = self.view.text, self.view.text("office-nothing")
        charts = el(
            "div",
            bars(text("office-by-day"), _all_days(days, first, last), nothing),
            bars(text("office-by-hour"), [(f"{int(row.key):02d}", row.surveys) for row in hours], nothing),
            class_="two",
        )
        return page(
            self.view, self._name(scope), self._way(scope), self._months(), self._tiles(scope, parts), charts,
            self._parts(scope, parts), self._themes(themes), self._export(scope),
        )  # fmt: skip

    def _name(self, scope: Scope) -> str:
        if scope.site:
            return self.view.text("office-site", site=scope.site)
        return places.name(scope.code, self.view.words.language) if scope.code else self.view.text("office-country")

    def _way(self, scope: Scope) -> Markup:
        steps = [("", self.view.text("office-country"))]
        codes = [scope.code[:n] for n in queries.LENGTHS.values() if n <= len(scope.code)]
        steps += [(code, places.name(code, self.view.words.language)) for code in codes]
        links = [el("li", el("a", name, href=self._link(Scope(code)))) for code, name in steps]
        return el("nav", el("ol", *links), aria_label=self.view.text("office-way"))

    def _link(self, scope: Scope) -> str:
        path = f"place/{scope.code}" if scope.code else ""
        if scope.site:
            path = f"site/{quote(scope.site, safe='')}"
        return f"/office/{path}?month={self.month}"

    def _months(self) -> Markup:
        field = el("input", type="month", name="month", id="month", value=self.month)
        label = el("span", el("label", self.view.text("office-month"), for_="month"), field)
        go = el("button", self.view.text("office-show"), type="submit", class_="main")
        return el("form", label, go, method="get", class_="row")

    def _tiles(self, scope: Scope, parts: Sequence[Sums]) -> Markup:
        total = _total(parts)
        text = self.view.text
        pairs = [
            (text("office-surveys"), f"{total.surveys:,}"),
            (text("office-size-region"), f"{_size(total)} / {_region_size(scope.code)}"),
            (text("office-minutes"), _minutes(total)),
            (text("office-flagged"), _share(total.flagged, total.surveys)),
            (text("office-undocumented"), _share(total.undocumented, total.members)),
        ]
        if self.population and not scope.site:
            pairs.append((text("office-coverage"), _percent(coverage(total.surveys, self._households(scope.code)))))
        return tiles(pairs)

    def _households(self, code: str) -> int:
        return sum(one.households for tehsil, one in self.population.items() if tehsil.startswith(code))

    def _parts(self, scope: Scope, parts: Sequence[Sums]) -> Markup:
        text, below = self.view.text, scope.below
        covered = bool(self.population) and below in queries.LENGTHS
        names = [
            text("office-site-column" if below == "site" else f"office-{below}"),
            *(text(f"office-{name}") for name in _COLUMNS),
        ]
        rows: list[list[Part]] = []
        for row in parts:
            cells: list[Part] = [self._part(scope, row), *_cells(row)]
            if covered:
                cells.append(_percent(coverage(row.surveys, self._households(row.key))))
            rows.append(cells)
        if covered:
            names.append(text("office-coverage"))
        return table(text(f"office-parts-{below}"), names, rows, text("office-nothing"))

    def _part(self, scope: Scope, row: Sums) -> Part:
        if scope.below == "operator":
            return row.key
        if scope.below == "site":
            return el("a", row.key, href=self._link(Scope(site=row.key)))
        if not row.key:
            return self.view.text("office-unknown-place")
        return el("a", places.name(row.key, self.view.words.language), href=self._link(Scope(row.key)))

    def _themes(self, themes: dict[str, tuple[int, int]]) -> Markup:
        text = self.view.text
        rows = []
        for key in _THEMES:
            cells: list[Part] = [text(f"office-theme-{key.replace('.', '-').replace('_', '-')}")]
            for sex in ("", ".m", ".f", ".t"):
                found, of = themes.get(f"{key}{sex}", (0, 0)) if not sex or key in _SPLIT else (0, 0)
                cells.append(_percent(small.share(found, of), of) if of else "")
            rows.append(cells)
        heads = [text("office-theme"), *(text(f"office-sex-{sex}") for sex in ("all", "m", "f", "t"))]
        known = any(of for _, of in themes.values())
        return table(text("office-themes"), heads, rows if known else [], text("office-nothing"))

    def _export(self, scope: Scope) -> Markup:
        link = f"/office/export.csv?month={self.month}&place={scope.code}&site={quote(scope.site, safe='')}"
        note = el("span", self.view.text("office-small", n=small.BELOW), class_="note")
        return el("p", el("a", self.view.text("office-export"), href=link), " ", note)

    # flagged surveys

    def flags(self, scope: Scope) -> str:
        """Surveys with flags and messages in review, each to be marked with a reason."""
        text = self.view.text
        first, last = whole_month(date.fromisoformat(f"{self.month}-01"))
        found = queries.flagged(self.connection, scope, first, last)
        known = queries.reviews(self.connection, [row.msg_id for row in found])
        themes = queries.themes(self.connection, scope, self.month, self.month)
        counts = [(text(f"office-flag-{flag}"), f"{themes.get(f'flag:{flag}', (0, 0))[0]:,}") for flag in Flag]
        rows = [self._flagged(row, known.get(row.msg_id)) for row in found]
        heads = [text(f"office-{name}") for name in ("day", "site-column", "operator", "what", "review")]
        waiting = queries.queue(self.connection)
        known = queries.reviews(self.connection, [row.msg_id for row in waiting])
        queued = [self._queued(row, known.get(row.msg_id)) for row in waiting]
        return page(
            self.view, text("office-tab-flags"), self._months(), tiles(counts),
            table(text("office-flagged-surveys"), heads, rows, text("office-nothing"), len(heads)),
            table(text("office-queue"), heads, queued, text("office-nothing"), len(heads)),
        )  # fmt: skip

    def _flagged(self, row: Any, known: Any | None) -> list[Part]:
        text = self.view.text
        flags = ", ".join(text(f"office-flag-{flag}") for flag in row.flags)
        return [row.day, row.site, row.operator, el("span", flags, class_="look"), self._marked(row.msg_id, known)]

    def _queued(self, row: Any, known: Any | None) -> list[Part]:
        """A message in review; one whose trouble does not lie in what it says may be judged again."""
        again = (JUDGE_AGAIN,) if row.reason in JUDGED_AGAIN else ()
        what = el("span", _reason(self.view, row.reason or ""), class_="look")
        marked = self._marked(row.msg_id, known, (SETTLED, "called_back", *again))
        return [_day(row.received_ms), row.site, row.operator, what, marked]

    def _marked(self, msg_id: str, known: Any | None, outcomes: Sequence[str] = OUTCOMES) -> Part:
        """What was found out, and the form to say something new."""
        text = self.view.text
        said = el("p", f"{text(f'office-outcome-{known.outcome}')}: {known.reason}", class_="note") if known else None
        return [said, el("details", el("summary", text("office-mark")), self._mark(msg_id, outcomes))]

    def _mark(self, msg_id: str, outcomes: Sequence[str]) -> Markup:
        text, one, other = self.view.text, f"outcome-{msg_id}", f"reason-{msg_id}"
        options = [el("option", text(f"office-outcome-{name}"), value=name) for name in outcomes]
        outcome = el("select", *options, name="outcome", id=one)
        reason = el("input", name="reason", id=other, required=True, maxlength=200)
        return form(
            self.view,
            "/office/review",
            el("span", el("label", text("office-outcome"), for_=one), outcome),
            el("span", el("label", text("office-reason"), for_=other), reason),
            el("button", text("office-save"), type="submit"),
            msg_id=msg_id,
            month=self.month,
        )

    # devices and forms

    def devices(self) -> str:
        """Every enrolled PC: when it was heard of, what it runs, how long its messages take, and to shut it out."""
        text = self.view.text
        rows = []
        for row in queries.devices(self.connection):
            seen = NONE if row.contact_ms is None else _ago(self.now_ms - row.contact_ms)
            late = NONE if row.created_ms is None else _ago(max(0, row.received_ms - row.created_ms))
            waits = text("office-waits", n=row.waits, age=_ago(row.oldest_ms)) if row.waits else NONE
            about = (row.device_id, row.site, row.label, self._state(row), row.runs or NONE, row.form_ver or NONE)
            rows.append([*about, seen, waits, late])
        names = ("device", "site-column", "label", "state", "runs", "form", "seen", "backlog", "late")
        title, heads = text("office-tab-devices"), [text(f"office-{name}") for name in names]
        return page(self.view, title, table(title, heads, rows, text("office-nothing"), 6))

    def _state(self, row: Any) -> Part:
        text = self.view.text
        said = text(f"office-state-{row.state}") + (f" · {row.who}" if row.who else "")
        state = el("span", said, class_="bad" if row.state == "revoked" else None)
        if row.state == "revoked":
            return state
        step = "revoke" if row.state == "approved" else "approve"
        button = el("button", text(f"office-{step}", device=row.device_id), type="submit")
        asked = form(self.view, f"/office/{step}", button, device=row.device_id)
        return [state, el("details", el("summary", text(f"office-{step}-ask")), asked)]

    def forms(self) -> str:
        """Versions of forms in use, with how their surveys stand."""
        text, title = self.view.text, self.view.text("office-tab-forms")
        found = queries.forms(self.connection)
        rows = [(version, text(f"office-standing-{state}"), f"{count:,}") for version, state, count in found]
        heads = [text(f"office-{name}") for name in ("form", "state", "messages")]
        return page(self.view, title, table(title, heads, rows, text("office-nothing"), 2))

    # the sums as a file

    def export(self, scope: Scope) -> bytes:
        """CSV of the parts of a scope; small cells are left empty."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow((scope.below, "month", "surveys", "members", "without_document", "minutes_each", "flagged"))
        parts = queries.below(self.connection, scope, self.month, self.month)
        flagged = small.hide({row.key: row.flagged for row in parts})
        undocumented = small.hide({row.key: row.undocumented for row in parts})
        for row in parts:
            few = row.surveys < small.BELOW
            members, minutes = ("", "") if few else (row.members, round(row.seconds / 60 / row.surveys, 1))
            hidden = ("" if few or cells[row.key] is None else cells[row.key] for cells in (undocumented, flagged))
            first, last = hidden
            writer.writerow((row.key, self.month, row.surveys, members, first, minutes, last))
        return out.getvalue().encode("utf-8-sig")


_COLUMNS = ("surveys", "size", "minutes", "flagged", "undocumented")


def _reason(view: View, code: str) -> str:
    """The words of a reason where there are some, else its code."""
    word_id = f"office-reason-{code.replace('_', '-')}"
    return view.text(word_id) if view.words.has(word_id) else code or NONE


def _total(rows: Iterable[Sums]) -> Sums:
    found = list(rows)
    names = ("surveys", "members", "undocumented", "seconds", "flagged")
    return Sums("", *(sum(getattr(row, name) for row in found) for name in names))


def _cells(row: Sums) -> list[Part]:
    return [
        f"{row.surveys:,}", _size(row), _minutes(row), _share(row.flagged, row.surveys),
        _share(row.undocumented, row.members),
    ]  # fmt: skip


def _size(row: Sums) -> str:
    return f"{row.members / row.surveys:.1f}" if row.surveys >= small.BELOW else NONE


def _minutes(row: Sums) -> str:
    return f"{row.seconds / 60 / row.surveys:.0f}" if row.surveys >= small.BELOW else NONE


def _share(found: int, of: int) -> str:
    return _percent(small.share(found, of), of)


def _percent(value: float | None, of: int = 0) -> str:
    return (HIDDEN if of else NONE) if value is None else f"{value:.1f} %"


def _all_days(rows: Iterable[Sums], first: str, last: str) -> list[tuple[str, int]]:
    known = {row.key: row.surveys for row in rows}
    start, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    days = [date.fromordinal(number) for number in range(start, end + 1)]
    return [(str(day.day), known.get(day.isoformat(), 0)) for day in days]


def _ago(milliseconds: int) -> str:
    minutes = milliseconds // 60_000
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def _day(milliseconds: int) -> str:
    return here(milliseconds / 1000).date().isoformat()


def _region_size(code: str) -> float:
    return REGIONAL_HOUSEHOLD_SIZE.get(code[:3], REGIONAL_HOUSEHOLD_SIZE[""])
