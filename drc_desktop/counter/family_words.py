"""The comparison with NADRA's family tree in words, for the foot of the roster."""

from __future__ import annotations

from drc_desktop.counter.family import FamilyFacts
from drc_desktop.kit.ports import Texts
from survey_forms.qt.foot import FootLine


def family_lines(facts: FamilyFacts, words: Texts) -> list[FootLine]:
    """Nothing while nobody has a number; else a heading and what is known, the most useful to ask about first."""
    if not facts.state:
        return []
    title = words.text("counter-family")
    head = FootLine(f"{title} · {words.text('counter-identity-training')}" if facts.training else title)
    lines = [head]
    if facts.only_there:
        lines.append(FootLine(words.text("counter-family-there", n=facts.only_there), "triangle", "warn"))
    for place, fields in facts.differs:
        named = words.text("counter-list-separator").join(words.text(f"counter-family-{name}") for name in fields)
        lines.append(FootLine(words.text("counter-family-differs", n=place, fields=named), "triangle", "warn"))
    if facts.only_here:
        numbers = words.text("counter-list-separator").join(str(place) for place in facts.only_here)
        lines.append(FootLine(words.text("counter-family-here", who=numbers), "triangle", "warn"))
    if facts.both:
        lines.append(FootLine(words.text("counter-family-both", n=len(facts.both)), "tick", "ok"))
    if facts.state != "answered":
        lines.append(FootLine(words.text(f"counter-family-{facts.state}"), "ring", "muted"))
    return lines
