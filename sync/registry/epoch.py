"""Which life of the database this is. A registry set back to a backup has lost what it acknowledged since; it must say
so, and devices then offer everything they keep once more.

Nobody has to notice: devices show the last receipt they hold with every push and pull. One that this registry signed
in this epoch, for a message it does not hold, proves that the database was set back, and the epoch changes.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections import OrderedDict

import sqlalchemy as sa

from sync import receipt as receipts
from sync.errors import SyncError
from sync.registry.database import insert_new, reading
from sync.registry.ring import Ring
from sync.registry.schema import inbox, server
from sync.wire import Now

log = logging.getLogger("sync.registry")

_REMEMBERED = 10_000
_EPOCH = sa.select(server.c.epoch)
_HELD = sa.select(inbox.c.seq).where(inbox.c.msg_id == sa.bindparam("of"))


class OtherKeys(SyncError):
    """The database belongs to a registry with other keys."""

    code = "other_keys"


class Epoch:
    """The epoch in the database behind `engine`, begun where there is none. Raises OtherKeys."""

    def __init__(self, engine: sa.Engine, ring: Ring, now: Now) -> None:
        self._engine = engine
        self._ring = ring
        self._now = now
        self._held: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()
        fresh = {"id": 1, "epoch": str(uuid.uuid4()), "kid": ring.today.public.kid, "created_ms": now()}
        with engine.begin() as connection:
            insert_new(connection, server, fresh)
            kid = connection.execute(sa.select(server.c.kid)).scalar_one()
            if kid != ring.today.public.kid and ring.statements_after(kid):  # the keys were changed since
                connection.execute(sa.update(server).values(kid=ring.today.public.kid))
                kid = ring.today.public.kid
        if kid != ring.today.public.kid:
            raise OtherKeys(kid=kid)

    def read(self, connection: sa.Connection) -> str:
        """The epoch now, in the caller's transaction: another process may have changed it."""
        return str(connection.execute(_EPOCH).scalar_one())

    def current(self) -> str:
        """The epoch now."""
        with reading(self._engine) as connection:
            return self.read(connection)

    def hear(self, shown: bytes) -> bool:
        """A device shows the last receipt it holds (b'' for none); whether that changed the epoch.

        What is no receipt of this registry and epoch proves nothing and is passed over.
        """
        if not shown or self._is_held(shown):
            return False
        try:
            receipt = receipts.read(shown, *self._ring.public)
        except SyncError:
            return False
        with reading(self._engine) as connection:
            epoch = self.read(connection)
            found = connection.execute(_HELD, {"of": str(receipt.msg_id)}).first() is not None
        if found or receipt.server_epoch != epoch:
            self._remember(shown)
            return False
        return self._begin_anew(epoch)

    def change(self) -> str:
        """Begin a new epoch by hand: after a backup was restored. The new one."""
        fresh = str(uuid.uuid4())
        with self._engine.begin() as connection:
            connection.execute(sa.update(server).values(epoch=fresh, created_ms=self._now()))
        return fresh

    def _begin_anew(self, epoch: str) -> bool:
        with self._engine.begin() as connection:
            step = sa.update(server).where(server.c.epoch == epoch)
            changed = connection.execute(step.values(epoch=str(uuid.uuid4()), created_ms=self._now())).rowcount
        if changed:
            log.warning("the database was set back to a backup; devices offer again what they keep")
        return bool(changed)

    def _is_held(self, shown: bytes) -> bool:
        with self._lock:
            return shown in self._held

    def _remember(self, shown: bytes) -> None:
        with self._lock:
            self._held[shown] = None
            if len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)
