"""A slip shown at this counter: asked of the desk; without it the signature is checked here."""

from __future__ import annotations

from collections.abc import Callable

from drc_desktop.counter.model import Said
from drc_desktop.counter.ports import Ports
from drc_desktop.counter.words import told
from drc_desktop.desk.contract import DeskError, Fault, ShownSlip
from drc_desktop.desk.ticket import judge_offline
from drc_desktop.kit.shown_slip import slip_word


class ShownSlips:
    """`say` gets the verdict on each slip."""

    def __init__(self, ports: Ports, say: Callable[[Said | None], None]) -> None:
        self._ports, self._say = ports, say

    def check(self, text: str) -> None:
        """Never waits for the desk; the verdict is said when it comes."""
        ports = self._ports
        ports.tasks.run(
            lambda: ports.desk.shown_slip(ports.actor, text, ports.station.counter),
            self._judged,
            lambda error: self._unheard(text, error),
        )

    def _unheard(self, text: str, error: Exception) -> None:
        if isinstance(error, DeskError) and error.code is Fault.SITE_UNREACHABLE:
            self._judged(judge_offline(text, self._ports.station.site, self._ports.now()))
        else:
            self._say(told(error))

    def _judged(self, shown: ShownSlip) -> None:
        self._say(Said(*slip_word(shown)))
