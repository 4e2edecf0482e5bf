"""The page of reports: the day and its month, as PDF, Excel or CSV."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from drc_desktop.domain.indicators.periods import Period
from drc_desktop.kit.bars import Panel
from drc_desktop.kit.buttons import KeyButton, Variant
from drc_desktop.kit.dates import date_words
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role
from drc_desktop.supervisor.presenter.monitor import MonitorPresenter

KINDS = (
    (Period.DAY, "pdf"),
    (Period.DAY, "xlsx"),
    (Period.DAY, "csv"),
    (Period.MONTH, "pdf"),
    (Period.MONTH, "xlsx"),
)


class ReportView(Panel):
    """Buttons that make a report; where it lies stands below."""

    def __init__(self, presenter: MonitorPresenter) -> None:
        super().__init__(margins=(24, 8, 24, 24), spacing=16)
        self._presenter = presenter
        self.title, self.hint = Label(Role.PAGE, boxes=(44, 56)), Label(wrap=True)
        self.closing, self.said = Label(tone="muted", wrap=True), Label(Role.STRONG, wrap=True, name="monitor.made")
        self.buttons = {
            kind: KeyButton(
                f"monitor.report.{kind[0].value}.{kind[1]}",
                "paper",
                variant=Variant.PRIMARY if kind == KINDS[0] else Variant.NORMAL,
                height=44,
            )
            for kind in KINDS
        }
        row = QHBoxLayout()
        row.setSpacing(8)
        for (period, kind), button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, period=period, kind=kind: presenter.report(kind, period))
            row.addWidget(button)
        row.addStretch(1)
        self.column.addWidget(self.title)
        self.column.addWidget(self.hint)
        self.column.addLayout(row)
        self.column.addWidget(self.said)
        self.column.addWidget(self.closing)
        self.column.addStretch(1)

    def retranslate(self) -> None:
        """Fixed words of the page."""
        text = self._presenter.ports.words.text
        self.hint.setText(text("monitor-report-hint"))
        self.closing.setText(text("monitor-report-closing"))
        for (period, kind), button in self.buttons.items():
            button.set_text(text(f"monitor-report-{period.value}-{kind}"))

    def refresh(self) -> None:
        """The day it is about, and what was made."""
        words = self._presenter.ports.words
        self.title.setText(words.text("monitor-report-title", date=date_words(self._presenter.day, words)))
        self.said.setText(self._presenter.said)
        for button in self.buttons.values():
            button.setEnabled(self._presenter.ports.report is not None)
