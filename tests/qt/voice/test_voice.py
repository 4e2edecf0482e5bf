"""Announcements end, in order, whatever sound the PC has; the window is never held up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest
from PySide6.QtCore import QIODevice, QObject, QTimer, Signal
from pytestqt.qtbot import QtBot

from drc_desktop.devices import voice as voice_module
from drc_desktop.devices.voice import Probe, QtOutput, SoundState, Voice
from drc_desktop.devices.voice_clips import Sound, call_sound
from drc_desktop.words import LANGUAGES, Words
from resources.voice import make


@pytest.fixture(scope="session")
def chime_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    make._write(folder / "chime.wav", make.chime())
    return folder


class Speaker:
    """An output whose sounds end when the test says so, as a device would from the event loop."""

    def __init__(self) -> None:
        self.playing: list[Callable[[], None]] = []
        self.sounds: list[Sound] = []
        self.stops = 0

    def play(self, sound: Sound, done: Callable[[], None]) -> None:
        self.sounds.append(sound)
        self.playing.append(done)

    def stop(self) -> None:
        self.stops += 1

    def end(self) -> None:
        self.playing.pop(0)()


class Calls:
    """Finished calls in order."""

    def __init__(self, voice: Voice) -> None:
        self.finished: list[int] = []
        self.states: list[str] = []
        voice.finished.connect(self.finished.append)
        voice.state_changed.connect(self.states.append)


def test_one_after_another_never_together(qtbot: QtBot, chime_only: Path) -> None:
    speaker = Speaker()
    voice = Voice(Probe(speaker, SoundState.READY), clips=chime_only)
    calls = Calls(voice)
    for call_id in (1, 2, 3):
        voice.announce(call_id, f"A00{call_id}", 1)
    assert (len(speaker.playing), voice.speaking) == (1, 1)
    speaker.end()
    assert (calls.finished, len(speaker.playing), voice.speaking) == ([1], 1, 2)
    speaker.end()
    speaker.end()
    assert (calls.finished, len(speaker.sounds), voice.speaking) == ([1, 2, 3], 3, None)


def test_an_end_that_is_reported_twice_ends_one_call(qtbot: QtBot, chime_only: Path) -> None:
    speaker = Speaker()
    voice = Voice(Probe(speaker, SoundState.READY), clips=chime_only)
    calls = Calls(voice)
    voice.announce(1, "A001", 1)
    voice.announce(2, "A002", 1)
    first = speaker.playing[0]
    first()
    first()
    assert (calls.finished, voice.speaking) == ([1], 2)


@pytest.mark.parametrize("state", [SoundState.NO_DEVICE, SoundState.NO_MODULE, SoundState.OFF])
def test_without_sound_calls_are_over_at_once_but_not_inside_the_call(qtbot: QtBot, state: SoundState) -> None:
    voice = Voice(Probe(None, state))
    calls = Calls(voice)
    voice.announce(7, "A042", 3)
    voice.announce(8, "C001", 4)
    assert calls.finished == []
    qtbot.waitUntil(lambda: calls.finished == [7, 8])
    assert voice.state is state


def test_no_clips_at_all_is_a_state_with_words(qtbot: QtBot, tmp_path: Path) -> None:
    speaker = Speaker()
    voice = Voice(Probe(speaker, SoundState.READY), clips=tmp_path)
    calls = Calls(voice)
    voice.announce(7, "A042", 3)
    qtbot.waitUntil(lambda: calls.finished == [7])
    assert (calls.states, speaker.sounds) == (["no-clips"], [])


def test_a_device_that_never_ends_is_given_up(qtbot: QtBot, chime_only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_module, "GRACE_S", -3.4)  # the chime, twice, lasts some 3.5 seconds
    speaker = Speaker()
    voice = Voice(Probe(speaker, SoundState.READY), clips=chime_only)
    calls = Calls(voice)
    voice.announce(1, "A001", 1)
    qtbot.waitUntil(lambda: calls.finished == [1])
    assert (calls.states, speaker.stops) == (["stalled"], 1)


def test_stop_forgets_what_waits(qtbot: QtBot, chime_only: Path) -> None:
    speaker = Speaker()
    voice = Voice(Probe(speaker, SoundState.READY), clips=chime_only)
    calls = Calls(voice)
    voice.announce(1, "A001", 1)
    voice.announce(2, "A002", 1)
    late = speaker.playing[0]
    voice.stop()
    late()
    assert (calls.finished, voice.speaking, len(speaker.sounds)) == ([], None, 1)
    voice.announce(3, "A003", 1)
    assert voice.speaking == 3


@pytest.mark.parametrize(("token", "counter"), [("", 1), ("38403", 1), ("A042", 0)])
def test_nonsense_is_refused_before_it_is_queued(qtbot: QtBot, token: str, counter: int) -> None:
    voice = Voice.silent()
    with pytest.raises(ValueError, match="announce"):
        voice.announce(1, token, counter)
    assert voice.speaking is None


class Audio(Enum):
    """The states of a QAudioSink."""

    ActiveState = 1
    IdleState = 2
    StoppedState = 3


class Format:
    """QAudioFormat, as far as it is used."""

    SampleFormat = SimpleNamespace(Int16="Int16")

    def __init__(self) -> None:
        self.said: dict[str, object] = {}

    def __getattr__(self, name: str) -> Callable[[object], None]:
        return lambda value: self.said.__setitem__(name, value)


class Sink(QObject):
    """Stands for QAudioSink; Qt's sound part itself may be absent from the machine that tests."""

    stateChanged = Signal(object)
    made: ClassVar[list[Sink]] = []

    def __init__(self, device: object, form: Format, parent: QObject) -> None:
        super().__init__(parent)
        self.form = form
        self.heard = b""
        self.made.append(self)

    def start(self, source: QIODevice) -> None:
        self.heard = bytes(source.readAll().data())
        self.stateChanged.emit(Audio.ActiveState)

    def stop(self) -> None:
        self.stateChanged.emit(Audio.StoppedState)


