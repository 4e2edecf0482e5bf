"""Copies of the site while it works: onto a second disk of the site PC, and onto a PC that stands by (over TLS).

Both pull the same pieces (store.backup_source) into the same folder (store.backup); only the way differs. A copy holds
what a site needs to go on: its authority, its ticket key, its queue. All of it rests under the key of the database,
which a PC standing by receives into its own keyring and anybody else has by the recovery code alone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import httpx2
import msgspec

from drc_desktop.settings import SiteSettings
from drc_desktop.site_service import pairing, tls
from drc_desktop.site_service.folder import RECOVERY
from drc_desktop.store.backup import BackupFolder, Belongings
from drc_desktop.store.backup_source import BackupSource, Mark, Piece
from drc_desktop.store.site import StorageError

log = logging.getLogger(__name__)

STANDBY = "standby"
LOOK_S = 0.25
"""How often a copy asks for more; with the transfer a commit is in the copy within a second."""
AGAIN_S = 5.0
_TEND_S = 1.0
_FILES = ("site.json", "tls/ca.pem", "tls/ca.key")


class Ask(msgspec.Struct, frozen=True):
    """What a PC that stands by sends; None begins a copy."""

    mark: Mark | None = None


class Source(Protocol):
    """Where a copy comes from."""

    def belongings(self) -> Belongings:
        """What a site needs beside its database."""
        ...

    def piece(self, mark: Mark | None) -> Piece:
        """The bytes that follow `mark`."""
        ...


def belongings_of(folder: Path, key: bytes) -> Belongings:
    """What lies beside the database in a site's folder and a copy needs as well."""
    recovery = folder / RECOVERY
    files = {name: (folder / name).read_bytes() for name in _FILES}
    return Belongings(key, recovery.read_bytes() if recovery.exists() else b"", files)


class NearSource:
    """A source in the same process: the second disk of the site PC."""

    def __init__(self, source: BackupSource, folder: Path, key: bytes) -> None:
        self._source, self._folder, self._key = source, folder, key

    def belongings(self) -> Belongings:
        return belongings_of(self._folder, self._key)

    def piece(self, mark: Mark | None) -> Piece:
        return self._source.read("second disk", mark)


class FarSource:
    """The site service at the other end of the LAN; only a station paired as `standby` is let in.

    `keep_key` puts the key of the database where this PC keeps its secrets; it is never written into the copy.
    """

    def __init__(
        self, station: pairing.Station, secret: str, settings: SiteSettings, keep_key: Callable[[bytes], object]
    ) -> None:
        self._keep_key = keep_key
        self._http = httpx2.Client(
            base_url=station.url,
            verify=tls.station_context(station.ca_pem),
            headers={"authorization": f"Bearer {station.device_id}.{secret}"},
            timeout=httpx2.Timeout(settings.answer_seconds, connect=settings.connect_seconds),
            trust_env=False,
        )

    def belongings(self) -> Belongings:
        found = msgspec.msgpack.decode(self._post("/backup/belongings", b""), type=Belongings)
        self._keep_key(found.key)
        return found

    def piece(self, mark: Mark | None) -> Piece:
        return msgspec.msgpack.decode(self._post("/backup/piece", msgspec.json.encode(Ask(mark))), type=Piece)

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def _post(self, path: str, body: bytes) -> bytes:
        answer = self._http.post(path, content=body, extensions={"sni_hostname": tls.SERVER_NAME})
        if answer.status_code != 200:
            raise ConnectionError(f"status {answer.status_code}")
        return answer.content


class Copier:
    """Keeps one copy up. `same_at` is the last time (clock of `time.time`) at which the copy had everything."""

    def __init__(self, source: Source, folder: BackupFolder, told: Callable[[Exception | None], object]) -> None:
        self._source, self._folder, self._told = source, folder, told
        self._mark: Mark | None = None
        self._fresh = True
        self._failing = False
        self.same_at: float | None = None

    def step(self) -> bool:
        """Keep one piece; returns whether more is there already. A fault is told once and the copy begins again.

        Nothing of the source or the disk may end a copy for good: a stick is pulled out, a cable, a PC sleeps.
        """
        try:
            if self._fresh:
                self._folder.keep_belongings(self._source.belongings())
                self._mark, self._fresh = None, False
            piece = self._source.piece(self._mark)
            self._mark = self._folder.keep(piece)
        except (OSError, StorageError, httpx2.HTTPError, msgspec.DecodeError) as fault:
            if not self._failing:
                self._failing = True
                self._told(fault)
            self._fresh = True
            return False
        if self._failing:
            self._failing = False
            self._told(None)
        more = bool(piece.data) or piece.ended or self._mark is None
        if not more:
            self.same_at = time.time()
        return more

    def run(self, stop: threading.Event) -> None:
        """Until stopped, then once more to the end: what was committed last is in the copy too."""
        while not stop.is_set():
            while self.step():
                if stop.is_set():
                    break
            stop.wait(AGAIN_S if self._failing else LOOK_S)
        while not self._failing and self.step():
            pass


class BackingUp:
    """What a running service does for its copies: tends the log, keeps the one on the second disk."""

    def __init__(self, source: BackupSource, folder: Path, key: bytes, second_disk: str) -> None:
        self.source = source
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._tend, name="backup-tend")]
        self.copier: Copier | None = None
        if second_disk:
            self.copier = Copier(NearSource(source, folder, key), BackupFolder(Path(second_disk)), _note)
            self._threads.append(threading.Thread(target=self.copier.run, args=[self._stop], name="backup-copy"))

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End once the copy has the last commit; before the store is closed."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _tend(self) -> None:
        failing = False
        while not self._stop.wait(_TEND_S):
            try:
                self.source.tend()
                failing = False
            except StorageError:
                if not failing:
                    log.exception("the site's log could not be moved")
                failing = True


def _note(fault: Exception | None) -> None:
    if fault is None:
        log.info("the copy of the site is kept up again")
    else:
        log.warning("the copy of the site cannot be kept up: %s", type(fault).__name__)
