"""Sealing a survey, handing it to a registry of its own process, and looking a visitor up in the slice."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figures import Row, single, spread, timed
from drc_desktop.demo.stage import Part, run
from drc_desktop.domain.draft import OperationKind
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import survey_answers
from drc_desktop.head_office.people import PeopleFile
from drc_desktop.store.local import LocalStore
from survey_forms.engine import load_form
from sync import receipt
from sync.carriers.http import HttpCarrier
from sync.enrol import Registration, enrol
from sync.envelope import Content, Envelope, new_msg_id, open_, seal
from sync.keys import Keys
from sync.page import Page
from sync.slice import Slice
from sync.wire import system_ms

FORM = Path(__file__).resolve().parents[1] / "resources" / "forms" / "nser_survey.xml"
SITE, TEHSIL, CLIENTS = "BENCH-01", "PK63204", 16


def survey_xml() -> bytes:
    """A synthetic family's whole survey, as the engine finalises it."""
    plan = Plan(7, date.today(), (TEHSIL,))
    session = load_form(FORM).start()
    for one in survey_answers(next(households(plan, 1)), plan.today):
        if one.kind is OperationKind.ADD:
            session.add_repeat(one.ref)
        else:
            session.set(one.ref, one.value)
    return session.finalise().xml


def measure(quick: bool) -> list[Row]:
    """Rows of the bench."""
    xml = survey_xml()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [*_envelopes(xml, 100 if quick else 1000), *_ingest(folder, xml, quick), _lookup(folder, quick)]


def _sealed(xml: bytes, keys: Keys, told: Registration | Keys) -> Envelope:
    registry = told.public if isinstance(told, Keys) else told.registry
    now = system_ms()
    return seal(
        Content(xml, visit={"token": "A042"}), device_keys=keys, registry=registry, msg_id=new_msg_id(now),
        created=now, site=SITE, device="pc-1", op="deo1", form_ver="nser_survey@1",
    )  # fmt: skip


def _envelopes(xml: bytes, rounds: int) -> list[Row]:
    device, registry = Keys.generate(), Keys.generate()
    sealed = _sealed(xml, device, registry)
    about: dict[str, Any] = {"xml_bytes": len(xml), "envelope_bytes": len(sealed.data)}
    return [
        spread("seal", [timed(lambda: _sealed(xml, device, registry)) for _ in range(rounds)], **about),
        spread("open", [timed(lambda: open_(sealed, registry)) for _ in range(rounds)], **about),
    ]


@contextmanager
def registry_process(folder: Path) -> Iterator[tuple[str, str]]:
    """`drc registry serve` on SQLite: its URL, and an enrolment code."""
    data = str(folder / "registry")
    part = Part("registry", ["registry", "serve", "--data", data, "--port", "0"], folder / "logs").start()
    try:
        place = ["--data", data, "--site", SITE, "--tehsil", TEHSIL]
        yield part.ready["listening"], run(["registry", "enrol-code", *place, "--auto-approve", "--json"])["code"]
    finally:
        part.stop()


def _ingest(folder: Path, xml: bytes, quick: bool) -> list[Row]:
    """One survey a request, each client over a connection of its own; every receipt is verified afterwards."""
    count, keys = (320 if quick else 3200), Keys.generate()
    with registry_process(folder) as (url, code):
        with HttpCarrier(url) as carrier:
            told = enrol(carrier, code, site=SITE, device="pc-1", label="bench", keys=keys)
        envelopes = [_sealed(xml, keys, told) for _ in range(count)]

        def client(mine: list[Envelope]) -> list[tuple[Envelope, bytes | None, float]]:
            done = []
            with HttpCarrier(url, timeout_s=60) as carrier:
                for envelope in mine:
                    began = time.perf_counter()
                    (answer,) = carrier.push([envelope.data])
                    done.append((envelope, answer.receipt, (time.perf_counter() - began) * 1000))
            return done

        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            results = pool.map(client, [envelopes[n::CLIENTS] for n in range(CLIENTS)])
            answers = [one for part in results for one in part]
        seconds = time.perf_counter() - began
    for envelope, signed, _ in answers:
        assert signed is not None, "a survey got no receipt"
        header = envelope.header
        receipt.verify(signed, told.registry, msg_id=header.msg_id, sha256=envelope.sha256)
    about: dict[str, Any] = {"clients": CLIENTS, "database": "sqlite", "xml_bytes": len(xml)}
    return [
        single("ingest.single", count / seconds, "1/s", count, 500.0, **about),
        spread("ingest.single.answer", [one[2] for one in answers], **about),
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
