"""The function library: plain functions by table, and those that need the compiler."""

from __future__ import annotations

from survey_forms.engine.xpath.code import Emitter, Function
from survey_forms.engine.xpath.functions import dates, geo, numbers, sets, texts
from survey_forms.engine.xpath.functions.special import SPECIAL as SPECIAL

FUNCTIONS: dict[str, Function] = {
    function.name: function for module in (texts, numbers, sets, dates, geo) for function in module.FUNCTIONS
}

__all__ = ["FUNCTIONS", "SPECIAL", "Emitter"]
