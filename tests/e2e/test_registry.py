"""`drc registry` as a process of its own: serve, enrol, kill, come back, count."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import sync.outbox
import sync.slice
from drc_desktop.domain import clock
from drc_desktop.domain.draft import OperationKind
from drc_desktop.domain.people import Plan, households
from drc_desktop.domain.people_answers import survey_answers
from drc_desktop.head_office.application import open_registry
from drc_desktop.head_office.surveys import FORMS, known_forms
from survey_forms.engine import load_form
from sync.carriers.http import HttpCarrier
from sync.client import SyncWorker
from sync.enrol import enrol
from sync.envelope import Content, new_msg_id, seal
from sync.identity import Identity
from sync.keys import Keys
from sync.outbox import Outbox
from sync.slice import Slice
from sync.wire import system_ms

pytestmark = pytest.mark.e2e
DRC = [sys.executable, "-m", "drc_desktop", "registry"]
FORM = next(form for form in known_forms() if form.form_id == "nser_survey")
PLAN = Plan(7, clock.today(), ("PK63204",))
WINDOWS = sys.platform == "win32"


@contextmanager
def served(data: Path, *more: str, port: int = 0, end: int = signal.SIGTERM) -> Iterator[tuple[str, subprocess.Popen]]:
    command = [*DRC, "serve", "--data", str(data), "--port", str(port), *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            assert line, process.stderr.read() if process.stderr else ""
            yield json.loads(line)["listening"], process
        finally:
            process.send_signal(end)
            _, errors = process.communicate(timeout=30)
    if end == signal.SIGTERM and not WINDOWS:
        assert (process.returncode, errors) == (0, "")


def told(*arguments: str) -> dict:
    done = subprocess.run([*DRC, *arguments, "--json"], capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def filled() -> bytes:
    """A full survey as the engine finalises it today."""
    session = load_form(FORMS / "nser_survey.xml").start()
    for one in survey_answers(next(households(PLAN, 1)), PLAN.today):
        if one.kind is OperationKind.ADD:
            session.add_repeat(one.ref)
        else:
            session.set(one.ref, one.value)
    return session.finalise().xml


class Pc:
    """A PC with its stores, enrolled with a code."""

    def __init__(self, folder: Path, carrier: HttpCarrier, code: str) -> None:
        keys = Keys.generate()
        found = enrol(carrier, code, site="kamoke-1", device="pc-1", label="Counter 1", keys=keys)
        assert found.state == "approved"
        self.identity = Identity("kamoke-1", "pc-1", keys, found.registry, found.tehsils)
        self.engine = sa.create_engine(f"sqlite:///{folder / 'pc.db'}")
        sync.outbox.metadata.create_all(self.engine)
        sync.slice.metadata.create_all(self.engine)
        self.outbox, self.slice = Outbox(self.engine), Slice(self.engine)
        self.filled = filled()

    def finalise(self, count: int) -> None:
        with self.engine.begin() as connection:
            for _ in range(count):
                now = system_ms()
                msg_id = new_msg_id(now)
                xml = re.sub(rb"<instanceID>[^<]*", f"<instanceID>uuid:{msg_id}".encode(), self.filled)
                me = self.identity
                envelope = seal(
                    Content(xml), device_keys=me.keys, registry=me.registry, msg_id=msg_id, created=now,
                    site=me.site, device=me.device, op="op-7", form_ver=FORM.form_ver,
                )  # fmt: skip
                self.outbox.put(connection, envelope)

    def sync(self, carrier: HttpCarrier):
        return SyncWorker(self.identity, self.outbox, carrier, slice_=self.slice).run_once()


@pytest.fixture
def people_file(tmp_path: Path) -> Path:
    path = tmp_path / "people.jsonl"
    path.write_text("".join(json.dumps(made) + "\n" for made in households(PLAN, 32)), encoding="utf-8")
    return path


def test_killed_and_restarted_the_registry_gives_the_same_receipts(tmp_path: Path, people_file: Path) -> None:
    data, port = tmp_path / "registry", free_port()
    people = ("--people", str(people_file))
    with served(data, *people, port=port, end=signal.SIGTERM if WINDOWS else signal.SIGKILL) as (url, _):
        code = told("enrol-code", "--data", str(data), "--site", "kamoke-1", "--auto-approve")["code"]
        with HttpCarrier(url) as carrier:
            pc = Pc(tmp_path, carrier, code)
            pc.finalise(30)
            done = pc.sync(carrier)
        assert (done.acked, done.fault, done.pages) == (30, None, 1)
    receipts = {item.msg_id: pc.outbox.receipt(item.msg_id) for item in pc.outbox.items()}

    with HttpCarrier(url) as carrier:
        pc.finalise(5)
        outage = pc.sync(carrier)
    assert (outage.acked, outage.fault) == (0, "unreachable")
    assert pc.slice.lookup(json.loads(people_file.read_text().splitlines()[1])["visitor"]) is not None

    with served(data, *people, port=port) as (url, _), HttpCarrier(url) as carrier:
        again = [carrier.push([pc.outbox.envelope(msg_id)])[0].receipt for msg_id in receipts]
        assert again == list(receipts.values())
        done = pc.sync(carrier)
        assert (done.acked, done.fault) == (5, None)
    left_over = open_registry(data)
    left_over.processor.run_pending()
    left_over.close()
    assert told("verify", "--data", str(data)) == {
        "surveys": 35, "msg_ids": 35, "receipts": 35, "duplicates": 0, "review": 0, "held": 0, "waiting": 0,
        "unsealed": 35,
    }  # fmt: skip
    pc.engine.dispose()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of its own authority for 127.0.0.1."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "registry")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "registry.pem", folder / "registry.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return chain, secret


def test_over_tls_only_the_pinned_authority_is_trusted(tmp_path: Path) -> None:
    chain, secret = certificate(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    data = tmp_path / "registry"
    with served(data, "--tls-cert", str(chain), "--tls-key", str(secret)) as (url, _):
        assert url.startswith("https://127.0.0.1:")
        code = told("enrol-code", "--data", str(data), "--site", "kamoke-1", "--auto-approve")["code"]
        with HttpCarrier(url, ca_file=chain) as carrier:
            pc = Pc(tmp_path, carrier, code)
            pc.finalise(1)
            assert pc.sync(carrier).acked == 1
        pc.finalise(1)
        for ca_file in (None, certificate(other)[0]):
            with HttpCarrier(url, ca_file=ca_file) as carrier:
                assert pc.sync(carrier).fault == "unreachable"
    pc.engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["serve", "--people", "missing.jsonl"], "registry-people-file"),
        (["serve", "--database", "oracle://x"], "database_unusable"),
        (["serve", "--database", "sqlite:///damaged.db"], "database_unusable"),
        (["serve", "--tls-cert", "missing.pem", "--tls-key", "missing.pem"], "bad_certificate"),
        (["serve", "--port", "TAKEN"], "port_taken"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, arguments: list[str], code: str) -> None:
    (tmp_path / "damaged.db").write_bytes(b"this is no database" * 100)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        words = [str(taken.getsockname()[1]) if word == "TAKEN" else word for word in arguments]
        done = subprocess.run(
            [*DRC, *words, "--data", "registry"], cwd=tmp_path, capture_output=True, text=True, timeout=60,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"drc registry: {code}:"), done.stderr
    assert done.stderr.count("\n") == 1


def test_a_lost_pc_is_revoked_by_command_while_the_registry_serves(tmp_path: Path) -> None:
    data = tmp_path / "registry"
    revoke = [*DRC, "revoke", "--data", str(data)]
    with served(data) as (url, _):
        code = told("enrol-code", "--data", str(data), "--site", "kamoke-1", "--auto-approve")["code"]
        with HttpCarrier(url) as carrier:
            pc = Pc(tmp_path, carrier, code)
            pc.finalise(1)
            assert pc.sync(carrier).acked == 1
            assert subprocess.run([*revoke, "pc-1"], timeout=60, check=False).returncode == 0
            again = subprocess.run([*revoke, "pc-1"], timeout=60, check=False, capture_output=True, text=True)
            assert (again.returncode, "pc-1" in again.stderr) == (1, True)
            pc.finalise(1)
            assert pc.sync(carrier).acked == 0
    pc.engine.dispose()
    assert told("verify", "--data", str(data))["surveys"] == 1
