"""Random forms filled by the same answers here and in JavaRosa: 2,000, more while there is time, no difference that
is no row of the policy table."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.scenario.javarosa.peer import JavaRosa, is_here, replay
from tests.soak.conftest import Soak

pytestmark = pytest.mark.soak
FORMS = 2_000


@pytest.mark.timeout(7_200)
def test_random_forms_are_filled_as_in_javarosa(soak: Soak, tmp_path_factory: pytest.TempPathFactory) -> None:
    if not is_here():
        pytest.skip("JavaRosa is the reference here, and this machine has no Java development kit")
    with closing(JavaRosa(tmp_path_factory.mktemp("javarosa"))) as javarosa:
        rounds = soak.rounds()
        while next(rounds, None) is not None or soak.figures["forms"] < FORMS:
            completed, found = replay(soak.dice.getrandbits(48), javarosa)
            soak.figures["forms"] += 1
            soak.figures["run to the end in both"] += completed
            soak.figures["differences"] += len(found)
            assert found == []
    assert soak.figures["run to the end in both"] > soak.figures["forms"] * 0.8
