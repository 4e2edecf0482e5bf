"""Eight counters call at once through the site service, over TLS: nobody twice, nobody never."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import cast

import keyring
import pytest
from keyring.backends.null import Keyring

from drc_desktop.desk.contract import Desk, OpenDay
from drc_desktop.domain.clock import date_of
from drc_desktop.domain.history import check
from drc_desktop.simulate import processes, site
from drc_desktop.site_service.client import FarDesk, connect
from drc_desktop.store import history
from tests.soak.conftest import Soak
from tests.store.test_claims import THREADS, claim_all, fill, together

pytestmark = pytest.mark.soak


def test_each_visit_is_claimed_once(soak: Soak, tmp_path: Path) -> None:
    keyring.set_keyring(Keyring())  # what is paired here is used by processes
    for number in soak.rounds():
        visits, folder = soak.dice.randint(100, 1000), tmp_path / str(number)
        folder.mkdir()
        claimed(folder, visits)
        soak.figures["claims"] += visits


def claimed(folder: Path, visits: int) -> None:
    stage = processes.Stage(folder, "", 1, processes.Scene(0, THREADS, "claims", 1.0, folder / "gong"))
    stage.found()
    taken: list[str] = []
    try:
        stage.pair(stage.serve())
        desk, sup = stage.supervisor()
        day = date_of(time.time())
        desk.open_day(sup, "open", OpenDay(day, confirmed=True))
        store = stage.site_folder(1).open_store()
        fill(store, visits, day)

        def work(number: int) -> None:
            far, station = connect(folder / f"serving-{number}")
            desk = cast(Desk, processes.Patient(far))  # on a busy PC an answer may take longer than it waits for
            deo = desk.sign_in(station.device_id, f"deo{number}", site.PIN, number).actor
            desk.sit(deo, "sit", number)
            claim_all(desk, deo, number, taken)
            cast(FarDesk, far).close()

        assert together([lambda number=number: work(number) for number in range(1, THREADS + 1)]) == []
        assert set(Counter(taken).values()) == {1}
        with store.reading() as connection:
            verdict = check(history.lines(connection), 10, 20)
        store.close()
    finally:
        stage.stop()
    assert [fault for fault in verdict.faults if "numbers of" not in fault] == []
    assert len(taken) == verdict.calls
