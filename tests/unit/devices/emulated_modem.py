"""A GSM modem on a pseudo-terminal: text mode, UCS2, echo until told otherwise, and the troubles of a real one."""

from __future__ import annotations

import re
import threading
from pathlib import Path

from token_printer.emulated_serial import Plug


class EmulatedModem:
    """`received` are (number, text) as the network got them. `sim`, `registered` and `answers` are set by the test:
    the last gives the answer to a message's text, "" for none at all."""

    def __init__(self, path: Path) -> None:
        self.sim = self.registered = True
        self.answers: list[str] = []
        self.commands: list[str] = []
        self.received: list[tuple[str, str]] = []
        self._echo, self._ucs2, self._to = True, False, ""
        self._plug = Plug(path)
        self._thread = threading.Thread(target=self._run, name="emulated-modem", daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Out of its port."""
        self._plug.pull()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def say(self, text: str) -> None:
        """Unasked news, as modems have them."""
        self._plug.write(f"\r\n{text}\r\n".encode())

    def _run(self) -> None:
        typed = bytearray()
        while data := self._plug.read():
            if self._echo:
                self._plug.write(data)
            for byte in data:
                if byte == 0x1B:
                    typed.clear()
                    self._to = ""
                elif byte == 0x1A and self._to:
                    self._take(bytes(typed))
                    typed.clear()
                elif byte == 0x0D and not self._to:
                    self._obey(typed.decode("ascii"))
                    typed.clear()
                else:
                    typed.append(byte)

    def _obey(self, command: str) -> None:
        self.commands.append(command)
        if command == "ATE0":
            self._echo = False
        if command == 'AT+CSCS="UCS2"':
            self._ucs2 = True
        if command == "AT+CPIN?":
            self.say("+CPIN: READY" if self.sim else "+CME ERROR: 10")
            if not self.sim:
                return
        if command == "AT+CREG?":
            self.say(f"+CREG: 0,{1 if self.registered else 2}")
        if to := re.fullmatch(r'AT\+CMGS="([0-9A-F]+)"', command):
            self._to = bytes.fromhex(to[1]).decode("utf-16-be") if self._ucs2 else to[1]
            self._plug.write(b"\r\n> ")
            return
        self.say("OK")

    def _take(self, text: bytes) -> None:
        answer = self.answers.pop(0) if self.answers else "OK"
        if answer == "OK":
            self.received.append((self._to, bytes.fromhex(text.decode("ascii")).decode("utf-16-be")))
            self.say("+CMGS: 7")
        self._to = ""
        if answer:
            self.say(answer)
