"""From an empty screen to a signed-in person, on a real site service: every way in, and every way it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from drc_desktop.app import counter_main, supervisor_main
from drc_desktop.counter.view import CounterWindow
from drc_desktop.desk import people
from drc_desktop.desk.contract import DeskError, Fault, OperatorCard
from drc_desktop.devices.station_store import open_local_store
from drc_desktop.kit.faults import fault_words
from drc_desktop.kit.signin_window import SignInWindow
from drc_desktop.site_service.client import FarDesk
from drc_desktop.store.local_fault import LocalStoreError
from drc_desktop.store.secrets import Protection
from drc_desktop.supervisor.view import SupervisorWindow
from drc_desktop.words import LANGUAGES, Words
from tests.qt.app.house import House, visible
from tests.store.test_local_store import NoKeyring

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform

ANOTHER = "135792"


def test_the_right_pin_opens_each_window(house: House) -> None:
    supervisor = house.enter("supervisor", house.join("supervisor"))
    assert isinstance(supervisor.shown, SupervisorWindow)
    counter = house.enter("counter", house.join("counter", 2))
    assert isinstance(counter.shown, CounterWindow)
    house.until(lambda: house.desk.visit_at(house.actor, 2) is None and counter.shown.band.isVisible())
    assert house.sessions() == 2


def test_without_a_keyring_the_pin_opens_the_store_as_well(house: House) -> None:
    keyring.set_keyring(NoKeyring())
    home = house.join("counter", 1)
    first = house.enter("counter", home)
    first.close()
    second = house.enter("counter", home)
    assert visible(second.shown)
    store = open_local_store(home, "246810")
    assert store.protection is Protection.PIN
    store.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_pin_says_how_many_tries_are_left_and_then_for_how_long(house: House, language: str) -> None:
    station, words = house.open("supervisor", house.join("supervisor"), language), Words(language)
    page = house.page(station)
    for left in (4, 3, 2, 1, 0):
        house.type_pin(station, ANOTHER)
        house.until(lambda left=left: page.view.fault.text() == words.text("fault-wrong-pin", left=left))
    house.type_pin(station)
    house.until(lambda: page.view.fault.text() == words.text("fault-locked-out", minutes=1))
    assert visible(page)
    assert house.sessions() == 0


def test_nobody_set_up_for_this_window_is_said(house: House) -> None:
    with house.desk.store.writing() as connection:
        connection.exec_driver_sql("UPDATE operator SET role = 'supervisor'")
    station = house.open("counter", house.join("counter", 1))
    page = station.shown
    assert isinstance(page, SignInWindow)
    house.until(page.view.nobody.isVisible)
    assert page.view.nobody.title.text() == Words("en").text("kit-signin-nobody")
    assert not page.view.button.isEnabled()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_that_is_away_is_said_and_work_begins_when_it_answers(house: House, language: str) -> None:
    home = house.join("supervisor")
    house.stop_site()
    station = house.open("supervisor", home, language)
    page = station.shown
    assert isinstance(page, SignInWindow)
    house.until(page.fault.isVisible)
    assert page.fault.text() == Words(language).text("fault-site-unreachable")
    QTest.keyClick(page, Qt.Key.Key_F12)
    other = station.words.language
    assert other != language
    house.until(lambda: page.fault.text() == Words(other).text("fault-site-unreachable"))
    house.start_site()
    house.until(page.view.button.isEnabled)
    assert not page.fault.isVisible()
    house.type_pin(station)
    house.until(lambda: isinstance(station.shown, SupervisorWindow))


def test_a_site_that_goes_away_while_the_pin_is_typed(house: House) -> None:
    station = house.open("supervisor", house.join("supervisor"))
    page = house.page(station)
    house.stop_site()
    house.type_pin(station)
    assert house.said_at_sign_in(station) == Words("en").text("fault-site-unreachable")
    assert visible(page)
    house.start_site()
    house.type_pin(station)
    house.until(lambda: isinstance(station.shown, SupervisorWindow))


def test_an_unpaired_station_is_said_on_the_page(house: House) -> None:
    home = house.join("supervisor")
    with house.desk.store.writing() as connection:
        connection.exec_driver_sql("UPDATE station SET revoked_at = 1.0")
    station = house.open("supervisor", home, "ur")
    page = station.shown
    assert isinstance(page, SignInWindow)
    house.until(page.fault.isVisible)
    assert page.fault.text() == Words("ur").text("fault-unpaired")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pc_without_pairing_ends_with_words(
    tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert supervisor_main(["--home", str(tmp_path), "--language", language]) == 1
    said = capsys.readouterr().err
    assert json.loads(said[: said.index("}") + 1]) == {"fault": "unpaired"}
    assert fault_words(DeskError(Fault.UNPAIRED), Words(language)) in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "lines",
    ["[printer]\nwidth = 577\n", "[nonsense]\n", "= no toml", "\xff\xfe"],
    ids=["range", "unknown", "toml", "bytes"],
)
def test_broken_settings_end_with_words(
    tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str], lines: str, language: str
) -> None:
    (tmp_path / "settings.toml").write_bytes(lines.encode("latin-1"))
    assert counter_main(["--home", str(tmp_path), "--language", language]) == 1
    said = capsys.readouterr().err
    assert json.loads(said[: said.index("}") + 1]) == {"fault": "settings-wrong"}
    path = str(tmp_path / "settings.toml")
    assert Words(language).text("fault-settings-wrong", path=path, what="|").split("|")[0] in said


def test_a_list_of_people_the_site_was_too_slow_for_is_read_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    operators = FarDesk.operators

    def slow(desk: FarDesk) -> list[OperatorCard]:
        asked.append(1)
        if len(asked) <= 2:
            raise DeskError(Fault.SITE_UNREACHABLE, url="")
        return operators(desk)

    monkeypatch.setattr(FarDesk, "operators", slow)
    station = house.open("supervisor", house.join("supervisor"))
    page = house.page(station)
    assert (len(asked), page.view.fault.text()) == (3, "")
    house.type_pin(station)
    house.until(lambda: isinstance(station.shown, SupervisorWindow))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pin_that_was_given_is_changed_before_the_window_opens(house: House, language: str) -> None:
    keyring.set_keyring(NoKeyring())
    home = house.join("counter", 1)
    house.desk.as_console(lambda work: people.reset_pin(work, "deo1", ANOTHER))
    station, words = house.open("counter", home, language), Words(language)
    page = house.page(station)
    house.type_pin(station, ANOTHER)
    house.until(lambda: page.view.caption.text() == words.text("kit-signin-new"))
    assert page.view.forgot.text() == words.text("kit-signin-own")
    for first, again in (("864201", "864202"), (ANOTHER, ANOTHER)):
        house.type_pin(station, first)
        house.until(lambda: page.view.caption.text() == words.text("kit-signin-again"))
        house.type_pin(station, again)
        house.until(lambda: page.view.fault.text() != "")
        assert page.view.caption.text() == words.text("kit-signin-new")
    house.type_pin(station, "864201")
    house.type_pin(station, "864201")
    house.until(lambda: isinstance(station.shown, CounterWindow))
    station.close()
    with pytest.raises(LocalStoreError):
        open_local_store(home, ANOTHER, "deo1")
    open_local_store(home, "864201", "deo1").close()
