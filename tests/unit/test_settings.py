"""The table of settings: every one documented, wrong lines named, the data folder movable."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest

from drc_desktop import settings
from drc_desktop.settings import Settings, SettingsError


def sections() -> dict[str, type[Any]]:
    return dict(get_type_hints(Settings))


def fields() -> list[tuple[str, str, Any]]:
    return [
        (section, name, hint)
        for section, table in sections().items()
        for name, hint in get_type_hints(table, include_extras=True).items()
    ]


@pytest.mark.parametrize(("section", "name", "hint"), fields(), ids=lambda value: str(value)[:30])
def test_every_setting_is_documented(section: str, name: str, hint: Any) -> None:
    notes = [note for note in getattr(hint, "__metadata__", ()) if isinstance(note, msgspec.Meta)]
    assert notes, f"{section}.{name} has no description"
    assert len(notes[0].description or "") > 10


def test_every_section_says_what_it_is_for() -> None:
    assert all(table.__doc__ and not table.__doc__.startswith(table.__name__) for table in sections().values())


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path) == Settings()


def test_a_file_changes_what_it_names(tmp_path: Path) -> None:
    (tmp_path / settings.FILE_NAME).write_text("[desk]\novertake_cap = 4\n")
    found = settings.load(tmp_path)
    assert (found.desk.overtake_cap, found.desk.others_between) == (4, Settings().desk.others_between)


@pytest.mark.parametrize(
    "text",
    ["[desk]\novertake = 4\n", "[desk]\novertake_cap = 0\n", "[dsk]\n", "[desk", "\x00", "[site]\nresends = 'x'\n"],
)
def test_a_wrong_line_is_named_and_never_dropped(tmp_path: Path, text: str) -> None:
    path = tmp_path / settings.FILE_NAME
    path.write_text(text)
    with pytest.raises(SettingsError) as fault:
        settings.load(tmp_path)
    assert fault.value.params["path"] == str(path)
    assert fault.value.params["what"]


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / settings.FILE_NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError):
        settings.load(tmp_path)


def test_the_data_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.HOME_VARIABLE, str(tmp_path))
    assert settings.data_dir() == tmp_path
    monkeypatch.delenv(settings.HOME_VARIABLE)
    assert settings.data_dir() != tmp_path
