"""Who is told that the turn is near: those who wished it, once, when so few are before them."""

from __future__ import annotations

import pytest

from drc_desktop.devices.modem import LONGEST_TEXT, Message
from drc_desktop.devices.near_turn import GOOD_FOR_S, NearTurns
from drc_desktop.words import LANGUAGES, Words

MOBILE = "03000000001"


@pytest.fixture
def sent() -> list[Message]:
    return []


@pytest.fixture
def turns(sent: list[Message]) -> NearTurns:
    return NearTurns(sent.append, 2, lambda: 500.0)


def test_the_visitor_is_told_once_when_so_few_are_before(turns: NearTurns, sent: list[Message]) -> None:
    assert turns.wish("v9", "A042", MOBILE)
    turns.look(["v1", "v2", "v3", "v9"])
    assert (sent, turns.wanted) == ([], True)
    turns.look(["v2", "v3", "v9"])
    turns.look(["v3", "v9"])
    [message] = sent
    assert (message.mobile, message.until, turns.wanted) == (MOBILE, 500.0 + GOOD_FOR_S, False)
    assert "ٹوکن A042:" in message.text


def test_who_was_called_or_has_gone_is_not_told(turns: NearTurns, sent: list[Message]) -> None:
    turns.wish("v9", "A042", MOBILE)
    turns.look(["v1", "v2"])
    assert (sent, turns.wanted) == ([], False)


def test_the_last_number_counts_and_a_wrong_one_changes_nothing(turns: NearTurns, sent: list[Message]) -> None:
    assert turns.wish("v9", "A042", MOBILE)
    assert turns.wish("v9", "A042", "03000000002")
    assert not turns.wish("v9", "A042", "0300")
    turns.look(["v9"])
    assert [message.mobile for message in sent] == ["03000000002"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_fit_one_message(language: str) -> None:
    assert len(Words(language).text("message-near", token="A042")) <= LONGEST_TEXT
