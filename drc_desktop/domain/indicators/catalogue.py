"""What the registry reports, and the answers of the survey it is computed from: pure tables, no figures yet.

Sources: AR = annual report of the registry, FY2022-23; I24 = a public walk-through of 24 subjects (third party). The
numbers of subjects are those of I24. Formulas are AR's definitions in our words; codes are the form's.
Where AR's categories had to be matched to codes, the formula says "inferred".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_ROSTER = "/data/member/roster"
_FAMILY = f"{_ROSTER}/m_family"
_EDUCATION = "/data/member/education"
_WORK = "/data/member/work"
_HEALTH = "/data/member/health"
_INFANT = "/data/infants/infant_death_detail"
_POWER = "/data/power"
_GOODS = "/data/goods"
_LAND = "/data/land"
_MEANS = "/data/means"


def _under(group: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{group}/{name}" for name in names)


NODES: dict[str, tuple[str, ...]] = {
    "area_codes": _under("/data/address/area_codes", "region", "district", "tehsil"),
    "m_name": (f"{_ROSTER}/m_name", "/data/members/member_count"),
    "m_gender": _under(_ROSTER, "m_gender"),
    "m_dob": _under(_ROSTER, "m_dob", "m_age"),
    "m_family": _under(_FAMILY, "m_family_tree", "m_father", "m_mother", "m_spouse"),
    "m_literate": _under(_EDUCATION, "m_literate"),
    "m_school": _under(_EDUCATION, "m_school"),
    "m_school_type": _under(_EDUCATION, "m_school_type"),
    "m_edu_level": _under(_EDUCATION, "m_edu_level"),
    "m_oosc_reason": _under(_EDUCATION, "m_oosc_reason"),
    "m_work": _under(_WORK, "m_work"),
    "m_work_nature": _under(_WORK, "m_work_nature"),
    "m_work_sector": _under(_WORK, "m_work_sector"),
    "m_work_permanent": _under(_WORK, "m_work_permanent"),
    "m_work_income": _under(_WORK, "m_work_income"),
    "m_disability": _under(_HEALTH, "m_disability"),
    "m_disability_type": _under(_HEALTH, "m_disability_type"),
    "m_disability_cnic": _under(_HEALTH, "m_disability_cnic"),
    "m_chronic": _under(_HEALTH, "m_chronic"),
    "m_treatment": _under(_HEALTH, "m_treatment"),
    "infant_death": _under("/data/infants", "infant_death"),
    "infant_death_detail": _under(_INFANT, "infant_kind", "infant_born", "infant_died", "infant_cause"),
    "foreign_travel": _under("/data/member/travel", "foreign_travel"),
    "foreign_travel_dates": _under("/data/member/travel/foreign_travel_dates", "departed", "returned"),
    "remittance": _under("/data/moves", "remittance"),
    "tenure": _under("/data/house", "tenure"),
    "structure": _under("/data/house", "structure"),
    "rooms": _under("/data/house", "rooms"),
    "toilet": _under("/data/house", "toilet"),
    "water": _under(_POWER, "water"),
    "cooking_fuel": _under(_POWER, "cooking_fuel"),
    "wood_from_forest": _under(_POWER, "wood_from_forest"),
    "electricity": _under(_POWER, "electricity"),
    "gas": _under(_POWER, "gas"),
    "utility_refs": _under(f"{_POWER}/utility_refs", "electricity_ref", "gas_ref"),
    "internet": _under(_GOODS, "internet"),
    "backup_power": _under(_GOODS, "backup_power"),
    "agri_land": _under(f"{_LAND}/agri_land", "acres", "kanals"),
    "agri_crops": _under(_LAND, "agri_crops"),
    "livestock_big": _under(f"{_LAND}/livestock_big", "buffalo", "cow", "bullock", "camel", "horse"),
    "livestock_small": _under(f"{_LAND}/livestock_small", "goat", "sheep", "poultry"),
    "hh_income_exp": _under(f"{_MEANS}/hh_income_exp", "income", "expenditure"),
    "loan": _under(_MEANS, "loan"),
    "benefits": _under(_MEANS, "benefits"),
    "institutions": _under(f"{_MEANS}/institutions", "police", "administration", "courts", "prosecution"),
    "shock": _under(_MEANS, "shock", "shock_loss"),
}
"""question id -> the nodes of the compiled survey form that hold its answers (generic refs, without row numbers)"""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One subject or thematic figure: the questions it is computed from, those it is split by, formula in words."""

    key: str
    source: Literal["AR", "I24"]
    questions: tuple[str, ...]
    formula: str
    split_by: tuple[str, ...] = ()

    @property
    def nodes(self) -> tuple[str, ...]:
        """Generic refs of every answer needed, splits included."""
        return tuple(node for question in (*self.questions, *self.split_by) for node in NODES[question])


