"""What head office does about messages in review: judge them again, call the family back, settle them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from drc_desktop.head_office.application import HeadOffice, build
from drc_desktop.head_office.callback import call_back
from drc_desktop.head_office.pages import access
from drc_desktop.head_office.pages.access import StaffFile
from sync.envelope import new_msg_id
from sync.household import SliceHousehold
from sync.registry.schema import conflict
from sync.registry.server import running
from tests.unit.head_office.test_application import NOW, Office
from tests.unit.head_office.test_pages import PASSWORD, page, rows

Mark = Callable[..., httpx2.Response]


@pytest.fixture
def made(tmp_path: Path, people_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HeadOffice]:
    monkeypatch.setattr(access, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    office = build(tmp_path / "registry", people=people_file, now=lambda: NOW)
    StaffFile(tmp_path / "registry").add("amina", PASSWORD)
    yield office
    office.registry.close()


@pytest.fixture
def office(made: HeadOffice) -> Office:
    return Office(made)


@pytest.fixture
def inside(made: HeadOffice) -> Iterator[httpx2.Client]:
    with running(made.app) as url, httpx2.Client(base_url=url, timeout=60) as client:
        client.post("/office/sign-in", data={"name": "amina", "password": PASSWORD})
        yield client


@pytest.fixture
def mark(inside: httpx2.Client) -> Mark:
    token = re.search(r'name="token" value="([0-9a-f]{64})"', page(inside, "/office/flags"))
    assert token is not None

    def send(msg_id: str, outcome: str) -> httpx2.Response:
        fields = {"msg_id": msg_id, "outcome": outcome, "reason": "seen", "token": token.group(1)}
        return inside.post("/office/review", data=fields)

    return send


@pytest.fixture
def family(people) -> dict:
    return next(found for found in people if found["case"] == "cyclic")


def queued(inside: httpx2.Client) -> list[str]:
    """The reasons of what waits."""
    return [row[3] for row in rows(page(inside, "/office/flags")) if len(row) == 5 and "Mark it" in row[4]]


def household(office: Office, family: dict) -> SliceHousehold:
    [found] = office.registry.slices.households_of(family["members"][1]["cnic"])
    return found


def test_a_family_is_called_back_until_it_was_surveyed_or_all_is_well(office: Office, family: dict, fill) -> None:
    sent = office.send(fill(family))
    before = household(office, family)
    assert not before.call_back
    for _ in range(2):
        assert call_back(office.registry, sent.msg_id, called=True)
    assert household(office, family).flags == (*before.flags, "call_back")
    assert call_back(office.registry, sent.msg_id, called=False)
    assert household(office, family) == before
    call_back(office.registry, sent.msg_id, called=True)
    again = office.send(re.sub(rb"<instanceID>[^<]*", b"<instanceID>uuid:again", fill(family)))
    assert office.state(again) == ("valid", None)
    assert not household(office, family).call_back


def newest(office: Office) -> int:
    """The number of the last household that was published."""
    with office.registry.engine.begin() as connection:
        return int(connection.execute(sa.text("SELECT max(seq) FROM household")).scalar_one())


def test_calling_back_from_the_page_reaches_the_pcs_of_the_tehsil(
    office: Office, mark: Mark, family: dict, fill
) -> None:
    before = newest(office) + 1
    sent = office.send(fill(family))
    ends = time.monotonic() + 60
    while newest(office) < before and time.monotonic() < ends:
        time.sleep(0.05)  # the pages' own judge may have taken it and be about to publish
    assert mark(sent.msg_id, "called_back").status_code == 303
    assert household(office, family).call_back
    assert newest(office) == before + 1, "judged and published once, whoever judged"
    assert mark(sent.msg_id, "reviewed").status_code == 303
    assert not household(office, family).call_back


def test_nobody_is_called_back_for_a_message_that_names_nobody(office: Office, inside, mark: Mark) -> None:
    sent = office.send(b"<no survey")
    assert queued(inside) == ["Not readable"]
    answer = mark(sent.msg_id, "called_back")
    assert answer.status_code == 409
    assert "nobody can be called back" in answer.text
    assert mark("no-such-message", "reviewed").status_code == 409
    assert queued(inside) == ["Not readable"], "nothing was written down"


def test_what_is_settled_waits_no_more(office: Office, inside, mark: Mark) -> None:
    sent = office.send(b"<no survey")
    other = {"msg_id": sent.msg_id, "sha256": b"o" * 32, "envelope": b"", "device": "pc-1", "received_ms": NOW + 1}
    with office.registry.engine.begin() as connection:
        connection.execute(sa.insert(conflict), other)
    assert queued(inside) == ["Two messages under one number", "Not readable"]
    assert mark(sent.msg_id, "reviewed").status_code == 303
    assert queued(inside) == []


def test_what_a_pc_signed_before_it_was_lost_is_judged_after_a_look(
    office: Office, inside, mark: Mark, family: dict, fill
) -> None:
    office.registry.devices.revoke("pc-1")
    sent = office.send(fill(family), created=NOW - 1, msg_id=new_msg_id(NOW - 1))
    assert office.state(sent) == ("review", "revoked_device")
    assert queued(inside) == ["Signed before its PC was shut out"]
    assert mark(sent.msg_id, "judged_again").status_code == 303
    office.registry.processor.run_pending()
    assert office.state(sent) == ("valid", None)
    assert queued(inside) == ["Too fast"], "a survey as others now, with its flag"
    assert mark(sent.msg_id, "judged_again").status_code == 409, "once"


def test_what_breaks_the_form_is_not_judged_again(office: Office, mark: Mark) -> None:
    sent = office.send(b"<no survey")
    assert mark(sent.msg_id, "judged_again").status_code == 409
    assert office.state(sent) == ("review", "not_xml")
