"""The counter as shipped, in front of a registry and an identity service that answer garbage."""

from __future__ import annotations

import gc

import pytest

from drc_desktop.app.counter import Identity
from drc_desktop.app.station import Station
from drc_desktop.counter.view import CounterWindow
from drc_desktop.desk.contract import Outcome, Review, SurveyFact
from drc_desktop.devices.identity_service import IdentityClient
from drc_desktop.devices.station_store import open_local_store
from drc_desktop.devices.sync_worker import SyncFigures
from drc_desktop.store.registry_copy import RegistryCopy
from drc_desktop.words import LANGUAGES, Words
from sync.registry.service import Registry
from tests.qt.app.house import House, visible
from tests.store.test_local_sync import CBOR, CUT, FAILED, NOISE, PORTAL, enrolled, finish_one, garbage

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")  # the offscreen platform


def figures(station: Station) -> SyncFigures:
    """What the window's probe of the walk-through reads, with the fault."""
    store = open_local_store(station.options.home)
    found = store.outbox.figures()
    fault = store.remembered("registry_fault")
    store.close()
    return SyncFigures(waiting=found.waiting, refused=found.refused, acknowledged=found.acked, fault=fault)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "answer",
    [PORTAL, CBOR, NOISE, CUT, FAILED, b""],
    ids=["captive-portal", "wrong-cbor", "noise", "cut-short", "server-error", "hangs-up"],
)
def test_a_registry_that_answers_garbage_leaves_the_survey_waiting(
    house: House, registry: Registry, url: str, answer: bytes, language: str
) -> None:
    home, words = house.join("counter", 1), Words(language)
    store = open_local_store(home)
    assert enrolled(registry, url, store, RegistryCopy(store)).once().fault is None
    finish_one(store)
    with garbage([answer]) as wrong:
        store.remember("registry_url", wrong)
        store.close()
        station = house.enter("counter", home, language)
        window = station.shown
        assert isinstance(window, CounterWindow)
        gc.collect()  # nothing of the wiring may hang on signals alone: they hold their receivers weakly
        lamp = window.band.lamps["sync"]
        house.until(lambda: lamp.text() == words.text("counter-lamp-to-send", n=1))
        house.until(lambda: figures(station).fault in ("not_registry", "broken_answer"))
        now = figures(station)
        assert (now.waiting, now.acknowledged, now.refused) == (1, 0, 0)
        assert visible(window)
        station.close()


@pytest.mark.parametrize("answer", [PORTAL, NOISE, FAILED], ids=["captive-portal", "noise", "server-error"])
def test_an_identity_service_that_answers_garbage_counts_as_not_reached(answer: bytes) -> None:
    with garbage([answer]) as url:
        client = IdentityClient(url, 5)
        found = Identity(client).verify("3840312344172", None)
        client.close()
    assert (found.summary, found.verdicts) == ("queued", {})


def test_a_survey_that_the_supervisor_opens_again_is_listed_at_the_counter_that_made_it(house: House) -> None:
    home = house.join("counter", 1)
    house.open_day()
    station = house.enter("counter", home)
    window = station.shown
    assert isinstance(window, CounterWindow)
    desk, actor, visit = house.desk, window.presenter._ports.actor, house.issue()
    desk.call(actor, "call", visit, 1)
    desk.start(actor, "start", visit)
    desk.finish(actor, "finish", visit)
    desk.report_survey(actor, "fact", SurveyFact(visit, "nser_survey", "1", "uuid:1", 1.0, 2.0, {}, 1, 1, 0))
    desk.review(house.actor, "review", Review(visit, Outcome.REOPENED, "Heard wrong."))
    house.until(lambda: window.presenter.corrections.waiting)
    listed = window.presenter.corrections.waiting
    assert [(one.visit_id, one.reason, one.here) for one in listed] == [(visit, "Heard wrong.", False)]
    desk.review(house.actor, "settled", Review(visit, Outcome.REVIEWED, "Sound."))
    house.until(lambda: not window.presenter.corrections.waiting)
