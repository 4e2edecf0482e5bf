"""A ruler across the paper: how many dots the printer really has, without fonts or Qt."""

from __future__ import annotations

from token_printer import escpos
from token_printer.bitmap import DOTS_PER_MM, Bitmap
from token_printer.escpos import Profile
from token_printer.printers import Page
from token_printer.textpage import LETTER, TextPage

HEIGHT = 200
STEP = 64
"""Dots between two numbers: 8 mm."""


def ruler(profile: Profile) -> Page:
    """A tick each millimetre, a number every 8, a black edge on both sides; as text where the line is slow."""
    return TextPage(_letters(profile)) if profile.text else _dots(profile.width)


def _dots(width: int) -> Bitmap:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("1", (width, HEIGHT), 1)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(20)
    for edge in (0, width - 4):
        pen.rectangle((edge, 0, edge + 3, HEIGHT), fill=0)
    for x in range(0, width, DOTS_PER_MM):
        high = 48 if x % STEP == 0 else 32 if x % (STEP // 2) == 0 else 16
        pen.rectangle((x, 0, x + 1, high), fill=0)
    for x in range(STEP, width - STEP // 2, STEP):
        pen.text((x, 52), str(x), fill=0, font=font, anchor="ma")
    for row, mark in enumerate((512, 576)):  # the widths that are mistaken for one another
        if width > mark:
            pen.rectangle((mark - 2, 90 + 20 * row, mark + 1, 110 + 20 * row), fill=0)
    pen.text((width // 2, 120), f"{width} dots", fill=0, font=ImageFont.load_default(40), anchor="ma")
    return Bitmap(width, HEIGHT, bytes(~byte & 0xFF for byte in image.tobytes()))


def _letters(profile: Profile) -> bytes:
    columns = profile.width // LETTER
    line = "".join(str(place % 10) for place in range(1, columns + 1))
    said = f"{columns} letters, {profile.width} dots"
    return escpos.start(profile) + f"{line}\n{said}\n".encode("ascii") + escpos.end(profile)
