"""Which clips make an announcement, and the samples of them: no Qt, no device.

A clip is named ur/number-42, en/letter-A, chime; its file lies under that name in the folder of clips (made at
set-up, or recordings of a person). Urdu has a word of its own for each number from 1 to 99, so a number is at most two
clips: the hundreds and the rest.
"""

from __future__ import annotations

import re
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import resources.voice

CLIPS = Path(resources.voice.__file__).resolve().parent / "clips"
CHIME = "chime"
LETTERS = "ACEHKLPT"
_TOKEN = re.compile(rf"([{LETTERS}])(\d{{3}})")
_AFTER_CHIME_MS, _BETWEEN_MS, _AFTER_NUMBER_MS, _AGAIN_MS = 250, 60, 280, 900


class VoiceError(Exception):
    """A clip is missing or cannot be joined: the display rings or stays silent. `code` is stable."""

    def __init__(self, code: str, clip: str) -> None:
        super().__init__(f"{code}: {clip}")
        self.code = code
        self.params = {"clip": clip}


@dataclass(frozen=True)
class Sound:
    """Signed 16-bit little-endian samples."""

    rate: int
    channels: int
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / (2 * self.channels * self.rate)


def number_clips(number: int) -> list[str]:
    """Clip names (without language) of 1 to 999. Raises ValueError for others."""
    if not 1 <= number <= 999:
        raise ValueError(f"{number} is not announced: only 1 to 999")
    hundreds, rest = divmod(number, 100)
    return ([f"hundred-{hundreds}"] if hundreds else []) + ([f"number-{rest}"] if rest else [])


def announcement(token: str, counter: int, language: str = "ur") -> list[str]:
    """Clip names of 'token number A 42, counter number 3, please come', the chime first. Raises ValueError."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise ValueError("a token to announce is one letter of the queues and three digits")
    names = ["token", f"letter-{match[1]}", *number_clips(int(match[2])), "counter", *number_clips(counter), "come"]
    return [CHIME, *(f"{language}/{name}" for name in names)]


def _read(folder: Path, clip: str) -> Sound:
    try:
        with wave.open(str(folder / f"{clip}.wav"), "rb") as file:
            if file.getsampwidth() != 2:
                raise VoiceError("voice-clip-format", clip)
            return Sound(file.getframerate(), file.getnchannels(), file.readframes(file.getnframes()))
    except FileNotFoundError as error:
        raise VoiceError("voice-clip-missing", clip) from error
    except (wave.Error, EOFError, OSError) as error:
        raise VoiceError("voice-clip-format", clip) from error


def _pause_after(clip: str) -> int:
    if clip == CHIME:
        return _AFTER_CHIME_MS
    return _AFTER_NUMBER_MS if "/number-" in clip else _BETWEEN_MS


def joined(clips: Sequence[str], folder: Path = CLIPS, times: int = 1) -> Sound:
    """One sound of all clips with pauses, `times` over. Raises VoiceError where one is missing or differs."""
    parts: list[bytes] = []
    first: Sound | None = None
    for clip in clips:
        sound = _read(folder, clip)
        first = first or sound
        if (sound.rate, sound.channels) != (first.rate, first.channels):
            raise VoiceError("voice-clip-format", clip)
        parts += [sound.samples, _silence(first, _pause_after(clip))]
    if first is None:
        return Sound(22_050, 1, b"")
    once = b"".join(parts)
    return Sound(first.rate, first.channels, (once + _silence(first, _AGAIN_MS)) * (times - 1) + once)


def _silence(like: Sound, milliseconds: int) -> bytes:
    return bytes(2 * like.channels * (like.rate * milliseconds // 1000))


def call_sound(token: str, counter: int, languages: Sequence[str] = ("ur",), folder: Path = CLIPS) -> Sound:
    """The whole announcement, twice, each time in all languages; the chime alone where a word is missing.

    A call with half its words would send people to a wrong counter, so it is all or the chime. Raises VoiceError
    where even the chime is missing, ValueError for what is no token.
    """
    clips: list[str] = []
    for language in languages:
        spoken = announcement(token, counter, language)
        clips += spoken if not clips else spoken[1:]
    try:
        return joined(clips, folder, times=2)
    except VoiceError:
        return joined([CHIME], folder, times=2)
