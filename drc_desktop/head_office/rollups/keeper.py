"""Counts a judged survey into the sums, in the transaction that stores its verdict; a correction takes a place over.

Flags of doubles are found here, where all other surveys are known: they are put on the survey that came later.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from drc_desktop.domain.indicators.address import ALIKE, similarity
from drc_desktop.domain.indicators.quality import Flag
from drc_desktop.head_office.rollups.facts import Facts, day_before
from drc_desktop.head_office.rollups.schema import (
    MEASURES,
    address,
    double,
    region_rollup,
    region_theme,
    rollup,
    site_place,
    survey,
    theme,
)
from sync.envelope import Header
from sync.registry.ports import Standing

SAME_WITHIN_DAYS = 180
"""Two surveys of one person, number or address further apart than this are an update, no double."""
MOST_COMPARED = 300
"""Addresses of one union council that a new one is compared with, the newest first."""
_DAY, _MONTH = "day", "month"
REGION = 3
"""Letters of the P-code of a region."""
SUMS = (rollup, theme, region_rollup, region_theme)


class Rollups:
    """Fills the registry's port Keeper."""

    def keep(self, connection: sa.Connection, header: Header, standing: Standing, facts: object) -> None:
        """See `Keeper.keep`. Only valid surveys count; one that corrects another takes its place."""
        if standing is not Standing.VALID or not isinstance(facts, Facts):
            return
        if header.supersedes is not None:
            _withdraw(connection, str(header.supersedes))
        msg_id, flags = str(header.msg_id), _flags(connection, facts)
        row = {
            "msg_id": msg_id, "instance_id": facts.instance_id, "site": header.site, "tehsil": facts.tehsil,
            "operator": header.op, "device": header.device, "form_ver": header.form_ver, "day": facts.day,
            "hour": facts.hour, "seconds": facts.seconds, "members": facts.members,
            "undocumented": facts.undocumented, "flags": flags, "themes": facts.themes, "counts": True,
        }  # fmt: skip
        connection.execute(sa.insert(survey).values(**row))
        _remember(connection, msg_id, facts)
        place = {"site": header.site, "tehsil": facts.tehsil}
        connection.execute(_insert(connection, site_place).values(**place).on_conflict_do_nothing())
        add(connection, [row], 1)


def add(connection: sa.Connection, rows: Iterable[Mapping[str, Any]], sign: int) -> None:
    """Add rows of `survey` to the sums, or with -1 take them away."""
    rows, sums = list(rows), _Sums()
    regions = _regions(connection, {row["site"] for row in rows})
    for row in rows:
        measures = (1, row["members"], row["undocumented"], row["seconds"], int(bool(row["flags"])))
        month, region = row["day"][:7], regions[row["site"]]
        for key in _keys(row):
            sums.add(rollup, key, measures, sign)
        for span, hour, start in ((_DAY, -1, row["day"]), (_MONTH, -1, month), (_MONTH, row["hour"], month)):
            sums.add(region_rollup, (span, hour, start, region), measures, sign)
        for name, found, of in _themes(row):
            sums.add(theme, (month, name, row["site"]), (found, of), sign)
            sums.add(region_theme, (month, name, region), (found, of), sign)
    for table in SUMS:
        _sum(connection, table, sums.of(table))


def rebuild(connection: sa.Connection) -> int:
    """Make every sum anew from the surveys' rows; how many were counted."""
    for table in SUMS:
        connection.execute(sa.delete(table))
    done = 0
    # said of this statement alone: a connection that streams everything cannot write many rows at once
    rows = connection.execute(sa.select(survey).where(survey.c.counts).execution_options(yield_per=2000))
    for part in rows.mappings().partitions(2000):
        add(connection, map(dict, part), 1)
        done += len(part)
    return done


def differing(connection: sa.Connection) -> list[str]:
    """Sums that are not what the surveys' rows say, by name; empty when all agree. Counts raw rows, not sums."""
    wrong, raw = [], _raw(connection)
    parts = (("day", False, False), ("month", False, False), ("month", True, False), ("month", False, True))
    for span, operator, hour in parts:
        found = connection.execute(
            sa.select(*(sa.func.coalesce(sa.func.sum(rollup.c[name]), 0) for name in MEASURES)).where(
                rollup.c.span == span,
                (rollup.c.operator != "") if operator else (rollup.c.operator == ""),
                (rollup.c.hour >= 0) if hour else (rollup.c.hour == -1),
            )
        ).one()
        if tuple(map(int, found)) != raw:
            wrong.append(f"{span}{' by operator' if operator else ''}{' by hour' if hour else ''}")
    return wrong + _regions_differing(connection, raw)


def _regions_differing(connection: sa.Connection, raw: tuple[int, ...]) -> list[str]:
    """Of the sums by region: against the surveys, and the themes against those of the sites."""
    wrong = []
    for name, span, hour in (("day", "day", False), ("month", "month", False), ("month by hour", "month", True)):
        asked = (region_rollup.c.span == span, (region_rollup.c.hour >= 0) if hour else (region_rollup.c.hour == -1))
        totals = (sa.func.coalesce(sa.func.sum(region_rollup.c[measure]), 0) for measure in MEASURES)
        if tuple(map(int, connection.execute(sa.select(*totals).where(*asked)).one())) != raw:
            wrong.append(f"region {name}")
    both = [
        sorted(tuple(row) for row in connection.execute(_by_theme(table)) if row[1] or row[2])
        for table in (theme, region_theme)
    ]
    return wrong + (["region themes"] if both[0] != both[1] else [])


