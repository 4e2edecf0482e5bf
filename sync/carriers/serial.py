"""The protocol over a serial line (radio modem, satellite terminal, null modem): requests and answers in frames."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import serial

from sync import wire
from sync.carriers.base import MAX_ANSWER, Answer, push_request, read_answers
from sync.carriers.frames import Link, Stream
from sync.errors import Broken, Busy, NotRegistry, Refused, SyncError, Unreachable

PUSH, PULL, ENROL = 1, 2, 3
OK, REFUSED, BUSY = 0, 1, 2
READ_S = 0.05


def open_port(port: str, baud: int = 9600) -> serial.Serial:
    """A serial port as the link wants it. Raises Unreachable."""
    try:
        return serial.Serial(port, baud, timeout=READ_S, write_timeout=30)
    except (OSError, ValueError) as error:
        raise Unreachable(why="port") from error


class SerialCarrier:
    """A registry at the other end of `stream`. `answer_s` is how long it may think, in seconds."""

    name = "serial"

    def __init__(self, stream: Stream, patience_s: float = 3.0, answer_s: float = 60.0, tries: int = 6) -> None:
        self._link = Link(stream, patience_s, tries)
        self._answer_s = answer_s
        self._broken: tuple[int, bytes, int] | None = None

    def push(self, envelopes: Sequence[bytes], seen: bytes = b"") -> list[Answer]:
        """See `Carrier.push`."""
        data = self._ask(PUSH, push_request(envelopes, seen))
        try:
            return read_answers(data, len(envelopes))
        except SyncError as error:
            raise NotRegistry from error

    def pull(self, request: bytes) -> bytes:
        """See `Carrier.pull`."""
        return self._ask(PULL, request)

    def enrol(self, request: bytes) -> bytes:
        """See `Carrier.enrol`."""
        return self._ask(ENROL, request)

    def _ask(self, kind: int, body: bytes) -> bytes:
        """One request, resumed where the same one broke off before."""
        transfer = secrets.randbits(32)
        if self._broken is not None and self._broken[:2] == (kind, body):
            transfer = self._broken[2]
        self._broken = (kind, body, transfer)
        self._link.send(transfer, kind, body)
        answer = self._link.receive(self._answer_s, transfer)
        if answer is None:
            raise Broken
        self._broken = None
        return _judge(answer.kind, bytes(answer.data))


def _judge(status: int, data: bytes) -> bytes:
    if status == OK:
        return data
    try:
        fields = wire.decode_map(data, MAX_ANSWER)
        if status == BUSY:
            raise Busy(float(wire.field(fields, "retry_after", int)))
        if status == REFUSED:
            raise Refused(wire.field(fields, "reason", str)[:64])
    except (Busy, Refused):
        raise
    except SyncError as error:
        raise NotRegistry(status=status) from error
    raise NotRegistry(status=status)
