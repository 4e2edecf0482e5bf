"""`drc printer`: find printers and try one with a ruler, a test slip, a printer in software, pictures of all slips."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from drc_desktop.desk.contract import JobState, PrintJob, Service, SlipKind
from drc_desktop.devices.slip_samples import SITE, sample_jobs
from drc_desktop.devices.slips import SlipMaker, pair
from drc_desktop.words import LANGUAGES, Words
from token_printer.emulate import main as emulate
from token_printer.errors import PrinterError
from token_printer.escpos import Profile
from token_printer.finding import printers_here
from token_printer.profiles import models, profile_for
from token_printer.ruler import ruler
from token_printer.sheet import Faces
from token_printer.targets import open_printer

#: Qt ends when nothing holds its application object.
_ALIVE: list[object] = []


def main(argv: Sequence[str] | None = None) -> int:
    """0 success, 1 a known trouble of the printer, 2 wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    commands = {
        "setup": setup,
        "profiles": show_profiles,
        "test": print_test,
        "emulate": emulate,
        "samples": save_samples,
    }
    command = commands.get(arguments[0]) if arguments else None
    if command is not None:
        return command(arguments[1:])
    print("usage: " + "\n       ".join(f"drc printer {name} --help" for name in commands))
    return 0 if arguments[:1] in (["-h"], ["--help"]) else 2


def setup(argv: Sequence[str]) -> int:
    """Without an address: what is there. With one: a ruler on paper, and the lines for the settings."""
    parser = argparse.ArgumentParser(prog="drc printer setup", description="Find printers; try one with a ruler.")
    parser.add_argument("address", nargs="?", help="one of the addresses listed, or tcp://host:9100")
    parser.add_argument("--model", choices=sorted(models()), default="", help="profile, see drc printer profiles")
    parser.add_argument("--width", type=int, default=576, help="dots of the ruler: 576 for 80 mm, 384 for 58 mm")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    options = parser.parse_args(argv)
    words = Words(options.language)
    if options.address is None:
        found = printers_here()
        print("\n".join(f"{one.address:<40} {one.name}" for one in found) or words.text("printer-none-found"))
        return 0 if found else 1
    try:
        profile = profile_for(options.model, options.width)
        printer = open_printer(options.address, profile)
        page = ruler(printer.profile)
        result = printer.deliver(lambda: page)
    except PrinterError as error:
        return _said(error, words)
    print(words.text(f"printer-{result.delivery.value}", where=printer.where, sent=result.sent))
    print(words.text("printer-ruler-read", width=profile.width))
    model = f'model = "{options.model}"' if options.model else f"width = {profile.width}"
    print(f'\n[printer]\naddress = "{options.address}"\n{model}')
    return 0


def show_profiles(argv: Sequence[str]) -> int:
    """The models of the data file."""
    argparse.ArgumentParser(prog="drc printer profiles", description="Models for printer.model.").parse_args(argv)
    for model in models().values():
        profile = model.profile
        facts = [f"{profile.width} dots", "cuts" if profile.cut else "no cutter"]
        print(
            f"{model.key:<18} {', '.join([*facts, *([] if profile.answers else ['never answers'])]):<32} {model.name}"
        )
    return 0


def _said(error: PrinterError, words: Words) -> int:
    print(words.text(f"printer-{error.code.value.replace('_', '-')}", **error.params))
    return 1


def test_job() -> PrintJob:
    """A token slip that can be told from a real one: number 000, a QR that no counter accepts."""
    now = time.time()
    content = {
        "token": "A000", "service": Service.NEW_SURVEY.value, "issued_at": now,
        "ahead": 0, "wait_low": 0, "wait_high": 0, "qr": "TEST",
    }  # fmt: skip
    return PrintJob(0, SlipKind.TOKEN, "A000", 0, JobState.PENDING, content, now)


def print_test(argv: Sequence[str]) -> int:
    """Print one test slip and say what the printer answered."""
    parser = argparse.ArgumentParser(prog="drc printer test", description="Print one slip without a token.")
    parser.add_argument("address", help="tcp://host:9100, serial:COM3?baud=115200, file:/dev/usb/lp0, pdf:folder ...")
    parser.add_argument("--width", type=int, default=576, help="dots across: 576 for 80 mm, 384 for 58 mm")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    options = parser.parse_args(argv)
    words = Words(options.language)
    from token_printer.raster import page_of

    faces = _faces()
    try:
        printer = open_printer(options.address, Profile(width=options.width))
        slip = SlipMaker(pair("slip-test-site")).slip_of(test_job())
        result = printer.deliver(lambda: page_of(slip, printer.profile, faces))
    except PrinterError as error:
        return _said(error, words)
    print(words.text(f"printer-{result.delivery.value}", where=printer.where, sent=result.sent))
    return 0


def save_samples(argv: Sequence[str]) -> int:
    """Write a PNG of every kind of slip in both paper widths."""
    parser = argparse.ArgumentParser(prog="drc printer samples", description="Pictures of all slips.")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(argv).folder
    from token_printer.raster import render

    faces = _faces()
    folder.mkdir(parents=True, exist_ok=True)
    for name, job in sample_jobs().items():
        for millimetres, width in ((80, 576), (58, 384)):
            render(SlipMaker(SITE).slip_of(job), width, faces).save_png(folder / f"{name}-{millimetres}.png")
    return 0


def _faces() -> Faces:
    """Fonts for a process without a window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    from drc_desktop.kit.fonts import register_fonts

    _ALIVE.append(QGuiApplication.instance() or QGuiApplication([]))
    families = register_fonts()
    return Faces(families.latin, families.nastaliq)
