"""What is due, in a 2 px frame: the headline, and its reasons in full, over two lines where one is not enough."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent

from drc_desktop.counter.model import TriageModel
from drc_desktop.counter.painted import Painted
from drc_desktop.counter.signs import sign
from drc_desktop.counter.words import reason_words
from drc_desktop.domain.triage import Outcome, Triage
from drc_desktop.domain.update_types import Reason, UpdateType
from drc_desktop.domain.visit import Service
from drc_desktop.kit import text
from drc_desktop.kit.ports import Texts
from drc_desktop.kit.theme import Role, Theme, color

MOST_REASONS = 4
SIDE, TOP, FOOT, GAP, INDENT = 18, 62, 14, 6, 26


class Decision(Painted):
    """The rule's proposal, or the operator's choice; or why nothing is due, and when it will be."""

    def __init__(self, words: Texts) -> None:
        super().__init__()
        self.setObjectName("triage.decision")
        self._words = words
        self._headline, self._all, self._reasons = "", list[str](), list[str]()
        self._low = False
        self._good = True

    def show_triage(self, model: TriageModel) -> None:
        """Draw it."""
        triage, words = model.triage, self._words
        assert triage is not None
        self._good = model.chosen is not None or triage.outcome is Outcome.TOKEN
        self._headline = self._head(triage, model.chosen)
        because = self._because(triage, model)
        # what the operator has to know comes before how long it takes
        reasons = [reason_words(one, words) for one in [*because[:2], *triage.cautions, *because[2:]]]
        if model.chosen is not None:
            reasons.insert(0, words.text("counter-chosen-by-hand"))
        self._all = reasons[:MOST_REASONS]
        self._choose()
        self.update()

    def set_low(self, low: bool) -> None:
        """In a low window the last reason gives way."""
        if low is not self._low:
            self._low = low
            self._choose()

    def _choose(self) -> None:
        self._reasons = self._all[: MOST_REASONS - 1 if self._low else MOST_REASONS]
        self.setAccessibleName(self.text())
        self._fit()

    def text(self) -> str:
        """Headline and reasons as one text."""
        return ". ".join([self._headline, *self._reasons])

    @staticmethod
    def _because(triage: Triage, model: TriageModel) -> list[Reason]:
        if model.chosen is not None or not triage.because:
            return [triage.reason]
        return list(triage.because)

    def _head(self, triage: Triage, chosen: UpdateType | None) -> str:
        words = self._words
        kind = chosen or triage.update_type
        if kind is UpdateType.ROSTER:
            priority = chosen is None and triage.service is Service.PRIORITY
            return words.text("triage-headline-priority" if priority else "triage-headline-roster")
        if kind is not None:
            return words.text("triage-headline-full", type=words.text(f"triage-type-{kind.value}"))
        return words.text(f"triage-headline-{triage.outcome.value}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths break the reasons elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(round(TOP + sum(self._heights()) + GAP * max(0, len(self._reasons) - 1) + FOOT))

    def _heights(self) -> list[float]:
        metrics = QFontMetricsF(Theme.now().font(Role.BODY))
        room = QRectF(0, 0, self.width() - 2 * SIDE - INDENT, 1000)
        flags = int(Qt.TextFlag.TextWordWrap)
        return [max(22.0, metrics.boundingRect(room, flags, one).height()) for one in self._reasons]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rtl = QPainter(self), self.isRightToLeft()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone, tint = ("primary", "primary_tint") if self._good else ("warn", "warn_tint")
        painter.setPen(QPen(color(tone), 2))
        painter.setBrush(color(tint))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        head = 15 if rtl else 10  # the stroke of a kaf rises far above its line
        text.draw(painter, self.at(SIDE, head, self.width() - 2 * SIDE, 48), self._headline, self._role(), rtl=rtl)
        top = float(TOP)
        for reason, height in zip(self._reasons, self._heights(), strict=True):
            sign(painter, self.at(SIDE, top + 2, 18, 18), "tick" if self._good else "", tone)
            room = self.at(SIDE + INDENT, top, self.width() - 2 * SIDE - INDENT, height)
            self.wrapped(painter, room, reason, Role.BODY, "ink")
            top += height + GAP

    def _role(self) -> Role:
        """The headline steps down where it would leave the frame."""
        return Role.PAGE if text.text_width(self._headline, Role.PAGE) <= self.width() - 2 * SIDE else Role.HEAD
