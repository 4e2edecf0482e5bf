"""Push requests that arrive in parts, over links that break before a whole one is through.

Parts rest in memory, for a bounded number of bytes and the newest first: who loses his place sends again from 0.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from sync import wire
from sync.errors import Malformed, Oversize

PART = 64 * 1024
MAX_PART_REQUEST = PART + 1024
MAX_HELD = 64 * 1024 * 1024


@dataclass
class _Whole:
    size: int
    data: bytearray = field(default_factory=bytearray, repr=False)


class Parts:
    """What has arrived of requests of at most `limit` bytes each."""

    def __init__(self, limit: int, most: int = MAX_HELD) -> None:
        self._limit = limit
        self._most = most
        self._held: OrderedDict[bytes, _Whole] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, data: bytes) -> tuple[int, bytes | None]:
        """A part `{v, sha256, size, offset, data}`: how many bytes are here now, and the request once it is whole.

        A part that does not begin where the last one ended changes nothing. Raises Malformed, Oversize, Truncated.
        """
        fields = wire.decode_map(data, MAX_PART_REQUEST)
        digest, part = wire.field(fields, "sha256", bytes), wire.field(fields, "data", bytes)
        size, offset = wire.field(fields, "size", int), wire.field(fields, "offset", int)
        if len(digest) != 32 or not size > 0 or offset < 0:
            raise Malformed(field="part")
        if size > self._limit or len(part) > PART:
            raise Oversize(size=size, limit=self._limit)
        with self._lock:
            return self._add(digest, size, offset, part)

    def _add(self, digest: bytes, size: int, offset: int, part: bytes) -> tuple[int, bytes | None]:
        whole = self._held.setdefault(digest, _Whole(size))
        self._held.move_to_end(digest)
        if offset == len(whole.data) and offset + len(part) <= whole.size:
            whole.data += part
        have = len(whole.data)
        if have == whole.size:
            del self._held[digest]
            request = bytes(whole.data)
            if wire.sha256(request) != digest:
                raise Malformed(field="sha256")
            return have, request
        while sum(len(one.data) for one in self._held.values()) > self._most:
            self._held.popitem(last=False)
        return have, None
