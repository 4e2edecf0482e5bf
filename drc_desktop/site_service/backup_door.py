"""What a PC that stands by is given: what lies beside the database, and the database piece by piece."""

from __future__ import annotations

from pathlib import Path

import msgspec

from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.site_service.backing_up import Ask, belongings_of
from drc_desktop.store.backup_source import BackupSource


class BackupDoor:
    """The pieces of one running site, as bytes for the wire."""

    def __init__(self, source: BackupSource, folder: Path, key: bytes) -> None:
        self._source, self._folder, self._key = source, folder, key

    def give(self, part: str, device_id: str, body: bytes) -> bytes:
        """`belongings`, or the `piece` asked for in `body`.

        Raises:
            DeskError: BAD_REQUEST. StorageError: the storage's faults.
        """
        if part == "belongings":
            return msgspec.msgpack.encode(belongings_of(self._folder, self._key))
        if part != "piece":
            raise DeskError(Fault.BAD_REQUEST, what="part")
        try:
            asked = msgspec.json.decode(body, type=Ask)
        except msgspec.DecodeError as fault:
            raise DeskError(Fault.BAD_REQUEST, what=str(fault)) from fault
        return msgspec.msgpack.encode(self._source.read(device_id, asked.mark))
