"""Text messages through a GSM modem on a serial port: AT commands in text mode, UCS2 letters (3GPP TS 27.005, 27.007).

Messages wait here until the modem has taken them; one that is too late by then is dropped, for it would mislead. A
message whose text is on its way is never sent a second time, so nobody is told twice. Numbers and texts are kept in
memory alone: they are people's, and gone with the process.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from drc_desktop.devices.serial_port import SerialPort

if TYPE_CHECKING:
    from serial import Serial

log = logging.getLogger(__name__)

LONGEST_TEXT = 70
"""Letters of one message in UCS2."""
ANSWER_S, SEND_S = 5.0, 60.0
"""How long the modem may take for a command, and for handing a message to the network (27.005 allows minutes)."""
_READ_S = 0.2
TRIES = 3
MINUTE_S = 60.0
_SETUP = ("ATE0", "AT+CMGF=1", "AT+CSMP=17,167,0,8", 'AT+CSCS="UCS2"')
"""No echo, text mode, UCS2 in the message (data coding scheme 8) and between PC and modem."""
_MOBILE = re.compile(r"03\d{9}")
_FINAL = re.compile(rb"(?:^|[\r\n])(OK|ERROR|\+CM[ES] ERROR: *\d+)[\r\n]")
_PROMPT = re.compile(rb"(?:^|[\r\n])> ?$")
_CTRL_Z, _ESCAPE = b"\x1a", b"\x1b"


class ModemState(StrEnum):
    """How the modem stands."""

    AWAY = "away"
    NO_SIM = "no-sim"
    NO_NETWORK = "no-network"
    READY = "ready"


@dataclass(frozen=True)
class Message:
    """To a mobile number as written here (03XXXXXXXXX); dropped unsent after `until`, a time of the queue's clock."""

    mobile: str
    text: str
    until: float

    def __post_init__(self) -> None:
        if not is_mobile(self.mobile):
            raise ValueError("no mobile number")
        if not 1 <= len(self.text) <= LONGEST_TEXT or max(map(ord, self.text)) > 0xFFFF:
            raise ValueError("a message has 1 to 70 letters of UCS2")


class Refused(Exception):
    """The modem said no (its final answer), or nothing at all (empty)."""


def is_mobile(text: str) -> bool:
    """Whether it is a mobile number as written in Pakistan: 03XXXXXXXXX."""
    return _MOBILE.fullmatch(text) is not None


def ucs2(text: str) -> bytes:
    """As text mode with UCS2 wants it: four hexadecimal digits a letter."""
    return text.encode("utf-16-be").hex().upper().encode("ascii")


class Dialogue:
    """AT commands over an open port. Raises Refused; pyserial's errors go through."""

    def __init__(self, port: Serial, clock: Callable[[], float] = time.monotonic) -> None:
        self._port, self._clock = port, clock
        self.begun = False
        """Whether the text of the last message was on its way: then only a no of the modem says that it is not out."""

    def ask(self, command: str) -> bytes:
        """What the modem says to a command, with its final OK."""
        self._port.reset_input_buffer()  # unasked news of the network
        self._port.write(command.encode("ascii") + b"\r")
        return self._answer(_FINAL, ANSWER_S)

    def set_up(self) -> None:
        """Bring the modem into the mode that messages are sent in."""
        self._port.write(_ESCAPE)  # it may still wait for the text of a message that broke off
        for command in _SETUP:
            self.ask(command)

    def state(self) -> ModemState:
        """Of the SIM card and the network; to be asked after `set_up`."""
        try:
            if b"READY" not in self.ask("AT+CPIN?"):
                return ModemState.NO_SIM
        except Refused:
            return ModemState.NO_SIM
        registered = re.search(rb"\+CREG: *\d,([15])", self.ask("AT+CREG?"))  # 1 at home, 5 roaming
        return ModemState.READY if registered else ModemState.NO_NETWORK

    def send(self, message: Message) -> None:
        """Hand one message to the network."""
        self.begun = False
        number = ucs2(f"+92{message.mobile[1:]}").decode("ascii")
        self._port.reset_input_buffer()
        self._port.write(f'AT+CMGS="{number}"\r'.encode("ascii"))
        try:
            self._answer(_PROMPT, ANSWER_S)
        except Refused:
            self._port.write(_ESCAPE)
            raise
        self.begun = True
        self._port.write(ucs2(message.text) + _CTRL_Z)
        self._answer(_FINAL, SEND_S)

    def _answer(self, wanted: re.Pattern[bytes], wait_s: float) -> bytes:
        said, ends = bytearray(), self._clock() + wait_s
        while self._clock() < ends:
            said += self._port.read(1)
            final = _FINAL.search(said)
            if final is not None and final[1] != b"OK":
                raise Refused(final[1].decode("ascii"))
            if wanted.search(said):
                return bytes(said)
        raise Refused("")


