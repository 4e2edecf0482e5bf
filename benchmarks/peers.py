"""What all peers of a bench have in common."""

from __future__ import annotations


class NoPeer(Exception):
    """A peer cannot be timed here; the message says why."""


def rows_of(printed: str) -> dict[str, list[float]]:
    """What a peer printed: one line a row, its name and its figures between tabs."""
    lines = [line.split("\t") for line in printed.splitlines() if "\t" in line]
    return {line[0]: [float(one) for one in line[1:]] for line in lines}