def _by_theme(table: sa.Table) -> Any:
    return sa.select(table.c.key, sa.func.sum(table.c.found), sa.func.sum(table.c.of)).group_by(table.c.key)


class _Sums:
    """What is to be added, by table and key."""

    def __init__(self) -> None:
        self._cells: dict[sa.Table, dict[tuple[Any, ...], list[int]]] = {table: {} for table in SUMS}

    def add(self, table: sa.Table, key: tuple[Any, ...], values: Sequence[int], sign: int) -> None:
        cell = self._cells[table].setdefault(key, [0] * len(values))
        for at, value in enumerate(values):
            cell[at] += sign * value

    def of(self, table: sa.Table) -> list[tuple[Any, ...]]:
        """Rows in the order of their keys: two that count side by side lock them in one order."""
        return sorted((*key, *values) for key, values in self._cells[table].items())


def _regions(connection: sa.Connection, sites: set[str]) -> dict[str, str]:
    """Site -> P-code of the region it lies in, empty where that is not known."""
    found: dict[str, str] = dict.fromkeys(sites, "")
    asked = sa.select(site_place.c.site, site_place.c.tehsil).where(site_place.c.site.in_(sites))
    return found | {site: tehsil[:REGION] for site, tehsil in connection.execute(asked)}


def _raw(connection: sa.Connection) -> tuple[int, ...]:
    totals = [0] * len(MEASURES)
    columns = (survey.c.members, survey.c.undocumented, survey.c.seconds, survey.c.flags)
    for members, undocumented, seconds, flags in connection.execute(sa.select(*columns).where(survey.c.counts)):
        for at, value in enumerate((1, members, undocumented, seconds, int(bool(flags)))):
            totals[at] += value
    return tuple(totals)


def _keys(row: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    month, site = row["day"][:7], row["site"]
    yield _DAY, "", -1, row["day"], site
    yield _MONTH, "", -1, month, site
    yield _MONTH, row["operator"] or "-", -1, month, site
    yield _MONTH, "", row["hour"], month, site


def _themes(row: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    for name, (found, of) in row["themes"].items():
        yield name, found, of
    for flag in row["flags"]:
        yield f"flag:{flag}", 1, 0


def _sum(connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    names, keys = [column.name for column in table.columns], [column.name for column in table.primary_key]
    statement = _insert(connection, table)
    changed = {name: table.c[name] + statement.excluded[name] for name in names if name not in keys}
    values = [dict(zip(names, row, strict=True)) for row in rows]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), values)


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)


def _withdraw(connection: sa.Connection, msg_id: str) -> None:
    """A survey is corrected: it counts no longer, and nothing doubles it."""
    where = (survey.c.msg_id == msg_id, survey.c.counts)
    row = connection.execute(sa.select(survey).where(*where)).mappings().one_or_none()
    if row is None:
        return
    connection.execute(sa.update(survey).where(survey.c.msg_id == msg_id).values(counts=False))
    for table in (double, address):
        connection.execute(sa.delete(table).where(table.c.msg_id == msg_id))
    add(connection, [dict(row)], -1)


def _flags(connection: sa.Connection, facts: Facts) -> list[str]:
    since, flags = day_before(facts.day, SAME_WITHIN_DAYS), set(facts.flags)
    for kind, digest in facts.doubles:
        there = (double.c.kind == kind, double.c.digest == digest, double.c.day >= since)
        if kind not in flags and connection.execute(sa.select(double.c.msg_id).where(*there).limit(1)).first():
            flags.add(kind)
    if Flag.SAME_ADDRESS.value not in flags and _address_alike(connection, facts, since):
        flags.add(Flag.SAME_ADDRESS.value)
    return sorted(flags)


def _address_alike(connection: sa.Connection, facts: Facts, since: str) -> bool:
    there = (address.c.place == facts.place, address.c.day >= since)
    newest = sa.select(address.c.grams).where(*there).order_by(address.c.day.desc()).limit(MOST_COMPARED)
    return any(similarity(facts.grams, _unpack(grams)) >= ALIKE for (grams,) in connection.execute(newest))


def _remember(connection: sa.Connection, msg_id: str, facts: Facts) -> None:
    rows = [{"kind": kind, "digest": digest, "msg_id": msg_id, "day": facts.day} for kind, digest in set(facts.doubles)]
    if rows:
        connection.execute(sa.insert(double), rows)
    if facts.grams:
        grams = struct.pack(f">{len(facts.grams)}I", *sorted(facts.grams))
        values = {"msg_id": msg_id, "place": facts.place, "grams": grams, "day": facts.day}
        connection.execute(sa.insert(address).values(**values))


def _unpack(grams: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f">{len(grams) // 4}I", grams))
