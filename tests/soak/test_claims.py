"""Eight counters call at once, day after day: nobody twice, nobody never."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.soak.conftest import Soak
from tests.store.conftest import founded
from tests.store.test_claims import claimed_once_each

pytestmark = pytest.mark.soak


def test_each_visit_is_claimed_once(soak: Soak, new_url: Callable[[], str]) -> None:
    for _ in soak.rounds():
        visits = soak.dice.randint(8, 2000)
        store = founded(new_url())
        try:
            claimed_once_each(store, visits)
        finally:
            store.close()
        soak.figures["claims"] += visits
