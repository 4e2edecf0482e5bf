"""Sealing a survey, handing it to a registry of its own process, and looking a visitor up in the slice."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figures import Row, single, spread, timed
from benchmarks.postgres import NoPostgres
from benchmarks.sync_ingest import ingest_rows
from benchmarks.sync_persons import person_rows
from benchmarks.sync_reconnect import reconnect_rows
from benchmarks.sync_survey import TEHSIL, sealed_survey, survey_xml
from drc_desktop.domain import clock
from drc_desktop.domain.people import Plan, households
from drc_desktop.head_office.people import PeopleFile
from drc_desktop.store.local import LocalStore
from sync.envelope import open_
from sync.household import SliceHousehold
from sync.keys import Keys
from sync.page import Page
from sync.registry.slices import PAGE_ROWS
from sync.slice import Slice
from sync.wire import system_ms

PARTS = ("seal", "slice", "ingest", "persons", "reconnect")


def measure(quick: bool) -> list[Row]:
    """Rows of the bench: of all PARTS, or of those that BENCH_SYNC names (by commas), the sizes by BENCH_PERSONS and
    BENCH_ENVELOPES."""
    chosen = os.environ.get("BENCH_SYNC", "seal,slice,ingest,persons" if quick else ",".join(PARTS)).split(",")
    xml = survey_xml()
    parts: dict[str, Callable[[Path], list[Row]]] = {
        "seal": lambda _: _envelopes(xml, 100 if quick else 1000),
        "slice": lambda folder: _slice(folder, quick),
        "ingest": lambda folder: ingest_rows(folder, xml, quick),
        "persons": lambda folder: person_rows(folder, quick),
        "reconnect": lambda folder: reconnect_rows(folder, xml, quick),
    }
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        for part in PARTS:
            if part not in chosen:
                continue
            try:
                (Path(name) / part).mkdir()
                rows += parts[part](Path(name) / part)
            except NoPostgres as error:
                print(f"without rows on PostgreSQL: {error}", file=sys.stderr)
        return rows


def _envelopes(xml: bytes, rounds: int) -> list[Row]:
    device, registry = Keys.generate(), Keys.generate()
    sealed = sealed_survey(xml, device, registry)
    about: dict[str, Any] = {"xml_bytes": len(xml), "envelope_bytes": len(sealed.data)}
    return [
        spread("seal", [timed(lambda: sealed_survey(xml, device, registry)) for _ in range(rounds)], **about),
        spread("open", [timed(lambda: open_(sealed, registry)) for _ in range(rounds)], **about),
    ]


def _slice(folder: Path, quick: bool) -> list[Row]:
    """A tehsil's whole slice taken over in pages, then look-ups by CNIC, in the encrypted store of a PC."""
    count, people = (2_000 if quick else 60_000), folder / "people.jsonl"
    plan = Plan(7, clock.today(), (TEHSIL,))
    with people.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(made) + "\n" for made in households(plan, count))
    put = list(PeopleFile(people).households())
    store = LocalStore(folder / "local.db", "246810")
    try:
        took = timed(lambda: _apply(store.slice, put)) / 1000
        heads = [one.members[0].cnic for one in put if one.members[0].cnic]
        asked = heads[:: max(1, len(heads) // 1000)]
        found = [store.slice_reader.lookup(cnic) for cnic in asked]
        assert all(found), "a household of the slice was not found"
        times = [timed(partial(store.slice_reader.lookup, cnic)) for cnic in asked]
    finally:
        store.close()
    goal = None if quick else 20.0
    return [
        single(f"slice_apply.{count}", took, "s", len(put), goal, pages=-(-count // PAGE_ROWS)),
        spread("slice_lookup", times, {"p99": 1.0}, households=len(put)),
    ]


def _apply(slice_: Slice, put: list[SliceHousehold]) -> None:
    since = b""
    for start in range(0, len(put), PAGE_ROWS):
        cursor, more = str(start).encode(), start + PAGE_ROWS < len(put)
        rows = put[start : start + PAGE_ROWS]
        slice_.apply(Page(TEHSIL, since, cursor, start == 0, more, system_ms(), b"k" * 32, rows, ()))
        since = cursor
