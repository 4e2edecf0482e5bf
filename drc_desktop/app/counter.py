"""The counter: desk over TLS, local store on SQLCipher, sync in the background, the window on top."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from drc_desktop import VERSION
from drc_desktop.app.eyes import question
from drc_desktop.app.local import Local
from drc_desktop.app.lock import ScreenLock
from drc_desktop.app.radio import place_of
from drc_desktop.app.scanner import frame_of, listen_to_scanner
from drc_desktop.app.sign_in import SignIn, Welcome
from drc_desktop.app.station import HEARTBEAT_MS, Station, new_key, start
from drc_desktop.counter.form_shelf import FormShelf
from drc_desktop.counter.forms import SurveyForms
from drc_desktop.counter.ports import IdentityAnswer, MemberAnswer, OutboxFigures, Ports, Verdict
from drc_desktop.counter.ports import Station as CounterStation
from drc_desktop.counter.presenter import CounterPresenter
from drc_desktop.counter.view import CounterWindow
from drc_desktop.desk.contract import Changes
from drc_desktop.desk.work import Deed
from drc_desktop.devices.identity_service import IdentityClient
from drc_desktop.devices.teller import WatchedCopy
from drc_desktop.domain import clock, identity
from drc_desktop.domain.household import HouseholdRecord
from drc_desktop.domain.update_types import Rules
from drc_desktop.kit.tasks import WorkerTasks
from drc_desktop.store.journal import Journal

log = logging.getLogger(__name__)


def main(argv: Sequence[str]) -> int:
    """`drc counter`."""

    def wire(station: Station) -> None:
        SignIn(station, lambda welcome: Counter(station, welcome)).begin()

    return start("counter", argv, wire)


class Identity:
    """The identity service in the counter's words."""

    def __init__(self, client: IdentityClient) -> None:
        self._client = client

    def verify(self, cnic: str, record: HouseholdRecord | None) -> IdentityAnswer:
        """Blocks; never raises for a service that cannot be reached."""
        reached, fields, training = self._client.verify(cnic, record)
        return IdentityAnswer(reached, {name: Verdict(value) for name, value in fields.items()}, training)

    def member(self, cnic: str, claimed: Mapping[str, str]) -> MemberAnswer:
        """As `verify`, for one person of a roster."""
        reached, fields, more, training = self._client.member(cnic, claimed)
        return MemberAnswer(reached, {name: Verdict(value) for name, value in fields.items()}, more, training)


class Counter:
    """Wires one counter for one operator."""

    def __init__(self, station: Station, welcome: Welcome) -> None:
        self._station = station
        self._welcome = welcome
        self._local: Local = welcome.local
        self._local.start_sync(self._synced)
        actor = welcome.signed.actor
        self._day_key = b""
        identity_client = IdentityClient(station.settings.registry.nadra_url, station.settings.registry.nadra_seconds)
        station.on_close(identity_client.close)
        here = station.settings.registry.here or welcome.site.tehsil
        shelf = FormShelf(station.options.home / "station" / "forms")
        self._forms = SurveyForms({"site": welcome.site.site_id, "site_tehsil": here}, shelf, place=place_of(station))
        self._journal = Journal(self._local.store, actor.operator_id)
        aside = WorkerTasks("aside")
        station.on_close(aside.close)
        teller = self._local.teller(station, actor)
        ports = Ports(
            desk=station.desk,
            actor=actor,
            station=CounterStation(welcome.counter, welcome.signed.name, welcome.site),
            tasks=station.tasks,
            store=self._local.tasks,
            registry=WatchedCopy(self._local.copy, teller),
            drafts=self._journal,
            forms=self._forms,
            identity=Identity(identity_client),
            rules=Rules(here=here),
            today=clock.today,
            now=time.time,
            new_key=new_key,
            outbox=self._figures,
            keyed_hash=self._keyed_hash,
            send_now=self._local.sync.send_now,
            monitor=station.settings.monitor,
            aside=aside,
            scan_frame=frame_of(station),
        )
        self._window = CounterWindow(station.words, lambda view: CounterPresenter(ports, view))
        self._window.closing.connect(station.app.quit)
        self._ask_day_key()
        probes = {"outbox": self._count, "question": lambda: question(self._window.form), "form": self._form_id}
        station.show(self._window, probes)
        lock = ScreenLock(station, welcome.signed, welcome.site, welcome.check, teller.tell_soon)
        presenter = self._window.presenter
        listen_to_scanner(station, lock.guard(presenter.scan))
        follower = station.follow(actor, self._changed, after=0)
        follower.stale.connect(lambda _error: presenter.link(False))
        follower.back.connect(lambda: presenter.link(True))
        follower.ended.connect(lambda _error: station.sign_in_again())
        follower.start()
        station.every(HEARTBEAT_MS, self._beat)
        presenter.begin()
        station.tasks.run(self._forms.warm, lambda _none: None, self._no_forms)

    def _changed(self, changes: Changes) -> None:
        """A new day has a new key; at the close of one the plain copies of its surveys are erased."""
        last = {item.action: item.at for item in changes.items}
        if Deed.DAY_OPENED in last:
            self._ask_day_key()
        if (closed_at := last.get(Deed.DAY_CLOSED)) is not None:
            self._local.tasks.run(lambda: self._journal.forget_plain(closed_at), lambda _erased: None, self._not_erased)
        self._window.presenter.changed_at_desk()
        if Deed.REVIEWED in last:
            self._window.presenter.reviewed()

    @staticmethod
    def _not_erased(error: Exception) -> None:
        """They stay in the encrypted store until the next close of day."""
        log.warning("plain copies were not erased", extra={"kind": type(error).__name__})

    def _ask_day_key(self) -> None:
        station, actor = self._station, self._welcome.signed.actor
        station.tasks.run(lambda: station.desk.day(actor).day_key, self._keep_key, lambda _error: None)

    def _keep_key(self, key: bytes) -> None:
        self._day_key = key

    @staticmethod
    def _no_forms(error: Exception) -> None:
        raise error

    def _keyed_hash(self, text: str) -> str:
        """Empty before the day's key is known: better no hash than one under a wrong key."""
        return identity.keyed_hash(self._day_key, "text", text) if self._day_key else ""

    def _figures(self) -> OutboxFigures:
        now = self._local.sync.figures()
        return OutboxFigures(
            now.waiting, now.oldest, now.refused, now.acknowledged, now.reached, now.fault, now.refused_reason
        )

    def _count(self) -> dict[str, int]:
        now = self._local.sync.figures()
        return {"waiting": now.waiting, "acknowledged": now.acknowledged, "refused": now.refused}

    def _form_id(self) -> str:
        survey = self._window.presenter.survey
        return survey.head.form_id if survey is not None else ""

    def _synced(self) -> None:
        self._window.presenter.overview.reload_outbox()
        self._report()

    def _beat(self) -> None:
        self._report()
        self._window.presenter.beat()
        if not self._day_key:
            self._ask_day_key()

    def _report(self) -> None:
        station, welcome = self._station, self._welcome
        actor, key = welcome.signed.actor, new_key()

        def tell() -> None:
            status = self._local.sync.status(actor.device_id, "counter", VERSION, welcome.counter)
            station.desk.report_status(actor, key, status)

        station.tasks.run(tell, lambda _none: None, lambda _error: None)
