"""The docs keep up: every setting and command stands in them, every link leads somewhere, no machine is named."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import unquote

import msgspec
import pytest

from drc_desktop.__main__ import COMMANDS
from drc_desktop.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
TEXT = re.compile(r"(\.(py|md|toml|txt|lock|json|ya?ml|ftl|csv|svg|mako|sh|java|jsonl)|/(Makefile|run))$")
#: Folders of one person's own; those of this checkout are added. System folders such as /usr are the same everywhere.
OF_A_PERSON = r"(?<![\w.:/~}])/(?:home|Users)/\w+/|\b[A-Za-z]:[\\/]+Users[\\/]"
OURS = (str(ROOT), str(ROOT.parent / "shared"))
OF_A_MACHINE = re.compile("|".join([OF_A_PERSON, *(rf"(?<![\w.]){re.escape(path)}\b" for path in OURS)]), re.ASCII)


def settings() -> list[tuple[str, str, str]]:
    """Name, default as JSON, description of every setting."""
    found = []
    for section, table in get_type_hints(Settings).items():
        for name, hint in get_type_hints(table, include_extras=True).items():
            (note,) = (one for one in hint.__metadata__ if isinstance(one, msgspec.Meta))
            found.append(
                (f"{section}.{name}", msgspec.json.encode(default(table, name)).decode(), note.description or "")
            )
    return found


def default(table: type[Any], name: str) -> object:
    return getattr(table(), name)


@pytest.mark.parametrize(("name", "value", "says"), settings(), ids=lambda text: text[:24])
def test_every_setting_stands_in_the_table_as_it_is(name: str, value: str, says: str) -> None:
    assert f"| `{name}` | `{value}` | {says} |" in OPERATIONS


def test_the_table_holds_no_setting_that_is_gone() -> None:
    listed = set(re.findall(r"^\| `(\w+\.\w+)` \|", OPERATIONS, re.MULTILINE))
    assert listed == {name for name, _, _ in settings()}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_table_of_commands(name: str) -> None:
    table = OPERATIONS.partition("## Commands")[2].partition("\n## ")[0]
    assert f"`drc {name}`" in table


def test_every_command_that_the_docs_name_exists() -> None:
    said = re.compile(r"(?:^|`|bin/|Scripts\\)drc ([a-z]+)\b(?! (?:\w+ )*v\d)", re.MULTILINE)
    named = {word for page in PAGES for word in said.findall(page.read_text(encoding="utf-8"))}
    planned = set(re.findall(r"`drc ([a-z]+)`", (ROOT / "CHANGELOG.md").read_text("utf-8").partition("Known gaps")[2]))
    assert named - planned <= set(COMMANDS)


def anchors(page: Path) -> set[str]:
    """Anchors of the headings of a page, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_relative_to(ROOT), f"{link} leaves the checkout"
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            assert anchor in anchors(target), f"{link}: no such heading"


def test_the_readme_leads_to_every_page() -> None:
    linked = {
        unquote(link).partition("#")[0] for link in LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    }
    assert {page.relative_to(ROOT).as_posix() for page in PAGES} - {"README.md"} <= linked


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("this is no git checkout: no list of tracked files")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = []
    for path in tracked():
        if not path.is_file() or not TEXT.search(path.as_posix()):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if OF_A_MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "machine"),
    [
        ("see /ho" + "me/someone/x", True),
        ("'C:\\" + "Users\\x'", True),
        (f"cd {ROOT}/docs", True),
        ("/home/member", False),
        ("https://example.org/home/page", False),
        ("/data/member/work", False),
        ("/usr/lib/postgresql", False),
        ("~/.local/share", False),
    ],
)
def test_what_counts_as_a_folder_of_one_machine(line: str, machine: bool) -> None:
    assert bool(OF_A_MACHINE.search(line)) == machine
