"""A stick, or any folder, that is carried to the registry and back.

A push leaves envelopes and picks up the answers that were left for them; two sticks may carry the same message. Every
file is whole or not there, so the stick may be pulled out at any moment, and a second visit mends what is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from sync import wire
from sync.carriers.base import MAX_ANSWER, Answer, read_answer
from sync.carriers.files import Layout, Medium
from sync.enrol import MAX_MESSAGE
from sync.errors import SyncError, Underway
from sync.page import MAX_PAGE
from sync.requests import SignedPull


class FolderCarrier:
    """The folder `root` as the link of the PC `device`."""

    name = "folder"

    def __init__(self, root: Path, device: str, medium: Medium | None = None) -> None:
        self._medium = medium or Medium()
        self._layout = Layout.of(Path(root), device)

    def push(self, envelopes: Sequence[bytes], seen: bytes = b"") -> list[Answer]:
        """See `Carrier.push`. `seen` travels in the pull request, which the far end reads first."""
        return [self._hand_over(data) for data in envelopes]

    def _hand_over(self, data: bytes) -> Answer:
        digest = hashlib.sha256(data).digest()
        found = self._medium.read(self._layout.answer(digest), MAX_ANSWER)
        if found is not None:
            try:
                return read_answer(wire.decode_map(found, MAX_ANSWER))
            except SyncError:
                pass  # whole, but no answer of ours: as if it were not there
        self._medium.write(self._layout.envelope(digest), data)
        return Answer()

    def pull(self, request: bytes) -> bytes:
        """See `Carrier.pull`: a page that was left, else Underway once the request is on the stick."""
        asked = SignedPull.from_bytes(request).request
        found = self._medium.read(self._layout.page(asked.tehsil, asked.cursor), MAX_PAGE)
        if found is not None:
            return found
        self._medium.write(self._layout.pull(asked.tehsil), request)
        raise Underway

    def enrol(self, request: bytes) -> bytes:
        """See `Carrier.enrol`."""
        found = self._medium.read(self._layout.enrolled(request), MAX_MESSAGE)
        if found is not None:
            return found
        self._medium.write(self._layout.enrol(request), request)
        raise Underway

    def tidy(self, waiting: Iterable[bytes]) -> int:
        """After a round: take away what has done its work. `waiting` are the hashes of messages without a receipt;
        their files stay. How many files went."""
        paths = (self._layout.envelope, self._layout.answer)
        kept = {path(digest).name for digest in waiting for path in paths}
        done = [
            *(path for path in self._medium.listing(self._layout.out, ".env") if path.name not in kept),
            *(path for path in self._medium.listing(self._layout.back, ".answer") if path.name not in kept),
            *self._medium.listing(self._layout.back, ".page"),
        ]
        for path in done:
            self._medium.remove(path)
        return len(done)
