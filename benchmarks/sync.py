"""Sealing a survey, handing it to a registry of its own process, and looking a visitor up in the slice."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figures import Row, spread, timed
from benchmarks.sync_ingest import ingest_rows
from benchmarks.sync_survey import TEHSIL, sealed_survey, survey_xml
from drc_desktop.domain.people import Plan, households
from drc_desktop.head_office.people import PeopleFile
from drc_desktop.store.local import LocalStore
from sync.envelope import open_
from sync.keys import Keys
from sync.page import Page
from sync.slice import Slice
from sync.wire import system_ms


def measure(quick: bool) -> list[Row]:
    """Rows of the bench."""
    xml = survey_xml()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [*_envelopes(xml, 100 if quick else 1000), *ingest_rows(folder, xml, quick), _lookup(folder, quick)]


def _envelopes(xml: bytes, rounds: int) -> list[Row]:
    device, registry = Keys.generate(), Keys.generate()
    sealed = sealed_survey(xml, device, registry)
    about: dict[str, Any] = {"xml_bytes": len(xml), "envelope_bytes": len(sealed.data)}
    return [
        spread("seal", [timed(lambda: sealed_survey(xml, device, registry)) for _ in range(rounds)], **about),
        spread("open", [timed(lambda: open_(sealed, registry)) for _ in range(rounds)], **about),
    ]


def _lookup(folder: Path, quick: bool) -> Row:
    """By CNIC in the encrypted store of a PC."""
    count, people = (2_000 if quick else 60_000), folder / "people.jsonl"
    plan = Plan(7, date.today(), (TEHSIL,))
    with people.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(made) + "\n" for made in households(plan, count))
    put = list(PeopleFile(people).households())
    store = LocalStore(folder / "local.db", "246810")
    try:
        reader = Slice(store.engine)
        reader.apply(Page(TEHSIL, b"", b"c1", True, False, system_ms(), b"k" * 32, put, ()))
        heads = [one.members[0].cnic for one in put if one.members[0].cnic]
        asked = heads[:: max(1, len(heads) // 1000)]
        found = [store.slice_reader.lookup(cnic) for cnic in asked]
        assert all(found), "a household of the slice was not found"
        times = [timed(partial(store.slice_reader.lookup, cnic)) for cnic in asked]
    finally:
        store.close()
    return spread("slice_lookup", times, {"p99": 1.0}, households=len(put))
