"""Who may confirm what the supervisor is about to do, and their word at the desk. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from drc_desktop.desk.contract import OperatorCard, Role
from drc_desktop.kit.signin_presenter import SignIn
from drc_desktop.supervisor.ports import Ports
from drc_desktop.supervisor.presenter.commands import Asked


class SecondDoor:
    """Everybody but the two who cannot: who asks, and who is to be unlocked."""

    def __init__(self, ports: Ports, asked: Asked) -> None:
        self._ports, self._asked = ports, asked

    def operators(self) -> list[OperatorCard]:
        """As at sign-in, without those two."""
        out = {self._ports.actor.operator_id, self._asked.subject}
        return [one for one in self._ports.desk.operators() if one.operator_id not in out]

    def sign_in(self, _device_id: str, operator_id: str, pin: str, _counter: int = 0) -> None:
        """No session is opened: the word is bound to the one command."""
        asked = self._asked
        self._ports.desk.approve(self._ports.actor, asked.key, asked.command, asked.subject, operator_id, pin)


def second_person(ports: Ports, asked: Asked, confirmed: Callable[[], None]) -> SignIn[None]:
    """The list and the PIN of the dialog."""
    return SignIn(
        SecondDoor(ports, asked),
        ports.tasks,
        ports.words,
        ports.actor.device_id,
        frozenset(Role),
        lambda _none: confirmed(),
    )
