"""The registry's side of a stick: read what PCs left on it, leave the answers beside it.

Nothing on the stick is trusted: envelopes and requests are verified as those of any carrier. A second visit with the
same stick writes the same answers again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sync import wire
from sync.carriers.base import MAX_BATCH
from sync.carriers.files import Layout, Medium
from sync.enrol import MAX_MESSAGE
from sync.envelope import MAX_ENVELOPE
from sync.errors import CarrierError, SyncError
from sync.page import read_cursor
from sync.registry.service import MAX_REQUEST, Registry
from sync.requests import MAX_REQUEST as MAX_PULL
from sync.requests import SignedPull

MAX_PAGES = 2000


@dataclass
class StickFigures:
    """What one visit did, in files. `damaged`: cut short or changed, left for the PC to write again."""

    envelopes: int = 0
    receipts: int = 0
    refused: int = 0
    damaged: int = 0
    pages: int = 0
    enrolments: int = 0


def serve_stick(registry: Registry, root: Path, medium: Medium | None = None) -> StickFigures:
    """Answer everything on the medium at `root`. Raises MediumFull, MediumGone; what was answered before stays."""
    figures = StickFigures()
    visit = _Visit(registry, medium or Medium(), figures)
    for layout in Layout.all(root):
        visit.enrolments(layout)
        visit.show_receipts(layout)
        visit.envelopes(layout)
        visit.pulls(layout)
    return figures


class _Visit:
    def __init__(self, registry: Registry, medium: Medium, figures: StickFigures) -> None:
        self._registry = registry
        self._medium = medium
        self._figures = figures

    def enrolments(self, layout: Layout) -> None:
        for request in self._read(layout.out, ".enrol", MAX_MESSAGE):
            try:
                answer = self._registry.enrol(request)
            except SyncError:
                self._figures.refused += 1
                continue
            self._medium.write(layout.enrolled(request), answer)
            self._figures.enrolments += 1

    def show_receipts(self, layout: Layout) -> None:
        """Before anything is stored: a registry that was set back must give receipts of its new life."""
        for request in self._read(layout.out, ".pull", MAX_PULL, count=False):
            try:
                self._registry.epoch.hear(SignedPull.from_bytes(request).request.seen)
            except SyncError:
                continue

    def envelopes(self, layout: Layout) -> None:
        batch: list[bytes] = []
        for data in self._read(layout.out, ".env", MAX_ENVELOPE):
            if batch and (len(batch) == MAX_BATCH or sum(map(len, batch)) + len(data) > MAX_REQUEST):
                self._take(layout, batch)
                batch = []
            batch.append(data)
        if batch:
            self._take(layout, batch)

    def _take(self, layout: Layout, batch: list[bytes]) -> None:
        for data, outcome in zip(batch, self._registry.take(batch), strict=True):
            self._medium.write(layout.answer(wire.sha256(data)), wire.encode(outcome.to_wire()))
            self._figures.envelopes += 1
            if outcome.receipt is None:
                self._figures.refused += 1
            else:
                self._figures.receipts += 1

    def pulls(self, layout: Layout) -> None:
        for request in self._read(layout.out, ".pull", MAX_PULL, count=False):
            try:
                self._pages(layout, SignedPull.from_bytes(request))
            except CarrierError:
                raise  # the medium, not the request
            except SyncError:
                self._figures.refused += 1

    def _pages(self, layout: Layout, asked: SignedPull) -> None:
        """The page asked for and all that follow it: the stick may not come back for weeks."""
        for page in self._registry.pages(asked, MAX_PAGES):
            self._medium.write(layout.page(asked.request.tehsil, read_cursor(page, "since")), page)
            self._figures.pages += 1

    def _read(self, folder: Path, suffix: str, limit: int, count: bool = True) -> Iterator[bytes]:
        for path in self._medium.listing(folder, suffix):
            found = self._medium.read(path, limit)
            if found is not None:
                yield found
            elif count:
                self._figures.damaged += 1
