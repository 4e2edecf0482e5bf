"""Enrolment and the list of devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from sync.enrol import EnrolRequest, Registration, new_code, parse_code
from sync.errors import RequestRefused
from sync.keys import PublicKeys
from sync.registry.database import insert_new, reading
from sync.registry.schema import device, enrol_code
from sync.requests import PullRequest
from sync.wire import Now

CONTACT_MS = 60 * 1000
CODE_LIFE_MS = 24 * 3600 * 1000
APPROVED, PENDING, REVOKED = "approved", "pending", "revoked"


@dataclass(frozen=True)
class Device:
    """An enrolled PC. Times in milliseconds since 1970 UTC."""

    device_id: str
    site: str
    tehsils: tuple[str, ...]
    keys: PublicKeys
    state: str
    revoked_ms: int | None
    contact_ms: int | None = None
    order: str = ""
    runs: str = ""


@dataclass(frozen=True)
class DeviceState:
    """Whether a PC may send, as of the transaction that asks. Times in milliseconds since 1970 UTC."""

    device_id: str
    state: str
    revoked_ms: int | None
    contact_ms: int | None


_MANY: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_FIND = sa.select(device).where(device.c.device_id.in_(_MANY))
_STATES = sa.select(*(device.c[name] for name in DeviceState.__dataclass_fields__)).where(device.c.device_id.in_(_MANY))
_SEEN = sa.update(device).where(device.c.device_id.in_(_MANY))


class Devices:
    """Who may send."""

    def __init__(self, engine: sa.Engine, now: Now) -> None:
        self._engine = engine
        self._now = now
        self._known: dict[str, Device] = {}

    def create_code(self, site: str, tehsils: Sequence[str], auto_approve: bool = False) -> str:
        """A one-time code for one PC of `site`, good for 24 hours. With `auto_approve` the PC may send at once."""
        while True:
            code = new_code()
            code_id, key = parse_code(code)
            values: dict[str, Any] = {
                "code_id": code_id, "code_key": key, "site": site, "tehsils": list(tehsils),
                "auto_approve": auto_approve, "expires_ms": self._now() + CODE_LIFE_MS,
            }  # fmt: skip
            with self._engine.begin() as connection:
                if insert_new(connection, enrol_code, values):
                    return code

    def enrol(self, data: bytes, registry: PublicKeys, epoch: str) -> bytes:
        """Answer an enrolment request; the same request again gets the present state.

        Raises RequestRefused (unknown_code, wrong_site, code_expired, code_used, device_taken), or SyncError where the
        request is not well-formed.
        """
        request = EnrolRequest.from_bytes(data)
        with self._engine.begin() as connection:
            code = connection.execute(
                sa.select(enrol_code).where(enrol_code.c.code_id == request.code_id).with_for_update()
            ).one_or_none()
            if code is None or not request.knows(bytes(code.code_key)):
                raise RequestRefused("unknown_code")
            if code.site != request.site:
                raise RequestRefused("wrong_site")
            if code.used_by is None:
                self._use(connection, request, code)
            found = self._find(connection, [request.device]).get(request.device)
        if found is None or code.used_by not in (None, request.device) or found.keys != request.keys:
            raise RequestRefused("code_used")
        registration = Registration(found.state, registry, epoch, found.tehsils)
        return registration.to_bytes(bytes(code.code_key), request)

    def _use(self, connection: sa.Connection, request: EnrolRequest, code: sa.Row[Any]) -> None:
        if code.expires_ms < self._now():
            raise RequestRefused("code_expired")
        values: dict[str, Any] = {
            "device_id": request.device, "site": request.site, "label": request.label, "tehsils": code.tehsils,
            "public_keys": request.keys.to_bytes(), "state": APPROVED if code.auto_approve else PENDING,
            "enrolled_ms": self._now(),
        }  # fmt: skip
        if not insert_new(connection, device, values):
            raise RequestRefused("device_taken")
        connection.execute(
            sa.update(enrol_code)
            .where(enrol_code.c.code_id == request.code_id)
            .values(used_by=request.device, used_ms=self._now())
        )

    def approve(self, device_id: str) -> bool:
        """Head office lets a pending PC send; False where none of this id is pending."""
        return self._set(device_id, PENDING, state=APPROVED)

    def revoke(self, device_id: str) -> bool:
        """From now on nothing of this PC is good; what it signed before goes to review."""
        return self._set(device_id, APPROVED, state=REVOKED, revoked_ms=self._now())

    def order(self, device_id: str, order: str) -> bool:
        """What the next pull tells the PC: LOCK, WIPE, or '' to lift a lock and hand the slice out again."""
        return self._set(device_id, APPROVED, order=order)

    def find(self, device_ids: Sequence[str]) -> dict[str, Device]:
        """Those of the devices that are enrolled."""
        with reading(self._engine) as connection:
            return self._find(connection, device_ids)

    def known(self, device_ids: Sequence[str]) -> dict[str, Device]:
        """As `find`, from memory where it can: site and keys are right, the state may be of yesterday (`states`)."""
        missing = [name for name in device_ids if name not in self._known]
        if missing:
            self._known |= self.find(missing)
        return {name: self._known[name] for name in device_ids if name in self._known}

    def states(self, connection: sa.Connection, device_ids: Sequence[str]) -> dict[str, DeviceState]:
        """How the devices stand now, in the caller's transaction."""
        rows = connection.execute(_STATES, {"ids": list(device_ids)})
        return {row.device_id: DeviceState(*row) for row in rows}

    def seen(self, connection: sa.Connection, states: Sequence[DeviceState]) -> None:
        """Note the time of contact, to the minute: a busy PC would else rewrite its row all day."""
        stale = self._stale(states)
        if stale:
            connection.execute(_SEEN, {"ids": stale, "contact_ms": self._now()})

    def in_contact(self, one: Device, request: PullRequest) -> None:
        """Note that a device asked for a page, and how it says that it stands; writes once a minute at most."""
        state = DeviceState(one.device_id, one.state, one.revoked_ms, one.contact_ms)
        standing = {"runs": request.runs, "waits": request.waits, "oldest_ms": request.oldest}
        if self._stale([state]) or standing["runs"] != one.runs:
            with self._engine.begin() as connection:
                connection.execute(_SEEN, {"ids": [one.device_id], "contact_ms": self._now(), **standing})

    def _stale(self, states: Sequence[DeviceState]) -> list[str]:
        due = self._now() - CONTACT_MS
        return [one.device_id for one in states if one.contact_ms is None or one.contact_ms <= due]

    def listing(self) -> list[dict[str, Any]]:
        """All devices for head office: id, site, label, state, times in milliseconds since 1970 UTC."""
        names = ("device_id", "site", "label", "state", "order", "enrolled_ms", "contact_ms")
        columns = [device.c[name] for name in (*names, "runs", "waits", "oldest_ms")]
        with reading(self._engine) as connection:
            return [dict(row) for row in connection.execute(sa.select(*columns).order_by(*columns[:2])).mappings()]

    def _find(self, connection: sa.Connection, device_ids: Sequence[str]) -> dict[str, Device]:
        rows = connection.execute(_FIND, {"ids": list(device_ids)})
        return {
            row.device_id: Device(
                row.device_id,
                row.site,
                tuple(row.tehsils),
                PublicKeys.from_bytes(bytes(row.public_keys)),
                row.state,
                row.revoked_ms,
                row.contact_ms,
                row.order,
                row.runs,
            )
            for row in rows
        }

    def _set(self, device_id: str, before: str, **values: Any) -> bool:
        with self._engine.begin() as connection:
            return bool(
                connection.execute(
                    sa.update(device).where(device.c.device_id == device_id, device.c.state == before).values(**values)
                ).rowcount
            )
