"""Functions on nodesets and lists of answers."""

from __future__ import annotations

from survey_forms.engine.xpath.code import Function
from survey_forms.engine.xpath.nodes import XNode
from survey_forms.engine.xpath.runtime import Runtime
from survey_forms.engine.xpath.values import Value, boolean_of, texts_of_any


def _count_non_empty(texts: list[str]) -> float:
    return float(sum(1 for text in texts if text != ""))


def _checklist(least: float, most: float, *answers: Value) -> bool:
    """Whether at least `least` and at most `most` answers are true (-1: no bound)."""
    held = sum(1 for answer in _spread(answers) if answer)
    return (least < 0 or held >= least) and (most < 0 or held <= most)


def _weighted_checklist(runtime: Runtime, least: float, most: float, *pairs: Value) -> bool:
    """Like checklist with a weight after each answer; both may be nodesets, taken in step."""
    held = 0.0
    for answers, weights in zip(pairs[::2], pairs[1::2], strict=False):
        numbers = [runtime.num(text) for text in texts_of_any(weights)]
        held += sum(w for answer, w in zip(_spread((answers,)), numbers, strict=False) if answer)
    return (least < 0 or held >= least) and (most < 0 or held <= most)


def _spread(answers: tuple[Value, ...]) -> list[bool]:
    """A nodeset counts node by node: an answer that is not blank is one."""
    found: list[bool] = []
    for answer in answers:
        if isinstance(answer, list):
            found.extend(node.string() != "" for node in answer)
        else:
            found.append(boolean_of(answer))
    return found


def _randomize(runtime: Runtime, nodes: list[XNode], seed: Value | None = None) -> list[XNode]:
    return runtime.shuffled(nodes, seed)


def _pulldata(runtime: Runtime, instance: str, column: str, key: str, value: str) -> str:
    return runtime.pulldata(instance, column, key, value)


FUNCTIONS = [
    Function("count-non-empty", ("L",), "n", _count_non_empty),
    Function("checklist", ("n", "n", "a*"), "b", _checklist),
    Function("weighted-checklist", ("n", "n", "a*"), "b", _weighted_checklist, env=True),
    Function("randomize", ("N", "a?"), "N", _randomize, env=True),
    Function("pulldata", ("s", "s", "s", "s"), "s", _pulldata, env=True),
    Function("property", ("s",), "s", lambda runtime, name: runtime.property(name), env=True),
    Function("version", (), "s", lambda runtime: runtime.form_version, env=True),
]
