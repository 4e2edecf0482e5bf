"""What a synthetic family answers: a survey in the order of the form, as the operations an operator would make.

Refs and codes are those of resources/forms/nser_survey.xml and nser_roster.xml; skips follow their relevance, so a
session that gets these answers finalises without a violation (a test fills them).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from drc_desktop.domain.draft import Operation, OperationKind
from drc_desktop.domain.household import HEAD, NEVER_MARRIED, SPOUSE
from drc_desktop.domain.people import MARRIED, CaseKind

Member = dict[str, Any]
YES, NO, NONE = "1", "2", "0"
_SON, _GRANDCHILD, _IN_LAW = "3", "4", "8"
_OF_THE_NEW_HOUSEHOLD = {_SON: HEAD, _IN_LAW: SPOUSE, _GRANDCHILD: _SON}


def survey_answers(household: Mapping[str, Any], today: date, seed: int = 0) -> list[Operation]:
    """The full survey of one household of `people.household`; the same arguments give the same answers."""
    rng = random.Random(f"{household['household_id']}:{seed}:answers")  # noqa: S311 (synthetic, reproducible)
    interview = _Interview(household, today, rng)
    interview.fill()
    return interview.operations


def roster_answers(household: Mapping[str, Any], today: date, seed: int = 0) -> list[Operation]:
    """The roster update of one household: the death of its head where that is the case, a birth where it came for one,
    else a new mobile number. The session is prefilled with the household (`domain.prefill`)."""
    rng = random.Random(f"{household['household_id']}:{seed}:roster")  # noqa: S311 (synthetic, reproducible)
    update = _RosterUpdate(household, today, rng)
    update.fill()
    return update.operations


def surveyed_members(household: Mapping[str, Any]) -> list[Member]:
    """Who lives there now: without the dead, under a new head where the head died, the young family after a split."""
    alive = [dict(one) for one in household["members"] if one["alive"]]
    if household["case"] == CaseKind.SPLIT_FAMILY:
        son = next(one for one in alive if one["relation"] == _SON and one["marital"] == MARRIED)
        young = [one for one in alive if son["beta"] in (one["beta"], one["alpha"])]
        return [one | {"relation": _OF_THE_NEW_HOUSEHOLD[one["relation"]]} for one in young]
    if not any(one["relation"] == HEAD for one in alive):
        next(one for one in alive if one["relation"] == SPOUSE)["relation"] = HEAD
    return alive


class _Answers:
    def __init__(self, household: Mapping[str, Any], today: date, rng: random.Random) -> None:
        self.operations: list[Operation] = []
        self._household = household
        self._today = today
        self._rng = rng

    def _say(self, group: str, **answers: object) -> None:
        for name, value in answers.items():
            self.operations.append(Operation(OperationKind.SET, f"{group}/{name}", str(value)))


class _RosterUpdate(_Answers):
    def fill(self) -> None:
        members, case = self._household["members"], self._household["case"]
        shown = next(one for one in members if one["cnic"] == self._household["visitor"])
        kind = {CaseKind.HEAD_DECEASED: "3", CaseKind.ROSTER_BIRTH: "1"}.get(case, "7")
        self._say("/data/changes/respondent", respondent_cnic=shown["cnic"], respondent_relation=shown["relation"],
                  respondent_agrees=YES)  # fmt: skip
        self._say("/data/changes", change_kinds=kind)
        if kind == "3":
            self._death(members.index(shown) + 1)
        elif kind == "1":
            self._birth(members)
        else:
            mobile = f"03{self._rng.randrange(50):02d}{self._rng.randrange(10**7):07d}"
            self._say("/data/contact", mobile=mobile, mobile_owner="1")
        self._say("/data/check", read_back=YES)

    def _death(self, new_head: int) -> None:
        died = self._today - timedelta(days=self._rng.randint(20, 200))
        self._say("/data/member[1]/roster", m_change="3", m_died=died, m_proof="1")
        self._say("/data/members", new_head=new_head)

    def _birth(self, members: list[Member]) -> None:
        mother, father = members[1], members[0]
        row = "/data/new_member[1]/new_roster"
        name = f"{self._rng.choice(['Noor', 'Zara', 'Amal'])} {father['name_en'].split()[-1]}"
        self._say(row, n_reason="1", n_name=name, n_idno_none="1", n_relation="3", n_gender=self._rng.choice("MF"),
                  n_dob=self._today - timedelta(days=self._rng.randint(10, 150)))  # fmt: skip
        self._say(f"{row}/n_family", n_family_tree="1", n_father=members.index(father) + 1,
                  n_mother=members.index(mother) + 1)  # fmt: skip
        self._say(row, n_disability=NO)


class _Interview(_Answers):
    def __init__(self, household: Mapping[str, Any], today: date, rng: random.Random) -> None:
        super().__init__(household, today, rng)
        self._members = surveyed_members(household)
        self._earned = 0

    def fill(self) -> None:
        self._address()
        for number in range(1, len(self._members) + 1):
            if number > 1:
                self.operations.append(Operation(OperationKind.ADD, "/data/member"))
            self._member(number)
        self._household_pages()
        self._goods()
        self._land()
        self._means()
        self._say("/data/check", read_back=YES)

    def _one_of(self, codes: Iterable[str], often: str = "", chance: float = 0.5) -> str:
        """`often` with its chance, else any of `codes`."""
        return often if often and self._rng.random() < chance else self._rng.choice(list(codes))

    def _age(self, member: Member) -> int:
        born = date.fromisoformat(member["dob"])
        return self._today.year - born.year - ((self._today.month, self._today.day) < (born.month, born.day))

    def _address(self) -> None:
        home, address = self._household, self._household["address"]
        shown = next((one for one in self._members if one["cnic"] == home["visitor"]), self._members[0])
        self._say("/data/address/respondent", respondent_cnic=shown["cnic"], respondent_relation=shown["relation"],
                  respondent_agrees=YES)  # fmt: skip
        self._say("/data/address/area_codes", region=home["region"], district=home["district"], tehsil=home["tehsil"])
        names = ("union_council", "urban_rural", "village_city", "house_street", "landmark")
        self._say("/data/address", **{name: address[name] for name in names})
        self._say("/data/address", address_same_cnic=self._one_of([NO], YES, 0.8), mobile=home["mobile"],
                  mobile_owner=self._one_of("234", "1", 0.7))  # fmt: skip

    def _member(self, number: int) -> None:
        member, row = self._members[number - 1], f"/data/member[{number}]"
        age = self._age(member)
        self._say(f"{row}/roster", m_name=member["name_en"])
        if member["cnic"]:
            self._say(f"{row}/roster", m_idno=member["cnic"])
        else:
            self._say(f"{row}/roster", m_idno_none=self._one_of("123", "2", 0.6))
        self._say(f"{row}/roster", m_relation=member["relation"], m_gender=member["gender"], m_dob=member["dob"])
        if age >= 10:
            self._say(f"{row}/roster", m_marital=member["marital"] or NEVER_MARRIED)
        self._family(number, row)
        self._education(row, age)
        self._work(row, member, age)
        self._health(row, member, age)
        self._travel(row, age)

    def _family(self, number: int, row: str) -> None:
        member = self._members[number - 1]
        tree = "3" if member["gamma"] else "2" if member["marital"] not in ("", NEVER_MARRIED) else "1"
        born_to = member["alpha"] or member["gamma"]
        self._say(f"{row}/roster/m_family", m_family_tree=tree, m_father=self._who(born_to, "M", number),
                  m_mother=self._who(born_to, "F", number))  # fmt: skip
        if member["marital"] == MARRIED:
            other = "F" if member["gender"] == "M" else "M"
            self._say(f"{row}/roster/m_family", m_spouse=self._who(member["beta"], other, number))

    def _who(self, beta: str, gender: str, but: int) -> str:
        """Number of the member who married into this family, 0 for nobody of this roster."""
        for number, one in enumerate(self._members, start=1):
            if number != but and beta and one["beta"] == beta and one["gender"] == gender:
                return str(number)
        return NONE

    def _education(self, row: str, age: int) -> None:
        if age < 4:
            return
        attends = 5 <= age <= 16 and self._rng.random() < 0.7
        attended = attends or (age > 16 and self._rng.random() < 0.6)
        level = min(max(age - 5, 0), 10) if attends else self._rng.choice([0, 5, 8, 10]) if attended else 0
        group = f"{row}/education"
        if age >= 10:
            self._say(group, m_literate=YES if level >= 3 else NO)
        self._say(group, m_school="1" if attends else "2" if attended else "3")
        if attends:
            self._say(group, m_school_type=self._one_of("2345", "1", 0.7))
        if attends or attended:
            self._say(group, m_edu_level=level)
        if 4 <= age <= 18 and not attends:
            self._say(group, m_oosc_reason=self._one_of("1234578"))

    def _work(self, row: str, member: Member, age: int) -> None:
        if age < 5:
            return
        works = 18 <= age <= 62 and self._rng.random() < (0.85 if member["gender"] == "M" else 0.2)
        if not works:
            self._say(f"{row}/work", m_work="2" if 18 <= age <= 40 and self._rng.random() < 0.1 else "3")
            return
        nature = self._one_of("12345", "3", 0.4)
        own = nature in "45"
        self._say(f"{row}/work", m_work="1", m_work_nature=nature,
                  m_work_sector="5" if own else self._one_of("246", "4", 0.7))  # fmt: skip
        if nature in "12":
            self._say(f"{row}/work", m_work_permanent=self._one_of("12"))
        income = self._rng.randrange(8_000, 45_000, 500)
        self._earned += income
        self._say(f"{row}/work", m_work_income=income)

    def _health(self, row: str, member: Member, age: int) -> None:
        group = f"{row}/health"
        disabled, chronic = self._rng.random() < 0.05, age >= 35 and self._rng.random() < 0.3
        self._say(group, m_disability=YES if disabled else NO)
        if disabled:
            self._say(group, m_disability_type=self._one_of(["2", "1 2", "5", "6", "4 5"]))
            if age >= 18:
                self._say(group, m_disability_cnic=self._one_of("12"))
        self._say(group, m_chronic=self._one_of(["1", "3", "1 3", "6", "11"]) if chronic else NONE)
        if disabled or chronic:
            self._say(group, m_treatment=self._one_of("12345", "1", 0.5))
        if member["gender"] == "F" and 15 <= age <= 49 and (member["marital"] or NEVER_MARRIED) != NEVER_MARRIED:
            infant = any(self._age(one) < 2 and one["alpha"] == member["beta"] for one in self._members)
            self._say(group, m_pregnant="2" if infant else self._one_of("14", "4", 0.9))

    def _travel(self, row: str, age: int) -> None:
        if age < 18:
            return
        went = self._rng.random() < 0.04
        self._say(f"{row}/travel", foreign_travel="2" if went else NONE)
        if went:
            left = self._today - timedelta(days=self._rng.randint(60, 900))
            back = left + timedelta(days=self._rng.randint(10, 30))
            self._say(f"{row}/travel/foreign_travel_dates", departed=left, returned=back)

    def _household_pages(self) -> None:
        lost = self._rng.random() < 0.1
        self._say("/data/infants", infant_death=1 if lost else 0)
        if lost:
            born = self._today - timedelta(days=self._rng.randint(400, 1500))
            self._say("/data/infants/infant_death_detail[1]", infant_kind="2", infant_born=born,
                      infant_died=born + timedelta(days=self._rng.randint(1, 200)),
                      infant_cause=self._one_of("12345"))  # fmt: skip
        self._say("/data/moves", migration=self._one_of("1234", NONE, 0.9))
        if self._rng.random() < 0.15:
            self._say("/data/moves", remittance=self._rng.randrange(5_000, 40_000, 1000))
        self._say("/data/house", tenure=self._one_of("1235", "1", 0.6), structure=self._one_of("12"),
                  rooms=self._rng.randint(1, 5), toilet=self._one_of("123456"))  # fmt: skip
        self._power()

    def _power(self) -> None:
        fuel = self._one_of("123458")
        self._say("/data/power", water=self._one_of(["1", "2", "3", "5", "10"]), cooking_fuel=fuel)
        if fuel == "3":
            self._say("/data/power", wood_from_forest=self._rng.randrange(0, 101, 10))
        metered, gas = bool(self._household["electricity"]), bool(self._household["gas"])
        self._say("/data/power", electricity="1" if metered else self._one_of("23"), gas="1" if gas else "3")
        if metered:
            self._say("/data/power/utility_refs", electricity_ref=f"{self._rng.randrange(10**13, 10**14)}")
        if gas:
            self._say("/data/power/utility_refs", gas_ref=f"{self._rng.randrange(10**9, 10**10)}")

    def _goods(self) -> None:
        self._say("/data/goods", internet=self._one_of("12"), backup_power=self._one_of(["1", "3", "1 3"], NONE, 0.7))
        few = ("freezer", "ac", "geyser", "heater", "microwave", "computer")
        common = ("fridge", "washing", "cooler", "stove", "tv", "fan", "sewing", "phone")
        counts = {name: int(self._rng.random() < 0.05) for name in few}
        counts |= {name: self._rng.choice([0, 1, 1, 2]) for name in common}
        order = ("fridge", "freezer", "washing", "ac", "cooler", "geyser", "heater", "stove", "microwave", "tv", "fan",
                 "sewing", "computer", "phone")  # fmt: skip
        self._say("/data/goods/durables", **{name: counts[name] for name in order})
        self._say("/data/goods/vehicles", car=0, tractor=0, motorcycle=self._rng.randint(0, 1),
                  rickshaw=int(self._rng.random() < 0.05), bicycle=self._rng.randint(0, 1), truck=0)  # fmt: skip

    def _land(self) -> None:
        acres = self._rng.choice([0, 0, 0, 1, 2, 5])
        self._say("/data/land/agri_land", acres=acres, kanals=self._rng.randint(0, 7) if acres else 0)
        if acres:
            self._say("/data/land", agri_crops=self._one_of(["1", "1 3", "2 8", "10"]))
        big = ("buffalo", "cow", "bullock", "camel", "horse")
        small = ("goat", "sheep", "poultry")
        self._say("/data/land/livestock_big", **{name: self._rng.choice([0, 0, 0, 1, 2]) for name in big})
        self._say("/data/land/livestock_small", **{name: self._rng.choice([0, 0, 2, 6]) for name in small})
        self._say("/data/land", machinery=self._one_of(["3", "2"], NONE, 0.9))

    def _means(self) -> None:
        income = self._earned + self._rng.randrange(2_000, 15_000, 500)
        spent = self._rng.randrange(8_000, 60_000, 500)
        self._say("/data/means/hh_income_exp", income=income, expenditure=spent)
        paid = bool(self._household["beneficiary"])
        self._say("/data/means", loan=self._one_of("1234", NONE, 0.6), benefits="1" if paid else NONE)
        for body in ("police", "administration", "courts", "prosecution"):
            self._say("/data/means/institutions", **{body: self._one_of("123", "4", 0.6)})
        flooded = bool(self._household["shock_area"])
        self._say("/data/means", shock="1" if flooded else NONE)
        if flooded:
            self._say("/data/means", shock_loss="Two rooms and the standing crop")
