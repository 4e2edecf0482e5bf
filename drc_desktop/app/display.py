"""The display: a paired station without a person, that reads the hall board and speaks."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QTimer

from drc_desktop.app.station import RETRY_MS, Station, start
from drc_desktop.desk.contract import Actor, Called, Changes, DeskError, Hall, SiteCard
from drc_desktop.devices.voice import Voice
from drc_desktop.display.painter import Room
from drc_desktop.display.presenter import DisplayPresenter
from drc_desktop.display.view import DisplayWindow
from drc_desktop.words import Words

HEARTBEAT_S = 3.0
"""Shorter than the silence after which the numbers leave the screen."""


def main(argv: Sequence[str]) -> int:
    """`drc display`."""
    return start("display", argv, lambda station: Display(station).begin())


class Display:
    """Wires the display: desk -> presenter -> window and voice."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._settings = station.settings.display
        self._voice = Voice() if self._settings.voice else Voice.silent()
        self._presenter: DisplayPresenter | None = None
        self._actor: Actor | None = None

    def begin(self) -> None:
        """Until the site answers there is nothing to show but that the staff should be asked."""
        self._station.when_site_answers(self._site_known, lambda _error: None)

    def _site_known(self, site: SiteCard) -> None:
        left = frozenset(self._settings.on_the_left)
        room = Room(site.name_en, site.name_ur, left, Words("en"), Words("ur"))
        window = DisplayWindow(room, self._tick)
        self._presenter = DisplayPresenter(
            window.show_model,
            self._announce,
            time.monotonic,
            self._settings.hold_seconds,
            self._settings.stale_seconds,
        )
        probes = {"painted": lambda: {str(call): at for call, at in window.painted.items()}}
        self._station.show(window, {**probes, "sound": lambda: str(self._voice.state)})
        self._sign_in()

    def _sign_in(self) -> None:
        station = self._station
        station.tasks.run(
            lambda: station.desk.display_actor(station.pairing.device_id), self._signed_in, self._not_signed_in
        )

    def _not_signed_in(self, error: Exception) -> None:
        if not isinstance(error, DeskError):
            raise error
        QTimer.singleShot(RETRY_MS, self._sign_in)

    def _signed_in(self, actor: Actor) -> None:
        self._actor = actor
        follower = self._station.follow(actor, self._changed, HEARTBEAT_S)
        follower.heard.connect(self._heard)
        follower.back.connect(self._ask)
        follower.start()
        self._ask()

    def _heard(self, changes: Changes) -> None:
        if not changes.items and self._presenter is not None:
            self._presenter.alive()

    def _changed(self, _changes: Changes) -> None:
        self._ask()

    def _ask(self) -> None:
        station, presenter, actor = self._station, self._presenter, self._actor
        if presenter is None or actor is None:
            return
        after = presenter.after_call
        station.tasks.run(lambda: station.desk.hall(actor, after), self._hall, lambda _error: None)

    def _hall(self, hall: Hall) -> None:
        if self._presenter is not None:
            self._presenter.heard(hall)

    def _tick(self) -> None:
        if self._presenter is not None:
            self._presenter.tick()

    def _announce(self, call: Called) -> None:
        self._voice.announce(call.call_id, call.token, call.counter)
