"""Slips over real links: the TCP emulator with each fault, a pseudo-terminal, files; the right state each time."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from token_printer import escpos
from token_printer.bitmap import Bitmap
from token_printer.emulated_link import Fault
from token_printer.emulator import Emulator, tell
from token_printer.errors import PrinterError, Trouble
from token_printer.escpos import Profile
from token_printer.links import TcpLink
from token_printer.printers import Delivery, EscposPrinter, tcp_printer
from token_printer.targets import open_printer


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(tmp_path / "out") as emulator:
        yield emulator


@pytest.fixture
def slip(noise: Callable[[int, int], Bitmap]) -> Bitmap:
    return noise(576, 600)


def printer_for(emulator: Emulator, **limits: float) -> EscposPrinter:
    printer = tcp_printer("127.0.0.1", emulator.port, timeout_s=limits.pop("timeout_s", 5.0))
    for name, value in limits.items():
        setattr(printer, name, value)
    return printer


def trouble_of(printer: EscposPrinter, slip: Bitmap) -> PrinterError:
    with pytest.raises(PrinterError) as raised:
        printer.deliver(lambda: slip)
    return raised.value


def test_a_slip_is_printed_dot_by_dot(emulator: Emulator, slip: Bitmap) -> None:
    result = printer_for(emulator).deliver(lambda: slip)
    assert (result.delivery, result.paper_low) == (Delivery.PRINTED, False)
    assert result.sent == len(escpos.encode(slip, Profile()))
    assert emulator.wait_for(1, 5)
    [received] = emulator.slips
    assert (received.complete, received.width) == (True, 576)
    picture = Image.open(emulator.out / received.png).convert("1").crop((0, 0, 576, slip.height))
    assert picture.tobytes() == slip.to_image().tobytes()
    [line] = (emulator.out / "slips.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["png"] == received.png


def test_slips_in_a_row_come_out_one_each(emulator: Emulator, noise: Callable[[int, int], Bitmap]) -> None:
    printer = printer_for(emulator)
    for height in range(40, 60):
        assert printer.deliver(lambda height=height: noise(576, height)).delivery is Delivery.PRINTED
    assert [one.height - Profile().tail_dots for one in emulator.slips] == list(range(40, 60))


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.PAPER_OUT, Trouble.PAPER_OUT),
        (Fault.COVER_OPEN, Trouble.COVER_OPEN),
        (Fault.OFFLINE, Trouble.OFFLINE),
    ],
)
def test_a_printer_in_trouble_gets_nothing_until_it_is_mended(
    emulator: Emulator, slip: Bitmap, fault: Fault, code: Trouble
) -> None:
    emulator.inject(fault)
    error = trouble_of(printer_for(emulator), slip)
    assert (error.code, error.sent) == (code, 0)
    status = printer_for(emulator).status()
    assert status is not None
    assert status.trouble is code
    emulator.inject(Fault.NONE)
    assert printer_for(emulator).deliver(lambda: slip).delivery is Delivery.PRINTED
    assert [one.complete for one in emulator.slips] == [True]


@pytest.mark.parametrize(
    ("fault", "code"), [(Fault.PAPER_OUT, Trouble.PAPER_OUT), (Fault.COVER_OPEN, Trouble.COVER_OPEN)]
)
def test_trouble_in_mid_slip_is_named_and_leaves_no_whole_slip(
    emulator: Emulator, slip: Bitmap, fault: Fault, code: Trouble
) -> None:
    emulator.inject(fault, after=20_000)
    error = trouble_of(printer_for(emulator, finish_s=0.3), slip)
    assert error.code is code
    assert error.sent > 20_000
    assert emulator.wait_for(1, 5)
    assert [one.complete for one in emulator.slips] == [False]


def test_paper_put_in_while_the_printer_waits_finishes_the_slip(emulator: Emulator, slip: Bitmap) -> None:
    emulator.inject(Fault.PAPER_OUT, after=20_000)
    results: list[Delivery] = []
    sender = threading.Thread(target=lambda: results.append(printer_for(emulator).deliver(lambda: slip).delivery))
    sender.start()
    with socket.create_connection(("127.0.0.1", emulator.control_port)):
        emulator.inject(Fault.NONE)
    sender.join(20)
    assert results == [Delivery.PRINTED]
    assert [one.complete for one in emulator.slips] == [True]


def test_refused_then_back(emulator: Emulator, slip: Bitmap) -> None:
    emulator.inject(Fault.REFUSE)
    error = trouble_of(printer_for(emulator), slip)
    assert (error.code, error.sent) == (Trouble.REFUSED, 0)
    emulator.inject(Fault.NONE)
    assert printer_for(emulator).deliver(lambda: slip).delivery is Delivery.PRINTED


def test_no_piece_of_a_slip_waits_for_an_acknowledgement(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[socket.socket] = []
    connect = socket.create_connection

    def kept(address: tuple[str, int], timeout: float) -> socket.socket:
        made.append(connect(address, timeout))
        return made[-1]

    monkeypatch.setattr(socket, "create_connection", kept)
    with TcpLink("127.0.0.1", emulator.port):
        assert made[0].getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_name_that_leads_nowhere_is_unreachable(slip: Bitmap) -> None:
    assert trouble_of(tcp_printer("printer.invalid"), slip).code is Trouble.UNREACHABLE


@pytest.mark.parametrize("after", [1, 9, 100, 5_000, 20_000, 40_000])
def test_a_broken_connection_is_never_taken_for_a_printed_slip(emulator: Emulator, slip: Bitmap, after: int) -> None:
    emulator.inject(Fault.DISCONNECT, after=after)
    error = trouble_of(printer_for(emulator), slip)
    assert error.code is Trouble.DISCONNECTED
    assert (error.sent == 0) == (after <= 9), "nine bytes are the questions: nothing of the slip can be on paper"
    assert not [one for one in emulator.slips if one.complete]
    emulator.inject(Fault.NONE)
    assert printer_for(emulator).deliver(lambda: slip).delivery is Delivery.PRINTED
    assert [one.complete for one in emulator.slips].count(True) == 1


def test_a_printer_that_hangs_in_mid_slip_is_a_timeout(emulator: Emulator, noise: Callable[[int, int], Bitmap]) -> None:
    emulator.inject(Fault.HANG, after=2_000)
    error = trouble_of(printer_for(emulator, finish_s=0.2, answer_s=0.2), noise(576, 300))
    assert error.code is Trouble.TIMEOUT


def test_a_printer_that_takes_no_more_bytes_is_a_timeout(
    emulator: Emulator, noise: Callable[[int, int], Bitmap]
) -> None:
    emulator.inject(Fault.HANG, after=2_000)
    big = noise(576, 120_000)  # more than the socket buffers of both sides hold
    error = trouble_of(printer_for(emulator, timeout_s=0.3), big)
    assert error.code is Trouble.TIMEOUT
    assert 0 < error.sent < len(big.data)


def test_a_printer_that_never_answers_gives_sent_not_printed(emulator: Emulator, slip: Bitmap) -> None:
    emulator.inject(Fault.SILENT)
    printer = printer_for(emulator, answer_s=0.1)
    assert printer.status() is None
    assert printer.deliver(lambda: slip).delivery is Delivery.SENT
    assert emulator.wait_for(1, 5)
    assert emulator.slips[0].complete


def test_a_slip_of_the_wrong_width_sends_nothing(emulator: Emulator, noise: Callable[[int, int], Bitmap]) -> None:
    error = trouble_of(printer_for(emulator), noise(384, 10))
    assert (error.code, error.sent) == (Trouble.WRONG_WIDTH, 0)
    assert emulator.slips == []


def test_the_control_port_obeys_and_says_what_it_does_not_know(emulator: Emulator, slip: Bitmap) -> None:
    assert tell(emulator.control_port, do="fault", kind="paper_out") == {"ok": True}
    assert trouble_of(printer_for(emulator), slip).code is Trouble.PAPER_OUT
    assert tell(emulator.control_port, do="clear") == {"ok": True}
    printer_for(emulator).deliver(lambda: slip)
    assert tell(emulator.control_port, do="wait", slips=1) == {"ok": True}
    assert [one["complete"] for one in tell(emulator.control_port, do="slips")["slips"]] == [True]
    assert tell(emulator.control_port, do="wait", slips=2, timeout_s=0.01) == {"ok": False}
    assert not tell(emulator.control_port, do="dance")["ok"]
    assert not tell(emulator.control_port, do="fault", kind="fire")["ok"]


def test_a_plain_file_collects_slips(tmp_path: Path, slip: Bitmap, dots_of: Callable[[bytes], list[bytes]]) -> None:
    printer = open_printer(f"file:{tmp_path / 'slips.bin'}")
    for _ in range(2):
        assert printer.deliver(lambda: slip).delivery is Delivery.SENT
    assert b"".join(dots_of((tmp_path / "slips.bin").read_bytes())) == slip.data * 2


def test_a_device_file_that_is_not_there(tmp_path: Path, slip: Bitmap) -> None:
    with pytest.raises(PrinterError) as raised:
        open_printer(f"file:{tmp_path / 'no' / 'lp0'}").deliver(lambda: slip)
    assert raised.value.code is Trouble.NO_DEVICE


@pytest.mark.skipif(sys.platform == "win32", reason="no full device on Windows")
def test_a_full_disk_is_said(slip: Bitmap) -> None:
    with pytest.raises(PrinterError) as raised:
        open_printer("file:/dev/full").deliver(lambda: slip)
    assert raised.value.code is Trouble.NOT_WRITABLE


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_serial_printer_that_answers(noise: Callable[[int, int], Bitmap], tmp_path: Path) -> None:
    """A pseudo-terminal with the emulator's session behind it."""
    import pty
    import tty

    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    near, far = socket.socketpair()
    with Emulator(tmp_path / "out") as emulator:
        work = [(pump, ours, near), (pump, near, ours), (emulator._guarded, emulator._serve, far)]
        threads = [threading.Thread(target=run, args=args, daemon=True) for run, *args in work]
        for thread in threads:
            thread.start()
        printer = open_printer(f"serial:{os.ttyname(theirs)}?baud=115200")
        assert printer.deliver(lambda: noise(576, 100)).delivery is Delivery.PRINTED
        assert [one.complete for one in emulator.slips] == [True]
        os.close(theirs)  # the last writer is gone: the pumps end
        near.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(10)
    near.close()
    os.close(ours)


