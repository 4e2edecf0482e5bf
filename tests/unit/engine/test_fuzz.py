"""Chance damage to forms, expressions and drafts: a result or a known error. `make soak SUITE=fuzz` runs many more."""

from __future__ import annotations

import pytest

from tests.unit.engine.spoiled import TRIALS, good, survives, use


@pytest.mark.parametrize("kind", TRIALS)
def test_damage_is_refused_or_harmless(kind: str) -> None:
    taken = sum(survives(kind, seed) for seed in range(400))
    assert 0 < taken < 400, "the inputs are all good or all bad: they show nothing"


def test_the_undamaged_form_can_be_used() -> None:
    form, draft = good()
    use(form.resume(draft))
