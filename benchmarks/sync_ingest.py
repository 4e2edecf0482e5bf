"""Surveys pushed to a registry of its own process on PostgreSQL; every receipt is verified afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cbor2
import sqlalchemy as sa

from benchmarks.figures import Row, single, spread
from benchmarks.postgres import cluster
from benchmarks.sync_survey import SITE, TEHSIL, sealed_survey
from drc_desktop.demo.stage import Part, run
from sync import receipt, wire
from sync.carriers.base import MAX_BATCH, read_answers
from sync.carriers.http import HttpCarrier
from sync.enrol import Registration, enrol
from sync.envelope import Envelope
from sync.keys import Keys

CHECKOUT = Path(__file__).resolve().parents[1]


@contextmanager
def registry_process(folder: Path, database: str) -> Iterator[tuple[str, str]]:
    """`drc registry serve` on `database`: its URL, and an enrolment code."""
    place = ["--data", str(folder / "registry"), "--database", database]
    part = Part("registry", ["registry", "serve", *place, "--port", "0"], folder / "logs").start()
    try:
        asked = ["registry", "enrol-code", *place, "--site", SITE, "--tehsil", TEHSIL, "--auto-approve", "--json"]
        yield part.ready["listening"], run(asked)["code"]
    finally:
        part.stop()


def ingest_rows(folder: Path, xml: bytes, quick: bool) -> list[Row]:
    """Single and batched pushes, 32 clients, and what PostgreSQL does without any of us."""
    folder.mkdir(exist_ok=True)
    part = 10 if quick else 1
    keys = Keys.generate()
    with cluster() as server, registry_process(folder, server.url) as (url, code):
        with HttpCarrier(url) as carrier:
            told = enrol(carrier, code, site=SITE, device="pc-1", label="bench", keys=keys)

        def pushed(count: int, clients: int, batch: int) -> tuple[float, list[float], dict[str, Any]]:
            envelopes = [sealed_survey(xml, keys, told) for _ in range(count // part)]
            seconds, times = push(folder, url, envelopes, told, clients, batch)
            about = {
                "clients": clients, "batch": batch, "database": "postgresql", "xml_bytes": len(xml),
                "envelope_bytes": len(envelopes[0].data),
            }  # fmt: skip
            return len(envelopes) / seconds, times, about

        pushed(320, 16, 1)  # connections and caches of both sides
        rate, times, about = pushed(6400, 16, 1)
        rows = [single("ingest.single", rate, "1/s", len(times), 500.0, **about)]
        rows.append(spread("ingest.single.answer", times, **about))
        rate, times, about = pushed(16000, 8, MAX_BATCH)
        rows.append(single("ingest.batched", rate, "1/s", len(times) * MAX_BATCH, 1500.0, **about))
        rate, times, about = pushed(6400, 32, 1)
        rows.append(spread("ingest.32_clients", times, {"p95": 100.0}, rate=round(rate, 1), **about))
        return [*rows, *_sink(server.url, len(sealed_survey(xml, keys, told).data), quick)]


def push(
    folder: Path, url: str, envelopes: Sequence[Envelope], told: Registration, clients: int, batch: int
) -> tuple[float, list[float]]:
    """Seconds for all, and milliseconds of each request."""
    groups = [envelopes[n : n + batch] for n in range(0, len(envelopes), batch)]
    bodies, answers = folder / "bodies.cbor", folder / "answers.cbor"
    bodies.write_bytes(cbor2.dumps([wire.encode({"v": 1, "envelopes": [one.data for one in few]}) for few in groups]))
    command = [sys.executable, "-m", "benchmarks.sync_load", url, str(bodies), str(answers), str(clients)]
    done = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    times = []
    for few, (took, _, body) in zip(groups, cbor2.loads(answers.read_bytes()), strict=True):
        times.append(took)
        for envelope, answer in zip(few, read_answers(body, len(few)), strict=True):
            assert answer.receipt is not None, "a survey got no receipt"
            header = envelope.header
            receipt.verify(answer.receipt, told.registry, msg_id=header.msg_id, sha256=envelope.sha256)
    return json.loads(done.stdout)["seconds"], times


def _sink(database: str, size: int, quick: bool) -> list[Row]:
    """Bare inserts of as many bytes: one client, one row a commit."""
    engine, count = sa.create_engine(database), 200 if quick else 2000
    row = {"body": b"x" * size}
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE sink (id bigserial PRIMARY KEY, body bytea NOT NULL)")
        connection.commit()
        began = time.perf_counter()
        for _ in range(count):
            connection.exec_driver_sql("INSERT INTO sink (body) VALUES (%(body)s)", row)
            connection.commit()
        seconds = time.perf_counter() - began
    engine.dispose()
    return [single("sink.postgresql", count / seconds, "1/s", count, clients=1, batch=1, row_bytes=size)]
