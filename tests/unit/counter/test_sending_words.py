"""What the counter says of sending: the lamp counts, the note tells why and what to do, in both languages."""

from __future__ import annotations

import pytest

from drc_desktop.counter.model import Said
from drc_desktop.counter.words import sending_words
from drc_desktop.words import LANGUAGES, Words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_told_with_its_reason_and_what_to_do(language: str) -> None:
    words = Words(language)
    said = sending_words(Said("sync-refused-conflict", {"code": "conflict"}), words)
    assert said == f"{words.text('sync-refused-conflict')}. {words.text('sync-refused-conflict-do')}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", ["sync-refused-", "sync-fault-"])
def test_a_code_without_words_is_named(language: str, word: str) -> None:
    said = sending_words(Said(f"{word}never_seen", {"code": "never_seen"}), Words(language))
    assert "never_seen" in said
    assert said.startswith(Words(language).text(f"{word}other", code="never_seen"))