def test_the_qt_output_plays_every_sample_and_ends_once(qtbot: QtBot, chime_only: Path) -> None:
    Sink.made.clear()
    module = SimpleNamespace(QAudioSink=Sink, QAudio=SimpleNamespace(State=Audio), QAudioFormat=Format)
    voice = Voice(Probe(QtOutput(module, None), SoundState.READY), clips=chime_only)
    calls = Calls(voice)
    voice.announce(1, "A001", 1)
    voice.announce(2, "A002", 1)
    [first] = Sink.made
    assert first.heard == call_sound("A001", 1, folder=chime_only).samples
    assert first.form.said == {"setSampleRate": 22_050, "setChannelCount": 1, "setSampleFormat": "Int16"}
    assert calls.finished == []
    first.stateChanged.emit(Audio.IdleState)
    assert (calls.finished, len(Sink.made)) == ([1], 2)
    Sink.made[1].stateChanged.emit(Audio.StoppedState)  # the loudspeaker was unplugged
    assert calls.finished == [1, 2]


def test_what_this_machine_has_is_found_and_a_call_ends() -> None:
    """A process of its own: Qt's sound libraries talk to the terminal and stay loaded."""
    code = (
        "import sys\n"
        "from PySide6.QtCore import QCoreApplication, QTimer\n"
        "app = QCoreApplication([])\n"
        "from drc_desktop.devices.voice import Voice\n"
        "voice = Voice()\n"
        "voice.finished.connect(lambda call: (print('over', call, voice.state.value), app.quit()))\n"
        "QTimer.singleShot(0, lambda: voice.announce(5, 'A042', 3))\n"
        "QTimer.singleShot(60000, lambda: app.exit(9))\n"
        "sys.exit(app.exec())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    over, call, state = done.stdout.split()
    assert (over, call) == ("over", "5")
    assert state in {"ready", "no-device", "no-module", "no-clips"}


def test_a_missing_sound_library_is_a_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    probe = voice_module.find_output()
    assert (probe.output, probe.state) == (None, SoundState.NO_MODULE)


def test_every_state_has_words() -> None:
    for language in LANGUAGES:
        for state in SoundState:
            assert Words(language).has(f"voice-{state.value}")


def test_a_timer_runs_while_a_call_is_announced(qtbot: QtBot, chime_only: Path) -> None:
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(0)
    speaker = Speaker()
    voice = Voice(Probe(speaker, SoundState.READY), clips=chime_only)
    voice.announce(1, "A001", 1)
    qtbot.waitUntil(lambda: len(ticks) > 3)
    assert voice.speaking == 1
