"""Small rules at the door: PINs that are tried first, sessions that end, refusals in the log, headers, TLS alone."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import httpx2
import pytest

from drc_desktop.desk import people
from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.devices import sync_cli
from drc_desktop.head_office import cli as registry_cli
from drc_desktop.site_service import tls
from drc_desktop.site_service.folder import SiteFolder
from drc_desktop.site_service.headers import SECURE
from drc_desktop.site_service.run import RunningSite
from drc_desktop.store import people as people_store


@pytest.mark.parametrize(
    "pin",
    ["000000", "123456", "654321", "890123", "121212", "123123", "112233", "123321", "081710", "998877", "2468101"],
)
def test_pins_that_are_tried_first_are_refused(pin: str) -> None:
    with pytest.raises(DeskError) as fault:
        people.hash_pin(pin)
    assert fault.value.params == {"what": "pin"}


@pytest.mark.parametrize("pin", ["246810", "975310", "384031"])
def test_other_pins_are_taken(pin: str) -> None:
    assert people.pin_matches(people.hash_pin(pin), pin)


def signed_out(call: Any, *arguments: Any) -> None:
    with pytest.raises(DeskError) as fault:
        call(*arguments)
    assert fault.value.code is Fault.SIGNED_OUT


@pytest.fixture
def desk(folder: SiteFolder) -> Any:
    made = folder.open_desk()
    yield made
    made.store.close()


def test_a_new_pin_ends_the_sessions_of_its_owner(desk: Any) -> None:
    deo, sup = desk.sign_in("pc-1", "deo", "246810").actor, desk.sign_in("pc-sup", "sup", "246810").actor
    desk.as_console(lambda work: people.reset_pin(work, "deo", "384031"))
    signed_out(desk.board, deo)
    assert desk.board(sup).tokens_today == 0


@pytest.mark.parametrize("change", [{"active": False}, {"role": "supervisor"}])
def test_who_is_closed_or_gets_another_role_works_on_at_once_no_more(desk: Any, change: dict[str, Any]) -> None:
    deo = desk.sign_in("pc-1", "deo", "246810").actor
    desk.as_console(lambda work: people_store.set_operator(work.connection, "deo", change))
    signed_out(desk.board, deo)
    signed_out(desk.sit, deo, "key", 1)


def test_a_session_ends_after_its_hours_and_a_display_stays(desk: Any) -> None:
    deo, eyes = desk.sign_in("pc-1", "deo", "246810").actor, desk.display_actor("pc-screen")
    begun = desk._now()
    desk._now = lambda: begun + 15.9 * 3600
    desk.board(deo)
    desk._now = lambda: begun + 16.1 * 3600
    signed_out(desk.board, deo)
    assert desk.hall(eyes, 0).open is False


def test_what_somebody_was_refused_stands_in_the_log(desk: Any) -> None:
    deo, sup = desk.sign_in("pc-1", "deo", "246810").actor, desk.sign_in("pc-sup", "sup", "246810").actor
    with pytest.raises(DeskError):
        desk.close_day(deo, "key")
    last = desk.changes(sup, 0, 0.0).items[-1]
    assert last.action == "refused"
    with desk.store.reading() as connection:
        row = connection.exec_driver_sql("SELECT actor, device, reason FROM event ORDER BY seq DESC LIMIT 1").one()
    assert tuple(row) == ("deo", "pc-1", "close_day")


def test_every_answer_of_the_site_carries_the_headers(running: RunningSite, folder: SiteFolder) -> None:
    with httpx2.Client(base_url=running.url, verify=tls.station_context(folder.ca_pem()), trust_env=False) as client:
        name = {"sni_hostname": tls.SERVER_NAME}
        for answer in (
            client.get("/ca", extensions=name),
            client.post("/desk/board", content=b"{", extensions=name),
            client.get("/nothing", extensions=name),
        ):
            assert {header: answer.headers[header] for header in SECURE} == SECURE
            assert "server" not in answer.headers


def test_the_site_speaks_tls_1_3_alone(running: RunningSite, folder: SiteFolder) -> None:
    context = ssl.create_default_context(cadata=folder.ca_pem())
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    plain = socket.create_connection(("127.0.0.1", running.port))
    with plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname=tls.SERVER_NAME)


def test_the_registry_serves_other_pcs_over_tls_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert registry_cli.main(["serve", "--data", str(tmp_path), "--host", "0.0.0.0"]) == 2
    assert "TLS" in capsys.readouterr().err
    assert not any(tmp_path.iterdir()), "nothing was begun"


def test_a_pc_enrols_over_https_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--home", str(tmp_path), "enrol", "code", "--url", "http://registry.example:8460"]
    assert sync_cli.main([*asked, "--site", "SGD-2", "--device", "counter-3"]) == 1
    assert "https" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.0.0.5", False),
        ("registry.example", False),
    ],
)
def test_which_addresses_are_this_pc(host: str, own: bool) -> None:
    assert tls.is_this_pc(host) is own
