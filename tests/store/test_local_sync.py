"""A station with the real library and a real registry over real sockets: enrol, send, fetch, restart, garbage."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from drc_desktop.demo.stage import Part
from drc_desktop.devices import sync_cli
from drc_desktop.devices.station_store import local_store_path, open_local_store
from drc_desktop.devices.sync_worker import NOT_APPROVED, NOT_ENROLLED, Registrar, StationSync
from drc_desktop.domain import people
from drc_desktop.domain.people import CaseKind
from drc_desktop.domain.prefill import household_xml
from drc_desktop.domain.triage import Outcome, Rules, UpdateType, Visitor, triage
from drc_desktop.domain.visit import Service
from drc_desktop.head_office import cli as registry_cli
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from drc_desktop.store.registry_copy import RegistryCopy
from drc_desktop.words import LANGUAGES, Words
from sync.carriers.folder import FolderCarrier
from sync.enrol import BadCode
from sync.envelope import Content, Header
from sync.errors import (
    BadSignature,
    Cancelled,
    CarrierError,
    Oversize,
    ReceiptError,
    Refused,
    StoreFailed,
    WrongKey,
)
from sync.household import SliceHousehold
from sync.keys import Keys
from sync.registry.ports import Score, Standing, Verdict
from sync.registry.server import running
from sync.registry.service import Registry, Secrets
from sync.registry.stick import serve_stick
from sync.registry.web import create_app
from sync.wire import system_ms
from tests.store.local_kit import head, slice_household, submission

TODAY = date(2026, 11, 20)
TEHSIL = "PK63204"
PEOPLE = list(people.households(people.Plan(5, TODAY, (TEHSIL,)), 32))
DAY_MS = 24 * 3600 * 1000


class Judge:
    def validate(self, header: Header, content: Content) -> Verdict:
        return Verdict(Standing.VALID)

    def score(self, header: Header, content: Content) -> Score:
        return Score(None, "none", official=False)


class Known:
    def households(self) -> list[SliceHousehold]:
        return [slice_household(made) for made in PEOPLE if made["status"] != "unregistered"]


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    judge = Judge()
    made = Registry(f"sqlite:///{tmp_path / 'registry.db'}", Secrets(Keys.generate(), b"v" * 32), judge, judge)
    made.load(Known())
    yield made
    made.close()


@pytest.fixture
def url(registry: Registry) -> Iterator[str]:
    with running(create_app(registry)) as served:
        yield served


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "pc"


@pytest.fixture
def store(home: Path) -> Iterator[LocalStore]:
    opened = open_local_store(home)
    yield opened
    opened.close()


@pytest.fixture
def copy(store: LocalStore) -> RegistryCopy:
    return RegistryCopy(store)


def registrar(url: str) -> Registrar:
    return Registrar(url, "DRC-1", "pc-1", "Counter 1")


def enrolled(
    registry: Registry, url: str, store: LocalStore, copy: RegistryCopy, changed: Callable[[], None] = lambda: None
) -> StationSync:
    station = StationSync(store, copy, changed, timeout_s=5)
    code = registry.devices.create_code("DRC-1", [TEHSIL], auto_approve=True)
    assert station.enrol(code, registrar(url)).state == "approved"
    return station


def finish_one(store: LocalStore, visit: str = "v-1") -> None:
    journal = Journal(store, "op-1")
    journal.begin(head(visit), b"state")
    journal.finalise(visit, submission(), b"{}")


def subclasses(kind: type) -> set[type]:
    return {kind, *(under for sub in kind.__subclasses__() for under in subclasses(sub))} - {CarrierError}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_sending_has_words(language: str) -> None:
    words = Words(language)
    codes = {error.code for error in subclasses(CarrierError) if error is not Refused}
    for code in {
        *codes,
        StoreFailed.code,
        Cancelled.code,
        "office_lock",
        "office_wipe",
        NOT_APPROVED,
        NOT_ENROLLED,
        "unknown_device",
        "revoked_device",
        "other",
    }:
        assert words.text(f"sync-fault-{code}", code="slice_mismatch")
        assert words.text(f"sync-fault-{code}-do")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words(language: str) -> None:
    words = Words(language)
    codes = {"unknown_device", "device_pending", "revoked_device", "wrong_site", "conflict", "other"}
    for code in {*codes, BadSignature.code, WrongKey.code, Oversize.code, ReceiptError.code}:
        assert words.text(f"sync-refused-{code}", code="not_kept")
        assert words.text(f"sync-refused-{code}-do")


class Watch:
    """Waits for a state of the station, told after every round."""

    def __init__(self) -> None:
        self._told = threading.Condition()

    def changed(self) -> None:
        with self._told:
            self._told.notify_all()

    def until(self, true: Callable[[], bool]) -> None:
        with self._told:
            assert self._told.wait_for(true, timeout=60)


def test_a_survey_finished_here_is_acknowledged_there(
    registry: Registry, url: str, store: LocalStore, copy: RegistryCopy
) -> None:
    watch = Watch()
    station = enrolled(registry, url, store, copy, watch.changed)
    station.start()
    watch.until(lambda: not copy.copy_state().missing)
    finish_one(store)
    station.send_now()
    watch.until(lambda: station.figures().acknowledged == 1)
    station.stop()
    figures = station.figures()
    assert (figures.waiting, figures.refused, figures.fault) == (0, 0, "")
    assert figures.reached is not None
    assert figures.slice_age is not None
    status = station.status("pc-1", "counter", "0.1.0", counter=3)
    assert (status.outbox_waiting, status.last_sync, status.counter) == (0, figures.reached, 3)


def test_work_goes_on_before_enrolment_and_without_the_registry(
    registry: Registry, store: LocalStore, copy: RegistryCopy
) -> None:
    station = StationSync(store, copy, timeout_s=5)
    assert station.once().fault == NOT_ENROLLED
    finish_one(store)
    assert (station.figures().waiting, station.figures().fault) == (1, NOT_ENROLLED)
    with running(create_app(registry)) as url:
        enrolled(registry, url, store, copy)
    assert station.once().fault == "unreachable"
    assert (station.figures().waiting, station.figures().fault) == (1, "unreachable")
    with running(create_app(registry), port=int(url.rpartition(":")[2])):
        assert station.once().acked == 1
    assert (station.figures().waiting, station.figures().fault) == (0, "")


def test_a_pc_that_waits_for_approval_asks_again(
    registry: Registry, url: str, store: LocalStore, copy: RegistryCopy
) -> None:
    station = StationSync(store, copy, timeout_s=5)
    assert station.enrol(registry.devices.create_code("DRC-1", [TEHSIL]), registrar(url)).state == "pending"
    assert station.once().fault == NOT_APPROVED
    registry.devices.approve("pc-1")
    assert station.once().fault is None
    with pytest.raises(BadCode):
        station.enrol("nonsense", registrar(url))
    with pytest.raises(Refused):
        station.enrol("0000-0000-0000-0000", registrar(url))


@contextmanager
def garbage(answers: list[bytes]) -> Iterator[str]:
    """A server that answers every connection with the next of `answers`, then closes."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        number = 0
        while not stop.is_set():
            try:
                client, _ = listening.accept()
            except OSError:
                return
            with client:
                client.settimeout(5)
                client.recv(65536)
                client.sendall(answers[number % len(answers)])
            number += 1

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    stop.set()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 14\r\n\r\n<html>Log in!\n"
CBOR = b"HTTP/1.1 200 OK\r\nContent-Type: application/cbor\r\nContent-Length: 6\r\n\r\n\xa1aaabbb"
NOISE = b"\x00\xff\x13\x37" * 50
CUT = b"HTTP/1.1 200 OK\r\nContent-Type: application/cbor\r\nContent-Length: 900\r\n\r\nabc"
FAILED = b"HTTP/1.1 500 Oh no\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (PORTAL, {"not_registry"}),
        (CBOR, {"not_registry"}),
        (NOISE, {"broken_answer"}),
        (CUT, {"broken_answer"}),
        (FAILED, {"broken_answer"}),
        (b"", {"broken_answer"}),
    ],
    ids=["captive-portal", "wrong-cbor", "noise", "cut-short", "server-error", "hangs-up"],
)
def test_a_registry_that_answers_garbage_acknowledges_nothing(
    registry: Registry, url: str, store: LocalStore, copy: RegistryCopy, answer: bytes, fault: set[str]
) -> None:
    station = enrolled(registry, url, store, copy)
    assert station.once().fault is None
    before = copy.copy_state()
    finish_one(store)
    with garbage([answer]) as wrong:
        store.remember("registry_url", wrong)
        done = station.once()
    assert (done.acked, done.quarantined) == (0, 0)
    figures = station.figures()
    assert (figures.waiting, figures.acknowledged, figures.refused) == (1, 0, 0)
    assert {done.fault, figures.fault} == fault
    assert copy.copy_state() == before
    store.remember("registry_url", url)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE outbox SET next_try_ms = 0")
    assert station.once().acked == 1


