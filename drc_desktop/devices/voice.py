"""The hall voice: announcements one after another, through whatever sound this PC has.

Never blocks and never fails a call: where there is no sound, an announcement is over at once and says why. Make one
before the window is shown (loading Qt's sound takes about 0.2 s).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer, Signal, qInstallMessageHandler

from drc_desktop.devices.voice_clips import CLIPS, Sound, VoiceError, announcement, call_sound

#: A device that has not finished this long after the end of the sound is given up (seconds).
GRACE_S = 3.0


class SoundState(StrEnum):
    """Whether the hall can hear; shown as a lamp, each with its words (voice-<value>)."""

    READY = "ready"
    OFF = "off"
    NO_MODULE = "no-module"
    NO_DEVICE = "no-device"
    NO_CLIPS = "no-clips"
    STALLED = "stalled"


class Output(Protocol):
    """Plays one sound at a time; calls `done` exactly once unless stopped."""

    def play(self, sound: Sound, done: Callable[[], None]) -> None: ...
    def stop(self) -> None: ...


@dataclass(frozen=True)
class Probe:
    """What a look for sound gave: an output, or the state that says why there is none."""

    output: Output | None
    state: SoundState
    detail: str = ""


class QtOutput:
    """The default device of Qt Multimedia."""

    def __init__(self, multimedia: Any, device: Any) -> None:
        self._multimedia = multimedia
        self._device = device
        # Qt objects of a sound belong to this one, so that none dies inside its own signal
        self._owner = QObject()
        self._sink: Any = None

    def play(self, sound: Sound, done: Callable[[], None]) -> None:
        """Start; `done` comes from the event loop when the last sample was heard or the device fails."""
        audio = self._multimedia
        form = audio.QAudioFormat()
        form.setSampleRate(sound.rate)
        form.setChannelCount(sound.channels)
        form.setSampleFormat(audio.QAudioFormat.SampleFormat.Int16)
        self._sink = audio.QAudioSink(self._device, form, self._owner)
        buffer = QBuffer(self._sink)
        buffer.setData(QByteArray(sound.samples))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        ended = (audio.QAudio.State.IdleState, audio.QAudio.State.StoppedState)
        self._sink.stateChanged.connect(lambda state: done() if state in ended else None)
        self._sink.start(buffer)

    def stop(self) -> None:
        """Be silent now; `done` is not called."""
        if self._sink is not None:
            self._sink.stateChanged.disconnect()
            self._sink.stop()
            self._sink.deleteLater()
            self._sink = None


def find_output() -> Probe:
    """Look for sound. What Qt and the sound server print on the way becomes the detail, not log noise."""
    said: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, text: said.append(str(text)))
    try:
        from PySide6 import QtMultimedia

        device = QtMultimedia.QMediaDevices.defaultAudioOutput()
        if device.isNull():
            return Probe(None, SoundState.NO_DEVICE, "; ".join(said))
        return Probe(QtOutput(QtMultimedia, device), SoundState.READY, device.description())
    except ImportError as error:  # libpulse0 or the Qt part is absent
        return Probe(None, SoundState.NO_MODULE, str(error))
    finally:
        qInstallMessageHandler(before)


class Voice(QObject):
    """Announces calls. `finished(call_id)` comes for each exactly once, in order, with or without sound."""

    finished = Signal(int)
    state_changed = Signal(str)

    def __init__(
        self,
        probe: Probe | None = None,
        languages: Sequence[str] = ("ur",),
        clips: Path = CLIPS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        found = find_output() if probe is None else probe
        self._output = found.output
        self._languages = tuple(languages)
        self._clips = clips
        self._waiting: deque[tuple[int, str, int]] = deque()
        self._now: int | None = None
        self._watch = QTimer(self)
        self._watch.setSingleShot(True)
        self._watch.timeout.connect(self._stalled)
        self.state = found.state
        self.detail = found.detail

    @classmethod
    def silent(cls, parent: QObject | None = None) -> Voice:
        """Switched off in the settings: no look for a device."""
        return cls(Probe(None, SoundState.OFF), parent=parent)

    @property
    def speaking(self) -> int | None:
        """Id of the call that is being announced."""
        return self._now

    def announce(self, call_id: int, token: str, counter: int) -> None:
        """Queue one call. Raises ValueError for what is no token or counter."""
        announcement(token, counter)
        self._waiting.append((call_id, token, counter))
        if self._now is None:
            self._next()

    def stop(self) -> None:
        """Be silent and forget what waits; nothing more is finished."""
        self._waiting.clear()
        self._now = None
        self._watch.stop()
        if self._output is not None:
            self._output.stop()

    def _next(self) -> None:
        if not self._waiting:
            return
        call_id, token, counter = self._waiting.popleft()
        self._now = call_id
        sound = self._sound(token, counter)
        if self._output is None or sound is None:
            QTimer.singleShot(0, self, lambda: self._over(call_id))
            return
        self._watch.start(int((sound.seconds + GRACE_S) * 1000))
        self._output.play(sound, lambda: self._over(call_id))

    def _sound(self, token: str, counter: int) -> Sound | None:
        if self._output is None:
            return None
        try:
            sound = call_sound(token, counter, self._languages, self._clips)
        except VoiceError as error:
            self._say(SoundState.NO_CLIPS, str(error))
            return None
        self._say(SoundState.READY, "")
        return sound

    def _over(self, call_id: int) -> None:
        if call_id != self._now:
            return  # a device may report its end twice, or after it was given up
        self._watch.stop()
        if self._output is not None:
            self._output.stop()
        self._now = None
        self.finished.emit(call_id)
        if self._now is None:
            self._next()

    def _stalled(self) -> None:
        self._say(SoundState.STALLED, "the sound device does not go on")
        if self._now is not None:
            self._over(self._now)

    def _say(self, state: SoundState, detail: str) -> None:
        if state is not self.state:
            self.state, self.detail = state, detail
            self.state_changed.emit(state.value)
