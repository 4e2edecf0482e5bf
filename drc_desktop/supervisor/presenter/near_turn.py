"""'Tell me when my turn is near': the number of the phone of whoever holds the newest slip, and what came of it."""

from __future__ import annotations

from drc_desktop.domain.identity import ascii_digits
from drc_desktop.kit.ports import Observable
from drc_desktop.supervisor.ports import Ports
from drc_desktop.supervisor.presenter.arrivals import ArrivalsPresenter


class NearTurnPresenter(Observable):
    """Asks only where messages are on. Numbers go to the port and are kept nowhere here."""

    def __init__(self, ports: Ports, arrivals: ArrivalsPresenter) -> None:
        super().__init__()
        self._ports, self._arrivals = ports, arrivals
        self._told = ""
        self._wrong = False
        arrivals.listen(self.changed)

    @property
    def offered(self) -> bool:
        """Whether there is a slip whose holder may be asked."""
        return self._ports.near_turn is not None and self._arrivals.newest() is not None

    @property
    def wrong(self) -> bool:
        """Whether what was typed is no mobile number."""
        return self._wrong

    def words(self) -> str:
        """What stands in the empty field: whom a message goes to, or what is wrong."""
        newest, text = self._arrivals.newest(), self._ports.words.text
        if newest is None:
            return ""
        token = newest[1]
        if self._wrong:
            return text("supervisor-near-wrong")
        return text("supervisor-near-told" if self._told == newest[0] else "supervisor-near-ask", token=token)

    def give(self, typed: str) -> bool:
        """Take the number of the newest slip's holder; False where it is no mobile number or nobody is asked."""
        newest, tell = self._arrivals.newest(), self._ports.near_turn
        if newest is None or tell is None:
            return False
        self._wrong = not tell(*newest, ascii_digits(typed).replace("-", "").replace(" ", ""))
        if not self._wrong:
            self._told = newest[0]
        self.changed()
        return not self._wrong
