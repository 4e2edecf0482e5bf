"""All words that people see, in one catalogue: Fluent files under resources/i18n/<language>/.

Fluent puts Unicode isolates round every placeable, so tokens, times and masked numbers keep their left-to-right
order inside Urdu text without any care at the call site.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

I18N = Path(__file__).resolve().parent.parent / "resources" / "i18n"
LANGUAGES = ("en", "ur")
RTL = frozenset({"ur"})


class MissingWord(KeyError):
    """An id that no file of the language holds: a bug, found by tests/unit/test_words.py."""


@lru_cache(maxsize=len(LANGUAGES))
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=True)
    for path in sorted((I18N / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


class Words:
    """The catalogue of one language. `text(word_id, n=3)`; raises `MissingWord` for an unknown id."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no words for language {language!r}; there are {LANGUAGES}")
        self.language = language
        self.rtl = language in RTL

    def text(self, word_id: str, /, **args: Any) -> str:
        """The words of `word_id` with `args` filled in."""
        bundle = _bundle(self.language)
        if not bundle.has_message(word_id):
            raise MissingWord(f"{word_id} ({self.language})")
        pattern = bundle.get_message(word_id).value
        if pattern is None:
            raise MissingWord(f"{word_id} has no value ({self.language})")
        value, errors = bundle.format_pattern(pattern, args)
        if errors:
            raise MissingWord(f"{word_id}: {errors[0]}")
        return str(value)

    def has(self, word_id: str) -> bool:
        """Whether the catalogue holds `word_id`."""
        return bool(_bundle(self.language).has_message(word_id))
