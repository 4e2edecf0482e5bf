"""Sharing with partners: what leaves is anonymous, in groups of at least k, and each exchange is on record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from drc_desktop.head_office import cli
from drc_desktop.head_office.application import HeadOffice, build, open_sharing
from drc_desktop.head_office.sharing import FIELDS, Sharing, SharingRefused
from sync.household import SliceHousehold, SliceMember

TEHSIL = "PK63204"


def household(number: int, **changes: object) -> SliceHousehold:
    member = SliceMember(f"399{number:010}", f"Synthetic {number}", "", "1", "female", date(1990, 1, 1), "married")
    made = SliceHousehold(
        f"h-{number}", TEHSIL, "Sargodha", "PB", "registered", date(2024, 1, 1), False, mobile=f"0399{number:07}",
        address={"street": f"Street {number}"}, members=(member,),
    )  # fmt: skip
    return replace(made, **changes)


ROWS = [
    *(household(n) for n in range(8)),
    *(household(n, beneficiary=True) for n in range(10, 14)),  # four: fewer than k
    *(household(n, status="under_scrutiny") for n in range(20, 26)),
]


@pytest.fixture
def sharing(office: HeadOffice) -> Sharing:
    return open_sharing(office.registry)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[HeadOffice]:
    made = build(tmp_path)
    made.registry.slices.publish(ROWS)
    yield made
    made.registry.close()


def test_groups_smaller_than_k_stay_here_and_are_counted(sharing: Sharing) -> None:
    partner = sharing.partner(sharing.add("bureau", ["status", "beneficiary"], 5))
    shared = sharing.share(partner, TEHSIL)
    groups = Counter((row["status"], row["beneficiary"]) for row in shared.rows)
    assert groups == {("registered", False): 8, ("under_scrutiny", False): 6}
    assert shared.withheld == 4


def test_more_fields_make_smaller_groups_and_k_counts_over_all_of_them(sharing: Sharing) -> None:
    partner = sharing.partner(sharing.add("bureau", sorted(FIELDS), 7))
    shared = sharing.share(partner, TEHSIL)
    alike = Counter(tuple(row[name] for name in sorted(FIELDS)) for row in shared.rows)
    assert min(alike.values()) >= 7
    assert (len(shared.rows), shared.withheld) == (8, 10)


def test_nothing_of_a_person_leaves_and_two_partners_cannot_join(sharing: Sharing) -> None:
    first, second = (sharing.partner(sharing.add(name, sorted(FIELDS), 5)) for name in ("one", "two"))
    left, right = (sharing.share(partner, TEHSIL).rows for partner in (first, second))
    text = json.dumps(left)
    assert not any(word in text for word in ("Synthetic", "3990000", "0399", "Street", '"h-'))
    assert not {row["id"] for row in left} & {row["id"] for row in right}
    assert [row["id"] for row in sharing.share(first, TEHSIL).rows] == [row["id"] for row in left]


def test_flags_come_back_under_the_partners_own_names(sharing: Sharing) -> None:
    first, second = (sharing.partner(sharing.add(name, ["status"], 5)) for name in ("one", "two"))
    [mine, *_] = [row["id"] for row in sharing.share(first, TEHSIL).rows]
    assert sharing.take_flags(first, TEHSIL, [(mine, "enrolled"), ("0" * 24, "moved")]) == 1
    assert sharing.take_flags(first, TEHSIL, [(mine, "enrolled")]) == 0
    assert sharing.take_flags(second, TEHSIL, [(mine, "enrolled")]) == 0
    with pytest.raises(SharingRefused, match="bad_flags"):
        sharing.take_flags(first, TEHSIL, [(mine, "cnic 3990000000001")])
    told = [(row["partner"], row["direction"], row["rows"], row["withheld"]) for row in sharing.audit()]
    assert told == [("one", "out", 18, 0), ("one", "in", 1, 1), ("one", "in", 1, 0), ("two", "in", 0, 1)]


def test_what_may_be_allowed(sharing: Sharing) -> None:
    for fields, k, code in ((["cnic"], 5, "unknown_field"), ([], 5, "unknown_field"), (["status"], 2, "k_too_small")):
        with pytest.raises(SharingRefused, match=code):
            sharing.add("bureau", fields, k)
    sharing.add("bureau", ["status"])
    with pytest.raises(SharingRefused, match="partner_exists"):
        sharing.add("bureau", ["status"])


def test_over_http_with_a_key_and_not_without(office: HeadOffice, sharing: Sharing) -> None:
    key = sharing.add("bureau", ["status"])
    mine = {"authorization": f"Bearer {key}"}
    with TestClient(office.app) as client:
        answer = client.get("/share/v1/households", params={"tehsil": TEHSIL}, headers=mine)
        assert (answer.status_code, len(answer.json()["rows"])) == (200, 18)
        said = {"tehsil": TEHSIL, "flags": [{"id": answer.json()["rows"][0]["id"], "flag": "enrolled"}]}
        assert client.post("/share/v1/flags", json=said, headers=mine).json() == {"new": 1}
        for headers in ({}, {"authorization": "Bearer x"}, {"authorization": f"Basic {key}"}):
            assert client.get("/share/v1/households", params={"tehsil": TEHSIL}, headers=headers).status_code == 401
        for body in (b"", b"[]", b'{"tehsil": "x"}', b'{"tehsil": 1, "flags": []}', b"[" * 5000):
            assert client.post("/share/v1/flags", content=body, headers=mine).status_code == 400
        assert client.get("/share/v1/households", headers=mine).status_code == 400
        assert client.post("/share/v1/flags", content=b"x" * 300_000, headers=mine).status_code == 413
        assert sharing.end("bureau")
        assert client.get("/share/v1/households", params={"tehsil": TEHSIL}, headers=mine).status_code == 401


def test_the_document_names_every_route_and_no_other(office: HeadOffice) -> None:
    with TestClient(office.app) as client:
        told = client.get("/openapi.json").json()
    served = {(route.path, method.lower()) for route in office.app.routes for method in route.methods - {"HEAD"}}
    written = {(path, method) for path, methods in told["paths"].items() for method in methods}
    assert written == served


def test_figures_for_whoever_watches(office: HeadOffice) -> None:
    with TestClient(office.app) as client:
        text = client.get("/metrics").text
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert figures["drc_households"] == str(len(ROWS))
    assert figures['drc_messages{state="review"}'] == "0"


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(tmp_path)]
    assert cli.main(["partner", *data, "bureau", "--field", "status", "--k", "5"]) == 0
    assert len(capsys.readouterr().out.strip()) > 40
    assert cli.main(["partner", *data, "bureau", "--field", "status"]) == 1
    assert "partner_exists" in capsys.readouterr().err
    assert cli.main(["partner", *data, "bureau", "--end"]) == 0
    assert cli.main(["partner", *data, "bureau", "--end"]) == 1
    assert cli.main(["sharing", *data, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
