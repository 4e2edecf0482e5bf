"""Letters and codes that a printer sets by itself (ESC a, ESC E, GS !, GS ( k), as dots on the emulator's paper."""

from __future__ import annotations

from dataclasses import dataclass, field

from token_printer.escpos import ESC, GS

#: Font A of receipt printers: a letter is 12 dots wide and 24 high; a line takes 30.
LETTER_WIDTH, LETTER_HEIGHT, LEADING = 12, 24, 6


@dataclass
class Writer:
    """The state of the printer's text mode and the line being filled."""

    align: int = 0
    across: int = 1
    down: int = 1
    bold: bool = False
    _line: bytearray = field(default_factory=bytearray)
    _text: list[str] = field(default_factory=list)
    _stored: str = ""
    _module: int = 3

    def reset(self) -> None:
        """ESC @: what stands in the line is forgotten."""
        self.align, self.across, self.down, self.bold = 0, 1, 1, False
        self._line.clear()

    def style(self, code: bytes, value: int) -> None:
        """ESC a (0 left, 1 middle, 2 right), ESC E (bold), GS ! (size: across in the high half, down in the low)."""
        if code == bytes((ESC, 0x61)):
            self.align = value % 3
        elif code == bytes((ESC, 0x45)):
            self.bold = bool(value & 1)
        elif code == bytes((GS, 0x21)):
            self.across, self.down = (value >> 4) + 1, (value & 0x0F) + 1

    def letter(self, code: int) -> None:
        """One letter of the line."""
        self._line.append(code)

    def take_text(self) -> str:
        """All lines since the last cut, codes included."""
        text = "\n".join(self._text)
        self._text.clear()
        return text

    def end_line(self, width: int) -> bytes:
        """LF: the line as rows of `width` dots; letters that do not fit go on in the next line."""
        text, fits = self._line.decode("ascii"), max(1, width // (LETTER_WIDTH * self.across))
        self._line.clear()
        pieces = [text[at : at + fits] for at in range(0, len(text), fits)] or [""]
        self._text += pieces
        return b"".join(self._row(piece, width) for piece in pieces)

    def _row(self, text: str, width: int) -> bytes:
        from PIL import Image, ImageDraw, ImageFont

        high = LETTER_HEIGHT * self.down + LEADING
        paper = Image.new("1", (width, high), 1)
        if text:
            font = ImageFont.load_default(20)
            small = Image.new("L", (LETTER_WIDTH * len(text), LETTER_HEIGHT), 255)
            pen = ImageDraw.Draw(small)
            for place, letter in enumerate(text):
                middle = (place * LETTER_WIDTH + LETTER_WIDTH // 2, 0)
                pen.text(middle, letter, fill=0, font=font, anchor="ma", stroke_width=int(self.bold))
            large = small.resize((small.width * self.across, small.height * self.down)).point(lambda v: v > 150 and 255)
            paper.paste(large.convert("1"), (_start(self.align, width, large.width), 0))
        return bytes(~byte & 0xFF for byte in paper.tobytes())

    def code(self, body: bytes, width: int) -> bytes:
        """GS ( k of a QR code (cn 49): keeps size and text, gives the rows when it is to be printed."""
        function, rest = body[1:2], body[2:]
        if function == b"C":
            self._module = rest[0]
        elif function == b"P":
            self._stored = rest[1:].decode("ascii", "replace")
        elif function == b"Q":
            self._text.append(self._stored)
            return self._qr(width)
        return b""

    def _qr(self, width: int) -> bytes:
        from PIL import Image

        from token_printer.qr import LOW, QUIET_MODULES, Code

        code = Code.of(self._stored, LOW)
        inked, quiet = code.modules * self._module, QUIET_MODULES * self._module
        large = Image.new("1", (inked + 2 * quiet, inked + 2 * quiet), 1)
        large.paste(Image.frombytes("L", (inked, inked), code.dots(self._module)), (quiet, quiet))
        paper = Image.new("1", (width, large.height), 1)
        paper.paste(large, (_start(self.align, width, large.width), 0))
        return bytes(~byte & 0xFF for byte in paper.tobytes())


def _start(align: int, width: int, wide: int) -> int:
    return (0, (width - wide) // 2, width - wide)[align]
