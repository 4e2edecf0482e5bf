"""Which calls this display has announced: one number a line, so that none is missed or said twice after a restart."""

from __future__ import annotations

from pathlib import Path

_KEPT = 1000


class Announced:
    """The list of one station, in its folder. `last` is the newest call announced, 0 where none is known."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "announced.txt"
        numbers = read(self.path)
        self.last = max(numbers, default=0)
        if len(numbers) > _KEPT:
            self.path.write_text("".join(f"{number}\n" for number in numbers[-_KEPT // 2 :]), encoding="ascii")

    def add(self, call_id: int) -> None:
        """A call is on the screen and was said."""
        with self.path.open("a", encoding="ascii") as lines:
            lines.write(f"{call_id}\n")


def read(path: Path) -> list[int]:
    """The calls in such a list, oldest first; a line that a power cut tore is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="ascii", errors="replace").splitlines(keepends=True)
    return [int(line) for line in lines if line.endswith("\n") and line.strip().isdigit()]
