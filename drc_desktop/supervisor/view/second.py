"""The dialog that asks a second person for their PIN: what is to be confirmed, who confirms it, six boxes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from drc_desktop.kit.buttons import KeyButton
from drc_desktop.kit.focus import FocusRing
from drc_desktop.kit.signin import SignInView
from drc_desktop.kit.text import Label
from drc_desktop.kit.theme import Role
from drc_desktop.supervisor.ports import Ports
from drc_desktop.supervisor.presenter.commands import Asked
from drc_desktop.supervisor.presenter.second import second_person


class SecondPerson(QDialog):
    """Up and Down choose the person, Enter confirms, Esc leaves all as it is; `answered` hears which."""

    def __init__(self, parent: QWidget | None, ports: Ports, asked: Asked, answered: Callable[[bool], None]) -> None:
        super().__init__(parent)
        words = ports.words
        title = words.text("second-title")
        self.setObjectName("second")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._behind, self._answered = parent, answered
        self.what = Label(Role.PAGE, name="second.what", boxes=(40, 56))
        self.what.setText(words.text(f"second-{asked.command.replace('_', '-')}", name=asked.name))
        why = Label(Role.BODY, "muted", wrap=True)
        why.setText(words.text("second-why"))
        self.page = SignInView(second_person(ports, asked, self.accept), "second")
        back = KeyButton("second.back", key="Esc", height=40)
        back.set_text(words.text("second-back"))
        back.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(back)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(self.what)
        column.addWidget(why)
        column.addWidget(self.page)
        column.addLayout(foot)
        self._ring = FocusRing(self)
        self.page.presenter.start()
        self.page.setFocus()

    def done(self, result: int) -> None:
        """Keys belong to the window behind it again."""
        super().done(result)
        if self._behind is not None:
            self._behind.activateWindow()
        self._answered(result == QDialog.DialogCode.Accepted)
