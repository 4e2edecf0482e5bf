"""`drc doctor`: each device well and ill, in both languages, with an exit code."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from drc_desktop import doctor_cli
from drc_desktop.__main__ import main
from drc_desktop.doctor_cli import Finding
from drc_desktop.kit import fonts
from drc_desktop.kit.fonts import FontFamilies
from tests.unit.devices.emulated_modem import EmulatedModem
from tests.unit.devices.test_place import GGA, sentence
from token_printer.emulated_link import Fault
from token_printer.emulated_serial import Plug
from token_printer.emulator import Emulator
from token_printer.finding import Found

posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
Examine = Callable[..., tuple[int, dict[str, Finding]]]


@pytest.fixture
def examine(tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: QApplication) -> Examine:
    def run(settings: str = "", language: str = "en") -> tuple[int, dict[str, Finding]]:
        (tmp_path / "settings.toml").write_text(settings, encoding="utf-8")
        code = main(["doctor", "--home", str(tmp_path), "--language", language, "--json"])
        found = [Finding(**one) for one in json.loads(capsys.readouterr().out)]
        return code, {one.what: one for one in found}

    return run


def test_all_is_well(examine: Examine, tmp_path: Path) -> None:
    with Emulator(tmp_path / "slips") as emulator:
        code, found = examine(f'[printer]\naddress = "tcp://127.0.0.1:{emulator.port}"\n')
        assert emulator.slips == [], "looking prints nothing"
    assert code == 0
    assert list(found) == ["settings", "printer", "scanner", "place", "modem", "fonts", "voice"]
    assert (found["printer"].state, found["scanner"].state, found["voice"].state) == ("good", "good", "good")
    assert "answers and is ready" in found["printer"].says


@pytest.mark.parametrize(("language", "says"), [("en", "out of paper"), ("ur", "کاغذ ختم")])
def test_a_printer_in_trouble(examine: Examine, tmp_path: Path, language: str, says: str) -> None:
    with Emulator(tmp_path / "slips") as emulator:
        emulator.inject(Fault.PAPER_OUT)
        code, found = examine(f'[printer]\naddress = "tcp://127.0.0.1:{emulator.port}"\n', language)
    assert (code, found["printer"].state) == (1, "bad")
    assert says in found["printer"].says


def test_a_printer_that_never_answers_is_to_be_tried(examine: Examine, tmp_path: Path) -> None:
    code, found = examine(f'[printer]\naddress = "file:{tmp_path / "slips.bin"}"\n')
    assert (code, found["printer"].state) == (0, "look")
    assert "drc printer test" in found["printer"].says


def test_a_printer_that_is_not_set_up(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_cli, "printers_here", list)
    assert "drc printer setup" in examine()[1]["printer"].says
    monkeypatch.setattr(doctor_cli, "printers_here", lambda: [Found("raw:BC-85", "")])
    assert "raw:BC-85" in examine()[1]["printer"].says


@pytest.mark.parametrize(
    ("settings", "what", "says"),
    [
        ("[printer]\nadress = 'x'\n", "settings", "adress"),
        ("[printer]\naddress = 'what is this'\n", "printer", "no address of a printer"),
        ("[printer]\naddress = 'pdf:slips'\nmodel = 'typewriter'\n", "printer", "typewriter"),
        ("[scanner]\nport = '/no/such/port'\n", "scanner", "not there"),
    ],
)
def test_what_is_bad_ends_with_one(examine: Examine, settings: str, what: str, says: str) -> None:
    code, found = examine(settings)
    assert (code, found[what].state) == (1, "bad")
    assert says in found[what].says


def test_missing_faces_and_clips_are_named(examine: Examine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lacking = FontFamilies("Noto Sans", "Noto Sans Arabic", "Noto Sans Arabic", ("Noto Nastaliq Urdu",))
    monkeypatch.setattr(fonts, "register_fonts", lambda: lacking)
    monkeypatch.setattr(doctor_cli, "CLIPS", tmp_path / "none")
    code, found = examine()
    assert (code, found["fonts"].state, found["voice"].state) == (1, "look", "bad")
    assert "Noto Nastaliq Urdu" in found["fonts"].says


def test_people_read_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: QApplication) -> None:
    assert main(["doctor", "--home", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert lines[0].startswith("ok   settings")


def test_the_place_of_the_centre_is_enough(examine: Examine) -> None:
    assert examine('[monitor]\ncentre = "32.07 72.67"\n')[1]["place"].state == "good"
    assert examine()[1]["place"].state == "look"


@posix
def test_a_receiver_is_heard(examine: Examine, tmp_path: Path) -> None:
    settings = f'[place]\nport = "{tmp_path / "gnss"}"\n'
    assert examine(settings)[1]["place"].state == "bad"
    plug = Plug(tmp_path / "gnss")
    talking = threading.Event()
    words = [sentence(GGA.replace("E,1,", "E,0,"))]

    def talk() -> None:
        while not talking.wait(0.05):
            plug.write(words[0])

    receiver = threading.Thread(target=talk)
    receiver.start()
    try:
        assert examine(settings)[1]["place"].state == "look"
        words[0] = sentence(GGA)
        found = examine(settings)[1]["place"]
    finally:
        talking.set()
        receiver.join()
        plug.pull()
        assert plug.read() == b""
    assert (found.state, "32.074000 72.666900" in found.says) == ("good", True)


@posix
@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_modem_is_asked_for_card_and_network(examine: Examine, tmp_path: Path, language: str) -> None:
    settings = f'[modem]\nport = "{tmp_path / "gsm"}"\n'
    assert examine()[1]["modem"].state == "good", "none is needed"
    assert examine(settings)[1]["modem"].state == "bad"
    phone = EmulatedModem(tmp_path / "gsm")
    try:
        assert examine(settings, language)[1]["modem"].state == "good"
        phone.registered = False
        without_network = examine(settings, language)[1]["modem"]
        phone.sim = False
        without_card = examine(settings, language)[1]["modem"]
    finally:
        phone.pull()
    assert (without_network.state, without_card.state) == ("bad", "bad")
    assert without_network.says != without_card.says
    assert phone.received == []
