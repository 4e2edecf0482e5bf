from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from drc_desktop.domain import identity, people, people_cli, places
from drc_desktop.domain.household import Flag
from drc_desktop.domain.people import CASES, FIRST_DIGIT, MISMATCHES, CaseKind, Plan

TODAY = date(2026, 11, 20)
PLAN = Plan(7, TODAY)
MANY = list(people.households(PLAN, 480))
MEMBER_KEYS = {
    "cnic", "name_en", "name_ur", "relation", "gender", "dob", "marital", "father_en", "mobile", "alive",
    "card_expires", "alpha", "beta", "gamma",
}  # fmt: skip


def age(member: dict) -> int:
    dob = date.fromisoformat(member["dob"])
    return TODAY.year - dob.year - ((TODAY.month, TODAY.day) < (dob.month, dob.day))


def test_the_same_seed_makes_the_same_people() -> None:
    assert [people.household(PLAN, index) for index in (0, 11, 400)] == [MANY[index] for index in (0, 11, 400)]
    assert people.household(Plan(8, TODAY), 5) != MANY[5]


def test_every_case_is_there_and_every_mismatch() -> None:
    assert Counter(one["case"] for one in MANY[:16]) == Counter(str(case) for case in CASES)
    assert {one["nadra"]["mismatch"] for one in MANY} == {None, *MISMATCHES}
    assert {flag for one in MANY for flag in one["flags"]} == {str(flag) for flag in Flag}


def test_numbers_are_unique_plausible_and_of_no_real_office() -> None:
    for one in MANY:
        assert set(one["members"][0]) == MEMBER_KEYS
        for member in one["members"]:
            if not member["cnic"]:
                continue
            assert identity.parse(member["cnic"]) == member["cnic"]
            assert member["cnic"][1] == "9"
            assert (int(member["cnic"][-1]) % 2 == 1) == (member["gender"] == "M")
            if one["case"] != CaseKind.DUPLICATE_OTHER:
                assert member["cnic"][0] == FIRST_DIGIT[one["region"]]
    counted = Counter(m["cnic"] for one in MANY for m in one["members"] if m["cnic"])
    twice = {cnic for cnic, n in counted.items() if n > 1}
    doubled = [one for one in MANY if one["case"] == CaseKind.DUPLICATE]
    assert twice == {one["members"][1]["cnic"] for one in doubled}


def test_ages_fit_the_relations() -> None:
    for one in MANY:
        by_beta: dict[str, list[int]] = {}
        for member in one["members"]:
            if member["beta"]:
                by_beta.setdefault(member["beta"], []).append(age(member))
        for member in one["members"]:
            assert 0 <= age(member) <= 100
            parents = by_beta.get(member["alpha"] or member["gamma"], [])
            assert all(parent - age(member) >= 15 for parent in parents), one["household_id"]
            assert (member["marital"] == "") == (age(member) < 10)
            assert (age(member) >= 18) <= bool(member["cnic"])
        assert [member["relation"] for member in one["members"]].count("1") == 1


def test_places_are_real_and_consistent() -> None:
    tehsils = set(places.codes("tehsil"))
    assert {one["tehsil"] for one in MANY} <= tehsils
    assert {one["region"] for one in MANY} == set(places.codes("region"))
    assert all(one["district"] in places.codes("district") for one in MANY)
    here = list(people.households(Plan(7, TODAY, ("PK63204",)), 32))
    assert {one["tehsil"] for one in here if one["case"] != CaseKind.DUPLICATE_OTHER} == {"PK63204"}
    assert all(one["tehsil"] != "PK63204" for one in here if one["case"] == CaseKind.DUPLICATE_OTHER)
    assert places.name("PK6", "ur") != places.name("PK6", "en")
    assert places.name("nowhere") == "nowhere"


def test_children_without_a_b_form_are_kept_and_names_are_in_both_scripts() -> None:
    assert any(not member["cnic"] for one in MANY for member in one["members"])
    for member in (member for one in MANY for member in one["members"]):
        assert member["name_en"].isascii()
        assert any("؀" <= letter <= "ۿ" for letter in member["name_ur"])


def test_the_command_writes_json_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "people.jsonl"
    arguments = ["--seed", "3", "--households", "20", "--out", str(out), "--today", "2026-11-20", "--tehsil", "PK63204"]
    assert people_cli.main([*arguments, "--json"]) == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert json.loads(capsys.readouterr().out)["persons"] == sum(len(line["members"]) for line in lines)
    assert lines == list(people.households(Plan(3, TODAY, ("PK63204",)), 20))
    assert people_cli.main(["--out", str(tmp_path / "no" / "such" / "folder.jsonl")]) == 1
    with pytest.raises(SystemExit, match="2"):
        people_cli.main(["--out", str(out), "--tehsil", "PK00000"])