def test_triage_from_the_slice_says_for_each_case_what_it_should(
    registry: Registry, url: str, store: LocalStore, copy: RegistryCopy
) -> None:
    enrolled(registry, url, store, copy).once()
    expected = {
        CaseKind.MISSED_OUT: (Outcome.TOKEN, Service.NEW_SURVEY, UpdateType.MISSED_OUT),
        CaseKind.RECENT: (Outcome.NO_TOKEN, None, None),
        CaseKind.CYCLIC: (Outcome.TOKEN, Service.NEW_SURVEY, UpdateType.CYCLIC),
        CaseKind.RECERTIFICATION: (Outcome.TOKEN, Service.NEW_SURVEY, UpdateType.RECERTIFICATION),
        CaseKind.SHOCK: (Outcome.TOKEN, Service.NEW_SURVEY, UpdateType.SHOCK),
        CaseKind.ROSTER_BIRTH: (Outcome.NO_TOKEN, None, None),
        CaseKind.BENEFICIARY_RECENT: (Outcome.NO_TOKEN, None, None),
        CaseKind.CALL_BACK: (Outcome.TOKEN, Service.NEW_SURVEY, UpdateType.CYCLIC),
        CaseKind.HEAD_DECEASED: (Outcome.TOKEN, Service.ROSTER_UPDATE, UpdateType.ROSTER),
        CaseKind.SPLIT_FAMILY: (Outcome.TOKEN, Service.NEW_SURVEY, UpdateType.MISSED_OUT),
        CaseKind.DUPLICATE: (Outcome.NO_TOKEN, None, None),
        CaseKind.EXPIRED_CNIC: (Outcome.REFERRAL, None, None),
        CaseKind.UNDER_SCRUTINY: (Outcome.NO_TOKEN, None, None),
        CaseKind.ELDERLY: (Outcome.TOKEN, Service.NEW_SURVEY, UpdateType.CYCLIC),
        CaseKind.APPEAL: (Outcome.NO_TOKEN, None, None),
    }
    for made in PEOPLE:
        if made["case"] == CaseKind.DUPLICATE_OTHER:
            continue
        found = copy.look_up(made["visitor"])
        answer = triage(found, TODAY, Visitor(cnic=made["visitor"]), Rules(here=TEHSIL), copy.copy_state())
        assert (answer.outcome, answer.service, answer.update_type) == expected[CaseKind(made["case"])], made["case"]
    assert copy.look_up("3999999999999") is None


