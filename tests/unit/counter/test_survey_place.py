"""Where a survey is made stands in it from its start."""

from __future__ import annotations

import pytest

from drc_desktop.counter.forms import SurveyForms
from drc_desktop.domain.prefill import household_xml
from drc_desktop.domain.update_types import UpdateType


@pytest.mark.parametrize("update_type", [UpdateType.CYCLIC, UpdateType.ROSTER])
def test_a_survey_gets_the_place_of_its_moment(update_type: UpdateType) -> None:
    places = ["32.074000 72.666900 187.4 4.0", "32.100000 72.700000 190.0 6.0", ""]
    forms = SurveyForms({"site": "s-1"}, place=lambda: places.pop(0))
    for place in list(places):
        session = forms.start(update_type.value, household_xml(None), "en").session
        assert session.node("/data/place").value == place
