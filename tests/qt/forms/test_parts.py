"""The parts without a window: the plan of pages, codes, digits, words, colours."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from survey_forms.engine import load_form
from survey_forms.engine.contract import Choice
from survey_forms.qt import keys
from survey_forms.qt.codes import CodeBuffer, codes_of
from survey_forms.qt.controls.number import spoken
from survey_forms.qt.digits import CNIC_GROUPS, MOBILE_GROUPS, grouped, masked, only_digits, with_thousands
from survey_forms.qt.languages import runs_right_to_left
from survey_forms.qt.plan import blocks_of, rails_of, screens_of
from survey_forms.qt.style import Style, Tokens
from survey_forms.qt.texts import TEXTS, texts_of

ROOT = Path(__file__).resolve().parents[3]
SURVEY = ROOT / "resources" / "forms" / "nser_survey.xml"
CONTROLS = ROOT / "tests" / "forms" / "controls.xml"


def test_sections_of_the_roster_and_pages_that_share_a_name() -> None:
    root = load_form(SURVEY).start(language="English (en)").root()
    rails = [(key, [screen.key for screen in screens]) for key, screens in rails_of(screens_of(root))]
    assert [key for key, _ in rails] == [
        "address", "members", "education", "work", "health", "migration", "house", "power", "goods", "land",
        "income", "check",
    ]  # fmt: skip
    assert dict(rails)["members"] == ["/data/member#roster", "/data/members"]
    assert dict(rails)["health"] == ["/data/member#health", "/data/infants"]
    assert dict(rails)["check"] == ["#check"]


def test_every_question_of_the_survey_has_one_place() -> None:
    root = load_form(SURVEY).start(language="English (en)").root()
    numbers: list[str] = []
    for screen in screens_of(root):
        items = screen.items
        if screen.kind == "roster":
            row = next(child for child in root.children if child.name == "member").children
            row = row[0].children if row and row[0].kind == "repeat" else row
            items = next(part.children for part in row[0].children if part.name == screen.section)
        for block in blocks_of(items):
            number = block.number or block.lead.params.get("n", "")
            if number:
                numbers.append(number)
    assert sorted(map(int, numbers)) == list(range(1, 64))


def test_kinds_of_blocks() -> None:
    root = load_form(CONTROLS).start(language="English (en)").root()
    screens = {screen.key: screen for screen in screens_of(root)}
    kinds = [block.kind for block in blocks_of(screens["/data/two"].items)]
    assert kinds == ["counts", "likert", "fields", "question", "question", "question", "question", "rows"]
    age = blocks_of(screens["/data/one"].items)[1]
    assert [warning.name for warning in age.warnings] == ["age_look"]
    assert screens["/data/child"].kind == "roster"
    assert [item.name for item in screens["#check"].items] == ["done"]


def test_codes_are_values_or_places() -> None:
    assert codes_of([Choice("0", ""), Choice("7", ""), Choice("12", "")]) == ["0", "7", "12"]
    assert codes_of([Choice("M", ""), Choice("F", "")]) == ["1", "2"]
    assert codes_of([Choice("none", ""), Choice("a", ""), Choice("b", "")]) == ["0", "1", "2"]


def test_code_buffer_goes_on_only_where_there_is_a_longer_code() -> None:
    codes, buffer = ["1", "2", "10"], CodeBuffer()
    assert buffer.add("1", codes) == ("1", False)
    assert buffer.add("0", codes) == ("10", True)
    assert buffer.add("2", codes) == ("2", False)
    assert buffer.add("9", codes) == (None, False)
    assert buffer.add("1", codes) == ("1", False)


@pytest.mark.parametrize(
    ("digits", "groups", "shown", "hidden"),
    [
        ("3840312344172", CNIC_GROUPS, "38403-1234417-2", "•••••-•••4417-2"),
        ("384031", CNIC_GROUPS, "38403-1", "38403-1"),
        ("03001234567", MOBILE_GROUPS, "0300-1234567", "03••-••••567"),
    ],
)
def test_numbers_are_grouped_and_masked(digits: str, groups: tuple[int, ...], shown: str, hidden: str) -> None:
    assert grouped(digits, groups) == shown
    assert masked(digits, groups) == hidden


def test_digits_of_three_scripts() -> None:
    assert only_digits("۳۸٤-0x5") == "38405"
    assert with_thousands("-1234567") == "-1,234,567"
    assert with_thousands("") == ""


def test_sums_are_read_back_in_the_country_s_words() -> None:
    assert spoken(Style(), "31500") == "31 thousand 500"
    assert spoken(Style(), "12345000") == "1 crore 23 lakh 45 thousand"
    assert spoken(Style(text=texts_of("ur")), "200000") == "2 لاکھ"
    assert spoken(Style(), "500") == ""


@pytest.mark.parametrize("text_id", sorted(TEXTS))
def test_both_languages_say_the_same_thing_with_the_same_arguments(text_id: str) -> None:
    english, urdu = TEXTS[text_id]
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, urdu)]
    assert fields[0] == fields[1]
    assert english
    assert urdu
    if text_id != "form-rupees":
        assert re.search("[\u0600-\u06ff]", urdu)


def test_words_in_use_are_the_words_there_are() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "survey_forms" / "qt").rglob("*.py"))
    used = set(re.findall(r'"(form-[a-z0-9-]+)"', source.replace((ROOT / "survey_forms/qt/texts.py").read_text(), "")))
    assert used <= set(TEXTS)
    built = re.compile(r"form-(share-\d+|day|month|year|hour|minute|remove-\w+|done|open|wrong)$")
    assert {text_id for text_id in set(TEXTS) - used if not built.match(text_id)} == set()


@pytest.mark.parametrize(
    ("language", "rtl"),
    [
        ("Urdu (ur)", True),
        ("English (en)", False),
        ("اردو", True),
        ("ur", True),
        (None, False),
        ("Saraiki (skr)", True),
    ],
)
def test_direction_of_a_language(language: str | None, rtl: bool) -> None:
    assert runs_right_to_left(language) is rtl


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", ["window", "panel", "sunken"])
@pytest.mark.parametrize("ink", ["ink", "muted", "primary", "ok", "warn", "error"])
def test_text_has_seven_to_one_on_every_ground(ground: str, ink: str) -> None:
    tokens = Tokens()
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 7


def test_lines_and_focus_have_three_to_one() -> None:
    tokens = Tokens()
    assert contrast(tokens.border, tokens.window) >= 3
    assert contrast(tokens.ink, tokens.focus) >= 3
    assert contrast(tokens.warn, tokens.warn_tint) >= 7
    assert contrast(tokens.primary, tokens.primary_tint) >= 7


def test_a_soft_check_stands_under_the_field_it_names() -> None:
    row = load_form(SURVEY).start(language="English (en)").item("/data/member[1]")
    roster = next(part for part in row.children if part.name == "roster")
    warnings = {block.lead.name: [item.name for item in block.warnings] for block in blocks_of(roster.children)}
    assert "m_idno_look" in warnings["m_idno"]
    assert "m_idno_none_look" in warnings["m_idno_none"]
    assert "m_gender_look" in warnings["m_gender"]


@pytest.mark.parametrize(
    ("key", "text", "digit"), [(0x37, "7", "7"), (0x6F7, "", "7"), (0x667, "٧", "7"), (0x41, "a", ""), (0x6CC, "ی", "")]
)
def test_digit_keys_of_any_layout(key: int, text: str, digit: str) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.AltModifier, text)
    assert keys.digit(event) == digit
