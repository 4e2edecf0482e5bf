"""Figures of one survey as it was opened: counts, flags and keyed hashes, no answer and no name."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from lxml import etree

from drc_desktop.domain import places
from drc_desktop.domain.clock import PAKISTAN
from drc_desktop.domain.indicators import quality, thematic
from drc_desktop.domain.indicators.address import fold, keyed_trigrams
from drc_desktop.domain.indicators.answers import Answers, read
from drc_desktop.domain.indicators.quality import Limits, address_key
from sync.envelope import Header

KEY_BYTES = 32
_POSITION = re.compile(r"\[1\]$")


@dataclass(frozen=True)
class Facts:
    """`doubles` are (kind, keyed digest); `place` and `grams` the union council and the address, keyed."""

    instance_id: str
    tehsil: str
    day: str
    hour: int
    seconds: int
    members: int
    undocumented: int
    flags: tuple[str, ...]
    themes: thematic.Counts
    doubles: tuple[tuple[str, bytes], ...] = field(repr=False)
    place: bytes = field(repr=False)
    grams: frozenset[int] = field(repr=False)


def facts_of(root: etree._Element, header: Header, instance_id: str, key: bytes, limits: Limits) -> Facts:
    """The figures of a survey; `key` (32 bytes) keeps its hashes apart from every other registry's.

    Day and hour are those of Pakistan in which the survey was finished, as the survey says or, without that, as its
    message was made.
    """
    made = datetime.fromtimestamp(header.created / 1000, UTC)
    ended = _moment(root.findtext("end")) or made
    started = _moment(root.findtext("start")) or ended
    here = ended.astimezone(PAKISTAN)
    survey = read(_pairs(root, "/data"), here.date())
    seconds = max(0, round((ended - started).total_seconds()))
    flags = [*quality.by_time(seconds, limits), *quality.by_answers(survey, limits)]
    return Facts(
        instance_id=instance_id,
        tehsil=_tehsil(survey),
        day=here.date().isoformat(),
        hour=here.hour,
        seconds=seconds,
        members=len(survey.members),
        undocumented=sum(bool(person.said("m_idno_none")) for person in survey.members),
        flags=tuple(str(flag) for flag in flags),
        themes=thematic.count(survey),
        doubles=tuple(_doubles(survey, key)),
        place=_digest(key, "place", f"{_tehsil(survey)} {fold(survey.said('address/union_council'))}"),
        grams=keyed_trigrams(" ".join(part for part in survey.address.values() if part), key),
    )


def _doubles(survey: Answers, key: bytes) -> Iterator[tuple[str, bytes]]:
    mobile = survey.said("address/mobile")
    if mobile:
        yield quality.Flag.SAME_MOBILE.value, _digest(key, "mobile", mobile)
    where = address_key(survey.address)
    if where:
        yield quality.Flag.SAME_ADDRESS.value, _digest(key, "address", f"{_tehsil(survey)} {where}")
    for cnic in sorted({person.said("m_idno") for person in survey.members} - {""}):
        yield quality.Flag.SAME_PERSON.value, _digest(key, "person", cnic)


def _tehsil(survey: Answers) -> str:
    """Of the centre, else of the household; empty where neither is a known P-code."""
    known = places.codes("tehsil")
    said = (survey.said("site_tehsil"), survey.said("address/area_codes/tehsil"))
    return next((code for code in said if code in known), "")


def _digest(key: bytes, purpose: str, value: str) -> bytes:
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).digest()[:16]


def _moment(text: str | None) -> datetime | None:
    try:
        made = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return made if made.tzinfo is not None else made.replace(tzinfo=PAKISTAN)


def _pairs(element: etree._Element, above: str) -> Iterator[tuple[str, str]]:
    counts: dict[str, int] = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        counts[child.tag] = counts.get(child.tag, 0) + 1
        ref = f"{above}/{child.tag}[{counts[child.tag]}]"
        if len(child):
            yield from _pairs(child, ref if child.tag == "member" else _POSITION.sub("", ref))
        else:
            yield _POSITION.sub("", ref), (child.text or "").strip()


def day_before(day: str, days: int) -> str:
    """An ISO date so many days earlier."""
    return date.fromordinal(date.fromisoformat(day).toordinal() - days).isoformat()
