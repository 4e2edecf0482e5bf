"""Nothing that is a person's number can be put on a slip."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from drc_desktop.devices.slip_samples import SITE, sample_jobs
from drc_desktop.devices.slips import SlipMaker
from token_printer.slip import PersonalNumberError, Slip, Step

SLIPS = {name: SlipMaker(SITE).slip_of(job) for name, job in sample_jobs().items()}
NUMBERS = [
    "3840312345671",
    "38403-1234567-1",
    "38403 1234567 1",
    "۳۸۴۰۳۱۲۳۴۵۶۷۱",
    "کارڈ 38403-1234567-1 ہے",
    "0301-2345678",
    "03012345678",
    "۰۳۰۱۲۳۴۵۶۷۸",
]


def every_text(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Ways to all plain texts inside a slip."""
    if type(value) is str:
        return [way]
    if isinstance(value, tuple):
        return [w for i, item in enumerate(value) for w in every_text(item, (*way, i))]
    if dataclasses.is_dataclass(value):
        return [w for f in dataclasses.fields(value) for w in every_text(getattr(value, f.name), (*way, f.name))]
    return []


def with_text(value: Any, way: tuple[Any, ...], text: str) -> Any:
    if not way:
        return text
    head, rest = way[0], way[1:]
    if isinstance(value, tuple):
        return (*value[:head], with_text(value[head], rest, text), *value[head + 1 :])
    return dataclasses.replace(value, **{head: with_text(getattr(value, head), rest, text)})


@pytest.mark.parametrize("name", SLIPS)
def test_a_card_number_is_refused_in_every_field(name: str) -> None:
    slip: Slip = SLIPS[name]
    ways = every_text(slip)
    assert len(ways) > 10
    for way in ways:
        with pytest.raises(PersonalNumberError) as refused:
            with_text(slip, way, "38403-1234567-1")
        assert "1234567" not in str(refused.value), "the message must not carry the number on"


@pytest.mark.parametrize("number", NUMBERS)
def test_every_way_of_writing_a_personal_number_is_refused(number: str) -> None:
    slip = SLIPS["referral-recent"]
    with pytest.raises(PersonalNumberError) as refused:
        dataclasses.replace(slip, steps=(Step(slip.steps[0].icon, dataclasses.replace(SITE, en=number)),))
    assert refused.value.field == "steps[0].text.en"


@pytest.mark.parametrize("text", ["23-11-2026  10:37", "0800-26477", "NS26-3840-00417", "8171", "123456789012"])
def test_dates_helplines_and_references_may_stand(text: str) -> None:
    dataclasses.replace(SLIPS["acknowledgement"], reference=text)


def test_digits_that_run_on_by_chance_in_a_signed_text_may_stand() -> None:
    dataclasses.replace(SLIPS["token-new-survey"], qr="AB3840312345671CD")


def test_a_slip_has_no_field_for_a_person() -> None:
    names = {f.name for slip in SLIPS.values() for f in dataclasses.fields(slip)}
    assert not names & {"name", "cnic", "person", "visitor", "mobile", "address", "priority", "group"}
