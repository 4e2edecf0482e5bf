"""Every setting of the product in one typed table, read from `settings.toml` in the data folder.

The data folder is the platform's usual one; the environment variable DRC_HOME puts it elsewhere. A missing file or
line means the default. An unknown or wrong line is a known fault (`SettingsError`), never silently dropped.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import msgspec
import platformdirs
from msgspec import Meta

from drc_desktop.domain.indicators.quality import Limits, Place, read_place
from drc_desktop.domain.indicators.unusual import Limits as Unusual

HOME_VARIABLE = "DRC_HOME"
FILE_NAME = "settings.toml"


class SettingsError(Exception):
    """A settings file that cannot be used; `params` are path and what (the reader's message)."""

    code = "settings-wrong"

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path}: {what}")
        self.params: dict[str, Any] = {"path": str(path), "what": what}


class DeskSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules of the hall, read by the site service."""

    others_between: Annotated[
        int, Meta(ge=0, le=20, description="calls of the ordinary lane after one of a visitor who goes first")
    ] = 2
    overtake_cap: Annotated[
        int, Meta(ge=1, le=200, description="how many later arrivals may be called before a waiting visitor")
    ] = 10
    wish_minutes: Annotated[
        int,
        Meta(ge=0, le=240, description="how long a wish (language, woman operator) keeps a visitor for its counter"),
    ] = 20
    pauses: Annotated[
        list[Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]],
        Meta(
            description="when all counters pause (meal, prayer), as HH:MM-HH:MM; the wait on the slip reckons with it"
        ),
    ] = []
    ticket_hours: Annotated[int, Meta(ge=1, le=72, description="hours that the signed QR of a slip is valid")] = 14
    second_person: Annotated[
        bool,
        Meta(description="whether voids, further copies, opening a day again and unlocking need a second person's PIN"),
    ] = True
    reprints_alone: Annotated[
        int, Meta(ge=0, le=20, description="copies of one token that a person may print without a second one")
    ] = 2
    free_disk_mb: Annotated[int, Meta(ge=1, description="free megabytes below which opening the day warns")] = 200


class SiteSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How stations reach the site service."""

    connect_seconds: Annotated[float, Meta(gt=0, le=60, description="time to reach the site service")] = 3.0
    answer_seconds: Annotated[float, Meta(gt=0, le=120, description="time for one answer of the site service")] = 10.0
    resends: Annotated[
        int, Meta(ge=0, le=10, description="how often a command is sent again, with the same key, before giving up")
    ] = 3
    session_hours: Annotated[
        int, Meta(ge=1, le=72, description="hours after which a person signs in anew, however busy")
    ] = 16
    max_request_kb: Annotated[int, Meta(ge=16, le=4096, description="largest request the site service reads")] = 256
    host: Annotated[str, Meta(description="address the service listens on, 0.0.0.0 for other PCs too")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="its port, 0 for any free one")] = 8443
    second_disk: Annotated[str, Meta(description="folder on another disk that holds a copy of the site, kept up")] = ""


class PrinterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The slip printer of this PC."""

    address: Annotated[
        str,
        Meta(description="tcp://host:9100, serial:COM3?baud=115200, device:/dev/usb/lp0, raw:Queue, pdf:folder, ..."),
    ] = ""
    width: Annotated[int, Meta(ge=64, le=1024, multiple_of=8, description="dots across the paper (80 mm: 576)")] = 576
    model: Annotated[
        str, Meta(description="profile of the printer, see drc printer profiles; empty: any, by the width")
    ] = ""
    second: Annotated[str, Meta(description="what F10 switches to; empty: PDF files in the data folder")] = ""


class ScannerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scanner of this PC; one that works as a keyboard needs nothing here."""

    port: Annotated[str, Meta(description="serial port of the scanner, such as COM4 or /dev/ttyACM0")] = ""
    baud: Annotated[int, Meta(ge=300, le=4_000_000, description="speed of that port")] = 9600
    prefix: Annotated[str, Meta(max_length=20, description="what the scanner puts before each scan")] = ""
    suffix: Annotated[str, Meta(max_length=20, description="what it puts behind, before the line end")] = ""


class PlaceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The GNSS receiver of a mobile vehicle's PC. Without one, surveys get the place of the centre (monitor.centre)."""

    port: Annotated[str, Meta(description="serial port of the receiver, such as COM5; empty: no receiver")] = ""
    baud: Annotated[int, Meta(ge=300, le=4_000_000, description="speed of that port; NMEA 0183 has 4800")] = 9600
    fresh_seconds: Annotated[
        float, Meta(gt=0, le=3600, description="a fix older than this is not written into a survey")
    ] = 60.0


class ModemSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A GSM modem for 'your turn is near'. Nothing is sent unless `port` is set and `messages` is on."""

    port: Annotated[str, Meta(description="serial port of the modem, such as COM6; empty: no modem")] = ""
    baud: Annotated[int, Meta(ge=300, le=4_000_000, description="speed of that port")] = 115_200
    messages: Annotated[bool, Meta(description="whether visitors who wish it are told that their turn is near")] = False
    ahead: Annotated[int, Meta(ge=0, le=50, description="told when so many or fewer are to be called before")] = 3
    per_minute: Annotated[int, Meta(ge=1, le=60, description="most messages a minute; networks block senders")] = 6


class RegistrySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The central registry and the identity service, as this PC reaches them."""

    nadra_url: Annotated[str, Meta(description="address of the identity service, empty: not asked")] = ""
    nadra_seconds: Annotated[float, Meta(gt=0, le=60, description="time for one answer of the identity service")] = 5.0
    here: Annotated[str, Meta(description="P-code of the site's tehsil; empty: taken from the site")] = ""


class DisplaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The hall display."""

    hold_seconds: Annotated[float, Meta(ge=0.1, le=60, description="how long a call stays large at the least")] = 10.0
    stale_seconds: Annotated[float, Meta(ge=5, le=60, description="silence after which the numbers leave")] = 10.0
    on_the_left: Annotated[list[int], Meta(description="counters that stand left of the display as one faces it")] = []
    voice: Annotated[bool, Meta(description="whether calls are spoken")] = True
    panel_inches: Annotated[
        float, Meta(ge=0, le=120, description="diagonal of the panel, 0: as the panel itself says")
    ] = 0.0
    viewing_metres: Annotated[float, Meta(ge=2, le=30, description="from the panel to the last row of seats")] = 10.0


class MonitorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the figures warn of. None of these is an official threshold: a site sets what it wants to look at."""

    seats: Annotated[int, Meta(ge=0, le=5000, description="seats in the hall, 0: not drawn")] = 60
    fastest_minutes: Annotated[float, Meta(ge=0, le=120, description="a survey below this is flagged as too fast")] = (
        8.0
    )
    longest_minutes: Annotated[float, Meta(ge=1, le=600, description="a survey above this is flagged as too long")] = (
        90.0
    )
    fastest_answer_seconds: Annotated[
        float, Meta(ge=0, le=60, description="a survey with half of its answers given sooner than this is flagged")
    ] = 1.0
    address_letters: Annotated[int, Meta(ge=0, le=200, description="an address with fewer letters is too short")] = 12
    centre: Annotated[str, Meta(description="where the centre stands, 'latitude longitude'; empty: not checked")] = ""
    centre_km: Annotated[float, Meta(gt=0, le=500, description="a survey made further from the centre is flagged")] = (
        2.0
    )
    people_a_room: Annotated[float, Meta(ge=1, le=100, description="more members a living room than this is odd")] = (
        10.0
    )
    size_below: Annotated[
        float, Meta(ge=0, le=5, description="how far the mean household size may fall below that of the region")
    ] = 0.5
    no_show_percent: Annotated[float, Meta(ge=0, le=100, description="share of no-shows that is looked at")] = 10.0
    flagged_percent: Annotated[float, Meta(ge=0, le=100, description="share of flagged surveys that is looked at")] = (
        15.0
    )
    population: Annotated[str, Meta(description="CSV of tehsil, counted, households, persons; empty: none")] = ""

    hours: Annotated[
        str,
        Meta(
            pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$",
            description="hours of the centre, HH:MM-HH:MM; what is done outside them is out of the ordinary",
        ),
    ] = "07:00-20:00"
    no_show_seconds: Annotated[
        float, Meta(ge=0, le=900, description="a token given up sooner after its call than this is out of the ordinary")
    ] = 60.0

    def unusual(self) -> Unusual:
        """The limits of what is out of the ordinary."""
        return Unusual(self.hours, self.no_show_percent, self.no_show_seconds)

    def quality(self) -> Limits:
        """The thresholds of the flags."""
        return Limits(
            fastest_minutes=self.fastest_minutes,
            longest_minutes=self.longest_minutes,
            address_letters=self.address_letters,
            centre_km=self.centre_km,
            people_a_room=self.people_a_room,
            size_below=self.size_below,
        )

    def centre_place(self) -> Place | None:
        """Where the centre stands, None where that is not set or no position."""
        return read_place(self.centre)


class ScreenSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The windows of people on this PC."""

    lock_minutes: Annotated[
        float, Meta(gt=0, le=60, description="idle minutes after which the windows hide behind the PIN")
    ] = 3.0


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table: one field for each section of the file."""

    desk: DeskSettings = DeskSettings()
    site: SiteSettings = SiteSettings()
    printer: PrinterSettings = PrinterSettings()
    scanner: ScannerSettings = ScannerSettings()
    place: PlaceSettings = PlaceSettings()
    modem: ModemSettings = ModemSettings()
    registry: RegistrySettings = RegistrySettings()
    display: DisplaySettings = DisplaySettings()
    screen: ScreenSettings = ScreenSettings()
    monitor: MonitorSettings = MonitorSettings()


def flat(settings: Settings) -> str:
    """Every setting as JSON of 'section.name' -> value in words, to be kept and held against later (`changed`)."""
    sections: dict[str, dict[str, object]] = msgspec.to_builtins(settings)
    found = {f"{section}.{name}": str(value) for section, all in sections.items() for name, value in all.items()}
    return msgspec.json.encode(found).decode()


def changed(before: str, settings: Settings) -> list[str]:
    """What is set otherwise than in `before` (of `flat`; empty: than by default), a line each: name: old > new."""
    old = msgspec.json.decode(before or flat(Settings()), type=dict[str, str])
    new = msgspec.json.decode(flat(settings), type=dict[str, str])
    return [f"{name}: {old.get(name, '')[:60]} > {value[:60]}" for name, value in new.items() if old.get(name) != value]


def data_dir() -> Path:
    """The folder of this PC's data: DRC_HOME, else the platform's folder for the signed-in account."""
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) if home else Path(platformdirs.user_data_dir("drc-desktop", appauthor=False))


def load(folder: Path | None = None) -> Settings:
    """Read the settings of `folder` (default: `data_dir()`).

    Raises:
        SettingsError: where the file is no TOML, or a line is unknown or out of range.
    """
    path = (folder or data_dir()) / FILE_NAME
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise SettingsError(path, str(fault)) from fault
