"""An address as doubles are looked for: Urdu and English spellings brought together, then compared by trigrams.

A folded address holds only Latin consonant skeletons, digits and single blanks, so 'Mohallah Qasim Pura, Gali No. 4',
'محلہ قاسم پورہ گلی نمبر 4' and 'Moh. Qasimpura St 4' come near to each other. Similarity is the Jaccard index of the
trigrams, 0 to 1. Keyed trigrams keep that measure without keeping the text.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

from drc_desktop.domain.identity import ascii_digits

ALIKE = 0.6
"""Jaccard index from which two addresses of one union council are shown as perhaps the same (ours: a setting)."""

_WORDS = {
    "محلہ": "mohallah", "گلی": "gali", "نمبر": "no", "مکان": "house", "گھر": "house", "سڑک": "road", "روڈ": "road",
    "چک": "chak", "گاؤں": "village", "موضع": "village", "نزد": "near", "قریب": "near", "مسجد": "masjid",
    "ڈاکخانہ": "po", "بستی": "basti", "کالونی": "colony", "ٹاؤن": "town", "بازار": "bazar", "چوک": "chowk",
    "moh": "mohallah", "mohalla": "mohallah", "muhallah": "mohallah", "muhalla": "mohallah", "street": "gali",
    "st": "gali", "gully": "gali", "galli": "gali", "number": "no", "num": "no", "nr": "near", "rd": "road",
    "mosque": "masjid", "makan": "house", "h": "house", "vill": "village", "village": "village", "goth": "village",
    "post": "po", "bazaar": "bazar", "chowk": "chowk", "chak": "chak",
}  # fmt: skip
_FILLER = frozenset({"no", "near", "the", "of"})
_LETTERS = {
    "ا": "", "آ": "", "أ": "", "ع": "", "ء": "", "ئ": "", "ؤ": "", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ط": "t",
    "ث": "s", "س": "s", "ص": "s", "ج": "j", "چ": "c", "ح": "h", "ہ": "h", "ه": "h", "ھ": "h", "ة": "h", "ۃ": "h",
    "خ": "k", "د": "d", "ڈ": "d", "ذ": "z", "ز": "z", "ض": "z", "ظ": "z", "ژ": "z", "ر": "r", "ڑ": "r", "ش": "s",
    "غ": "g", "گ": "g", "ف": "f", "ق": "k", "ک": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ں": "n", "و": "",
    "ی": "", "ي": "", "ے": "", "ى": "",
}  # fmt: skip
_LATIN = str.maketrans({"q": "k", "x": "k", "v": "", "w": "", "y": "", **dict.fromkeys("aeiou", "")})
_PAIRS = (("ch", "c"), ("sh", "s"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("zh", "z"), ("ck", "k"))
_SPLIT = re.compile(r"[^0-9a-z\u0600-\u06ff]+")


def fold(address: str) -> str:
    """The address as it is compared; empty where nothing is left."""
    plain = unicodedata.normalize("NFKC", ascii_digits(address)).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"(?<=\d)(?=[^\d\s])|(?<=[^\d\s])(?=\d)", " ", plain)
    words = (_WORDS.get(word, word) for word in _SPLIT.split(plain) if word)
    return " ".join(skeleton for word in words if word not in _FILLER and (skeleton := _skeleton(word)))


def trigrams(address: str) -> frozenset[str]:
    """The trigrams of the folded address, its ends padded by one blank."""
    folded = f" {fold(address)} "
    return frozenset(folded[at : at + 3] for at in range(len(folded) - 2)) if folded.strip() else frozenset()


def similarity(first: frozenset[str] | frozenset[int], second: frozenset[str] | frozenset[int]) -> float:
    """Jaccard index of two sets of trigrams, 0 where one is empty."""
    if not first or not second:
        return 0.0
    return len(first & second) / len(first | second)


def keyed_trigrams(address: str, key: bytes) -> frozenset[int]:
    """Each trigram as 32 bits of a keyed hash: sets of one key can be compared, the text cannot be read from them."""
    return frozenset(
        int.from_bytes(hmac.new(key, gram.encode(), hashlib.sha256).digest()[:4]) for gram in trigrams(address)
    )


def _skeleton(word: str) -> str:
    if word.isdigit():
        return word.lstrip("0") or "0"
    if not word.isascii():
        word = "".join(_LETTERS.get(letter, letter if letter.isascii() else "") for letter in word)
    else:
        for pair, one in _PAIRS:
            word = word.replace(pair, one)
        word = word.translate(_LATIN)
    word = re.sub(r"(.)\1+", r"\1", word)
    return word[:-1] if len(word) > 2 and word.endswith("h") else word