def test_the_copy_locks_itself_and_says_its_age(registry: Registry, url: str, tmp_path: Path) -> None:
    cyclic = next(made for made in PEOPLE if made["case"] == CaseKind.CYCLIC)
    later_ms = [0]
    store = LocalStore(tmp_path / "clocked.db", now=lambda: system_ms() + later_ms[0])
    copy = RegistryCopy(store)
    assert copy.copy_state().missing
    assert copy.look_up(cyclic["visitor"]) is None
    assert copy.households(TEHSIL) == 0
    enrolled(registry, url, store, copy).once()
    assert copy.households(TEHSIL) == sum(one.tehsil == TEHSIL for one in Known().households()) > 20
    for days, locked in ((0, False), (9, False), (29, False), (31, True)):
        later_ms[0] = days * DAY_MS
        assert (copy.look_up(cyclic["visitor"]) is None) == locked
        state = copy.copy_state()
        assert (state.age_days, state.locked, state.missing) == (days, locked, False)
        again = RegistryCopy(store)
        assert again.copy_state() == state
    store.close()


def test_the_roster_form_is_prefilled_as_its_example(
    registry: Registry, url: str, store: LocalStore, copy: RegistryCopy
) -> None:
    enrolled(registry, url, store, copy).once()
    made = next(made for made in PEOPLE if made["case"] == CaseKind.HEAD_DECEASED)
    root = etree.fromstring(household_xml(copy.look_up(made["visitor"])))
    example = etree.parse(str(Path(__file__).parents[2] / "resources/forms/household.example.xml")).getroot()
    assert [node.tag for node in root if node.tag != "member"] == [node.tag for node in example if node.tag != "member"]
    rows = root.findall("member")
    assert {tuple(node.tag for node in row) for row in rows} == {tuple(node.tag for node in example.find("member"))}
    assert [row.findtext("idno") for row in rows] == [one["cnic"] for one in made["members"]]
    assert [row.findtext("key") for row in rows][:1] == [f"{made['household_id']}-1"]
    assert len(etree.fromstring(household_xml(None))) == 0


