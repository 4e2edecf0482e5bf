"""What a valid survey changes in the registry's slice: the household was surveyed today and is under scrutiny.

Read from the questionnaire's own node names. Verification and decision at head office come later and by people; until
then triage at the desk can say 'surveyed recently'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from lxml import etree

from sync.envelope import Header
from sync.household import CALL_BACK, SliceHousehold, SliceMember

UNDER_SCRUTINY = "under_scrutiny"
_ADDRESS = ("union_council", "urban_rural", "village_city", "house_street", "landmark")


def registered(
    root: etree._Element, header: Header, households_of: Callable[[str], list[SliceHousehold]]
) -> tuple[SliceHousehold, ...]:
    """The household as it stands after this survey; nothing where the survey names no tehsil or no person."""
    tehsil = _text(root, ".//area_codes/tehsil")
    roster, known = _roster(root), household_of(root, households_of)
    day = _date(_text(root, "survey_date")) or datetime.fromtimestamp(header.created / 1000, UTC).date()
    if known is not None:
        return (_updated(known, root, roster, day),)
    if not tehsil or not roster:
        return ()
    fresh = SliceHousehold(
        household_id=f"HH-{header.msg_id}",
        tehsil=tehsil,
        district=_text(root, ".//area_codes/district"),
        region=_text(root, ".//area_codes/region"),
        status=UNDER_SCRUTINY,
        last_survey=day,
        beneficiary=False,
        mobile=_text(root, ".//address/mobile"),
        address={name: _text(root, f"address/{name}") for name in _ADDRESS},
        members=tuple(roster),
    )
    return (fresh,)


def household_of(root: etree._Element, households_of: Callable[[str], list[SliceHousehold]]) -> SliceHousehold | None:
    """The registered household of the respondent, else of the first member who has one."""
    cnics = [_text(root, ".//respondent_cnic"), *(member.cnic for member in _roster(root))]
    return next((found for cnic in cnics if cnic for found in households_of(cnic)), None)


def _roster(root: etree._Element) -> list[SliceMember]:
    return [member for member in map(_member, root.findall("member")) if member is not None]


def _updated(known: SliceHousehold, root: etree._Element, roster: list[SliceMember], day: date) -> SliceHousehold:
    """A full survey renews date and roster; a roster update leaves the date of the last full survey as it is."""
    if root.get("id") == "nser_roster":
        return replace(known, status=UNDER_SCRUTINY)
    flags = tuple(flag for flag in known.flags if flag != CALL_BACK)
    before = {member.cnic: member for member in known.members if member.cnic}
    members = tuple(_renewed(member, before.get(member.cnic)) for member in roster)
    return replace(known, status=UNDER_SCRUTINY, last_survey=day, flags=flags, members=members or known.members)


def _renewed(said: SliceMember, before: SliceMember | None) -> SliceMember:
    """What was said now, over what the survey does not ask: card, family ids, both spellings of the name."""
    if before is None:
        return said
    return replace(before, relation=said.relation, gender=said.gender, dob=said.dob, marital=said.marital, alive=True)


def _member(element: etree._Element) -> SliceMember | None:
    name, relation = _text(element, "roster/m_name"), _text(element, "roster/m_relation")
    if not name or not relation:
        return None
    return SliceMember(
        cnic=_text(element, "roster/m_idno"),
        name_en=name,
        name_ur=name,
        relation=relation,
        gender=_text(element, "roster/m_gender"),
        dob=_date(_text(element, "roster/m_dob")),
        marital=_text(element, "roster/m_marital"),
    )


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
