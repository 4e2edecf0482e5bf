"""Tells the site's log what happens at this PC without the desk: looked up, exported, locked, set otherwise.

It is written into the local store first and told afterwards, so a cable pulled out before a look hides nothing: the
site hears of it when it answers again, also after a kill.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable

from drc_desktop.desk.contract import Actor, Desk, DeskError, Fault, Seen, Witnessed
from drc_desktop.domain.household import HouseholdRecord
from drc_desktop.domain.identity import keyed_hash
from drc_desktop.settings import Settings, changed, flat
from drc_desktop.store import untold
from drc_desktop.store.local import LocalStore
from drc_desktop.store.local_fault import LocalStoreError
from drc_desktop.store.registry_copy import RegistryCopy
from drc_desktop.store.untold import Telling

log = logging.getLogger(__name__)

_SETTINGS = "settings"
_NEVER = (Fault.BAD_REQUEST, Fault.NOT_ALLOWED)


def keep(store: LocalStore, who: str, deed: Seen, what: str = "") -> None:
    """Write it down for the next telling; `who` is an operator id, empty for a command. Raises LocalStoreError."""
    untold.put(store, Telling(str(uuid.uuid4()), deed.value, what, who, time.time()))


class Teller:
    """`run` takes work to a thread that may wait for the network; work given to it runs in its order."""

    def __init__(
        self, store: LocalStore, desk: Desk, actor: Actor, run: Callable[[Callable[[], None]], object]
    ) -> None:
        self._store, self._desk, self._actor, self._run = store, desk, actor, run
        self._one_at_a_time = threading.Lock()

    def tell(self, deed: Seen, what: str = "") -> None:
        """Keep it now, tell it soon. Not on the window's thread. Raises LocalStoreError: what cannot be written down is
        not done."""
        keep(self._store, self._actor.operator_id, deed, what)
        self._run(self.drain)

    def tell_soon(self, deed: Seen, what: str = "") -> None:
        """From the window's thread."""
        self._run(lambda: self.tell(deed, what))

    def settings(self, now: Settings) -> None:
        """What is set otherwise on this PC than when it was last told; at first, otherwise than by default."""
        for line in changed(self._store.remembered(_SETTINGS), now):
            keep(self._store, self._actor.operator_id, Seen.SETTING, line)
        self._store.remember(_SETTINGS, flat(now))
        self.drain()

    def drain(self) -> None:
        """Tell what waits, oldest first; what the site does not hear stays for the next time."""
        with self._one_at_a_time:
            try:
                waiting = untold.waiting(self._store)
                looked_up = any(one.deed == Seen.VIEWED for one in waiting)
                day_key = self._desk.day(self._actor).day_key if looked_up else b""
                for one in waiting:
                    self._tell(one, day_key)
                    untold.told(self._store, one.key)
            except (DeskError, LocalStoreError) as error:
                log.debug("the site's log hears of it later", extra={"code": error.code.value})

    def _tell(self, one: Telling, day_key: bytes) -> None:
        what = one.what
        if one.deed == Seen.VIEWED:
            what = keyed_hash(day_key, "household", what) if day_key else ""
        try:
            self._desk.witness(
                self._actor, one.key, Witnessed(Seen(one.deed), what, one.who, max(0.0, time.time() - one.at))
            )
        except DeskError as error:
            if error.code not in _NEVER:
                raise
            log.warning("the site's log does not take an entry", extra={"code": error.code.value})


class WatchedCopy:
    """The local copy of the registry as a window has it: each household that is found is told."""

    def __init__(self, copy: RegistryCopy, teller: Teller) -> None:
        self._copy, self._teller = copy, teller
        self.copy_state = copy.copy_state

    def look_up(self, cnic: str) -> HouseholdRecord | None:
        """As the copy. Raises LocalStoreError."""
        found = self._copy.look_up(cnic)
        if found is not None:
            self._teller.tell(Seen.VIEWED, found.household_id)
        return found
