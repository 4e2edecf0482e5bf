"""Every token has its clips, each Urdu number its own word, and half an announcement is never made."""

from __future__ import annotations

import json
import re
import shutil
import wave
from pathlib import Path

import pytest
import yaml

from drc_desktop.devices import voice_clips
from drc_desktop.devices.voice_clips import CHIME, CLIPS, VoiceError, announcement, call_sound, joined, number_clips
from resources.voice import make

TABLE = yaml.safe_load((make.VOICE / "numbers_ur.yaml").read_text(encoding="utf-8"))
needs_clips = pytest.mark.skipif(
    not (CLIPS / "manifest.json").is_file(),
    reason="voice clips are not made: run `python -m resources.setup` with espeakng-loader installed",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Clips of one tone each, as recordings might lie there."""
    for language in make.LANGUAGES:
        for index, name in enumerate(make.clip_texts(language)):
            write(tmp_path / language / f"{name}.wav", samples=10 + index)
    write(tmp_path / "chime.wav", samples=5)
    return tmp_path


def write(path: Path, samples: int, rate: int = 22_050) -> None:
    path.parent.mkdir(exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples.to_bytes(2, "little") * samples)


def test_each_number_from_1_to_99_has_a_word_of_its_own() -> None:
    words = TABLE["numbers"]
    assert list(words) == list(range(1, 100))
    assert len(set(words.values())) == 99
    assert all(re.fullmatch("[\u0600-\u06ff]+", word) for word in words.values()), "one word, never tens and ones"
    assert (words[21], words[29], words[42], words[99]) == ("اکیس", "انتیس", "بیالیس", "ننانوے")


def test_the_hundreds_are_rows_too() -> None:
    assert {n: f"{TABLE['numbers'][n]} سو" for n in range(1, 10)} == TABLE["hundreds"]


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_every_token_of_every_queue_is_announced_from_scripted_clips(language: str) -> None:
    scripted = {CHIME, *(f"{language}/{name}" for name in make.clip_texts(language))}
    used: set[str] = set()
    for letter in voice_clips.LETTERS:
        for number in range(1, 1000):
            used.update(announcement(f"{letter}{number:03d}", number % 12 + 1, language))
    assert used == scripted, "nothing is missing and nothing is made in vain"


def test_an_announcement_in_the_order_of_the_sentence() -> None:
    assert announcement("A342", 12) == [
        "chime", "ur/token", "ur/letter-A", "ur/hundred-3", "ur/number-42", "ur/counter", "ur/number-12", "ur/come",
    ]  # fmt: skip


def test_the_words_are_those_of_the_glossary(shared: Path) -> None:
    template = yaml.safe_load((shared / "facts" / "glossary_ur.yaml").read_text(encoding="utf-8"))["announcement_ur"]
    texts = make.clip_texts("ur")
    spoken = f"{texts['token']} {{number_words}}، {texts['counter']} {{counter_words}} {texts['come']}"
    assert spoken == template["template"]


@pytest.mark.parametrize("number", [0, 1000, -1])
def test_a_number_outside_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="only 1 to 999"):
        number_clips(number)


@pytest.mark.parametrize("token", ["", "B042", "A42", "A000", "A0042", "38403", "a042"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="announce"):
        announcement(token, 3)


def test_clips_are_joined_with_pauses_and_said_twice(folder: Path) -> None:
    once = joined(announcement("A042", 3), folder)
    twice = call_sound("A042", 3, folder=folder)
    assert twice.samples.startswith(once.samples)
    assert twice.samples.endswith(once.samples)
    assert len(twice.samples) > 2 * len(once.samples)
    tone = make.clip_texts("ur")
    for name in ("token", "letter-A", "number-42", "come"):
        mark = 10 + list(tone).index(name)
        assert mark.to_bytes(2, "little") * mark in once.samples


def test_both_languages_share_one_chime(folder: Path) -> None:
    sound = call_sound("A042", 3, ("ur", "en"), folder)
    assert sound.samples.count((5).to_bytes(2, "little") * 5) == 2, "once for each of the two times"


def test_half_an_announcement_is_never_made(folder: Path) -> None:
    (folder / "ur" / "number-42.wav").unlink()
    assert call_sound("A042", 3, folder=folder) == joined([CHIME], folder, times=2)
    assert call_sound("A041", 3, folder=folder) != joined([CHIME], folder, times=2)


def test_without_a_chime_the_missing_clip_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "ur")
    (folder / "chime.wav").unlink()
    with pytest.raises(VoiceError) as raised:
        call_sound("A042", 3, folder=folder)
    assert (raised.value.code, raised.value.params) == ("voice-clip-missing", {"clip": "chime"})


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"not a wave file at all"])
def test_a_damaged_clip_gives_the_chime_alone(folder: Path, damage: bytes) -> None:
    (folder / "ur" / "token.wav").write_bytes(damage)
    assert call_sound("A042", 3, folder=folder) == joined([CHIME], folder, times=2)


def test_a_recording_at_another_rate_is_not_joined(folder: Path) -> None:
    write(folder / "ur" / "token.wav", 50, rate=44_100)
    with pytest.raises(VoiceError) as raised:
        joined(announcement("A042", 3), folder)
    assert raised.value.code == "voice-clip-format"


def test_the_chime_is_gentle() -> None:
    samples = make.chime()
    assert 1.0 < len(samples) / make.RATE < 2.0
    assert 4_000 < max(map(abs, samples)) < 16_000, "well below full scale"
    assert abs(samples[0]) < 200
    assert abs(samples[-1]) < 200


@needs_clips
def test_the_made_clips_are_whole_audible_and_short() -> None:
    manifest = json.loads((CLIPS / "manifest.json").read_text(encoding="utf-8"))["clips"]
    assert len(manifest) == 1 + sum(len(make.clip_texts(language)) for language in make.LANGUAGES)
    for name, clip in manifest.items():
        sound = joined([name])
        assert 0.1 < sound.seconds < 3.5, name
        loudest = max(abs(int.from_bytes(sound.samples[i : i + 2], "little", signed=True)) for i in range(0, 8000, 2))
        assert loudest > 500, clip


@needs_clips
def test_a_whole_call_lasts_as_long_as_people_wait_for_it() -> None:
    assert 8 < call_sound("A342", 3).seconds < 22


@needs_clips
def test_no_two_numbers_sound_the_same() -> None:
    sounds = [joined([f"ur/number-{number}"]).samples for number in range(1, 100)]
    assert len(set(sounds)) == 99


def test_set_up_without_the_speech_tool_says_so_by_name_and_makes_the_chime(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoSpeech:
        def __init__(self) -> None:
            raise ImportError("No module named 'espeakng_loader'")

    monkeypatch.setattr(make, "CLIPS", tmp_path)
    monkeypatch.setattr(make, "MANIFEST", tmp_path / "manifest.json")
    monkeypatch.setattr(make, "_Speech", NoSpeech)
    assert "espeakng-loader" in make.make_clips()
    assert [file.name for file in tmp_path.iterdir()] == ["chime.wav"]
    assert call_sound("A042", 3, folder=tmp_path) == joined([CHIME], tmp_path, times=2)
