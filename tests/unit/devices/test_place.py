"""The place of a survey: sentences of a GNSS receiver, a port that comes and goes, a fix that grows old."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from functools import reduce
from operator import xor
from pathlib import Path

import pytest

from drc_desktop.devices import serial_port
from drc_desktop.devices.place import Fix, Places, Receiver, read_sentence
from drc_desktop.domain.indicators.quality import read_place
from tests.unit.devices.test_serial_scanner import WAIT_S, until
from token_printer.emulated_serial import Plug

SITE = "32.074000 72.666900"
GGA = "GNGGA,061530.00,3204.4400,N,07240.0140,E,1,09,0.8,187.4,M,-41.2,M,,"
RMC = "GNRMC,061530.00,{},3204.4400,N,07240.0140,E,0.1,,281126,,,A"


def sentence(body: str) -> bytes:
    return f"${body}*{reduce(xor, body.encode()):02X}\r\n".encode()


def test_a_fix_is_read_in_degrees_and_metres() -> None:
    fix = read_sentence(sentence(GGA), 7.0)
    assert isinstance(fix, Fix)
    # 32 degrees 4.44 minutes north, 72 degrees 40.014 minutes east
    assert (fix.latitude, fix.longitude) == (pytest.approx(32.074), pytest.approx(72.6669))
    assert (fix.altitude_m, fix.accuracy_m, fix.at) == (187.4, pytest.approx(4.0), 7.0)
    assert fix.text() == "32.074000 72.666900 187.4 4.0"
    assert read_place(fix.text()) == (32.074, 72.6669)


def test_south_and_west_are_negative() -> None:
    fix = read_sentence(sentence(GGA.replace(",N,", ",S,").replace(",E,", ",W,")), 0.0)
    assert isinstance(fix, Fix)
    assert (fix.latitude, fix.longitude) == (pytest.approx(-32.074), pytest.approx(-72.6669))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (sentence("GNGGA,061530.00,,,,,0,00,,,M,,M,,"), False),  # no satellites yet
        (sentence(GGA.replace("E,1,", "E,0,")), False),  # a position, but the receiver says no fix
        (sentence(GGA.replace("3204.4400", "9904.4400")), False),
        (sentence(RMC.format("V")), False),
        (sentence(RMC.format("A")), None),
        (sentence("GPGSV,1,1,00"), None),
        (sentence(GGA).replace(b"3204", b"3205"), None),  # the checksum is the old one
        (sentence(GGA)[:40], None),
        (b"\xff\x00\xb5b not a sentence\r\n", None),
        (b"", None),
        (b"$" * 200, None),
    ],
)
def test_what_a_line_says(line: bytes, says: bool | None) -> None:
    assert read_sentence(line, 0.0) is says


def test_a_sentence_behind_a_torn_one_is_heard() -> None:
    assert isinstance(read_sentence(b"$GNGGA,0615" + sentence(GGA), 0.0), Fix)


def test_no_noise_on_the_line_raises_or_becomes_a_place() -> None:
    chance = random.Random(6)
    good = sentence(GGA)
    for _ in range(3000):
        line = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            line[chance.randrange(len(line))] = chance.randrange(256)
        said = read_sentence(bytes(line), 0.0)
        # one sum of eight bits lets one in 256 through: then it is at least a place on earth
        assert said is None or said is False or abs(said.latitude) <= 90


posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


@pytest.fixture
def clock() -> list[float]:
    return [100.0]


@pytest.fixture
def receiver(tmp_path: Path, clock: list[float], monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr(serial_port, "AGAIN_S", 0.05)
    made = Receiver(str(tmp_path / "gnss"), 4800, lambda: clock[0]).start()
    yield made
    made.stop()
    assert not made.connected.is_set()


@posix
def test_a_survey_gets_the_fix_and_the_site_when_it_is_old_or_lost(
    tmp_path: Path, receiver: Receiver, clock: list[float]
) -> None:
    places = Places(receiver, 60.0, SITE)
    assert places.text() == SITE, "no receiver is plugged in yet"
    plug = Plug(tmp_path / "gnss")
    assert receiver.connected.wait(WAIT_S)
    plug.write(b"\x8f torn" + sentence(GGA) + sentence(RMC.format("A")))
    assert until(lambda: places.text() == "32.074000 72.666900 187.4 4.0")
    clock[0] += 60.5
    assert places.text() == SITE
    plug.write(sentence(GGA))
    assert until(lambda: places.text() != SITE)
    plug.write(sentence(RMC.format("V")))
    assert until(lambda: places.text() == SITE), "the receiver itself no longer trusts it"
    plug.pull()
    assert plug.read() == b""


@posix
def test_a_receiver_that_is_pulled_out_comes_back(tmp_path: Path, receiver: Receiver) -> None:
    for height in ("187.4", "203.9"):
        plug = Plug(tmp_path / "gnss")
        assert receiver.connected.wait(WAIT_S)
        plug.write(sentence(GGA.replace("187.4", height)))
        assert until(lambda height=height: (fix := receiver.fix(60.0)) is not None and str(fix.altitude_m) == height)
        plug.pull()
        assert plug.read() == b""
        assert until(lambda: not receiver.connected.is_set())


def test_without_a_receiver_it_is_the_place_of_the_site() -> None:
    assert Places(None, 60.0, SITE).text() == SITE
    assert Places(None, 60.0, "").text() == ""
