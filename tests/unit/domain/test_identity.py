from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drc_desktop.domain import identity

NUMBER = "3520112344172"
KEY = bytes(range(32))
numbers = st.builds(
    lambda first, rest: first + rest, st.sampled_from("12345678"), st.text("0123456789", min_size=12, max_size=12)
)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "35201-1234417-2",
        " 35201 1234417 2\r\n",
        "۳۵۲۰۱-۱۲۳۴۴۱۷-۲",
        "٣٥٢٠١١٢٣٤٤١٧٢",
        "\u200f۳۵۲۰۱–۱۲۳۴۴۱۷–۲\u202c",
    ],
)
def test_a_number_is_read_however_it_is_written(text: str) -> None:
    assert identity.parse(text) == NUMBER


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("", "cnic-empty", {}),
        (" - ", "cnic-empty", {}),
        ("35201-123441-2", "cnic-length", {"digits": 12, "wanted": 13}),
        (NUMBER + "1", "cnic-length", {"digits": 14, "wanted": 13}),
        ("35201-123X417-2", "cnic-characters", {}),
        ("3520112३44172", "cnic-characters", {}),
        ("0520112344172", "cnic-region", {"first": "0"}),
        ("9520112344172", "cnic-region", {"first": "9"}),
    ],
)
def test_a_fault_has_a_code_and_never_the_number(text: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(identity.CnicError) as fault:
        identity.parse(text)
    assert fault.value.code == code
    assert fault.value.params == params
    assert str(fault.value) == code


def test_mask_shows_the_last_five_digits_alone() -> None:
    assert identity.mask(NUMBER) == "•••••-•••4417-2"
    assert identity.dashed(NUMBER) == "35201-1234417-2"


@given(numbers)
def test_dashes_come_off_again(number: str) -> None:
    assert identity.parse(identity.dashed(number)) == number
    assert number[:8] not in identity.mask(number)


@pytest.mark.parametrize(("first", "code"), [("1", "kp"), ("6", "ict"), ("7", "gb"), ("8", "ajk")])
def test_first_digit_is_the_region(first: str, code: str) -> None:
    assert identity.region(identity.parse(first + NUMBER[1:])) == code


@pytest.mark.parametrize(
    ("last", "female", "differs"), [("2", True, False), ("2", False, True), ("3", False, False), ("3", True, True)]
)
def test_last_digit_speaks_of_the_sex(last: str, female: bool, differs: bool) -> None:
    assert identity.sex_differs(NUMBER[:-1] + last, female) is differs


@pytest.mark.parametrize(
    ("scan", "found"),
    [
        (NUMBER, [NUMBER]),
        (f"NAME SYNTHETIC\r{NUMBER}\r01011990", [NUMBER]),
        ("X35201-1234417-2Y", [NUMBER]),
        ("۳۵۲۰۱۱۲۳۴۴۱۷۲", [NUMBER]),
        (f"{NUMBER};{NUMBER};4520112344171", [NUMBER, "4520112344171"]),
        ("9" + NUMBER, []),
        ("0520112344172", []),
        ("12345-35201-1234417-2", []),
        ("\x00\x02garbage\xff12 34", []),
        ("", []),
    ],
)
def test_a_scan_gives_plausible_numbers(scan: str, found: list[str]) -> None:
    assert identity.find(scan) == found


@given(st.text())
def test_garbage_never_breaks_the_scan(text: str) -> None:
    assert all(len(number) == 13 and number.isascii() and number.isdigit() for number in identity.find(text))


def test_binding_is_keyed_by_the_day() -> None:
    one = identity.binding(KEY, NUMBER)
    assert one == identity.binding(KEY, NUMBER)
    assert len(one) == 64
    assert one != identity.binding(bytes(32), NUMBER)
    assert one != identity.binding(KEY, NUMBER[:-1] + "3")
    assert one != identity.keyed_hash(KEY, "mobile", NUMBER)
    with pytest.raises(ValueError, match="32 bytes"):
        identity.binding(b"short", NUMBER)
