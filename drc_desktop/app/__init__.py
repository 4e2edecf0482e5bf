"""Composition root: settings -> stores -> desk -> presenters -> windows. Nothing else wires; each window has a module.

`station` holds what every window stands on: the Qt application, the words, the pairing, the desk over TLS, the sign-in,
the local store. `supervisor`, `counter` and `display` fill the ports of their rooms.
"""

from __future__ import annotations

from collections.abc import Sequence


def supervisor_main(argv: Sequence[str]) -> int:
    """`drc supervisor`."""
    from drc_desktop.app import supervisor

    return supervisor.main(argv)


def counter_main(argv: Sequence[str]) -> int:
    """`drc counter`."""
    from drc_desktop.app import counter

    return counter.main(argv)


def display_main(argv: Sequence[str]) -> int:
    """`drc display`."""
    from drc_desktop.app import display

    return display.main(argv)
