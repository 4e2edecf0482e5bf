"""What the pages ask of the sums. A scope is '' (the country), a P-code of region, district or tehsil, or a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from drc_desktop.domain import places
from drc_desktop.head_office.rollups.schema import (
    MEASURES,
    decision,
    region_rollup,
    region_theme,
    review,
    rollup,
    site_place,
    survey,
    theme,
)
from sync.registry.schema import conflict, device, inbox

LENGTHS = {"region": 3, "district": 5, "tehsil": 7}
MOST_ROWS = 200
SETTLED = "reviewed"
"""The outcome of a review after which nothing is to be done."""


@dataclass(frozen=True)
class Scope:
    """`code`: '' or a P-code; `site` set: that site alone."""

    code: str = ""
    site: str = ""

    @property
    def below(self) -> str:
        """What the rows of its page are: region, district, tehsil, site or operator."""
        if self.site:
            return "operator"
        kinds = {0: "region", 3: "district", 5: "tehsil", 7: "site"}
        return kinds.get(len(self.code), "site")

    @property
    def known(self) -> bool:
        """Whether the code is a place at all."""
        return not self.code or any(self.code in places.codes(kind) for kind in LENGTHS)


@dataclass(frozen=True)
class Sums:
    """Sums of one place, site, operator, day or hour. `seconds` of all its surveys together."""

    key: str
    surveys: int
    members: int
    undocumented: int
    seconds: int
    flagged: int


def _scoped(scope: Scope) -> list[sa.ColumnElement[bool]]:
    if scope.site:
        return [rollup.c.site == scope.site]
    if not scope.code:
        return []
    end = scope.code[:-1] + chr(ord(scope.code[-1]) + 1)  # a range, so that the index can be used
    inside = sa.select(site_place.c.site).where(site_place.c.tehsil >= scope.code, site_place.c.tehsil < end)
    return [rollup.c.site.in_(inside)]


def _region_months(first: str, last: str, hours: bool) -> tuple[sa.ColumnElement[bool], ...]:
    table = region_rollup.c
    return table.span == "month", (table.hour >= 0) if hours else (table.hour == -1), table.start.between(first, last)


def _sums(connection: sa.Connection, key: Any, source: Any, *where: Any) -> list[Sums]:
    table = region_rollup if source is region_rollup else rollup
    totals = [sa.func.sum(table.c[name]) for name in MEASURES]
    query = sa.select(key, *totals).select_from(source).where(*where).group_by(key).order_by(key)
    return [Sums(str(row[0]), *map(int, row[1:])) for row in connection.execute(query)]


def _wide(scope: Scope) -> bool:
    """Whether the sums by region do: the country asks no site."""
    return not scope.code and not scope.site


def below(connection: sa.Connection, scope: Scope, first: str, last: str) -> list[Sums]:
    """One row for each part of the scope, over the months from `first` to `last` (YYYY-MM)."""
    if _wide(scope):
        return _sums(connection, region_rollup.c.region, region_rollup, *_region_months(first, last, hours=False))
    months = (rollup.c.span == "month", rollup.c.hour == -1, rollup.c.start.between(first, last))
    if scope.below == "operator":
        return _sums(connection, rollup.c.operator, rollup, *months, rollup.c.operator != "", *_scoped(scope))
    whole = (*months, rollup.c.operator == "", *_scoped(scope))
    if scope.below == "site":
        return _sums(connection, rollup.c.site, rollup, *whole)
    joined = rollup.join(site_place, site_place.c.site == rollup.c.site)
    return _sums(connection, sa.func.substr(site_place.c.tehsil, 1, LENGTHS[scope.below]), joined, *whole)


def by_day(connection: sa.Connection, scope: Scope, first: str, last: str) -> list[Sums]:
    """One row a day, first and last included."""
    if _wide(scope):
        each = (region_rollup.c.span == "day", region_rollup.c.hour == -1, region_rollup.c.start.between(first, last))
        return _sums(connection, region_rollup.c.start, region_rollup, *each)
    days = (rollup.c.span == "day", rollup.c.operator == "", rollup.c.hour == -1, rollup.c.start.between(first, last))
    return _sums(connection, rollup.c.start, rollup, *days, *_scoped(scope))


def by_hour(connection: sa.Connection, scope: Scope, first: str, last: str) -> list[Sums]:
    """One row an hour of the day, over months."""
    if _wide(scope):
        found = _sums(connection, region_rollup.c.hour, region_rollup, *_region_months(first, last, hours=True))
        return sorted(found, key=lambda row: int(row.key))
    # every hour named, not 'from 0': the key can then seek each hour's months instead of reading a whole year
    each = rollup.c.hour.in_(range(24))
    hours = (rollup.c.span == "month", rollup.c.operator == "", each, rollup.c.start.between(first, last))
    found = _sums(connection, rollup.c.hour, rollup, *hours, *_scoped(scope))
    return sorted(found, key=lambda row: int(row.key))


def themes(connection: sa.Connection, scope: Scope, first: str, last: str) -> dict[str, tuple[int, int]]:
    """Thematic indicators and flags (`flag:...`) as (found, of) over months."""
    source = region_theme if _wide(scope) else theme
    query = sa.select(source.c.key, sa.func.sum(source.c.found), sa.func.sum(source.c.of))
    query = query.where(source.c.month.between(first, last)).group_by(source.c.key)
    if scope.site:
        query = query.where(theme.c.site == scope.site)
    elif scope.code:
        end = scope.code[:-1] + chr(ord(scope.code[-1]) + 1)
        inside = sa.select(site_place.c.site).where(site_place.c.tehsil >= scope.code, site_place.c.tehsil < end)
        query = query.where(theme.c.site.in_(inside))
    return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query)}


def devices(connection: sa.Connection) -> list[Any]:
    """Enrolled PCs: id, site, label, state, who decided that, last contact, what they said of themselves at their last
    pull (program, messages waiting, age of the oldest), form version and delay of their newest message."""
    newest = sa.select(inbox.c.device, sa.func.max(inbox.c.seq).label("seq")).group_by(inbox.c.device).subquery()
    last = sa.select(inbox.c.device, inbox.c.form_ver, inbox.c.created_ms, inbox.c.received_ms).join(
        newest, newest.c.seq == inbox.c.seq
    )
    last_of = last.subquery()
    names = ("device_id", "site", "label", "state", "contact_ms", "runs", "waits", "oldest_ms")
    columns = [device.c[name] for name in names]
    by = sa.select(decision.c.who).where(decision.c.device_id == device.c.device_id)
    who = by.order_by(decision.c.id.desc()).limit(1).scalar_subquery()
    query = sa.select(*columns, who.label("who"), last_of.c.form_ver, last_of.c.created_ms, last_of.c.received_ms)
    query = query.outerjoin(last_of, last_of.c.device == device.c.device_id).order_by(device.c.site, device.c.device_id)
    return list(connection.execute(query))


def forms(connection: sa.Connection) -> list[tuple[str, str, int]]:
    """(form version, state, messages)."""
    query = sa.select(inbox.c.form_ver, inbox.c.state, sa.func.count()).where(inbox.c.kind == "survey")
    query = query.group_by(inbox.c.form_ver, inbox.c.state).order_by(inbox.c.form_ver, inbox.c.state)
    return [(row[0], row[1], int(row[2])) for row in connection.execute(query)]


def queue(connection: sa.Connection) -> list[Any]:
    """What waits for a person, newest first, at most MOST_ROWS: messages in review, and those under whose number other
    bytes came as well (reason 'conflict'). Where it was settled, it waits no more."""
    newest = sa.select(sa.func.max(review.c.id)).group_by(review.c.msg_id)
    settled = sa.select(review.c.msg_id).where(review.c.id.in_(newest), review.c.outcome == SETTLED)
    about = (inbox.c.msg_id, inbox.c.site, inbox.c.operator)
    reviewed = sa.select(*about, inbox.c.reason, inbox.c.received_ms).where(inbox.c.state == "review")
    doubled = sa.select(*about, sa.literal("conflict").label("reason"), conflict.c.received_ms)
    doubled = doubled.join(inbox, inbox.c.msg_id == conflict.c.msg_id)
    both = sa.union_all(reviewed, doubled).subquery()
    query = sa.select(both).where(both.c.msg_id.not_in(settled))
    return list(connection.execute(query.order_by(both.c.received_ms.desc(), both.c.msg_id).limit(MOST_ROWS)))


def flagged(connection: sa.Connection, scope: Scope, first: str, last: str) -> list[Any]:
    """Surveys with flags, finished between two dates, newest first, at most MOST_ROWS."""
    columns = (survey.c.msg_id, survey.c.site, survey.c.operator, survey.c.day, survey.c.flags, survey.c.members)
    query = sa.select(*columns).where(survey.c.counts, survey.c.day.between(first, last))
    query = query.where(sa.cast(survey.c.flags, sa.Text) != "[]")
    if scope.site:
        query = query.where(survey.c.site == scope.site)
    return list(connection.execute(query.order_by(survey.c.day.desc(), survey.c.msg_id).limit(MOST_ROWS)))


def reviews(connection: sa.Connection, messages: list[str]) -> dict[str, Any]:
    """Message -> its newest review."""
    newest = sa.select(sa.func.max(review.c.id)).where(review.c.msg_id.in_(messages)).group_by(review.c.msg_id)
    return {row.msg_id: row for row in connection.execute(sa.select(review).where(review.c.id.in_(newest)))}
