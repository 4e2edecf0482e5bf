"""`drc doctor`: what is wrong with the devices of this PC, and what to do about it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from drc_desktop.devices.modem import ModemState, ask_modem
from drc_desktop.devices.place import Heard, listen
from drc_desktop.devices.voice_clips import CLIPS
from drc_desktop.settings import Settings, SettingsError, data_dir, load
from drc_desktop.words import LANGUAGES, Words
from token_printer.errors import PrinterError
from token_printer.finding import printers_here
from token_printer.profiles import profile_for
from token_printer.targets import open_printer

GOOD, LOOK, BAD = "good", "look", "bad"
_MARKS = {GOOD: "ok  ", LOOK: "look", BAD: "BAD "}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `what` it is, how it stands, and the sentence that says so and what to do."""

    what: str
    state: str
    says: str


def main(argv: Sequence[str] | None = None) -> int:
    """0 nothing is bad, 1 something is, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="drc doctor", description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=data_dir(), help="data folder of this PC")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(list(sys.argv[1:] if argv is None else argv))
    found = list(examine(options.home, Words(options.language)))
    if options.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            print(f"{_MARKS[one.state]} {one.what:<9} {one.says}")
    return 1 if any(one.state == BAD for one in found) else 0


def examine(home: Path, words: Words) -> Iterator[Finding]:
    """All findings, in the order in which they are best mended. Never raises for what is wrong with the PC."""
    try:
        settings = load(home)
    except SettingsError as error:
        yield Finding("settings", BAD, words.text("fault-settings-wrong", **error.params))
        settings = Settings()
    else:
        yield Finding("settings", GOOD, words.text("doctor-settings", path=str(home)))
    checks: tuple[Callable[[Settings, Words], Finding], ...] = (
        _printer,
        _scanner,
        _place,
        _modem,
        _fonts,
        _voice,
    )
    for check in checks:
        yield check(settings, words)


def _printer(settings: Settings, words: Words) -> Finding:
    """Opened and asked; nothing is printed."""
    mine = settings.printer
    if not mine.address:
        found = ", ".join(one.address for one in printers_here())
        word = "doctor-printer-unset" if found else "doctor-printer-none"
        return Finding("printer", LOOK, words.text(word, found=found))
    try:
        status = open_printer(mine.address, profile_for(mine.model, mine.width)).status()
    except KeyError:
        return Finding("printer", BAD, words.text("printer-bad-model", where=mine.model))
    except PrinterError as error:
        return Finding("printer", BAD, _trouble(error.code.value, words, **error.params))
    if status is None:
        return Finding("printer", LOOK, words.text("doctor-printer-silent", where=mine.address))
    if status.trouble is not None:
        return Finding("printer", BAD, _trouble(status.trouble.value, words, where=mine.address, sent=0))
    if status.paper_low:
        return Finding("printer", LOOK, words.text("printer-paper-low", where=mine.address))
    return Finding("printer", GOOD, words.text("doctor-printer-ready", where=mine.address))


def _trouble(code: str, words: Words, **params: Any) -> str:
    return words.text(f"printer-{code.replace('_', '-')}", **params)


def _scanner(settings: Settings, words: Words) -> Finding:
    """A keyboard scanner needs nothing; a serial one its port."""
    mine = settings.scanner
    if not mine.port:
        return Finding("scanner", GOOD, words.text("doctor-scanner-keyboard"))
    import serial

    try:
        with serial.Serial(mine.port, mine.baud):
            return Finding("scanner", GOOD, words.text("doctor-scanner-port", port=mine.port))
    except Exception as error:  # pyserial has an error of its own for each way
        busy = isinstance(error, PermissionError) or "PermissionError" in str(error)
        word = "doctor-scanner-busy" if busy else "doctor-scanner-away"
        return Finding("scanner", BAD, words.text(word, port=mine.port))


def _place(settings: Settings, words: Words) -> Finding:
    """Where surveys get their place from; a receiver is listened to for some seconds."""
    mine = settings.place
    if not mine.port:
        there = settings.monitor.centre_place() is not None
        return Finding("place", GOOD if there else LOOK, words.text(f"doctor-place-{'site' if there else 'none'}"))
    code, fix = listen(mine.port, mine.baud)
    state = {Heard.FIX: GOOD, Heard.NO_FIX: LOOK}.get(code, BAD)
    where = fix.text() if fix is not None else ""
    return Finding("place", state, words.text(f"doctor-place-{code.value}", port=mine.port, where=where))


def _modem(settings: Settings, words: Words) -> Finding:
    """Asked for its card and its network; nothing is sent."""
    mine = settings.modem
    if not mine.port:
        return Finding("modem", GOOD, words.text("doctor-modem-off"))
    code = ask_modem(mine.port, mine.baud)
    on = "on" if mine.messages else "off"
    state = GOOD if code is ModemState.READY else BAD
    return Finding("modem", state, words.text(f"doctor-modem-{code.value}", port=mine.port, messages=on))


def _fonts(_settings: Settings, words: Words) -> Finding:
    """All three faces registered with Qt, as windows and slips use them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from drc_desktop.kit.fonts import register_fonts

    application = QGuiApplication.instance() or QGuiApplication([])
    missing = register_fonts().missing
    del application
    if missing:
        return Finding("fonts", LOOK, words.text("doctor-fonts-missing", names=", ".join(missing)))
    return Finding("fonts", GOOD, words.text("doctor-fonts"))


def _voice(settings: Settings, words: Words) -> Finding:
    """The clips of the calls; whether a loudspeaker sounds, only an ear can tell."""
    if not settings.display.voice:
        return Finding("voice", LOOK, words.text("voice-off"))
    count = sum(1 for _ in CLIPS.rglob("*.wav"))
    if not count:
        return Finding("voice", BAD, words.text("voice-no-clips"))
    return Finding("voice", GOOD, words.text("doctor-voice", n=count))
