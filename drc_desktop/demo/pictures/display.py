"""Pictures of the hall display: a call to either side, panels of several sizes, silence, a closed centre."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from drc_desktop.desk.contract import Called
from drc_desktop.domain.visit import Service
from drc_desktop.kit.board import DisplayModel, is_tall, panel_mm
from drc_desktop.kit.board_painter import BoardPainter, Room
from drc_desktop.words import Words

SIZE = QSize(1920, 1080)
CLOCK = "13:42"


def _call(call_id: int, token: str, counter: int) -> Called:
    return Called(call_id, token, token, Service.NEW_SURVEY, counter, 0.0, 1)


HERO = _call(9, "P024", 3)
LAST = (_call(8, "C048", 2), _call(7, "A062", 1), _call(6, "A061", 5), _call(5, "A060", 4))
SHOTS: dict[str, tuple[Called | None, tuple[Called, ...], dict[str, bool]]] = {
    "display-call-right": (HERO, LAST, {}),
    "display-call-left": (_call(10, "C048", 2), (HERO, *LAST[1:]), {}),
    "display-call-flash": (HERO, LAST, {"inverted": True}),
    "display-twelve-counters": (_call(12, "A127", 12), (_call(11, "T019", 9), _call(10, "K008", 7), *LAST[:2]), {}),
    "display-stale": (HERO, LAST, {"stale": True}),
    "display-nobody-yet": (None, (), {}),
    "display-closed": (None, (), {"closed": True}),
}


ONE, TWELVE = (
    (_call(9, "A024", 1), ()),
    (_call(12, "A127", 12), (_call(11, "T019", 9), _call(10, "K008", 7), *LAST[:2])),
)
PANELS: dict[str, tuple[float, float, QSize]] = {
    "43-inch": (43, 10, SIZE),
    "55-inch": (55, 10, QSize(3840, 2160)),
    "32-inch-far": (32, 12, SIZE),
}
"""Diagonal, metres to the last row of seats, pixels."""


def render(out: Path) -> list[Path]:
    """Both languages stand on every picture, so there is one of each."""
    made = [_panel(out, panel, name) for panel in PANELS for name in ("one-counter", "twelve-counters")]
    room = _room()
    return [*made, *(_draw(out / f"{name}.png", room, SIZE, *shot) for name, shot in SHOTS.items())]


def _room() -> Room:
    return Room("Registry Centre Sargodha 2", "رجسٹریشن سنٹر، سرگودھا 2", frozenset({1, 2}), Words("en"), Words("ur"))


def _panel(out: Path, panel: str, name: str) -> Path:
    inches, metres, size = PANELS[panel]
    tall = is_tall(panel_mm(inches), metres)
    hero, last = ONE if name == "one-counter" else TWELVE
    return _draw(out / f"display-{panel}-{name}.png", replace(_room(), tall=tall), size, hero, last, {})


def _draw(
    path: Path, room: Room, size: QSize, hero: Called | None, last: tuple[Called, ...], state: dict[str, bool]
) -> Path:
    model = DisplayModel(
        open=not state.get("closed", False),
        stale=state.get("stale", False),
        hero=hero,
        hero_since=0.0,
        last=last,
        notice_en="",
        notice_ur="",
        waiting_calls=0,
    )
    picture = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    BoardPainter(painter, room).paint(QRectF(picture.rect()), model, CLOCK, state.get("inverted", False))
    painter.end()
    picture.save(str(path))
    return path
