"""The display: a paired station without a person, that reads the hall board and speaks."""

from __future__ import annotations

import time
from collections.abc import Sequence

from drc_desktop import VERSION
from drc_desktop.app.station import HEARTBEAT_MS, RETRY_MS, Station, new_key, start
from drc_desktop.desk.contract import Actor, Called, Changes, Hall, SiteCard, StationStatus
from drc_desktop.devices.announced import Announced
from drc_desktop.devices.voice import Voice
from drc_desktop.display.presenter import DisplayPresenter
from drc_desktop.display.view import DisplayWindow
from drc_desktop.kit.board import USUAL_INCHES, is_tall, panel_mm
from drc_desktop.kit.board_painter import Room
from drc_desktop.words import Words

SOUND_CHECK, TEST_TOKEN = "sound_check", "A001"
HEARTBEAT_S = 3.0
"""Shorter than the silence after which the numbers leave the screen."""


def main(argv: Sequence[str]) -> int:
    """`drc display`."""
    return start("display", argv, lambda station: Display(station).begin())


class Display:
    """Wires the display: desk -> presenter -> window and voice."""

    def __init__(self, station: Station) -> None:
        self._station = station
        settings = station.settings.display
        self._voice = Voice() if settings.voice else Voice.silent()
        tall = is_tall(self._panel(settings.panel_inches), settings.viewing_metres)
        room = Room("", "", frozenset(settings.on_the_left), Words("en"), Words("ur"), tall)
        self._window = DisplayWindow(room, self._tick)
        self._announced = Announced(station.options.home)
        self._presenter = DisplayPresenter(
            self._window.show_model,
            self._announce,
            time.monotonic,
            settings.hold_seconds,
            settings.stale_seconds,
            self._announced.last,
        )
        self._window.first_painted.connect(self._presenter.seen)
        self._window.first_painted.connect(self._write_down)
        self._actor: Actor | None = None
        self._asked_in_vain = False
        self._known = 0
        self._whole = False  # a board was read whole since following began: from then on changes miss no call
        station.every(HEARTBEAT_MS, self._report)

    def begin(self) -> None:
        """Until the site answers, the board says that the staff should be asked."""
        self._station.hold(self)
        painted = self._window.painted
        probes = {"painted": lambda: {str(call): at for call, at in painted.items()}}
        self._station.show(self._window, {**probes, "sound": lambda: str(self._voice.state)})
        self._station.when_site_answers(self._site_known, lambda _error: self._presenter.lost())

    def _panel(self, inches: float) -> float:
        """Height of the panel in millimetres: as set, as it says itself, or as most are."""
        told = self._station.app.primaryScreen().physicalSize().height()
        return panel_mm(inches) if inches else told or panel_mm(USUAL_INCHES)

    def _site_known(self, site: SiteCard) -> None:
        self._window.name_site(site.name_en, site.name_ur)
        self._sign_in()

    def _sign_in(self) -> None:
        station = self._station
        station.tasks.run(
            lambda: station.desk.display_actor(station.pairing.device_id), self._signed_in, self._not_signed_in
        )

    def _not_signed_in(self, _error: Exception) -> None:
        self._station.later(RETRY_MS, self._sign_in)

    def _signed_in(self, actor: Actor) -> None:
        self._actor, self._whole = actor, False
        follower = self._station.follow(actor, self._changed, HEARTBEAT_S)
        follower.heard.connect(self._heard)
        follower.back.connect(self._ask)
        follower.ended.connect(self._not_signed_in)
        follower.start()
        self._ask()

    def _heard(self, changes: Changes) -> None:
        """A heartbeat keeps the numbers on screen only while the board itself can be read."""
        if changes.items:
            return
        if self._asked_in_vain:
            self._ask()
        else:
            self._presenter.alive()

    def _changed(self, changes: Changes) -> None:
        if changes.hall is not None and self._whole:
            self._hall(changes.hall)
        else:
            self._ask(whole=True)
        if any(change.action == SOUND_CHECK for change in changes.items):
            self._voice.announce(0, TEST_TOKEN, 1)

    def _report(self) -> None:
        """The console of the hall shows whether this screen lives and can speak."""
        station, actor, key = self._station, self._actor, new_key()
        if actor is not None:
            status = StationStatus(
                actor.device_id, "display", VERSION, 0, None, 0, None, printer=str(self._voice.state)
            )
            station.tasks.run(lambda: station.desk.report_status(actor, key, status), lambda _none: None, _ignore)

    def _ask(self, whole: bool = False) -> None:
        """`whole` is asked once it is known from which event on the changes come: what they bring begins only there."""
        station, actor, after = self._station, self._actor, self._presenter.after_call
        if actor is None:
            return
        known = self._known

        def answered(hall: Hall) -> None:
            if known == self._known or (whole and not self._whole):  # else a newer one came with the changes meanwhile
                self._whole = self._whole or whole
                self._hall(hall)

        station.tasks.run(lambda: station.desk.hall(actor, after), answered, self._not_heard)

    def _hall(self, hall: Hall) -> None:
        self._known += 1
        self._asked_in_vain = False
        self._presenter.heard(hall)

    def _not_heard(self, _error: Exception) -> None:
        self._asked_in_vain = True

    def _write_down(self, call_id: int) -> None:
        """Off the window's thread: a slow or full disk holds up no call. What is not written is said once more."""
        self._station.tasks.run(lambda: self._announced.add(call_id), _ignore, _ignore)

    def _tick(self) -> None:
        self._presenter.tick()

    def _announce(self, call: Called) -> None:
        self._voice.announce(call.call_id, call.token, call.counter)


def _ignore(_outcome: object) -> None:
    """A report that is lost comes again with the next beat, a call not written down is said again after a restart."""
