"""Sending and fetching for one PC: the sync library over this PC's local store, on a thread of its own.

The window asks `figures` and presses `send_now`; it never waits for the network. Where the registry is, and who this PC
is to it, rest in the local store since enrolment, so nothing but the store is needed to go on after a restart.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from drc_desktop import VERSION
from drc_desktop.desk.contract import StationStatus
from drc_desktop.store.journal import Journal
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalStoreError
from drc_desktop.store.registry_copy import RegistryCopy
from sync.carriers.base import Carrier
from sync.carriers.folder import FolderCarrier
from sync.carriers.http import HttpCarrier
from sync.client import Progress, Round, SyncWorker
from sync.enrol import Registration, enrol
from sync.errors import CarrierError, MediumGone, OfficeLock, OfficeWipe, SyncError
from sync.identity import Identity
from sync.outbox import Item, State

log = logging.getLogger(__name__)

APPROVED = "approved"
AFTER_BUG_S = 60.0
RETRY_ENROL_S = 30.0
_URL, _CA, _CODE = "registry_url", "registry_ca", "registry_code"
_SITE, _DEVICE, _LABEL = "registry_site", "registry_device", "registry_label"
_REACHED, _FAULT = "registry_reached", "registry_fault"
NOT_ENROLLED, NOT_APPROVED = "not_enrolled", "not_approved"


@dataclass(frozen=True, slots=True)
class SyncFigures:
    """How sending stands. `oldest`, `slice_age` are seconds, None for none; `reached` is when a round last went through
    (seconds since the epoch); `fault` a code of `sync.errors`, or not_enrolled, not_approved; empty when all is well.
    `waiting` counts surveys not yet sealed as well; `refused_reason` is the code of the oldest refusal."""

    waiting: int = 0
    oldest: float | None = None
    refused: int = 0
    acknowledged: int = 0
    reached: float | None = None
    fault: str = ""
    slice_age: float | None = None
    refused_reason: str = ""


@dataclass(frozen=True, slots=True)
class Registrar:
    """Where to enrol, and as whom. `ca_file` pins the authority of an https registry."""

    url: str
    site: str
    device: str
    label: str
    ca_file: Path | None = None


class StationSync:
    """Sync of one PC. `changed` is called on the sync thread after every round, so a window must carry it over."""

    def __init__(
        self, store: LocalStore, copy: RegistryCopy, changed: Callable[[], None] = lambda: None, timeout_s: float = 30.0
    ) -> None:
        self._store = store
        self._copy = copy
        self._changed = changed
        self._timeout_s = timeout_s
        self._stop = threading.Event()
        self._enrolled = threading.Event()
        self._worker: SyncWorker | None = None
        self._thread: threading.Thread | None = None

    def enrol(self, code: str, registrar: Registrar) -> Registration:
        """Make this PC known with a one-time code; until head office approves it, each round asks again.

        Raises sync.errors.SyncError (BadCode, Refused, Unreachable, ...) and LocalStoreError.
        """
        for name, value in (
            (_URL, registrar.url), (_CA, str(registrar.ca_file or "")), (_SITE, registrar.site),
            (_DEVICE, registrar.device), (_LABEL, registrar.label), (_CODE, code),
        ):  # fmt: skip
            self._store.remember(name, value)
        answer = self._ask()
        self._enrolled.set()
        return answer

    def enrol_by_stick(self, code: str, registrar: Registrar, folder: Path) -> Registration:
        """As `enrol`, over a stick that is carried to head office and back: the first call leaves the request on it.

        Raises Underway until the answer lies there; and BadCode, MediumGone, MediumFull, LocalStoreError.
        """
        if not folder.is_dir():
            raise MediumGone
        for name, value in ((_URL, registrar.url), (_CA, str(registrar.ca_file or ""))):
            self._store.remember(name, value)
        return self._take_up(FolderCarrier(folder, registrar.device), code, registrar)

    def start(self) -> StationSync:
        """Begin to send and fetch in the background."""
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._thread.start()
        return self

    def send_now(self) -> None:
        """Start a round now: a survey was finished, or somebody pressed the button."""
        self._enrolled.set()
        if self._worker is not None:
            self._worker.wake()

    def stop(self) -> None:
        """End after the request under way and wait for it; nothing is lost by that."""
        self._stop.set()
        self.send_now()
        if self._thread is not None:
            self._thread.join()

    def once(self, go_on: Callable[[Progress], bool] = lambda _: True) -> Round:
        """One round in the caller's thread, for the command line; `go_on` as in `carry`. Raises LocalStoreError."""
        identity = self._identity()
        if identity is None:
            self._store.remember(_FAULT, self._missing())
            return Round(0, 0, 0, 0, self._missing(), RETRY_ENROL_S, None)
        with self._carrier() as carrier:
            done = self._worker_for(identity, carrier, go_on).run_once()
        self._note(done)
        return done

    def carry(self, folder: Path, go_on: Callable[[Progress], bool] = lambda _: True) -> Round:
        """One round over a stick, in the caller's thread: leaves whatever has no receipt, refused or not, and takes
        over the answers that lie on it. When it returns, the stick is safe to remove. Raises LocalStoreError.

        `go_on` hears how far it is, and ends it by answering False.
        """
        identity = self._identity()
        if identity is None or not folder.is_dir():
            fault = self._missing() if identity is None else MediumGone.code
            return Round(0, 0, 0, 0, fault, RETRY_ENROL_S, None)
        Journal(self._store, "").seal_waiting()
        store, carrier = self._store, FolderCarrier(folder, identity.device)
        worker = SyncWorker(
            identity, store.outbox, carrier, slice_=store.slice, now=store.now, go_on=go_on, everything=True,
            on_identity=store.keep_identity, runs=VERSION,
        )  # fmt: skip
        done = worker.run_once()
        if done.pages:
            self._copy.refresh()
        if done.fault is None:
            try:
                waiting = store.outbox.items([State.READY, State.QUARANTINED])
                carrier.tidy(item.sha256 for item in waiting)
            except CarrierError as error:
                return replace(done, fault=error.code)
        return done

    def refused(self) -> list[Item]:
        """What the registry sent back, oldest first; each waits for a person. Raises LocalStoreError."""
        with self._store.faults():
            return self._store.outbox.items([State.QUARANTINED])

    def figures(self) -> SyncFigures:
        """Read from the local store: off the window's thread. Raises LocalStoreError."""
        with self._store.faults():
            outbox = self._store.outbox.figures()
            refused = self._store.outbox.items([State.QUARANTINED])[:1] if outbox.refused else []
        reached = self._store.remembered(_REACHED)
        return SyncFigures(
            waiting=outbox.waiting + Journal(self._store, "").unsealed(),
            oldest=None if outbox.oldest_ms is None else outbox.oldest_ms / 1000,
            refused=outbox.refused,
            acknowledged=outbox.acked,
            reached=float(reached) if reached else None,
            fault=self._store.remembered(_FAULT) or ("" if self._store.identity() else self._missing()),
            slice_age=self._copy.age_s,
            refused_reason=(refused[0].reason or "") if refused else "",
        )

    def status(self, device_id: str, kind: str, version: str, counter: int = 0, printer: str = "") -> StationStatus:
        """The figures as the desk takes them from a station."""
        now = self.figures()
        return StationStatus(
            device_id=device_id,
            kind=kind,
            version=version,
            outbox_waiting=now.waiting,
            outbox_oldest=now.oldest,
            outbox_refused=now.refused,
            slice_age=now.slice_age,
            printer=printer,
            counter=counter,
            last_sync=now.reached,
        )

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._rounds()
            except LocalStoreError as error:
                log.info("sync waits for the local store: %s", error.code)
                self._stop.wait(RETRY_ENROL_S)
            except Exception:
                log.exception("sync stopped by a bug; it goes on in %s s", AFTER_BUG_S)
                self._stop.wait(AFTER_BUG_S)

    def _rounds(self) -> None:
        identity = self._identity()
        if identity is None:
            self._store.remember(_FAULT, self._missing())
            self._changed()
            self._enrolled.wait(RETRY_ENROL_S)
            self._enrolled.clear()
            return
        with self._carrier() as carrier:
            self._worker = self._worker_for(identity, carrier)
            self._worker.run(self._stop)

    def _worker_for(
        self, identity: Identity, carrier: HttpCarrier, go_on: Callable[[Progress], bool] = lambda _: True
    ) -> SyncWorker:
        Journal(self._store, "").seal_waiting()
        store = self._store
        return SyncWorker(
            identity, store.outbox, carrier, slice_=store.slice, now=store.now, on_round=self._note, go_on=go_on,
            on_identity=store.keep_identity, runs=VERSION,
        )  # fmt: skip

    def _note(self, done: Round) -> None:
        """Keep what the round said; a store that cannot take it will say so itself."""
        self._store.remember(_FAULT, done.fault or "")
        if done.fault is None:
            self._store.remember(_REACHED, str(self._store.now() / 1000))
        if done.pages or done.fault in (OfficeLock.code, OfficeWipe.code):
            self._copy.refresh()
        self._changed()

    def _identity(self) -> Identity | None:
        """Who this PC is; asks the registry once more where approval is still open."""
        found = self._store.identity()
        if found is not None or not self._store.remembered(_CODE):
            return found
        try:
            self._ask()
        except SyncError as error:
            log.info("enrolment is not through: %s", error.code)
        return self._store.identity()

    def _ask(self) -> Registration:
        remembered = self._store.remembered
        registrar = Registrar(remembered(_URL), remembered(_SITE), remembered(_DEVICE), remembered(_LABEL))
        with self._carrier() as carrier:
            return self._take_up(carrier, remembered(_CODE), registrar)

    def _take_up(self, carrier: Carrier, code: str, at: Registrar) -> Registration:
        """Ask with the code; once it is approved, this PC is who it says."""
        store = self._store
        keys = store.device_keys()
        answer = enrol(carrier, code, site=at.site, device=at.device, label=at.label, keys=keys)
        if answer.state == APPROVED:
            store.keep_identity(Identity(at.site, at.device, keys, answer.registry, answer.tehsils))
            store.remember(_CODE, "")
            store.remember(_FAULT, "")
        return answer

    def _missing(self) -> str:
        return NOT_APPROVED if self._store.remembered(_CODE) else NOT_ENROLLED

    def _carrier(self) -> HttpCarrier:
        ca = self._store.remembered(_CA)
        return HttpCarrier(self._store.remembered(_URL), Path(ca) if ca else None, self._timeout_s)