def pump(source: int | socket.socket, target: int | socket.socket) -> None:
    """Carry bytes between a file descriptor and a socket until one ends."""
    try:
        while data := source.recv(4096) if isinstance(source, socket.socket) else os.read(source, 4096):
            if isinstance(target, socket.socket):
                target.sendall(data)
            else:
                os.write(target, data)
    except OSError:
        return


def test_a_serial_port_that_is_not_there(slip: Bitmap, tmp_path: Path) -> None:
    with pytest.raises(PrinterError) as raised:
        open_printer(f"serial:{tmp_path / 'ttyUSB9'}").deliver(lambda: slip)
    assert raised.value.code is Trouble.NO_DEVICE


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_a_folder_of_pictures(kind: str, tmp_path: Path, slip: Bitmap) -> None:
    printer = open_printer(f"{kind}:{tmp_path / 'slips'}")
    for _ in range(2):
        assert printer.deliver(lambda: slip).delivery is Delivery.PRINTED
    files = sorted((tmp_path / "slips").iterdir())
    assert [file.name for file in files] == [f"slip-0001.{kind}", f"slip-0002.{kind}"]
    if kind == "png":
        assert Image.open(files[1]).convert("1").tobytes() == slip.to_image().tobytes()
    else:
        assert files[1].read_bytes().startswith(b"%PDF-")
        assert b"/MediaBox [ 0 0 204.0945 212.5984 ]" in files[1].read_bytes(), "72 mm x 75 mm"


