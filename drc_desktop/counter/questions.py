"""The small questions of the counter: when to come back, which queue, which type, why a slip again. Asked by digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QWidget

from drc_desktop.counter.choose import Chooser, Question
from drc_desktop.counter.presenter import CounterPresenter
from drc_desktop.counter.words import service_words
from drc_desktop.domain.update_types import UpdateType
from drc_desktop.domain.visit import Service
from drc_desktop.kit.ports import Texts

PARK_MINUTES = (30, 60, 120)
PARK_REASONS = ("document", "unwell", "other")
TYPE_REASONS = ("visitor-says", "record-wrong", "supervisor")
REPRINT_REASONS = ("lost", "unreadable")
LETTER = "letter"
BY_HAND = tuple(kind for kind in UpdateType if kind is not UpdateType.APPEAL)
"""An appeal cannot be chosen by hand: the registry opens it, see docs/triage.md."""


class Questions:
    """Asks over `window` and hands the answers to the presenter."""

    def __init__(self, window: QWidget, words: Texts, presenter: CounterPresenter) -> None:
        self._window, self._words, self._presenter = window, words, presenter

    def park(self) -> None:
        """How long, and why."""
        words, visit = self._words, self._presenter.visit
        if visit is None:
            return
        minutes = tuple((str(n), words.text("counter-minutes", n=n)) for n in PARK_MINUTES)
        self._ask(
            words.text("counter-park-title", token=visit.token),
            [
                Question(words.text("counter-park-minutes"), minutes),
                Question(words.text("counter-park-reason"), self._worded(PARK_REASONS, "counter-park-reason-")),
            ],
            lambda values: self._presenter.park(int(values[0]), values[1]),
        )

    def transfer(self) -> None:
        """Which of the other queues."""
        visit = self._presenter.visit
        if visit is None or not self._presenter.can_transfer:
            return
        others = tuple((one.value, service_words(one, self._words)) for one in Service if one is not visit.service)
        self._ask(
            self._words.text("counter-transfer-title", token=visit.token),
            [Question(self._words.text("counter-queue"), others)],
            lambda values: self._presenter.transfer(Service(values[0]), "counter"),
        )

    def other_type(self) -> None:
        """Which update type instead, and why."""
        words, triage = self._words, self._presenter.triage
        if triage is None or not triage.cnic or triage.draft is not None:
            return
        types = tuple((kind.value, words.text(f"triage-type-{kind.value}")) for kind in BY_HAND)
        letter = (LETTER, words.text("counter-letter-on-table"))
        self._ask(
            words.text("counter-type-title", token=triage.visit.token),
            [
                Question(words.text("counter-update"), (*types, letter), last=frozenset({LETTER})),
                Question(words.text("counter-type-reason"), self._worded(TYPE_REASONS, "counter-reason-")),
            ],
            self._type_chosen,
        )

    def _type_chosen(self, values: list[str]) -> None:
        if values[0] == LETTER:
            self._presenter.lay_letter()
        else:
            self._presenter.choose_type(UpdateType(values[0]), values[1])

    def reprint(self) -> None:
        """Why the slip is printed again."""
        words = self._words
        reasons = tuple((f"slip-{one}", words.text(f"counter-reprint-{one}")) for one in REPRINT_REASONS)
        if self._presenter.can_reprint:
            self._ask(
                words.text("counter-reprint-title"),
                [Question(words.text("counter-park-reason"), reasons)],
                lambda values: self._presenter.reprint(values[0]),
            )

    def _worded(self, values: Iterable[str], prefix: str) -> tuple[tuple[str, str], ...]:
        return tuple((value, self._words.text(prefix + value)) for value in values)

    def _ask(self, title: str, questions: list[Question], chosen: Callable[[list[str]], None]) -> None:
        Chooser(self._window, self._words, title, questions, chosen).open()