def ask_modem(port: str, baud: int) -> ModemState:
    """How the modem at a port stands now; AWAY where there is none or it does not answer."""
    import serial

    try:
        with serial.Serial(port, baud, timeout=_READ_S, write_timeout=ANSWER_S) as line:
            dialogue = Dialogue(line)
            dialogue.set_up()
            return dialogue.state()
    except Exception:  # pyserial has an error of its own for each way
        return ModemState.AWAY


class Messenger:
    """Sends what is put in its queue, oldest first, at most `per_minute`; on a thread of its own, over a port that may
    come and go."""

    def __init__(self, port: str, baud: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._queue: deque[tuple[Message, int]] = deque()
        self._sent_at: deque[float] = deque(maxlen=per_minute)
        self._news = threading.Condition()
        self._line = SerialPort("modem", port, baud, _READ_S, self._serve)
        self.state = ModemState.AWAY
        self.sent = self.dropped = 0

    def start(self) -> Messenger:
        """Begin; a modem that is not there yet is waited for."""
        self._line.start()
        return self

    def stop(self) -> None:
        """End after the message that is going out; what waits is forgotten."""
        with self._news:
            self._queue.clear()
            self._news.notify_all()
        self._line.stop()

    def put(self, message: Message) -> None:
        """Send it when the modem can. Any thread."""
        with self._news:
            self._queue.append((message, 0))
            self._news.notify_all()

    @property
    def waiting(self) -> int:
        """Messages not yet handed over."""
        return len(self._queue)

    def _serve(self, port: Serial) -> None:
        dialogue = Dialogue(port, self._clock)
        try:
            dialogue.set_up()
            self.state = dialogue.state()
            while not self._line.stopping:
                self._next(dialogue)
        finally:
            self.state = ModemState.AWAY

    def _next(self, dialogue: Dialogue) -> None:
        """Send the oldest, or look whether the modem still answers."""
        with self._news:
            self._drop_late()
            if not self._queue or self._pause() > 0:
                self._news.wait(min(self._pause() or 1.0, 1.0))
            if not self._queue or self._pause() > 0 or self._line.stopping:
                return
        if self.state is not ModemState.READY:
            self.state = dialogue.state()
            if self.state is not ModemState.READY:
                with self._news:
                    self._news.wait(1.0)
                return
        with self._news:
            if not self._queue:
                return
            message, tries = self._queue.popleft()
            self._sent_at.append(self._clock())
        self._send(dialogue, message, tries + 1)

    def _send(self, dialogue: Dialogue, message: Message, tries: int) -> None:
        try:
            dialogue.send(message)
        except Exception as trouble:  # a port that is lost has an error of its own for each way
            said_no = isinstance(trouble, Refused) and str(trouble) != ""
            again = tries < TRIES and (said_no or not dialogue.begun)
            log.info("a message was not taken", extra={"state": "again" if again else "dropped", "count": tries})
            with self._news:
                if again:
                    self._queue.append((message, tries))
                else:
                    self.dropped += 1
            if not isinstance(trouble, Refused):
                raise
            self.state = dialogue.state()
        else:
            self.sent += 1

    def _drop_late(self) -> None:
        late = [one for one in self._queue if one[0].until <= self._clock()]
        for one in late:
            self._queue.remove(one)
        self.dropped += len(late)

    def _pause(self) -> float:
        """Seconds until the next may go."""
        if len(self._sent_at) < self._per_minute:
            return 0.0
        return max(0.0, self._sent_at[0] + MINUTE_S - self._clock())
