"""The catalogue is whole: the same ids and placeables in both languages, real Urdu, and every id the code asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from drc_desktop.words import I18N, LANGUAGES, MissingWord, Words

ROOT = Path(__file__).resolve().parents[2]
URDU = re.compile(r"[\u0600-\u06ff]")
LATIN_ONLY = {"kit-language-name-en"}


def messages(language: str) -> dict[str, ast.Message]:
    found: dict[str, ast.Message] = {}
    for path in sorted((I18N / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content!r}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice"
                found[entry.id.name] = entry
    return found


def variables(message: ast.Message) -> set[str]:
    names: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, ast.VariableReference):
            names.add(node.id.name)
        if isinstance(node, ast.BaseNode):
            for value in vars(node).values():
                for child in value if isinstance(value, list) else [value]:
                    walk(child)

    walk(message.value)
    return names


def test_both_languages_hold_the_same_ids_and_placeables() -> None:
    english, urdu = messages("en"), messages("ur")
    assert english.keys() == urdu.keys()
    differing = {name for name in english if not variables(urdu[name]) <= variables(english[name])}
    assert not differing


def test_urdu_is_urdu() -> None:
    words = Words("ur")
    names = messages("ur")
    untranslated = [
        name
        for name, message in names.items()
        if not variables(message) and not URDU.search(words.text(name)) and re.search(r"[A-Za-z]{4}", words.text(name))
    ]
    assert not [name for name in untranslated if name not in LATIN_ONLY]


def test_every_literal_id_of_the_code_is_in_the_catalogue() -> None:
    known = messages("en").keys()
    prefixes = {name.split("-")[0] for name in known}
    pattern = re.compile(r"\btext\(\s*\"([a-z]+(?:-[a-z0-9]+)+)\"")
    asked = {
        (path.name, name)
        for path in (ROOT / "drc_desktop").rglob("*.py")
        for name in pattern.findall(path.read_text(encoding="utf-8"))
        if name.split("-")[0] in prefixes
    }
    assert not [(file, name) for file, name in sorted(asked) if name not in known]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_id_is_an_error_never_an_empty_text(language: str) -> None:
    with pytest.raises(MissingWord):
        Words(language).text("no-such-word")
