"""A local store that does not open lets nobody in, says why, is left alone, and lets in once it is mended."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest

from drc_desktop.counter.view import CounterWindow
from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.devices.station_store import local_store_path, open_local_store
from drc_desktop.kit.faults import fault_words
from drc_desktop.site_service.client import FarDesk
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.words import LANGUAGES, Words
from tests.qt.app import broken
from tests.qt.app.house import House, store_files, visible
from tests.store.test_local_store import NoKeyring

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform


def words_of(code: LocalFault, home: Path, language: str) -> str:
    return fault_words(LocalStoreError(code, path=str(local_store_path(home)), digits=6), Words(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("breaking", "code"),
    [
        (broken.corrupt, LocalFault.CORRUPT),
        (broken.wrong_key, LocalFault.WRONG_KEY),
        (broken.copied, LocalFault.OTHER_PC),
        (broken.locked_keyring, LocalFault.KEYRING_LOCKED),
        (broken.gone, LocalFault.GONE),
        (broken.newer, LocalFault.NEWER),
        (broken.no_room, LocalFault.FULL),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_it_is_said_and_the_same_window_signs_in_once_it_is_mended(
    house: House, breaking: broken.Breaking, code: LocalFault, language: str
) -> None:
    home = house.join("counter", 1)
    station = house.open("counter", home, language)
    page = house.page(station)
    with breaking(home):
        before = store_files(home)
        house.type_pin(station)
        assert house.said_at_sign_in(station) == words_of(code, home, language)
        assert visible(page)
        assert house.sessions() == 0, "nobody came in, so nobody is signed in at the site"
        if code is not LocalFault.FULL:
            assert store_files(home) == before
    house.type_pin(station)
    house.until(lambda: isinstance(station.shown, CounterWindow))
    assert house.sessions() == 1
    station.close()
    assert broken.kept(home) == ("" if code is LocalFault.FULL else "as it was")


def test_the_pin_of_somebody_new_here_does_not_open_the_store(house: House) -> None:
    """Without a keyring the store opens with the PINs of those who are known here."""
    keyring.set_keyring(NoKeyring())
    home = house.join("counter", 1)
    open_local_store(home, "864209").close()
    before = store_files(home)
    station = house.open("counter", home, "ur")
    page = house.page(station)
    house.type_pin(station)
    assert house.said_at_sign_in(station) == words_of(LocalFault.PIN_NEW_HERE, home, "ur")
    assert visible(page)
    assert (store_files(home), house.sessions()) == (before, 0)


def test_the_store_is_what_is_said_even_if_the_site_goes_away_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = house.join("counter", 1)
    station = house.open("counter", home)
    house.page(station)

    def away(_self: FarDesk, _actor: object) -> None:
        raise DeskError(Fault.SITE_UNREACHABLE)

    monkeypatch.setattr(FarDesk, "sign_out", away)
    with broken.corrupt(home):
        house.type_pin(station)
        assert house.said_at_sign_in(station) == words_of(LocalFault.CORRUPT, home, "en")
