"""The markup of labels and notes becomes words, and the parts that stand out."""

from __future__ import annotations

import pytest

from survey_forms.qt.markup import lines, plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The survey is **free**.", "The survey is free."),
        ("Ask _everybody_ and *them*", "Ask everybody and them"),
        ("# Before we begin\nNo fee", "Before we begin\nNo fee"),
        ("[the page](https://example.org/a)", "the page"),
        ('<span style="color:red">red</span> words', "red words"),
        ("name_of_child and 3 * 4 * 5", "name_of_child and 3 * 4 * 5"),
        ("- one\n- two", "• one\n• two"),
        ("\\*not bold\\*", "*not bold*"),
        ("a < b > c", "a < b > c"),
        ("هیلپ لائن: 0800-26477", "هیلپ لائن: \u20660800-26477\u2069"),
        ("", ""),
    ],
)
def test_plain_words(text: str, words: str) -> None:
    assert plain(text) == words


def test_what_stands_out() -> None:
    (line,) = lines("You are **Sakina Bibi**, not __him__")
    assert [line.words[at : at + length] for at, length in line.bold] == ["Sakina Bibi", "him"]
    heading, rest = lines("## A **bold** head\nrest")
    assert (heading.heading, heading.bold, rest.heading) == (True, (), False)