def test_the_command_line(
    registry: Registry, url: str, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ["--home", str(home)]
    assert sync_cli.main([*at, "now", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"] == NOT_ENROLLED
    code = registry.devices.create_code("DRC-1", [TEHSIL], auto_approve=True)
    assert sync_cli.main([*at, "enrol", code, "--url", url, "--site", "DRC-1", "--device", "pc-9"]) == 0
    store = open_local_store(home)
    finish_one(store)
    store.close()
    capsys.readouterr()
    assert sync_cli.main([*at, "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["waiting"] == 1
    assert sync_cli.main([*at, "now", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["acked"] == 1
    assert sync_cli.main([*at, "status"]) == 0
    assert "acknowledged   1" in capsys.readouterr().out
    assert sync_cli.main([*at, "requeue", "0" * 36]) == 1
    assert sync_cli.main([*at, "enrol", "short", "--url", url, "--site", "DRC-1", "--device", "pc-9"]) == 1
    local_store_path(home).write_bytes(b"")
    assert sync_cli.main([*at, "status"]) == 1
    assert "gone or empty" in capsys.readouterr().err


def test_a_stick_carries_surveys_there_and_receipts_and_the_slice_back(
    registry: Registry, url: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, stick = ["--home", str(home)], tmp_path / "stick"
    code = registry.devices.create_code("DRC-1", [TEHSIL], auto_approve=True)
    assert sync_cli.main([*at, "enrol", code, "--url", url, "--site", "DRC-1", "--device", "pc-9"]) == 0
    store = open_local_store(home)
    finish_one(store)
    finish_one(store, "v-2")
    [first, _] = store.outbox.items()
    store.outbox.quarantine(first.msg_id, "conflict")
    store.close()
    capsys.readouterr()
    assert sync_cli.main([*at, "export", str(stick), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"] == "medium_gone"
    stick.mkdir()
    assert sync_cli.main([*at, "export", str(stick), "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert (written["underway"], written["acked"], written["safe_to_remove"]) == (2, 0, True)
    assert sync_cli.main([*at, "status", "--json"]) == 0
    [refused] = json.loads(capsys.readouterr().out)["refused_items"]
    assert (refused["msg_id"], refused["reason"]) == (first.msg_id, "conflict")
    assert "both are kept" in refused["words"]
    figures = serve_stick(registry, stick)
    assert (figures.receipts, figures.refused, figures.damaged) == (2, 0, 0)
    assert sync_cli.main([*at, "import", str(stick)]) == 0
    assert "safe to remove" in capsys.readouterr().out
    store = open_local_store(home)
    assert store.outbox.figures().acked == 2
    assert store.slice.info()[0].complete
    store.close()
    assert not list(stick.rglob("*.env"))


def test_the_registry_answers_a_stick_and_a_restored_backup_at_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "office")]
    assert registry_cli.main(["stick", *data, "--json", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["envelopes"] == 0
    assert registry_cli.main(["restored", *data]) == 0
    assert registry_cli.main(["line", *data, "--port", str(tmp_path / "no-port")]) == 1
    assert "unreachable" in capsys.readouterr().err


def test_a_pc_without_a_link_sends_through_the_relay_of_its_site(
    registry: Registry, url: str, store: LocalStore, copy: RegistryCopy, tmp_path: Path
) -> None:
    """`drc sync relay` is a process of its own; the PC is enrolled, sends and fetches through it and knows no other."""
    relay = Part("relay", ["sync", "relay", str(tmp_path / "relay"), "--to", url, "--port", "0"], tmp_path).start()
    try:
        station = enrolled(registry, relay.ready["listening"], store, copy)
        finish_one(store)
        assert station.once().fault is None
        station.once()
        assert not copy.copy_state().missing
        deadline = time.monotonic() + 60
        while store.outbox.figures().acked == 0 and time.monotonic() < deadline:
            [item] = store.outbox.items()
            store.outbox.put_off(item.msg_id, 0)
            station.once()
        assert store.outbox.figures().acked == 1
    finally:
        relay.stop()


def test_ctrl_c_ends_a_visit_of_the_stick_and_loses_nothing(
    registry: Registry, url: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
) -> None:
    at = ["--home", str(home)]
    code = registry.devices.create_code("DRC-1", [TEHSIL], auto_approve=True)
    assert sync_cli.main([*at, "enrol", code, "--url", url, "--site", "DRC-1", "--device", "pc-9"]) == 0
    store = open_local_store(home)
    finish_one(store)
    store.close()
    (tmp_path / "stick").mkdir()
    real = FolderCarrier.push

    def interrupted(self: FolderCarrier, *args: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return real(self, *args)

    capsys.readouterr()
    with monkeypatch.context() as pressed:
        pressed.setattr(FolderCarrier, "push", interrupted)
        assert sync_cli.main([*at, "export", str(tmp_path / "stick")]) == 1
    assert "Stopped by you" in capsys.readouterr().out
    assert sync_cli.main([*at, "export", str(tmp_path / "stick"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["waiting"] == 1


def test_a_pc_without_any_link_is_enrolled_by_stick(
    registry: Registry, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at, stick = ["--home", str(home)], tmp_path / "stick"
    code = registry.devices.create_code("DRC-1", [TEHSIL])
    enrol = [*at, "enrol", code, "--site", "DRC-1", "--device", "pc-9"]
    assert sync_cli.main(enrol) == 2, "neither an address nor a stick"
    assert sync_cli.main([*enrol, "--stick", str(stick)]) == 1
    assert "medium_gone" in capsys.readouterr().err
    stick.mkdir()
    assert sync_cli.main([*enrol, "--stick", str(stick)]) == 1
    assert "Carry it to head office" in capsys.readouterr().out
    assert serve_stick(registry, stick).enrolments == 1
    assert sync_cli.main([*enrol, "--stick", str(stick)]) == 1
    assert "pending" in capsys.readouterr().out
    assert registry.devices.approve("pc-9")
    serve_stick(registry, stick)
    assert sync_cli.main([*enrol, "--stick", str(stick)]) == 0
    assert f"approved: {TEHSIL}" in capsys.readouterr().out
    store = open_local_store(home)
    finish_one(store)
    store.close()
    assert sync_cli.main([*at, "now", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["fault"] == "unreachable", "no address is no bug"
    assert sync_cli.main([*at, "export", str(stick)]) == 0
    assert serve_stick(registry, stick).receipts == 1
    assert sync_cli.main([*at, "import", str(stick)]) == 0
    assert sync_cli.main([*at, "status"]) == 0
    assert "acknowledged   1" in capsys.readouterr().out
