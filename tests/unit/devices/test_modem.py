"""'Your turn is near' by a GSM modem: what it is told, what it may refuse, how often, and that nobody is told twice."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drc_desktop.devices import modem, serial_port
from drc_desktop.devices.modem import LONGEST_TEXT, Message, Messenger, ModemState, ucs2
from tests.unit.devices.emulated_modem import EmulatedModem
from tests.unit.devices.test_serial_scanner import until

posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
TEXT = "ٹوکن A042: آپ کی باری قریب ہے۔"
MOBILE = "03000000001"
LATER = 1e9


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        self.now += 0.002  # every look costs a little, so waits of the dialogue end
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def plugged(tmp_path: Path) -> Iterator[Callable[[], EmulatedModem]]:
    made: list[EmulatedModem] = []

    def plug() -> EmulatedModem:
        made.append(EmulatedModem(tmp_path / "gsm"))
        return made[-1]

    yield plug
    for one in made:
        one.pull()


@pytest.fixture
def messenger(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Messenger]:
    monkeypatch.setattr(serial_port, "AGAIN_S", 0.05)
    made = Messenger(str(tmp_path / "gsm"), 115_200, 3, clock).start()
    yield made
    made.stop()


def message(number: int = 1, until: float = LATER) -> Message:
    return Message(f"0300{number:07d}", TEXT, until)


@posix
def test_an_urdu_message_reaches_the_network(plugged: Callable[[], EmulatedModem], messenger: Messenger) -> None:
    messenger.put(message())  # before the modem is there
    phone = plugged()
    assert until(lambda: messenger.sent == 1)
    assert phone.received == [("+923000000001", TEXT)]
    assert phone.commands[:4] == ["ATE0", "AT+CMGF=1", "AT+CSMP=17,167,0,8", 'AT+CSCS="UCS2"']
    assert messenger.state is ModemState.READY


@posix
def test_news_of_the_network_between_is_no_answer(plugged: Callable[[], EmulatedModem], messenger: Messenger) -> None:
    phone = plugged()
    assert until(lambda: messenger.state is ModemState.READY)
    phone.say("+CREG: 1")
    phone.say("RING")
    messenger.put(message())
    assert until(lambda: messenger.sent == 1)
    assert len(phone.received) == 1


@posix
def test_no_more_than_allowed_go_in_a_minute(
    plugged: Callable[[], EmulatedModem], messenger: Messenger, clock: Clock
) -> None:
    phone = plugged()
    for number in range(5):
        messenger.put(message(number))
    assert until(lambda: messenger.sent == 3)
    before = clock.now
    assert messenger.waiting == 2
    clock.now = before + 61
    assert until(lambda: messenger.sent == 5)
    assert [number for number, _ in phone.received] == [f"+92300{n:07d}" for n in range(5)]


@posix
def test_a_refused_message_is_tried_again_and_given_up(
    plugged: Callable[[], EmulatedModem], messenger: Messenger, clock: Clock
) -> None:
    phone = plugged()
    phone.answers = ["+CMS ERROR: 500"]
    messenger.put(message(1))
    assert until(lambda: messenger.sent == 1)
    clock.now += 61
    phone.answers = ["+CMS ERROR: 500", "ERROR", "+CMS ERROR: 38"]
    messenger.put(message(2))
    assert until(lambda: messenger.dropped == 1)
    assert [number for number, _ in phone.received] == ["+923000000001"]


@posix
def test_a_message_whose_answer_is_lost_is_not_sent_again(
    plugged: Callable[[], EmulatedModem], messenger: Messenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modem, "SEND_S", 0.1)
    phone = plugged()
    phone.answers = [""]
    messenger.put(message(1))
    messenger.put(message(2))
    assert until(lambda: messenger.sent == 1)
    assert (messenger.dropped, messenger.waiting) == (1, 0)
    assert sum(command.startswith("AT+CMGS") for command in phone.commands) == 2


@posix
def test_what_is_too_late_is_dropped(plugged: Callable[[], EmulatedModem], messenger: Messenger, clock: Clock) -> None:
    messenger.put(message(1, until=clock.now + 5))
    messenger.put(message(2))
    clock.now += 10
    phone = plugged()
    assert until(lambda: messenger.sent == 1)
    assert [number for number, _ in phone.received] == ["+923000000002"]
    assert messenger.dropped == 1


@posix
@pytest.mark.parametrize(("lacks", "state"), [("sim", ModemState.NO_SIM), ("registered", ModemState.NO_NETWORK)])
def test_a_modem_without_card_or_network_says_so_and_sends_when_it_has_both(
    plugged: Callable[[], EmulatedModem], messenger: Messenger, lacks: str, state: ModemState
) -> None:
    phone = plugged()
    setattr(phone, lacks, False)
    messenger.put(message())
    assert until(lambda: messenger.state is state)
    assert phone.received == []
    setattr(phone, lacks, True)
    assert until(lambda: messenger.sent == 1)


@posix
def test_a_modem_that_is_pulled_out_goes_on_when_it_is_back(
    plugged: Callable[[], EmulatedModem], messenger: Messenger
) -> None:
    first = plugged()
    assert until(lambda: messenger.state is ModemState.READY)
    first.pull()
    messenger.put(message())
    assert until(lambda: messenger.state is ModemState.AWAY)
    second = plugged()
    assert until(lambda: messenger.sent == 1)
    assert (first.received, len(second.received)) == ([], 1)


@pytest.mark.parametrize("mobile", ["3000000001", "0300000001", "042111111", "+923000000001", "03000000001\r"])
def test_only_a_mobile_number_is_written_to(mobile: str) -> None:
    with pytest.raises(ValueError, match="mobile"):
        Message(mobile, TEXT, 0)


@pytest.mark.parametrize("text", ["", "x" * (LONGEST_TEXT + 1), "\U0001f600"])
def test_a_text_fits_one_message(text: str) -> None:
    with pytest.raises(ValueError, match="letters"):
        Message(MOBILE, text, 0)


def test_letters_are_written_in_ucs2() -> None:
    assert ucs2("ٹA") == b"06790041"
