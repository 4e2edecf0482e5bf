"""A line of what was out of the ordinary in words, on screen and on paper. No Qt."""

from __future__ import annotations

from drc_desktop.desk.contract import Irregular
from drc_desktop.domain.indicators.unusual import Kind
from drc_desktop.kit.dates import hour
from drc_desktop.kit.ports import Texts


def unusual_head(one: Irregular) -> str:
    """When, and which token."""
    return f"{hour(one.at)}   {one.token}".rstrip()


def unusual_words(one: Irregular, words: Texts) -> str:
    """What, by whom, confirmed by whom."""
    named = f"unusual-deed-{one.reason.replace('_', '-')}"
    params = {"n": one.count, "of": one.of, "counter": one.counter, "operator": one.operator, "what": one.reason}
    if one.kind is Kind.SECOND and words.has(named):
        params["what"] = words.text(named)
    said = words.text(f"unusual-{one.kind.value}", **params)
    return words.text("unusual-confirmed", said=said, second=one.second) if one.second else said
