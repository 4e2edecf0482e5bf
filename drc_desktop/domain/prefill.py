"""What the roster form is prefilled with: the secondary instance `household` (docs/forms.md) from a registry record."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from drc_desktop.domain.household import HouseholdRecord, MemberRecord

ADDRESS_NODES = ("union_council", "urban_rural", "village_city", "house_street", "landmark")


def household_xml(record: HouseholdRecord | None) -> bytes:
    """The instance as UTF-8 XML; an empty household where the registry knows none.

    A member's `key` is the household id with the place in the registry's roster: the update names it. Who is recorded
    as deceased stands there too: the update takes the person off, with the date.
    """
    root = Element("root")
    if record is not None:
        known = {
            "household_id": record.household_id,
            "region": record.tehsil[:3],
            "district": record.tehsil[:5],
            "tehsil": record.tehsil,
            **{name: record.address.get(name, "") for name in ADDRESS_NODES},
            "mobile": record.mobile,
            "surveyed": record.last_survey.isoformat() if record.last_survey else "",
        }
        for name, value in known.items():
            SubElement(root, name).text = value
        for number, member in enumerate(record.members, start=1):
            _member(root, f"{record.household_id}-{number}", member)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _member(root: Element, key: str, member: MemberRecord) -> None:
    row = SubElement(root, "member")
    values = {
        "key": key,
        "name": member.name_ur or member.name_en,
        "idno": member.cnic,
        "relation": member.relation,
        "gender": member.gender,
        "dob": member.dob.isoformat() if member.dob else "",
        "marital": member.marital,
        "disability": "",
    }
    for name, value in values.items():
        SubElement(row, name).text = value
