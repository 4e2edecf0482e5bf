"""From an empty screen to a signed-in operator: the site, the person, the local store under the same PIN."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from drc_desktop.app.local import Local
from drc_desktop.app.lock import PinCheck
from drc_desktop.app.station import RETRY_MS, Station, new_key
from drc_desktop.desk.contract import DeskError, Fault, OperatorCard, Role, SignedIn, SiteCard
from drc_desktop.kit.faults import fault_words
from drc_desktop.kit.signin_presenter import SignIn as Presenter
from drc_desktop.kit.signin_window import SignInWindow
from drc_desktop.store.local_fault import LocalFault, LocalStoreError
from drc_desktop.store.secrets import Newcomer, Protection, newcomer

log = logging.getLogger(__name__)

ROLES = {
    "supervisor": frozenset({Role.SUPERVISOR, Role.TSA}),
    "counter": frozenset({Role.DEO}),
}


@dataclass(frozen=True)
class Welcome:
    """What a window starts with."""

    signed: SignedIn
    site: SiteCard
    local: Local
    counter: int
    check: PinCheck


class Door:
    """Signs in at the desk, then opens the local store; a store that does not open lets nobody in, and says why.

    On a PC without a keyring whoever is new there, or has a new PIN, is refused until somebody known there has come in
    by the same door. What waits for that is the newcomer's stretched PIN; no key of the store outlives its session.
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self._newcomers: dict[str, Newcomer] = {}
        self.local: Local | None = None
        self.check: PinCheck | None = None
        self._choosing: tuple[SignedIn, str] | None = None

    def operators(self) -> list[OperatorCard]:
        """As the desk."""
        return self._station.desk.operators()

    def sign_in(self, device_id: str, operator_id: str, pin: str, counter: int = 0) -> SignedIn:
        """As the desk. Raises LocalStoreError as well; the session at the desk is closed again then."""
        desk = self._station.desk
        signed = desk.sign_in(device_id, operator_id, pin, counter)
        if signed.new_pin:
            self._choosing = signed, pin
            raise DeskError(Fault.NEW_PIN)
        return self._enter(signed, pin)

    def choose_pin(self, new: str) -> SignedIn:
        """An own PIN in place of the one that somebody else set; it opens the local store of this PC as well. Raises as
        `sign_in`."""
        assert self._choosing is not None
        signed, old = self._choosing
        self._station.desk.choose_pin(signed.actor, new_key(), old, new)
        self._choosing = None
        return self._enter(signed, new, old)

    def _enter(self, signed: SignedIn, pin: str, before: str = "") -> SignedIn:
        desk, operator_id = self._station.desk, signed.actor.operator_id
        try:
            self.local = self._open(operator_id, pin, before)
        except Exception:
            with suppress(DeskError):  # what the person has to know is the store's fault
                desk.sign_out(signed.actor)
            raise
        self._let_newcomers(self.local)
        self.check = PinCheck(pin)
        return signed

    def _open(self, operator_id: str, pin: str, before: str) -> Local:
        """With the PIN of before where it was changed just now: the store of this PC knows that one, if any."""
        try:
            local = Local(self._station, before or pin, operator_id)
            if before and local.store.protection is Protection.PIN:
                local.store.grant(newcomer(operator_id, pin))
            return local
        except LocalStoreError as error:
            if error.code is LocalFault.PIN_NEW_HERE:
                self._newcomers[operator_id] = newcomer(operator_id, pin)
            raise

    def _let_newcomers(self, local: Local) -> None:
        """Who was refused before may come in from now on; what goes wrong there keeps out nobody who is known."""
        while self._newcomers:
            _, person = self._newcomers.popitem()
            try:
                local.store.grant(person)
            except LocalStoreError as error:
                log.warning("a newcomer has no slot yet", extra={"code": error.code.value})


class SignIn:
    """Shows the page, waits for the site, and hands over what a window needs."""

    def __init__(self, station: Station, then: Callable[[Welcome], object]) -> None:
        self._station, self._then = station, then
        self._door = Door(station)
        self._site: SiteCard | None = None
        self._built: object | None = None
        self._presenter = Presenter(
            self._door,
            station.tasks,
            station.words,
            station.pairing.device_id,
            ROLES[station.window_name],
            self._signed_in,
            station.pairing.counter,
            lambda call: station.later(RETRY_MS, call),
            self._door.choose_pin,
        )
        self._window = SignInWindow(self._presenter)

    def begin(self) -> None:
        """Show the page and keep asking for the site."""
        self._station.hold(self)
        self._station.show(self._window)
        self._station.when_site_answers(self._site_known, self._site_away)

    def _site_known(self, site: SiteCard) -> None:
        self._site = site
        self._window.show_site(site)
        self._presenter.start()

    def _site_away(self, error: Exception) -> None:
        self._window.fault.say(fault_words(error, self._station.words))

    def _signed_in(self, signed: SignedIn) -> None:
        assert self._site is not None
        assert self._door.local is not None
        assert self._door.check is not None
        counter = signed.counter or self._station.pairing.counter
        # kept: the window's wiring lives as long as this object
        self._built = self._then(Welcome(signed, self._site, self._door.local, counter, self._door.check))
