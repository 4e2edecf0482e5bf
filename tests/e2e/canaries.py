"""After a whole day every file it wrote is searched: no number, mobile or name of a family rests anywhere in plain.

The canaries are the day's own synthetic people: each CNIC and mobile, plain, dashed, in Urdu digits, as UTF-16 and as
base64 wherever it may begin, and each name of twelve letters or more. Left out is what the day is made from and what it
is asked to hand out: the file of synthetic people, the surveys as the registry opened them, and the pictures.
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtPdf import QPdfDocument

URDU, ARABIC = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"), str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
LONG_NAME = 12
MEANT = ("day/centre/people.jsonl", "day/surveys/", "day/screenshots/", "day/slips/", "day/centre/printer/")
"""The synthetic people it began with, what the walk harvests from the registry, pictures."""
HEAD = 8
"""Bytes by which a form is looked up at each place of a file; no form is shorter."""


def forms_of(text: str) -> Iterator[bytes]:
    """Every way in which a text of a person may lie in a file."""
    spellings = {text}
    if re.fullmatch(r"[0-9]{13}", text):
        spellings.add(f"{text[:5]}-{text[5:12]}-{text[12]}")
    if re.fullmatch(r"0[0-9]{10}", text):
        spellings |= {f"{text[:4]}-{text[4:]}", f"+92{text[1:]}", f"92{text[1:]}"}
    for spelling in sorted(spellings):
        for digits in ({}, URDU, ARABIC):
            given = spelling.translate(digits)
            yield given.encode("utf-8")
            yield given.encode("utf-16-le")
            yield given.encode("utf-16-be")
            yield from _base64(given.encode("utf-8"))


def _base64(data: bytes) -> Iterator[bytes]:
    """The letters of base64 that are the same whatever stands around, for each of the three places to begin."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + data)
        inner = whole[-(-before * 8 // 6) : len(data + b"\0" * before) * 8 // 6]
        yield inner
        yield inner.replace(b"+", b"-").replace(b"/", b"_")


def canaries(people: list[dict[str, Any]]) -> dict[bytes, str]:
    """Form -> kind of what it gives away."""
    found: dict[bytes, str] = {}

    def add(text: str, kind: str) -> None:
        for form in forms_of(text):
            found[form] = kind

    for household in people:
        for value in (household["visitor"], household.get("mobile", "")):
            if value:
                add(value, "number")
        for member in household["members"]:
            if member["cnic"]:
                add(member["cnic"], "number")
            for name in (member["name_en"], member["name_ur"]):
                if sum(letter.isalpha() for letter in name) >= LONG_NAME:
                    add(name, "name")
    return found


class Search:
    """Looks for every form at every place of a file."""

    def __init__(self, people: list[dict[str, Any]]) -> None:
        self.kinds = canaries(people)
        self._by_head: dict[bytes, list[bytes]] = {}
        for form in self.kinds:
            self._by_head.setdefault(form[:HEAD], []).append(form)

    def hit(self, path: Path) -> str:
        """What the first hit gives away, empty without one. Never the hit itself: a report is no place for it."""
        data, heads = path.read_bytes(), self._by_head
        for place in range(len(data) - HEAD + 1):
            if data[place : place + HEAD] in heads:
                for form in heads[data[place : place + HEAD]]:
                    if data.startswith(form, place):
                        return self.kinds[form]
        return ""


def unpacked(path: Path, folder: Path) -> list[Path]:
    """What a file holds, as files in `folder` that can be searched. A PDF needs a QGuiApplication.

    Of a workbook its parts; of a PDF its text, for it is compressed and its letters are numbers of glyphs; else itself.
    """
    folder.mkdir(parents=True)
    if path.suffix == ".xlsx":
        shutil.unpack_archive(path, folder, "zip")
    elif path.suffix == ".pdf":
        document = QPdfDocument()
        document.load(str(path))
        pages = [document.getAllText(page).text() for page in range(document.pageCount())]
        document.close()
        (folder / "text").write_text("\n".join(pages), encoding="utf-8")
    else:
        return [path]
    return [part for part in folder.rglob("*") if part.is_file()]


def written(folder: Path) -> list[Path]:
    """The files of a day that nothing of a family may rest in; `folder` holds the day, its temporary files and home."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in found if not path.relative_to(folder).as_posix().startswith(MEANT)]
