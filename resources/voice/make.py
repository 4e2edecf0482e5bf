"""Make the voice clips at set-up with eSpeak NG, a GPL tool that the product itself never loads.

Run by `python -m resources.setup`. Without the speech tool only the chime is made, and it is said by name.
"""

from __future__ import annotations

import array
import ctypes
import hashlib
import json
import math
import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import yaml

VOICE = Path(__file__).resolve().parent
CLIPS = VOICE / "clips"
MANIFEST = CLIPS / "manifest.json"
RATE = 22_050  # samples a second, the speech tool's own
WORDS_A_MINUTE = 135
LANGUAGES = ("ur", "en")

# speak_lib.h of eSpeak NG
_SYNCHRONOUS, _DONT_EXIT, _RATE_PARAMETER, _UTF8 = 2, 0x8000, 1, 1
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

Samples: TypeAlias = "array.array[int]"  # signed 16-bit


def clip_texts(language: str) -> dict[str, str]:
    """Clip name -> words to say, as a person would read them out."""
    script = _yaml("script.yaml")[language]
    texts = dict(script["phrases"])
    texts |= {f"letter-{letter}": name for letter, name in script["letters"].items()}
    if language == "ur":
        table = _yaml("numbers_ur.yaml")
        texts |= {f"number-{number}": word for number, word in table["numbers"].items()}
        texts |= {f"hundred-{number}": word for number, word in table["hundreds"].items()}
    else:
        texts |= {f"number-{number}": str(number) for number in range(1, 100)}
        texts |= {f"hundred-{number}": str(number * 100) for number in range(1, 10)}
    return texts


def _spoken(name: str, text: str) -> str:
    """What the speech tool is given: digits for numbers (see script.yaml)."""
    kind, _, number = name.partition("-")
    return {"number": number, "hundred": f"{number}00"}.get(kind, text)


def _yaml(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((VOICE / name).read_text(encoding="utf-8"))
    return loaded


class _Speech:
    """The speech library through ctypes. Raises ImportError or OSError where it is absent."""

    def __init__(self) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DONT_EXIT) != RATE:
            raise OSError("the speech library speaks at another rate")
        self._samples = array.array("h")
        self._callback = _CALLBACK(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetParameter(_RATE_PARAMETER, WORDS_A_MINUTE, 0)

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._samples.frombytes(ctypes.string_at(samples, count * 2))
        return 0

    def say(self, voice: str, text: str) -> Samples:
        """Samples of a spoken text."""
        self._samples = array.array("h")
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise OSError(f"the speech library has no voice {voice!r}")
        raw = text.encode()
        self._library.espeak_Synth(raw, ctypes.c_size_t(len(raw) + 1), 0, 0, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return self._samples


def _trimmed(samples: Samples, floor: int = 200) -> Samples:
    """Without the silence at both ends, at one loudness, with 10 ms of air."""
    loud = [index for index, sample in enumerate(samples) if abs(sample) > floor]
    if not loud:
        raise OSError("the speech library gave silence")
    air = RATE // 100
    cut = samples[max(0, loud[0] - air) : loud[-1] + air]
    gain = 26_000 / max(abs(sample) for sample in cut)
    return array.array("h", (round(sample * gain) for sample in cut))


def chime() -> Samples:
    """A falling third, two soft bells of 0.45 and 0.9 seconds (660 and 523 Hz) that fade out."""
    samples = array.array("h", bytes(2 * int(RATE * 1.3)))
    for start, pitch, length in ((0.0, 659.26, 0.9), (0.38, 523.25, 0.92)):
        first = int(start * RATE)
        for index in range(int(length * RATE)):
            at = index / RATE
            fade = min(1.0, at / 0.008) * math.exp(-4.2 * at) * min(1.0, (length - at) / 0.05)
            bell = math.sin(math.tau * pitch * at) + 0.25 * math.sin(math.tau * 2 * pitch * at)
            samples[first + index] += int(9_000 * fade * bell)
    return samples


def _write(path: Path, samples: Samples) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = array.array("h", samples)
    if sys.byteorder == "big":
        raw.byteswap()
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(raw.tobytes())


def _fingerprint() -> str:
    """Changes when a script, a table or this maker changes."""
    parts = [(VOICE / name).read_bytes() for name in ("script.yaml", "numbers_ur.yaml", "make.py")]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _is_current() -> bool:
    try:
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    files = [clip["file"] for clip in manifest.get("clips", {}).values()]
    return manifest.get("fingerprint") == _fingerprint() and all((CLIPS / file).is_file() for file in files)


def _made(say: Callable[[str, str], Samples]) -> Iterator[tuple[str, str, Samples]]:
    for language in LANGUAGES:
        voice = _yaml("script.yaml")[language]["voice"]
        for name, text in clip_texts(language).items():
            yield f"{language}/{name}", text, _trimmed(say(voice, _spoken(name, text)))


def make_clips() -> str:
    """Fill resources/voice/clips and say in one line what is there. Running it again changes nothing."""
    if _is_current():
        return "voice: clips in Urdu and English are in place"
    bell = chime()
    _write(CLIPS / "chime.wav", bell)
    try:
        speech = _Speech()
    except (ImportError, OSError) as error:
        MANIFEST.unlink(missing_ok=True)
        return (
            f"voice: espeakng-loader is missing or does not load ({error}); only the chime is made. "
            "The display rings and shows the call. `pip install drc-desktop[setup]` and run this again for words"
        )
    clips: dict[str, dict[str, Any]] = {"chime": {"file": "chime.wav", "ms": len(bell) * 1000 // RATE}}
    for name, text, samples in _made(speech.say):
        _write(CLIPS / f"{name}.wav", samples)
        clips[name] = {"file": f"{name}.wav", "text": text, "ms": len(samples) * 1000 // RATE}
    manifest = {"fingerprint": _fingerprint(), "made_with": "eSpeak NG (espeakng-loader)", "clips": clips}
    MANIFEST.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return f"voice: {len(clips)} clips in Urdu and English made with eSpeak NG"
