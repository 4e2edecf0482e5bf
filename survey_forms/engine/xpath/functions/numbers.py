"""Functions on numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from survey_forms.engine.xpath.code import Function
from survey_forms.engine.xpath.runtime import Runtime
from survey_forms.engine.xpath.values import NAN, Value, round_half_up

_EXPONENT = re.compile(r"-?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]{1,3}")


def _guarded(call: Callable[..., float]) -> Callable[..., float]:
    """NaN or infinity where Python would raise."""

    def guarded(*args: float) -> float:
        try:
            return float(call(*args))
        except ValueError:
            return NAN
        except OverflowError:
            return math.inf

    return guarded


def _round(runtime: Runtime, value: float, digits: float | None = None) -> float:
    """Halves up; with digits, decimals (negative: tens) are kept. ODK over a plain document: halves away from zero."""
    if runtime.odk and not runtime.session and value < 0:
        return -_round(runtime, -value, digits)
    if not digits or digits != digits or value != value or math.isinf(value):
        return round_half_up(value)
    scale = 10.0 ** min(abs(int(digits)), 300)
    if digits > 0:
        scaled = value * scale
        return value if math.isinf(scaled) else round_half_up(float(f"{scaled:.6f}")) / scale
    return round_half_up(value / scale) * scale


def _int(runtime: Runtime, value: Value) -> float:
    """The whole part; unlike number() it also reads an exponent, which engines print for small numbers."""
    number = runtime.number(value)
    if number != number and isinstance(value, str) and _EXPONENT.fullmatch(value):
        number = float(value)
    return float(math.trunc(number)) if math.isfinite(number) else number


def _floor(value: float) -> float:
    return float(math.floor(value)) if math.isfinite(value) else value


def _ceiling(value: float) -> float:
    return float(math.ceil(value)) if math.isfinite(value) else value


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.inf
    if base < 0 and exponent != int(exponent):
        return NAN
    return math.pow(base, exponent)


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)


def _log10(value: float) -> float:
    return -math.inf if value == 0 else math.log10(value)


def _random(runtime: Runtime) -> float:
    return runtime.random()


def _numbers(runtime: Runtime, parts: tuple[list[str], ...]) -> list[float]:
    """Numbers of all texts; in a session blanks are left out."""
    num, keep = runtime.num, not runtime.session
    return [num(text) for part in parts for text in part if keep or text != ""]


def _sum(runtime: Runtime, *parts: list[str]) -> float:
    return (
        math.fsum(found)
        if (found := _numbers(runtime, parts)) and not any(map(math.isnan, found))
        else (NAN if found else 0.0)
    )


def _min(runtime: Runtime, *parts: list[str]) -> float:
    found = _numbers(runtime, parts)
    return NAN if not found or any(map(math.isnan, found)) else min(found)


def _max(runtime: Runtime, *parts: list[str]) -> float:
    found = _numbers(runtime, parts)
    return NAN if not found or any(map(math.isnan, found)) else max(found)


FUNCTIONS = [
    Function("round", ("n", "n?"), "n", _round, env=True),
    Function("int", ("a",), "n", _int, env=True),
    Function("floor", ("n",), "n", _floor),
    Function("ceiling", ("n",), "n", _ceiling),
    Function("pow", ("n", "n"), "n", _guarded(_power)),
    Function("log", ("n",), "n", _guarded(_log)),
    Function("log10", ("n",), "n", _guarded(_log10)),
    Function("abs", ("n",), "n", abs),
    Function("sin", ("n",), "n", _guarded(math.sin)),
    Function("cos", ("n",), "n", _guarded(math.cos)),
    Function("tan", ("n",), "n", _guarded(math.tan)),
    Function("asin", ("n",), "n", _guarded(math.asin)),
    Function("acos", ("n",), "n", _guarded(math.acos)),
    Function("atan", ("n",), "n", _guarded(math.atan)),
    Function("atan2", ("n", "n"), "n", _guarded(math.atan2)),
    Function("sqrt", ("n",), "n", _guarded(math.sqrt)),
    Function("exp", ("n",), "n", _guarded(math.exp)),
    Function("exp10", ("n",), "n", _guarded(lambda x: math.pow(10.0, x))),
    Function("pi", (), "n", lambda: math.pi),
    Function("random", (), "n", _random, env=True),
    Function("sum", ("L",), "n", _sum, env=True),
    Function("min", ("L", "L*"), "n", _min, env=True),
    Function("max", ("L", "L*"), "n", _max, env=True),
]
