"""The look: contrast of the tokens, a style sheet without sides, fonts of both languages, icons and shapes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from drc_desktop.kit import icons, marks, shapes, theme
from drc_desktop.kit.marks import Mark
from drc_desktop.kit.theme import TOKENS, Role, Theme, contrast


def test_contrast_is_computed_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "panel"),
        ("ink", "window"),
        ("muted", "panel"),
        ("muted", "window"),
        ("muted", "primary_tint"),
        ("primary", "panel"),
        ("primary", "primary_tint"),
        ("white", "primary"),
        ("ok", "ok_tint"),
        ("warn", "warn_tint"),
        ("error", "error_tint"),
        ("error", "panel"),
        ("ink", "called"),
        ("white", "bar"),
        ("white", "navy"),
        ("white", "notice"),
        ("called", "navy"),
    ],
)
def test_text_holds_seven_to_one(text: str, ground: str) -> None:
    assert contrast(getattr(TOKENS, text), getattr(TOKENS, ground)) >= 7


@pytest.mark.parametrize(("line", "ground"), [("border", "panel"), ("border", "window"), ("line", "navy")])
def test_borders_hold_three_to_one(line: str, ground: str) -> None:
    assert contrast(getattr(TOKENS, line), getattr(TOKENS, ground)) >= 3


def test_disabled_text_can_still_be_read() -> None:
    assert contrast(TOKENS.disabled, TOKENS.sunken) >= 4.5


@pytest.mark.parametrize("counter", range(1, 13))
def test_counter_colours_work_on_navy_and_under_an_ink_number(counter: int) -> None:
    fill = shapes.COUNTER_COLORS[counter - 1]
    assert contrast(fill, TOKENS.navy) >= 7.5
    assert contrast(fill, TOKENS.ink) >= 8.8


def test_every_mark_has_a_tone_that_can_be_read_as_text() -> None:
    for mark in Mark:
        assert contrast(getattr(TOKENS, marks.TONES[mark]), TOKENS.panel) >= 7


def test_the_style_sheet_names_no_side_and_stays_small() -> None:
    sheet = theme.qss()
    assert "left" not in sheet
    assert "right" not in sheet
    assert len(sheet.splitlines()) < 150


def test_digits_are_the_same_in_both_languages(qapp: QApplication) -> None:
    widths = {}
    for language in ("en", "ur"):
        applied = Theme.apply(qapp, language)
        widths[language] = QFontMetricsF(applied.font(Role.ROW_TOKEN)).horizontalAdvance("A063")
    assert widths["en"] == pytest.approx(widths["ur"])


def test_naskh_and_nastaliq_of_one_size_do_not_share_a_face(qapp: QApplication) -> None:
    """Qt caches by first family and size: without care the first one asked for would serve both."""
    applied = Theme.apply(qapp, "ur")
    words = "رجسٹریشن سنٹر"
    naskh, nastaliq = applied.font(Role.BODY), applied.font(Role.TAB)
    assert naskh.pointSizeF() == nastaliq.pointSizeF()
    first, second = (QFontMetricsF(font).horizontalAdvance(words) for font in (naskh, nastaliq))
    assert abs(first - second) > 2


def test_a_font_handed_out_is_never_changed(qapp: QApplication) -> None:
    from drc_desktop.kit.frame import Tabs

    applied = Theme.apply(qapp, "en")
    tabs = Tabs(["one", "two"])
    tabs.tabs[0].set_text("One")
    tabs.grab()
    assert not applied.font(Role.TAB).bold()


def _inked(paint: object) -> QImage:
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint(painter, QRectF(8, 8, 48, 48))  # type: ignore[operator]
    painter.end()
    return image


def _dark(image: QImage) -> int:
    return sum(image.pixelColor(x, y).lightness() < 250 for x in range(64) for y in range(64))


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_draws_inside_its_square_and_takes_its_tint(qapp: QApplication, name: str) -> None:
    image = _inked(lambda painter, rect: icons.paint(painter, rect, name, "#961A14"))
    assert _dark(image) > 20
    outside = [image.pixelColor(x, y).lightness() for x in range(64) for y in (0, 1, 62, 63)]
    assert min(outside) == 255
    colours = {image.pixelColor(x, y).name() for x in range(64) for y in range(64)}
    assert "#961a14" in colours


def test_only_icons_with_a_direction_turn_in_urdu(qapp: QApplication) -> None:
    for name in icons.names():
        plain = _inked(lambda painter, rect, name=name: icons.paint(painter, rect, name))
        turned = _inked(lambda painter, rect, name=name: icons.paint(painter, rect, name, rtl=True))
        assert (plain != turned) == (name in icons.MIRRORED), name


def test_twelve_counters_have_twelve_shapes_and_no_queue_shares_one() -> None:
    square = QRectF(0, 0, 100, 100)
    paths = [shapes.counter_path(counter, square) for counter in range(1, 13)]
    paths += [shapes.shape_path(shape, square) for shape in shapes.QUEUE_SHAPES.values()]
    assert not [(a, b) for a in range(15) for b in range(a + 1, 15) if paths[a] == paths[b]]


def test_every_mark_looks_different(qapp: QApplication) -> None:
    """Only 'long visit' and 'look at this' are one sign on purpose."""
    seen: dict[bytes, Mark] = {}
    for mark in set(Mark) - {Mark.LOOK}:
        image = _inked(lambda painter, rect, mark=mark: marks.paint(painter, rect, mark))
        key = bytes(image.constBits())
        assert key not in seen, f"{mark} looks like {seen.get(key)}"
        seen[key] = mark