def test_a_folder_that_cannot_be_made(tmp_path: Path, slip: Bitmap) -> None:
    (tmp_path / "slips").write_text("in the way")
    with pytest.raises(PrinterError) as raised:
        open_printer(f"png:{tmp_path / 'slips'}").deliver(lambda: slip)
    assert raised.value.code is Trouble.NOT_WRITABLE


@pytest.mark.parametrize(
    "address", ["", "tcp", "tcp://", "tcp://host:99999", "tcp://host:x", "smoke://x", "serial:COM3?baud=fast", "pdf:"]
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(PrinterError) as raised:
        open_printer(address)
    assert raised.value.code is Trouble.BAD_ADDRESS


def test_a_device_that_is_not_plugged_in_is_never_replaced_by_a_file(tmp_path: Path, slip: Bitmap) -> None:
    with pytest.raises(PrinterError) as raised:
        open_printer(f"device:{tmp_path / 'lp0'}").deliver(lambda: slip)
    assert raised.value.code is Trouble.NO_DEVICE
    assert not (tmp_path / "lp0").exists()


def test_every_trouble_has_words_in_both_languages() -> None:
    from drc_desktop.words import Words

    for language in ("en", "ur"):
        for code in Trouble:
            text = Words(language).text(f"printer-{code.value.replace('_', '-')}", where="x", sent=0)
            assert len(text) > 20
