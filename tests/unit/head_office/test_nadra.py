"""The simulator: a verdict for each field, families by birth, marriage and adoption, six kinds of mismatch, marked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from drc_desktop.domain.people import MISMATCHES
from drc_desktop.head_office.nadra import NOTICE, Simulator, Verdict
from drc_desktop.head_office.people import BadPeopleFile, PeopleFile
from sync.registry.server import running

TODAY = date(2026, 11, 22)


@pytest.fixture
def nadra(people_file: Path) -> Simulator:
    return Simulator(PeopleFile(people_file).persons, lambda: TODAY)


def claims_of(member: dict, household: dict) -> dict[str, str]:
    return {
        "name": member["name_ur"],
        "father": member["father_en"],
        "dob": member["dob"],
        "gender": member["gender"],
        "marital": member["marital"],
        "address": household["address"]["village_city"],
    }


def test_a_true_word_matches_and_each_planted_mismatch_is_named_alone(people, nadra) -> None:
    found = set()
    planted = {household["nadra"]["cnic"]: household["nadra"]["mismatch"] for household in people}
    for household in people:
        for member in household["members"]:
            guest = household["case"] == "duplicate_other" and member["cnic"] == household["visitor"]
            if not member["cnic"] or guest:
                continue
            answer = nadra.verify(member["cnic"], claims_of(member, household))
            kind = planted.get(member["cnic"])
            wrong = {name for name, verdict in answer.fields.items() if verdict is Verdict.MISMATCH}
            expected = {kind} - {None, "family"} | (set() if member["alive"] else {"alive"})
            assert wrong == expected
            found.add(kind)
    assert found == {None, *MISMATCHES}


def test_everyone_belongs_to_the_head_except_who_was_planted_outside(people, nadra) -> None:
    outside, ties = set(), set()
    for household in people:
        if household["case"] == "duplicate_other":
            continue  # lists a wife of the household before: she does not belong here
        head = household["members"][0]["cnic"]
        for member in household["members"][1:]:
            if not member["cnic"]:
                continue
            answer = nadra.verify(member["cnic"], {"related_to": head})
            ties.add(answer.tie)
            if answer.fields["family"] is Verdict.MISMATCH:
                outside.add((household["household_id"], member["cnic"]))
    planted = {
        (household["household_id"], household["nadra"]["cnic"])
        for household in people
        if household["nadra"]["mismatch"] == "family" and household["case"] != "duplicate_other"
    }
    assert outside == planted
    assert planted
    assert {"alpha", "beta", "gamma", "extended", "none"} == ties


def test_a_member_listed_twice_is_outside_the_second_family(people, nadra) -> None:
    household = next(found for found in people if found["case"] == "duplicate_other")
    head, guest = household["members"][0]["cnic"], household["visitor"]
    assert nadra.tie(guest, head) == "none"


def test_expired_cards_dead_holders_and_unknown_numbers(people, nadra) -> None:
    expired = next(found for found in people if found["case"] == "expired_cnic")
    assert nadra.verify(expired["members"][1]["cnic"], {}).fields["expiry"] is Verdict.EXPIRED
    widow = next(found for found in people if found["case"] == "head_deceased")
    assert nadra.verify(widow["members"][0]["cnic"], {}).fields["alive"] is Verdict.MISMATCH
    unknown = nadra.verify("6110111111111", {"name": "X", "related_to": "6110111111112"})
    assert unknown.fields == dict.fromkeys(["cnic", "expiry", "alive", "name", "family"], Verdict.UNKNOWN)


def test_direction_marks_and_blanks_in_a_claim_do_not_matter(people, nadra) -> None:
    household = next(found for found in people if found["nadra"]["mismatch"] is None)
    member = household["members"][0]
    claim = "\u202b  " + member["name_en"].upper().replace(" ", " \u200f ") + "\u202c"
    assert nadra.verify(member["cnic"], {"name": claim}).fields["name"] is Verdict.MATCH


def test_over_http_it_is_marked_as_training_and_never_tells_the_record(people, nadra) -> None:
    member = people[0]["members"][0]
    with (
        running(Starlette(routes=[nadra.route()])) as url,
        httpx2.Client(base_url=url, trust_env=False, timeout=60) as client,
    ):
        answer = client.post("/nadra/verify", json={"cnic": member["cnic"], "claims": {"name": "Wrong"}})
        assert answer.status_code == 200
        assert answer.json() == {
            "training": True,
            "notice": NOTICE,
            "fields": {"cnic": "match", "expiry": "match", "alive": "match", "name": "mismatch"},
            "tie": "",
        }
        assert member["name_en"] not in answer.text
        for body in (b"", b"[", b"[]", b'{"cnic": 5}', b'{"cnic": "1", "claims": [1]}', b"[" * 100_000, b"\xff"):
            found = client.post("/nadra/verify", content=body)
            assert found.status_code in (400, 413), body[:20]
            assert found.json()["reason"] in {"malformed", "oversize"}


@pytest.mark.parametrize("line", ["{", "[]", '{"household_id": "H"}', '{"members": 5}', "null"])
def test_a_people_file_that_is_none_names_its_line(tmp_path: Path, line: str, people_file: Path) -> None:
    path = tmp_path / "people.jsonl"
    first = people_file.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(f"{first}\n{line}\n", encoding="utf-8")
    with pytest.raises(BadPeopleFile) as caught:
        PeopleFile(path)
    assert caught.value.params["line"] == 2
    with pytest.raises(BadPeopleFile):
        PeopleFile(tmp_path / "missing.jsonl")


def test_who_of_a_family_is_not_listed_is_counted_and_never_named(people, nadra) -> None:
    counted = 0
    for household in people:
        numbers = [member["cnic"] for member in household["members"] if member["cnic"]]
        head = household["members"][0]["cnic"]
        near = [one for one in numbers[1:] if nadra.tie(head, one) in ("alpha", "beta", "gamma")]
        living = [m["cnic"] for m in household["members"] if m["cnic"] in near and m["alive"]]
        all_listed = nadra.verify(head, {"listed": " ".join(numbers)})
        none_listed = nadra.verify(head, {"listed": head})
        assert none_listed.more - all_listed.more == len(set(living))
        assert set(none_listed.to_json()) == {"training", "notice", "fields", "tie", "more"}
        counted += none_listed.more
    assert counted > 10
    assert "more" not in nadra.verify(head, {}).to_json()
