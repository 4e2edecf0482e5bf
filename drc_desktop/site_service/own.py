"""The site on this very PC: start its service where nobody has, and pair the PC with it.

The service is a process of its own: it goes on when the window that started it is closed.
"""

from __future__ import annotations

import ipaddress
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from drc_desktop.settings import Settings
from drc_desktop.site_service import pairing
from drc_desktop.site_service.folder import SiteError, SiteFault, SiteFolder

LOG = "site-service.log"
"""What the service says on stderr, in the site's folder."""
START_S = 60.0
_LOOK_S = 0.05


def is_here(home: Path) -> bool:
    """Whether `home` holds a site of which this PC is to be the site PC."""
    return (home / "site.json").exists()


def is_up(home: Path) -> bool:
    """Whether its service runs and this PC is paired: nothing is left to do."""
    return _running(SiteFolder(home)) and (home / "station.json").exists()


def bring_up(home: Path, settings: Settings) -> None:
    """Start the service unless it runs, wait until it listens, pair this PC as a supervisor's unless it is paired.

    Raises:
        SiteError: NOT_STARTED where the service ends at once or does not listen in time; its log says why.
    """
    folder = SiteFolder(home)
    if not _running(folder):
        folder.say_stopped()  # a service that was killed could not say so
        _start(folder)
    if not (home / "station.json").exists():
        store = folder.open_store()
        try:
            url = _own_url(folder.serving().url, settings.site.host)
            invite = pairing.invite(store, url, folder.ca_pem(), "supervisor", 0, time.time())
        finally:
            store.close()
        pairing.join(invite.code(), home)


def _running(folder: SiteFolder) -> bool:
    try:
        with folder.alone():
            return False
    except SiteError as fault:
        return fault.code is SiteFault.IN_USE


def _start(folder: SiteFolder) -> None:
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    with (folder.path / LOG).open("ab") as log:
        service = subprocess.Popen(
            [sys.executable, "-m", "drc_desktop", "site", "serve", "--data", str(folder.path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            **apart,
        )
    ends = time.monotonic() + START_S
    while time.monotonic() < ends and service.poll() is None:
        try:
            folder.serving()
            service.returncode = 0  # it is nobody's child from here on: not waited for, not warned of
            return
        except SiteError:
            time.sleep(_LOOK_S)
    service.kill()
    service.wait()
    raise SiteError(SiteFault.NOT_STARTED, path=str(folder.path / LOG))


def _own_url(url: str, host: str) -> str:
    """The address by which this PC asks itself: a name that others resolve may mean nothing here."""
    try:
        everywhere = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        everywhere = False
    return f"https://127.0.0.1:{urlsplit(url).port}" if everywhere else url
