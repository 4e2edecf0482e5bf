"""The local store of this PC and what works on it: the store's own thread, the slice, the sync in the background."""

from __future__ import annotations

from collections.abc import Callable

from drc_desktop.app.station import HEARTBEAT_MS, Station
from drc_desktop.desk.contract import Actor
from drc_desktop.devices.station_store import open_local_store
from drc_desktop.devices.sync_worker import StationSync
from drc_desktop.devices.teller import Teller
from drc_desktop.kit.tasks import WorkerTasks
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalStoreError
from drc_desktop.store.registry_copy import RegistryCopy
from drc_desktop.store.worker import LocalStoreWorker


class Local:
    """Opens the store; raises LocalStoreError. Call off the window's thread: a PIN costs about 0.15 s.

    The station closes it: sync first, then what the window still writes and reads, then the file.
    """

    def __init__(self, station: Station, pin: str, operator_id: str) -> None:
        self.store: LocalStore = open_local_store(station.options.home, pin, operator_id)
        try:
            self.copy = RegistryCopy(self.store)
        except BaseException:
            self.store.close()
            raise
        self._changed: Callable[[], None] = lambda: None
        self.sync = StationSync(self.store, self.copy, lambda: station.post(self._changed))
        self.tasks = LocalStoreWorker(station.post)
        station.on_close(self.store.close)
        station.on_close(station.tasks.close)  # a report under way still reads figures from the store
        station.on_close(self.tasks.close)
        station.on_close(self.sync.stop)

    def teller(self, station: Station, actor: Actor) -> Teller:
        """Tells the site's log what happens here, on a thread of its own; what waits goes with the heartbeat too."""
        tasks = WorkerTasks("teller")
        station.on_close(tasks.close)

        def run(work: Callable[[], None]) -> None:
            tasks.run(work, lambda _none: None, _only_known)

        made = Teller(self.store, station.desk, actor, run)
        run(lambda: made.settings(station.settings))
        station.every(HEARTBEAT_MS, lambda: run(made.drain))
        return made

    def start_sync(self, changed: Callable[[], None]) -> None:
        """Send and fetch in the background; `changed` follows every round, on the window's thread."""
        self._changed = changed
        self.sync.start()


def _only_known(error: Exception) -> None:
    """The window says itself what is wrong with its store; anything else is a bug."""
    if not isinstance(error, LocalStoreError):
        raise error
