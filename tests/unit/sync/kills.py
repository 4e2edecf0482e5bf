"""A registry process, or its PostgreSQL, killed while clients push: what got a receipt is there afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from random import Random

import sqlalchemy as sa

from sync import receipt
from sync.carriers.http import HttpCarrier
from sync.enrol import Registration, enrol
from sync.envelope import Content, Envelope, new_msg_id, seal
from sync.errors import CarrierError, ReceiptError
from sync.keys import Keys
from sync.registry.service import Registry, Secrets
from sync.wire import system_ms
from tests.processes import heard, start
from tests.unit.sync.conftest import NoScorer
from tests.unit.sync.receiving import AllValid, receive_for_ever


class Victim:
    """A registry over `database` that is killed over and over; counts what its receipts did not keep."""

    def __init__(self, database: str) -> None:
        self.database, self.keys, self.registry_keys = database, Keys.generate(), Keys.generate()
        self.kills = self.lost = self.doubled = 0
        self._sent: list[Envelope] = []
        self._receipted: dict[str, bytes] = {}
        self.told = self._enrol()

    def _registry(self) -> Registry:
        return Registry(self.database, self._secrets(), AllValid(), NoScorer())

    def _secrets(self) -> Secrets:
        return Secrets(self.registry_keys, b"v" * 32)

    def _enrol(self) -> Registration:
        registry = self._registry()

        class Near:
            enrol = staticmethod(registry.enrol)

        try:
            code = registry.devices.create_code("site", [], auto_approve=True)
            return enrol(Near(), code, site="site", device="pc", label="pc", keys=self.keys)  # type: ignore[arg-type]
        finally:
            registry.close()

    @property
    def receipts(self) -> int:
        return len(self._receipted)

    def kill(self, dice: Random, strike: Callable[[], None] | None = None) -> None:
        """Start it, push from three clients, and kill it (or strike its database) after so many receipts."""
        child, ear = start(receive_for_ever, self.database, self._secrets().to_bytes())
        url, enough, stop = heard(ear), dice.randint(3, 40), threading.Event()
        assert url is not None
        before, reached = self.receipts, threading.Event()

        def client() -> None:
            with HttpCarrier(url, timeout_s=60) as carrier:
                while not stop.is_set():
                    self._push(carrier, dice.randint(1, 5))
                    if self.receipts - before >= enough:
                        reached.set()

        clients = [threading.Thread(target=client) for _ in range(3)]
        for one in clients:
            one.start()
        assert reached.wait(60)
        if strike is not None:
            strike()
        child.kill()
        stop.set()
        for one in clients:
            one.join()
        child.join()
        ear.close()
        self.kills += 1
        self._count()

    def _push(self, carrier: HttpCarrier, count: int) -> None:
        envelopes = []
        for _ in range(count):
            now = system_ms()
            envelopes.append(
                seal(
                    Content(b"<data/>"), device_keys=self.keys, registry=self.told.registry, msg_id=new_msg_id(now),
                    created=now, site="site", device="pc", op="op", form_ver="f@1",
                )
            )  # fmt: skip
        self._sent += envelopes
        with suppress(CarrierError):
            for envelope, answer in zip(envelopes, carrier.push([one.data for one in envelopes]), strict=True):
                if answer.receipt is not None:
                    self._receipted[envelope.msg_id] = answer.receipt

    def _count(self) -> None:
        registry = self._registry()
        try:
            with registry.engine.begin() as connection:
                rows = connection.execute(sa.text("SELECT msg_id, sha256 FROM inbox")).all()
            known = {row.msg_id: bytes(row.sha256) for row in rows}
            self.doubled += len(rows) - len(known)
            for envelope in self._sent:
                signed = self._receipted.get(envelope.msg_id)
                if signed is None:
                    continue
                try:
                    header = envelope.header
                    receipt.verify(signed, self.told.registry, msg_id=header.msg_id, sha256=envelope.sha256)
                except ReceiptError:
                    self.lost += 1
                    continue
                self.lost += known.get(envelope.msg_id) != envelope.sha256
        finally:
            registry.close()
