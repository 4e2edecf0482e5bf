"""A slip shown at this counter: asked of the desk; without it the signature is checked here. At a free counter a good
slip brings its visit, as the operator would by calling that token.
"""

from __future__ import annotations

from collections.abc import Callable

from drc_desktop.counter.model import Said
from drc_desktop.counter.ports import Ports
from drc_desktop.counter.words import told
from drc_desktop.desk.contract import DeskError, Fault, ShownSlip, SlipVerdict, VisitCard
from drc_desktop.desk.ticket import judge_offline
from drc_desktop.kit.shown_slip import slip_word

BRINGS = frozenset({SlipVerdict.WAITS, SlipVerdict.PARKED, SlipVerdict.RIGHT})
"""Nobody else has the visit."""


class ShownSlips:
    """`say` gets the verdict on each slip, `bring` the visit of a good one."""

    def __init__(self, ports: Ports, say: Callable[[Said | None], None], bring: Callable[[VisitCard], bool]) -> None:
        self._ports, self._say, self._bring = ports, say, bring

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
        brought = shown.verdict in BRINGS and shown.visit is not None and self._bring(shown.visit)
        if not brought:
            self._say(Said(*slip_word(shown)))
