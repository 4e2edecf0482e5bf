"""What stands round every method of the desk: who may do this, is the session good, was this key answered before, the
use case, the answer kept beside its effect, and after the commit the bell."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from drc_desktop.desk import people, rights
from drc_desktop.desk.bell import Bell
from drc_desktop.desk.contract import Actor, DeskError, Fault
from drc_desktop.desk.known import CallsMade, KnownHabits
from drc_desktop.desk.live import Live
from drc_desktop.desk.work import TakenMeanwhile, Work
from drc_desktop.domain.clock import Now, uptime
from drc_desktop.settings import DeskSettings, MonitorSettings
from drc_desktop.store import people as people_store
from drc_desktop.store.site import Listener, SiteStore, StorageError, StorageFault, is_conflict

T = TypeVar("T")
LONGEST_KEY = 64
_ATTEMPTS = 6
_STORAGE = {StorageFault.FULL: Fault.STORAGE_FULL, StorageFault.UNREACHABLE: Fault.SITE_UNREACHABLE}


class Steps:
    """Transactions on an open site database, with what is kept between them. Safe to call from any thread.

    A desk asks (`_ask`, reading) and does (`_do`, writing under a key) by these; `_read` and `_write` need no session.
    """

    def __init__(
        self,
        store: SiteStore,
        settings: DeskSettings | None = None,
        now: Now = time.time,
        up: Now = uptime,
        monitor: MonitorSettings | None = None,
        session_s: float = math.inf,
    ) -> None:
        self.store = store
        self.bell = Bell()
        self._listener: Listener | None = None
        self._settings = settings or DeskSettings()
        self._monitor = monitor or MonitorSettings()
        self._live, self._made, self._habits = Live(), CallsMade(), KnownHabits()
        self._now, self._up = now, up
        self._session_s = session_s

    def listen(self) -> None:
        """Hear of what other instances on the same database commit."""
        self._listener = self.store.listen(self.bell.ring)

    def close(self) -> None:
        """Stop listening and give the database back."""
        if self._listener is not None:
            self._listener.stop()
        self.store.close()

    def _ask(self, actor: Actor, method: str, query: Callable[[Work], T]) -> T:
        self._demand_right(actor, method)

        def checked(work: Work) -> T:
            people.demand_session(work)
            return query(work)

        return self._read(actor, checked)

    def _do(self, actor: Actor, key: str, method: str, kind: Any, use_case: Callable[[Work], T]) -> T:
        self._demand_right(actor, method)
        demand_key(key)

        def once(work: Work) -> T:
            people.demand_session(work)
            found = people_store.answer_of(work.connection, actor.device_id, key)
            if found is not None:
                if found["method"] != method:
                    raise DeskError(Fault.BAD_REQUEST, what="key")
                kept_answer: T = msgspec.json.decode(found["answer"], type=kind)
                return kept_answer
            work.key = key
            answer = use_case(work)
            kept = {"device": actor.device_id, "key": key, "method": method, "at": work.now}
            people_store.keep_answer(work.connection, {**kept, "answer": msgspec.json.encode(answer)})
            return answer

        return self._write(actor, once)

    def _demand_right(self, actor: Actor, method: str) -> None:
        """Raise NOT_ALLOWED by the table of rights; what a signed-in person was refused stands in the log."""
        try:
            rights.demand(actor.role, method)
        except DeskError:
            self._write(actor, lambda work: people.note_refusal(work, method))
            raise

    def _read(self, actor: Actor, query: Callable[[Work], T]) -> T:
        try:
            with self.store.reading() as connection:
                return query(self._work(connection, actor))
        except StorageError as fault:
            raise storage_fault(fault) from fault

    def _write(self, actor: Actor, use_case: Callable[[Work], T]) -> T:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.store.writing() as connection:
                    work = self._work(connection, actor)
                    answer = use_case(work)
                    if work.events:
                        self.store.say_changed(connection)
            except StorageError as fault:
                raise storage_fault(fault) from fault
            except (TakenMeanwhile, DBAPIError) as fault:
                if attempt == _ATTEMPTS or (isinstance(fault, DBAPIError) and not is_conflict(fault)):
                    raise
                continue
            if work.events:
                self.bell.ring()
            return answer
        raise AssertionError("the loop above returns or raises")

    def _work(self, connection: Connection, actor: Actor) -> Work:
        return Work(
            connection,
            actor,
            self._now(),
            self._settings,
            self._up(),
            self._monitor,
            self._live,
            self._session_s,
            made=self._made,
            habits=self._habits,
        )


def storage_fault(fault: StorageError) -> DeskError:
    """The desk's word for a fault of the storage."""
    return DeskError(_STORAGE.get(fault.code, Fault.STORAGE_CORRUPT), **fault.params)


def demand_key(key: str) -> None:
    """Raise BAD_REQUEST for what is no idempotency key."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise DeskError(Fault.BAD_REQUEST, what="key")
