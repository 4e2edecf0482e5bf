"""Every known fault is a sentence in both languages; a bug is logged and still answered."""

from __future__ import annotations

from typing import Any

import pytest

from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.domain.identity import CnicError, CnicFault
from drc_desktop.kit.faults import fault_words
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.words import Words

PARAMS: dict[str, Any] = {
    "token": "A042",
    "state": "waiting",
    "service": "new_survey",
    "action": "park",
    "counter": 3,
    "role": "deo",
    "what": "field",
    "left": 4,
    "minutes": 5,
    "seconds": 5,
    "last": 1_780_000_000.0,
    "digits": 7,
    "wanted": 13,
    "first": "9",
    "path": "/data/site.db",
    "kind": "nfs",
    "limit": 80,
}
FAULTS = [
    *(DeskError(code, **PARAMS) for code in Fault),
    *(CnicError(code, **PARAMS) for code in CnicFault),
    *(LocalStoreError(code, **PARAMS) for code in LocalFault),
]


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code.value)
def test_every_known_fault_has_its_sentence(language: str, fault: Exception) -> None:
    words = Words(language)
    assert fault_words(fault, words) != words.text("fault-bug")


def test_codes_inside_a_sentence_are_words_too() -> None:
    english = fault_words(DeskError(Fault.TOKEN_LIVE, token="A042", state="no_show", service="new_survey"), Words("en"))
    assert "No-show" in english
    assert "New survey" in english
    assert "no_show" not in english


def test_the_limit_of_the_day_says_what_to_do() -> None:
    sentence = fault_words(DeskError(Fault.TOKENS_SPENT, limit=80), Words("en"))
    assert "tokens of today are issued" in sentence


def test_a_doubtful_date_names_the_last_one() -> None:
    sentence = fault_words(DeskError(Fault.DATE_SUSPECT, last=1_780_000_000.0), Words("en"))
    assert "2026" in sentence
    assert "1780000000" not in sentence.replace(",", "")


def test_a_bug_is_logged_and_answered(expected_logs: set[str], caplog: pytest.LogCaptureFixture) -> None:
    expected_logs.add("drc_desktop.kit.faults")
    words = Words("ur")
    assert fault_words(RuntimeError("details for the log alone"), words) == words.text("fault-bug")
    assert caplog.records[-1].levelname == "ERROR"
