"""Scans of every make: frames, payloads of old cards, slips; no wrong number without a question, whatever comes."""

from __future__ import annotations

import random
import re

import pytest

from drc_desktop.domain import identity
from drc_desktop.domain.scan import LONGEST, MOST_CHOICES, Scan, ScanKind, read, unframed

CNIC = "3840312344172"
OTHER = "3520198765431"
TICKET = "DRC" + "8%7ABC" * 30
INPUTS = 100_000


@pytest.mark.parametrize("end", ["", "\r", "\n", "\r\n", "\t", "\x03", "\0"])
@pytest.mark.parametrize("start", ["", "\x02", "]Q1", "]C0", "]L2"])
@pytest.mark.parametrize("text", [CNIC, "38403-1234417-2", "۳۸۴۰۳-۱۲۳۴۴۱۷-۲"])
def test_a_number_alone_is_taken_in_every_frame(start: str, text: str, end: str) -> None:
    found = read(start + text + end)
    assert (found.kind, found.numbers) == (ScanKind.NUMBER, (CNIC,))


def test_what_the_scanner_was_told_to_add_is_taken_off() -> None:
    assert read(f"*{CNIC}#\r", "*", "#").kind is ScanKind.NUMBER
    assert unframed("*12#\r\n", "*", "#") == "12"
    assert read(f"*{CNIC}#\r").kind is ScanKind.CHOICE


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        (f"PK|{CNIC}|20301231|NAME", (CNIC,)),
        (f"https://id.example/{CNIC}?v=1", (CNIC,)),
        (f"{OTHER};{CNIC}", (OTHER, CNIC)),
        # an old card: fields in Urdu by the low byte of each letter; here a letter that looks like a digit touches
        ("\x27\x2d\x45\x2f" + CNIC + "1" + "\x45\x2d", ("3840312344172", "8403123441721")),
        ("7" + CNIC, ("7384031234417", CNIC)),
        ("9" + CNIC, (CNIC,)),
    ],
)
def test_a_number_inside_something_longer_is_asked_about(raw: str, numbers: tuple[str, ...]) -> None:
    assert read(raw) == Scan(ScanKind.CHOICE, raw.strip(), numbers)


def low_bytes(urdu: str) -> str:
    """Urdu as old cards write it: the low byte of each letter."""
    return "".join(chr(ord(letter) & 0xFF) for letter in urdu)


def test_an_old_card_gives_its_number_among_the_choices() -> None:
    assert low_bytes("شر") == "41", "letters that look like digits are the danger"
    card = f"{low_bytes('محمد اسلم')}\n{low_bytes('شر')}{CNIC}{low_bytes('رش')}\n12031979"
    found = read(card)
    assert found.kind is ScanKind.CHOICE
    clean = read(f"{low_bytes('محمد اسلم')} {CNIC} 12031979")
    assert clean.numbers == (CNIC,)


def test_a_slip_is_told_from_a_card() -> None:
    assert read(f"{TICKET}\r").kind is ScanKind.TICKET
    assert read("DRC12").kind is ScanKind.NOTHING


@pytest.mark.parametrize("raw", ["", " ", "\r\n", "abc", "123", "9840312344172", "384031234417", "0" * 50])
def test_nothing_of_use(raw: str) -> None:
    assert read(raw).kind is ScanKind.NOTHING


def spoiled(dice: random.Random) -> str:
    """Something a scanner might send: noise, or a number, payload or slip with changes."""
    kind = dice.randrange(5)
    if kind == 0:
        blocks = ((0, 256), (0x600, 0x700))
        return "".join(chr(dice.randrange(*dice.choice(blocks))) for _ in range(dice.randrange(60)))
    text = {
        1: CNIC,
        2: f"{dice.randrange(10**9)}|{CNIC}|{dice.randrange(10**9)}",
        3: TICKET,
        4: f"{low_bytes('محمد اسلم سرگودھا')}{CNIC}{low_bytes('ضلع')}",
    }[kind]
    letters = list(text)
    for _ in range(dice.randrange(4)):
        at = dice.randrange(len(letters) + 1)
        match dice.randrange(3):
            case 0:
                letters.insert(at, chr(dice.randrange(0x20, 0x7F)))
            case 1 if at < len(letters):
                del letters[at]
            case _ if at < len(letters):
                letters[at] = dice.choice("0123456789-| \x1d٣۳")
    return dice.choice(("", "]Q3", "\x02")) + "".join(letters) + dice.choice(("", "\r", "\n", "\r\n", "\t"))


def test_a_hundred_thousand_inputs_never_break_it_and_never_pass_a_number_unasked() -> None:
    dice, kinds = random.Random(6), dict.fromkeys(ScanKind, 0)
    for _ in range(INPUTS):
        raw = spoiled(dice)
        found = read(raw)
        kinds[found.kind] += 1
        assert len(found.numbers) <= MOST_CHOICES
        assert all(len(number) == 13 and number.isascii() and number[0] in identity.REGIONS for number in found.numbers)
        if found.kind is ScanKind.NUMBER:  # taken unasked only where the scan holds nothing but this number
            bare = re.sub(r"[\s-]", "", identity.ascii_digits(unframed(raw)))
            assert (bare,) == found.numbers, repr(raw)
        elif found.kind is ScanKind.TICKET:
            assert not found.numbers
    assert sum(kinds.values()) == INPUTS
    assert min(kinds.values()) > 1000, kinds


def test_a_scan_without_end_is_cut() -> None:
    assert len(read("1" * 100_000).raw) == LONGEST
