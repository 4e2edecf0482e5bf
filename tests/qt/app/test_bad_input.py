"""The bad input that the project promises to stand: said in both languages, the window up, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import func, select, update

from drc_desktop.counter.model import Step
from drc_desktop.counter.view import CounterWindow
from drc_desktop.desk.contract import JobState
from drc_desktop.devices.station_store import local_store_path, open_local_store
from drc_desktop.domain.identity import CnicError, CnicFault
from drc_desktop.domain.visit import Service
from drc_desktop.kit.faults import fault_words
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.local_schema import draft, snapshot
from drc_desktop.store.registry_copy import RegistryCopy
from drc_desktop.words import LANGUAGES, Words
from sync.registry.service import Registry
from tests.qt.app import broken
from tests.qt.app.house import House, store_files, visible
from tests.qt.app.test_counter import figures
from tests.qt.app.test_supervisor import address, at_work, jobs
from tests.qt.counter.room import NEW_MOBILE, VISITOR, Room, recent
from tests.qt.counter.test_faults import full_disk
from tests.store.test_local_sync import PORTAL, enrolled, finish_one, garbage

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform
ARABIC = re.compile(r"[\u0600-\u06ff]")


@dataclass
class Bench:
    """What a case may use; it is tidied up after the test."""

    house: House
    registry: Registry
    url: str
    folder: Path
    language: str
    after: ExitStack

    @property
    def words(self) -> Words:
        return Words(self.language)

    def counter(self) -> Room:
        """A counter in the middle of a short survey."""
        folder = self.folder / "room"
        folder.mkdir()
        room = Room(folder, self.house.app, self.language)
        self.after.callback(room.close)
        room.slice.records = [recent()]
        room.issue(Service.ROSTER_UPDATE, "roster")
        room.start()
        room.begin()
        room.fill(NEW_MOBILE[:4])
        return room


@dataclass
class Outcome:
    """What stands on screen, what the catalogue says it should be, and whether all is still there."""

    window: QWidget
    said: str
    wanted: str
    kept: Callable[[], bool]


def typed(bench: Bench, text: str, code: CnicFault, **params: Any) -> Outcome:
    window = at_work(bench.house, language=bench.language)
    before = bench.house.desk.board(bench.house.actor).tokens_today
    window.arrivals.field.setFocus()
    QTest.keyClicks(QApplication.focusWidget(), text)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    bench.house.until(lambda: window.presenter.arrivals.state.field_words)

    def kept() -> bool:
        shown = re.sub(r"\W", "", window.arrivals.field.text())
        again = bench.house.desk.board(bench.house.actor).tokens_today == before
        return shown == re.sub(r"\W", "", text) and again

    wanted = fault_words(CnicError(code, **params), bench.words)
    return Outcome(window, window.arrivals.verdict.text(), wanted, kept)


def wrong_length_cnic(bench: Bench) -> Outcome:
    return typed(bench, VISITOR[:12], CnicFault.LENGTH, digits=12, wanted=13)


def garbage_scan(bench: Bench) -> Outcome:
    return typed(bench, "http://example.invalid/promo", CnicFault.CHARACTERS)


def printer_gone(bench: Bench) -> Outcome:
    window = at_work(bench.house, address("tcp://127.0.0.1:1"), bench.language)
    bench.house.issue()
    bench.house.until(window.message.isVisible)
    wanted = bench.words.text("printer-refused", where="tcp://127.0.0.1:1")
    board = bench.house.desk.board(bench.house.actor)
    return Outcome(
        window,
        window.message.text(),
        wanted,
        lambda: jobs(bench.house) == [JobState.FAILED] and len(board.waiting) == 1,
    )


def disk_full(bench: Bench) -> Outcome:
    room = bench.counter()
    bench.after.enter_context(full_disk(room))
    room.fill(NEW_MOBILE[:4] + [replace(NEW_MOBILE[4], value="0" * 11)] * 20)
    room.survey().form.show_check()
    answers, said = room.answers(), room.message()
    wanted = fault_words(LocalStoreError(LocalFault.FULL, path=""), bench.words)

    return Outcome(room.shown, said, wanted, lambda: room.answers() == answers and room.presenter.step is Step.CHECK)


def corrupt_draft(bench: Bench) -> Outcome:
    room = bench.counter()
    assert room.local is not None
    with room.local.writing() as connection:
        connection.execute(update(snapshot).values(state=b"damaged"))
    room.kill()
    room.start()
    wanted = fault_words(LocalStoreError(LocalFault.DRAFT_CORRUPT, token="C001"), bench.words)

    def kept() -> bool:
        """The damaged draft lies there for support, and the family is still at this counter."""
        assert room.local is not None
        with room.local.reading() as connection:
            drafts = connection.execute(select(func.count()).select_from(draft)).scalar_one()
        return drafts == 1 and room.visit_here() is not None

    return Outcome(room.shown, room.message(), wanted, kept)


def store_at_sign_in(bench: Bench, breaking: broken.Breaking, code: LocalFault) -> Outcome:
    house = bench.house
    home = house.join("counter", 1)
    station = house.open("counter", home, bench.language)
    page = house.page(station)
    stack = bench.after.enter_context(ExitStack())
    stack.enter_context(breaking(home))
    before = store_files(home)
    house.type_pin(station)
    said = house.said_at_sign_in(station)

    def kept() -> bool:
        same = store_files(home) == before
        stack.close()
        return same and broken.kept(home) == "as it was"

    return Outcome(page, said, fault_words(LocalStoreError(code, path=str(local_store_path(home))), bench.words), kept)


def corrupt_database(bench: Bench) -> Outcome:
    return store_at_sign_in(bench, broken.corrupt, LocalFault.CORRUPT)


def wrong_key(bench: Bench) -> Outcome:
    return store_at_sign_in(bench, broken.wrong_key, LocalFault.WRONG_KEY)


def registry_answering_garbage(bench: Bench) -> Outcome:
    house = bench.house
    home = house.join("counter", 1)
    store = open_local_store(home)
    enrolled(bench.registry, bench.url, store, RegistryCopy(store)).once()
    finish_one(store)
    store.remember("registry_url", bench.after.enter_context(garbage([PORTAL])))
    store.close()
    station = house.enter("counter", home, bench.language)
    bench.after.callback(station.close)
    window = station.shown
    assert isinstance(window, CounterWindow)
    code = "sync-fault-not_registry"
    wanted = f"{bench.words.text(code)}. {bench.words.text(f'{code}-do')}"

    def note() -> str:
        label = window.findChild(QWidget, "idle.outbox")
        return label.text() if label is not None else ""  # type: ignore[attr-defined]

    house.until(lambda: note() == wanted)

    def kept() -> bool:
        now = figures(station)
        return (now.waiting, now.acknowledged, now.refused) == (1, 0, 0)

    return Outcome(window, note(), wanted, kept)


CASES: list[Callable[[Bench], Outcome]] = [
    wrong_length_cnic,
    garbage_scan,
    printer_gone,
    disk_full,
    corrupt_database,
    corrupt_draft,
    wrong_key,
    registry_answering_garbage,
]


@pytest.fixture
def after() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_bad_input_is_said_and_costs_nothing(
    house: House,
    registry: Registry,
    url: str,
    tmp_path: Path,
    after: ExitStack,
    case: Callable[[Bench], Outcome],
    language: str,
) -> None:
    found = case(Bench(house, registry, url, tmp_path, language, after))
    assert found.said == found.wanted
    assert bool(ARABIC.search(found.said)) == (language == "ur")
    assert visible(found.window)
    assert found.kept()
