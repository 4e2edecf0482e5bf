"""The list of announced calls outlives a power cut, and does not grow for ever."""

from __future__ import annotations

from pathlib import Path

from drc_desktop.devices.announced import Announced, read


def test_the_newest_call_is_known_again(tmp_path: Path) -> None:
    kept = Announced(tmp_path)
    assert kept.last == 0
    for number in (7, 8, 9):
        kept.add(number)
    with kept.path.open("a", encoding="ascii") as torn:
        torn.write("1")
    assert Announced(tmp_path).last == 9
    assert read(kept.path) == [7, 8, 9]


def test_old_ones_are_left_out(tmp_path: Path) -> None:
    kept = Announced(tmp_path)
    kept.path.write_text("".join(f"{number}\n" for number in range(1, 1101)), encoding="ascii")
    assert Announced(tmp_path).last == 1100
    assert read(kept.path)[0] == 601
