"""Functions on nodesets and lists of answers."""

from __future__ import annotations

from survey_forms.engine.xpath.code import Function
from survey_forms.engine.xpath.nodes import XNode
from survey_forms.engine.xpath.runtime import Runtime
from survey_forms.engine.xpath.values import Value, boolean_of


def _count_non_empty(texts: list[str]) -> float:
    return float(sum(1 for text in texts if text != ""))


def _checklist(least: float, most: float, *answers: Value) -> bool:
    """Whether at least `least` and at most `most` answers are true (-1: no bound)."""
    held = sum(1 for answer in _spread(answers) if answer)
    return (least < 0 or held >= least) and (most < 0 or held <= most)


def _weighted_checklist(runtime: Runtime, least: float, most: float, *pairs: Value) -> bool:
    """Like checklist with a weight after each answer."""
    held = sum(
        runtime.number(weight) for answer, weight in zip(pairs[::2], pairs[1::2], strict=False) if _truth(answer)
    )
    return (least < 0 or held >= least) and (most < 0 or held <= most)


def _truth(value: Value) -> bool:
    if isinstance(value, list):
        return bool(value) and _truth(value[0].string())
    if isinstance(value, str):
        return value not in ("", "false", "0", "no")
    return boolean_of(value)


def _spread(answers: tuple[Value, ...]) -> list[bool]:
    found: list[bool] = []
    for answer in answers:
        if isinstance(answer, list):
            found.extend(_truth(node.string()) for node in answer)
        else:
            found.append(_truth(answer))
    return found


def _randomize(runtime: Runtime, nodes: list[XNode], seed: Value | None = None) -> list[XNode]:
    return runtime.shuffled(nodes, seed)


def _pulldata(runtime: Runtime, instance: str, column: str, key: str, value: str) -> str:
    return runtime.pulldata(instance, column, key, value)


def _itext(runtime: Runtime, key: str) -> str:
    return runtime.itext(key)


FUNCTIONS = [
    Function("count-non-empty", ("L",), "n", _count_non_empty),
    Function("checklist", ("n", "n", "a*"), "b", _checklist),
    Function("weighted-checklist", ("n", "n", "a*"), "b", _weighted_checklist, env=True),
    Function("randomize", ("N", "a?"), "N", _randomize, env=True),
    Function("pulldata", ("s", "s", "s", "s"), "s", _pulldata, env=True),
    Function("jr:itext", ("s",), "s", _itext, env=True),
    Function("property", ("s",), "s", lambda runtime, name: runtime.property(name), env=True),
    Function("version", (), "s", lambda runtime: runtime.form_version, env=True),
]
