"""617 sites come back at once after days without a link; the registry runs on PostgreSQL.

Clients are threads of one process over plain sockets, with the real back-off: a site pushes batch after batch until
nothing waits, and comes back when it is asked to. Every receipt is verified afterwards.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cbor2

from benchmarks.figures import Row, single, spread
from benchmarks.postgres import cluster
from benchmarks.sync_ingest import CHECKOUT, registry_process
from benchmarks.sync_load import HEADERS
from benchmarks.sync_survey import TEHSIL
from drc_desktop.head_office.application import open_registry
from sync import receipt, wire
from sync.backoff import Backoff
from sync.carriers.base import MAX_BATCH, push_request, read_answers
from sync.enrol import enrol
from sync.envelope import Content, Envelope, new_msg_id, seal
from sync.keys import Keys, PublicKeys
from sync.wire import system_ms

SITES = 617


def reconnect_rows(folder: Path, xml: bytes, quick: bool, count: int = 0) -> list[Row]:
    """`count` envelopes, BENCH_ENVELOPES if 0, else 100,000 (with `quick` 6,170).

    Wanted: drained within 240 s, every site served within 60 s, no error but 'come back later'.
    """
    folder.mkdir(exist_ok=True)
    count = count or int(os.environ.get("BENCH_ENVELOPES", "6170" if quick else "100000"))
    with cluster() as server, registry_process(folder, server.url) as (url, _):
        sites, told = _enrolled(folder, server.url)
        share = [count // SITES + (number < count % SITES) for number in range(SITES)]
        part = [(number, keys.to_bytes(), told.to_bytes(), share[number], xml) for number, keys in sites]
        with ProcessPoolExecutor(2) as pool:
            bodies = list(pool.map(_sealed, part, chunksize=16))
        given, taken = folder / "sites.cbor", folder / "served.cbor"
        given.write_bytes(cbor2.dumps(bodies))
        command = [sys.executable, "-m", "benchmarks.sync_reconnect", url, str(given), str(taken)]
        done = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout)
    receipts = _verified(bodies, cbor2.loads(taken.read_bytes()), told)
    assert receipts == count, f"{receipts} receipts for {count} envelopes"
    about: dict[str, Any] = {
        "sites": SITES, "database": "postgresql", "turned_away": said["turned_away"], "errors": said["errors"],
    }  # fmt: skip
    return [
        single("reconnect.617_sites", said["seconds"], "s", count, 240.0, **about),
        spread("reconnect.first_served", said["first_served"], {"max": 60.0}, unit="s", **about),
    ]


def _enrolled(folder: Path, database: str) -> tuple[list[tuple[int, Keys]], PublicKeys]:
    registry = open_registry(folder / "registry", database)

    class Near:
        """Enrolment without a link: it is not what is measured."""

        def enrol(self, request: bytes) -> bytes:
            return registry.enrol(request)

    sites = []
    for number in range(SITES):
        keys = Keys.generate()
        code = registry.devices.create_code(f"site-{number}", [TEHSIL], True)
        enrol(Near(), code, site=f"site-{number}", device=f"pc-{number}", label="pc", keys=keys)  # type: ignore[arg-type]
        sites.append((number, keys))
    public = registry.keys.public
    registry.close()
    return sites, public


def _sealed(asked: tuple[int, bytes, bytes, int, bytes]) -> list[bytes]:
    """The push requests of one site."""
    number, count, xml = asked[0], *asked[3:]
    keys, registry = Keys.from_bytes(asked[1]), PublicKeys.from_bytes(asked[2])
    now = system_ms()
    envelopes = [
        seal(
            Content(xml), device_keys=keys, registry=registry, msg_id=new_msg_id(now), created=now,
            site=f"site-{number}", device=f"pc-{number}", op="deo1", form_ver="nser_survey@1",
        ).data
        for _ in range(count)
    ]  # fmt: skip
    return [push_request(envelopes[n : n + MAX_BATCH], b"") for n in range(0, count, MAX_BATCH)]


def _verified(bodies: list[list[bytes]], answers: list[list[bytes]], registry: PublicKeys) -> int:
    """Receipts that prove their message; a hundredth of the signatures, all of the ids and hashes."""
    dice, good = random.Random(1), 0
    for requests, replies in zip(bodies, answers, strict=True):
        for request, reply in zip(requests, replies, strict=True):
            envelopes = wire.decode_map(request, 1 << 24)["envelopes"]
            for data, answer in zip(envelopes, read_answers(reply, len(envelopes)), strict=True):
                assert answer.receipt is not None, answer.reason
                good += 1
                if dice.random() < 0.01:
                    envelope = Envelope.from_bytes(data)
                    header = envelope.header
                    receipt.verify(answer.receipt, registry, msg_id=header.msg_id, sha256=envelope.sha256)
    return good


def _site(address: str, bodies: list[bytes], began: float) -> tuple[list[bytes], float, int, int]:
    """Answers, seconds until the first, how often it was turned away, and what else went wrong."""
    backoff, answers, first, away, errors = Backoff(), [], 0.0, 0, 0
    connection = http.client.HTTPConnection(address, timeout=300)
    while len(answers) < len(bodies):
        try:
            connection.request("POST", "/v1/push", bodies[len(answers)], HEADERS)
            answer = connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException):
            errors += 1
            connection.close()
            time.sleep(backoff.next_s())
            continue
        if answer.status == 503:
            away += 1
            connection.close()  # the server lets idle connections go sooner than this
            time.sleep(backoff.next_s(float(answer.headers["retry-after"])))
            continue
        first = first or time.perf_counter() - began
        answers.append(data)
    connection.close()
    return answers, first, away, errors


def main(url: str, given: str, taken: str) -> None:
    """The load: prints what it saw, writes the answers by site."""
    bodies = cbor2.loads(Path(given).read_bytes())
    address = urlsplit(url).netloc
    began = time.perf_counter()
    with ThreadPoolExecutor(len(bodies)) as pool:
        sites = list(pool.map(lambda requests: _site(address, requests, began), bodies))
    seconds = time.perf_counter() - began
    Path(taken).write_bytes(cbor2.dumps([site[0] for site in sites]))
    said = {"seconds": seconds, "first_served": [site[1] for site in sites]}
    print(json.dumps(said | {"turned_away": sum(s[2] for s in sites), "errors": sum(s[3] for s in sites)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3])
