"""GNSS receiver and GSM modem of a PC, where the settings name them."""

from __future__ import annotations

from collections.abc import Callable

from drc_desktop.app.station import Station
from drc_desktop.desk.contract import Actor
from drc_desktop.devices.modem import Messenger
from drc_desktop.devices.near_turn import NearTurns
from drc_desktop.devices.place import Places, Receiver


def place_of(station: Station) -> Callable[[], str]:
    """Where this PC is when a survey starts: by its receiver, else where the centre stands."""
    mine, site = station.settings.place, station.settings.monitor
    receiver = None
    if mine.port:
        receiver = Receiver(mine.port, mine.baud).start()
        station.on_close(receiver.stop)
    return Places(receiver, mine.fresh_seconds, site.centre if site.centre_place() else "").text


def near_turns(station: Station) -> NearTurns | None:
    """Messages to visitors whose turn is near; None where they are off, which they are unless the settings say so."""
    mine = station.settings.modem
    if not (mine.port and mine.messages):
        return None
    messenger = Messenger(mine.port, mine.baud, mine.per_minute).start()
    station.on_close(messenger.stop)
    return NearTurns(messenger.put, mine.ahead)


def look_for_near(station: Station, actor: Actor, turns: NearTurns | None) -> None:
    """Ask the desk who will be called next, where anybody waits for a message. On the window's thread."""
    if turns is not None and turns.wanted:
        station.tasks.run(lambda: station.desk.next_up(actor).order, turns.look, lambda _error: None)
