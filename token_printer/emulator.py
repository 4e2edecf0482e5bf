"""A network receipt printer in software, for training, the demo and tests.

It takes bytes on a TCP port (and a pseudo-terminal, if asked) like a real one, answers status questions, and leaves
each slip as a PNG and a line in slips.jsonl (`last_byte` is time.monotonic() when its last byte came). Faults are put
in through a control port: one JSON object a line, one JSON answer a line:

{"do": "fault", "kind": "paper_out", "after": 0} · {"do": "clear"} · {"do": "slips"} · {"do": "wait", "slips": 3,
"timeout_s": 10} · {"do": "stop"}

Kinds are those of `Fault`; `after` counts the bytes of one connection.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from token_printer.decoder import Cut
from token_printer.emulated_link import Fault, Session, Wrong
from token_printer.emulated_serial import Plug


@dataclass(frozen=True)
class Received:
    """One slip that came out. `complete` is false where the link broke before the cut; `text` is what was not dots."""

    number: int
    png: str
    width: int
    height: int
    bytes: int
    complete: bool
    last_byte: float
    text: str = ""


class Emulator:
    """The printer. `start()` returns once both ports listen; `stop()` ends all its threads."""

    def __init__(
        self, out: Path, port: int = 0, control_port: int = 0, width: int = 576, serial: Path | None = None
    ) -> None:
        self.out = out
        self.width = width
        self.port = port
        self.control_port = control_port
        self.slips: list[Received] = []
        self._changed = threading.Condition()
        self._serial, self._plug = serial, None if serial is None else Plug(serial)
        self._wired: Session | None = None
        self._serial_turn = threading.Lock()
        self._fault = Wrong()
        self._closing = False
        self._listener: socket.socket | None = None
        self._control: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._sessions: set[Session] = set()
        self._threads: list[threading.Thread] = []
        self._stopped = threading.Event()

    # life -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open both ports. Raises OSError where one is taken."""
        self.out.mkdir(parents=True, exist_ok=True)
        self._listener = self._listen(self.port)
        self.port = self._listener.getsockname()[1]
        self._control = self._listen(self.control_port)
        self.control_port = self._control.getsockname()[1]
        self._spawn(self._accept, self._listener, self._serve)
        self._spawn(self._accept, self._control, self._serve_control)
        if self._plug is not None:
            self._spawn(self._serve_plug, self._plug)

    def stop(self) -> None:
        """Close all sockets and wait for the threads."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            sockets = [*self._open, *(s for s in (self._listener, self._control) if s)]
        for item in sockets:
            _close(item)
        if self._plug is not None:
            self._plug.pull()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(5)
        self._stopped.set()

    def wait_stopped(self) -> None:
        """Block until `stop` was called, here or through the control port."""
        self._stopped.wait()

    def __enter__(self) -> Emulator:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # faults -----------------------------------------------------------------------------------------------

    def inject(self, fault: Fault, after: int = 0) -> None:
        """From now on; `after` counts bytes of each connection. `Fault.NONE` mends all."""
        with self._changed:
            self._fault = Wrong(fault, after, self._fault.number + 1)
            listener, self._listener = (self._listener, None) if fault is Fault.REFUSE else (None, self._listener)
            reopen = self._listener is None and fault is not Fault.REFUSE
            sessions = list(self._sessions)
            self._changed.notify_all()
        for session in sessions:
            session.resume()
        self._inject_serial(fault)
        if listener is not None:
            _close(listener)
        if reopen:
            self._listener = self._listen(self.port)
            self._spawn(self._accept, self._listener, self._serve)

    def _inject_serial(self, fault: Fault) -> None:
        """A serial printer that is refused is not plugged in; one that was pulled out comes back under its name."""
        if self._serial is None:
            return
        if fault is Fault.REFUSE and self._plug is not None:
            self._plug.pull()
        elif fault is not Fault.REFUSE and (self._plug is None or self._plug.out):
            self._plug = Plug(self._serial)
            self._spawn(self._serve_plug, self._plug)

    def wait_for(self, slips: int, timeout_s: float) -> bool:
        """Block until that many slips came out; false when the time is up first."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.slips) >= slips or self._closing, timeout_s) and (
                len(self.slips) >= slips
            )

    # the printer ------------------------------------------------------------------------------------------

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # on Windows the option would let two emulators share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(8)
        return listener

    def _spawn(self, target: Any, *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True, name="printer-emulator")
        thread.start()
        with self._changed:
            self._threads = [*(old for old in self._threads if old.is_alive()), thread]

    def _accept(self, listener: socket.socket, serve: Any) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with self._changed:
                if self._closing:
                    _close(peer)
                    return
                self._open.add(peer)
            self._spawn(self._guarded, serve, peer)

    def _guarded(self, serve: Any, peer: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError):
                serve(peer)
        finally:
            with self._changed:
                self._open.discard(peer)
            _close(peer)

    def _serve(self, peer: socket.socket) -> None:
        """One connection: bytes in, answers out, until it ends or a fault ends it."""

        def hang_up() -> None:
            # linger 0: the sender sees a reset, as from a pulled plug
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.close()

        session = Session(peer.sendall, hang_up, self.width, self._wrong, self._keep)
        with self._changed:
            self._sessions.add(session)
        try:
            self._feed(session, lambda: peer.recv(8192))
        finally:
            with self._changed:
                self._sessions.discard(session)
            session.end()

    def _serve_plug(self, plug: Plug) -> None:
        """The serial side: one session as long as the printer has power, whatever happens to its cable."""
        with self._serial_turn:
            session = self._wired
            if session is None:
                session = self._wired = Session(plug.write, plug.pull, self.width, self._wrong, self._keep)
            else:
                session.rewire(plug.write, plug.pull)
            with self._changed:
                self._sessions.add(session)
            self._feed(session, plug.read)
            with self._changed:
                self._sessions.discard(session)
            while plug.read():  # what was on its way when it was pulled out never arrives
                continue
            if session.broken_by is Fault.POWER_CYCLE or self._closing:
                self._wired = None
                session.end()

    def _feed(self, session: Session, read: Callable[[], bytes]) -> None:
        while data := read():
            if not session.take(data):
                return
            if session.slow:
                time.sleep(0.01)
            with self._changed:  # a hung printer takes nothing more until it is mended
                self._changed.wait_for(lambda: self._closing or not session.hangs)

    def _wrong(self) -> Wrong:
        return self._fault

    def _keep(self, cut: Cut, size: int, last: float, complete: bool) -> None:
        with self._changed:
            number = len(self.slips) + 1
            name = f"slip-{number:04d}.png"
            cut.bitmap.save_png(self.out / name)
            slip = Received(number, name, cut.bitmap.width, cut.bitmap.height, size, complete, last, cut.text)
            with (self.out / "slips.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(asdict(slip)) + "\n")
            self.slips.append(slip)
            self._changed.notify_all()

    # the control port -------------------------------------------------------------------------------------

    def _serve_control(self, peer: socket.socket) -> None:
        with peer.makefile("rwb") as lines:
            for line in lines:
                try:
                    answer = self._obey(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    answer = {"ok": False, "error": str(error)}
                lines.write(json.dumps(answer).encode() + b"\n")
                lines.flush()
                if answer.get("stopping"):
                    threading.Thread(target=self.stop, daemon=True).start()

    def _obey(self, order: dict[str, Any]) -> dict[str, Any]:
        match order["do"]:
            case "fault":
                self.inject(Fault(order["kind"]), int(order.get("after", 0)))
            case "clear":
                self.inject(Fault.NONE)
            case "wait":
                return {"ok": self.wait_for(int(order["slips"]), float(order.get("timeout_s", 10)))}
            case "slips":
                with self._changed:
                    return {"ok": True, "slips": [asdict(slip) for slip in self.slips]}
            case "stop":
                return {"ok": True, "stopping": True}
            case other:
                return {"ok": False, "error": f"unknown order {other!r}"}
        return {"ok": True}


def _close(item: socket.socket) -> None:
    with contextlib.suppress(OSError):
        item.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits in accept or recv
    item.close()


def tell(control_port: int, **order: Any) -> dict[str, Any]:
    """Send one order to the control port of an emulator, also in another process. Raises OSError."""
    patience = float(order.get("timeout_s", 10)) + 5
    with socket.create_connection(("127.0.0.1", control_port), patience) as link, link.makefile("rwb") as lines:
        lines.write(json.dumps(order).encode() + b"\n")
        lines.flush()
        answer: dict[str, Any] = json.loads(lines.readline())
        return answer
