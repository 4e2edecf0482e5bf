"""What presenters need of the machine, without Qt: work off the GUI thread, words, and being told of a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from drc_desktop.words import Words

T = TypeVar("T")
Failed = Callable[[Exception], None]


class Tasks(Protocol):
    """Runs slow work elsewhere and brings the outcome back to the thread of the window."""

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """Run `work` off the GUI thread; then, on the GUI thread, `done(result)` or `failed(exception)`."""


class ImmediateTasks:
    """Runs the work at once, in the caller's thread: for presenter tests and for tools without a window."""

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed) -> None:
        """Run `work` now and hand over its outcome before returning."""
        try:
            result = work()
        except Exception as error:
            failed(error)
        else:
            done(result)


class Texts(Protocol):
    """The catalogue of the language that the window shows now."""

    language: str
    rtl: bool

    def text(self, word_id: str, /, **args: Any) -> str: ...
    def has(self, word_id: str) -> bool: ...


class CurrentWords:
    """`Words` of a language that can be switched at run time; everyone who holds it follows."""

    def __init__(self, language: str) -> None:
        self.switch(language)

    def switch(self, language: str) -> None:
        """Speak `language` from now on."""
        self._words = Words(language)
        self._fixed: dict[str, str] = {}
        self.language = language
        self.rtl = self._words.rtl

    @property
    def other(self) -> str:
        """The language that the language button offers."""
        return "en" if self.language == "ur" else "ur"

    def text(self, word_id: str, /, **args: Any) -> str:
        """As `Words.text`; words without arguments are asked for at every redraw, so they are kept."""
        if args:
            return self._words.text(word_id, **args)
        known = self._fixed.get(word_id)
        if known is None:
            known = self._fixed[word_id] = self._words.text(word_id)
        return known

    def has(self, word_id: str) -> bool:
        """As `Words.has`."""
        return self._words.has(word_id)


class Observable:
    """Something a view draws: it says that it changed, the view looks at it again."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every change, on the GUI thread."""
        self._listeners.append(listener)

    def changed(self) -> None:
        """Tell the listeners."""
        for listener in list(self._listeners):
            listener()