def _subject(n: int, formula: str, *questions: str) -> tuple[int, Indicator]:
    return n, Indicator(f"subject_{n}", "I24", questions, formula)


SUBJECTS: dict[int, Indicator] = dict(
    [
        _subject(
            1,
            "monthly income and expenditure, incomes of members, money from outside, debt",
            *("hh_income_exp", "m_work_income", "remittance", "loan"),
        ),
        _subject(
            2,
            "members who left school, by highest class (1-5 primary, 6-8 middle, 9-10 secondary) and reason",
            *("m_school", "m_edu_level", "m_oosc_reason", "m_dob"),
        ),
        _subject(
            3,
            "members aged 4-18 not attending, by reason (AR's age limits)",
            *("m_dob", "m_school", "m_oosc_reason"),
        ),
        _subject(4, "highest class and kind of institution", "m_edu_level", "m_school_type", "m_school"),
        _subject(5, "members aged 10+ who read and write with understanding", "m_dob", "m_literate"),
        _subject(
            6,
            "employed members by nature, employer, permanence of the post",
            *("m_work", "m_work_nature", "m_work_sector", "m_work_permanent"),
        ),
        _subject(
            7,
            "members with a disability or long-lasting disease, whether treated",
            *("m_disability", "m_disability_type", "m_disability_cnic", "m_chronic", "m_treatment"),
        ),
        _subject(8, "still births and infant deaths with dates and cause", "infant_death", "infant_death_detail"),
        _subject(9, "diseases by treatment, or the reason why not", "m_chronic", "m_treatment"),
        _subject(10, "structure, ownership and rooms of the dwelling", "structure", "tenure", "rooms"),
        _subject(11, "kind of latrine", "toilet"),
        _subject(12, "cooking fuel, share of fire wood from forest", "cooking_fuel", "wood_from_forest"),
        _subject(13, "metered electricity and gas, numbers on the bills", "electricity", "gas", "utility_refs"),
        _subject(
            14,
            "members under 14 who work, kind of work and income (AR's workforce starts at 14)",
            *("m_dob", "m_work", "m_work_nature", "m_work_income"),
        ),
        _subject(15, "big animals now; loss by a shock is the only change asked", "livestock_big", "shock"),
        _subject(16, "small animals now; loss by a shock is the only change asked", "livestock_small", "shock"),
        _subject(17, "households drinking from a covered source", "water"),
        _subject(18, "households drinking from an uncovered source", "water"),
        _subject(19, "acres and kanals owned, crops", "agri_land", "agri_crops"),
        _subject(20, "internet connection", "internet"),
        _subject(21, "UPS, generator, solar panel", "backup_power"),
        _subject(22, "satisfaction with four institutions", "institutions"),
        _subject(23, "households in no programme now that come to be registered", "benefits"),
        _subject(24, "foreign journeys by purpose, with dates", "foreign_travel", "foreign_travel_dates", "m_dob"),
    ]
)
"""number in I24 -> what it is computed from"""


def _thematic(key: str, formula: str, *questions: str, by_gender: bool = False) -> tuple[str, Indicator]:
    split = ("area_codes", "m_gender") if by_gender else ("area_codes",)
    return key, Indicator(key, "AR", questions, formula, split)


THEMATIC: dict[str, Indicator] = dict(
    [
        _thematic("household_size", "members / households", "m_name", "m_family"),
        _thematic("kacha_share", "households with structure 1 / households", "structure"),
        _thematic(
            "safe_water",
            "households with water 1, 2, 3, 5, 8 or 10 / households (AR: tap and covered wells; codes inferred)",
            "water",
        ),
        _thematic("electricity", "households with electricity 1 or 2 / households", "electricity"),
        _thematic(
            "out_of_school",
            "members aged 4-18 with school 2 or 3 / members aged 4-18",
            *("m_dob", "m_school"),
            by_gender=True,
        ),
        _thematic("literacy", "literate members aged 10+ / members aged 10+", "m_dob", "m_literate", by_gender=True),
        _thematic(
            "disability",
            "households with a disabled member / households; by type",
            *("m_disability", "m_disability_type"),
            by_gender=True,
        ),
        _thematic("latrine", "formal 1-3, informal 4-5, open defecation 6, each / households (inferred)", "toilet"),
        _thematic(
            "chronic_disease",
            "households with a member whose diseases are other than 0 / households",
            "m_chronic",
            by_gender=True,
        ),
        _thematic(
            "livestock",
            "households with any count above 0 / households",
            *("livestock_big", "livestock_small"),
        ),
        _thematic(
            "employment",
            "members aged 14-60 with work 1 / members aged 14-60",
            *("m_dob", "m_work"),
            by_gender=True,
        ),
    ]
)
"""thematic indicator of AR -> what it is computed from"""
