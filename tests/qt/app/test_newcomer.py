"""On a PC without a keyring: who is new there comes in once somebody known there has come in by the same page."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from drc_desktop.app.station import Station
from drc_desktop.counter.view import CounterWindow
from drc_desktop.desk import people
from drc_desktop.desk.work import Work
from drc_desktop.devices.station_store import local_store_path
from drc_desktop.kit.faults import fault_words
from drc_desktop.store import people as people_store
from drc_desktop.store import secrets
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.words import LANGUAGES, Words
from tests.qt.app.house import House, store_files, visible
from tests.store.test_local_store import NoKeyring
from tests.unit.desk.conftest import PIN

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform

KNOWN, NEW = "deo1", "deo2"
NEW_PIN, CHANGED = "975310", "531975"


@pytest.fixture
def bare(memory_keyring: object) -> None:
    """PCs without a keyring, the site's own too."""
    keyring.set_keyring(NoKeyring())


@pytest.fixture
def home(bare: None, house: House) -> Path:
    """Counter 1, where one operator has worked; the other has another PIN."""
    give(house, NEW, NEW_PIN)
    home = house.join("counter", 1)
    came_in(house, house.open("counter", home), KNOWN, PIN)
    return home


def give(house: House, operator: str, pin: str) -> None:
    """A PIN that the operator chose at another PC."""

    def chosen(work: Work) -> None:
        people.reset_pin(work, operator, pin)
        people_store.set_operator(work.connection, operator, {"pin_own": True})

    house.desk.as_console(chosen)


def try_in(house: House, station: Station, operator: str, pin: str) -> None:
    """Choose the person by the arrow keys, type the PIN, Enter."""
    page = house.page(station)
    presenter = page._presenter
    wanted = [person.operator_id for person in presenter.people].index(operator)
    house.until(page.view.pin.hasFocus)
    while presenter.chosen != wanted:
        key = Qt.Key.Key_Down if presenter.chosen < wanted else Qt.Key.Key_Up
        QTest.keyClick(QApplication.focusWidget(), key)
    house.type_pin(station, pin)


def came_in(house: House, station: Station, operator: str, pin: str) -> None:
    try_in(house, station, operator, pin)
    house.until(lambda: isinstance(station.shown, CounterWindow))
    station.close()


def refused(house: House, station: Station, operator: str, pin: str) -> None:
    try_in(house, station, operator, pin)
    words = Words(station.words.language)
    assert house.said_at_sign_in(station) == fault_words(LocalStoreError(LocalFault.PIN_NEW_HERE), words)
    assert visible(station.shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_new_is_told_who_signs_in_first_and_comes_in_after(house: House, home: Path, language: str) -> None:
    before, sessions = store_files(home), house.sessions()
    page = house.open("counter", home, language)
    refused(house, page, NEW, NEW_PIN)
    assert (store_files(home), house.sessions()) == (before, sessions)
    came_in(house, page, KNOWN, PIN)
    came_in(house, house.open("counter", home), NEW, NEW_PIN)
    came_in(house, house.open("counter", home), KNOWN, PIN)


def test_who_comes_in_where_nobody_was_refused_lets_in_nobody_else(house: House, home: Path) -> None:
    refused(house, page := house.open("counter", home), NEW, NEW_PIN)
    page.close()
    came_in(house, house.open("counter", home), KNOWN, PIN)
    refused(house, house.open("counter", home), NEW, NEW_PIN)


def test_a_new_pin_from_the_site_is_learnt_the_same_way(house: House, home: Path) -> None:
    page = house.open("counter", home)
    refused(house, page, NEW, NEW_PIN)
    came_in(house, page, KNOWN, PIN)
    give(house, NEW, CHANGED)
    page = house.open("counter", home)
    refused(house, page, NEW, CHANGED)
    came_in(house, page, KNOWN, PIN)
    came_in(house, house.open("counter", home), NEW, CHANGED)
    with pytest.raises(LocalStoreError):
        secrets.obtain(local_store_path(home), NEW_PIN)


def test_a_slot_that_cannot_be_written_keeps_out_nobody_who_is_known(
    house: House,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    expected_logs: set[str],
) -> None:
    expected_logs.add("drc_desktop.app.sign_in")
    page = house.open("counter", home)
    refused(house, page, NEW, NEW_PIN)
    with monkeypatch.context() as patch:

        def full(*_: object) -> None:
            raise LocalStoreError(LocalFault.FULL, path="local.db")

        patch.setattr(secrets, "write", full)
        came_in(house, page, KNOWN, PIN)
    assert [(one.levelname, one.message) for one in caplog.records] == [("WARNING", "a newcomer has no slot yet")]
    assert NEW not in caplog.text
    refused(house, house.open("counter", home), NEW, NEW_PIN)
