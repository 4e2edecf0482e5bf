"""What this PC has seen of the site's log: signed heads, kept away from the site PC, so that nobody writes it anew.

One file of JSON lines in the data folder, hashes and numbers only. A head is kept when the log has grown by a hundred
events, and whenever it is asked for at the end of a day.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from drc_desktop.desk.contract import AuditHead

FILE_NAME = "audit-heads.jsonl"
EVERY = 100


class BadHeads(Exception):
    """A file that holds no heads; `params`: path."""

    code = "audit-bad-heads"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.params = {"path": str(path)}


def kept(file: Path) -> list[AuditHead]:
    """The heads in a file, oldest first; none where there is no file. Raises BadHeads."""
    try:
        lines = file.read_bytes().splitlines()
        return [msgspec.json.decode(line, type=AuditHead) for line in lines if line.strip()]
    except FileNotFoundError:
        return []
    except (OSError, msgspec.DecodeError) as error:
        raise BadHeads(file) from error


def keep(home: Path, head: AuditHead, at_once: bool = False) -> bool:
    """Keep a head if it is time to; whether it was kept. A shorter log than the one seen before is kept at once."""
    file = home / FILE_NAME
    before = kept(file)
    last = before[-1].seq if before else 0
    if head.seq == last or (last < head.seq < last + EVERY and not at_once):
        return False
    with file.open("ab") as out:
        out.write(msgspec.json.encode(head) + b"\n")
    return True
