"""The desk contract as a table: what each method takes and answers, read from the Protocol's own type hints.

Server and client are both made from it, so a method added to the contract travels without another line.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec

from drc_desktop.desk import contract
from drc_desktop.desk.contract import Desk


@dataclass(frozen=True)
class Method:
    """`arguments` is a struct with one field for each parameter, in order; `answer` the type of the result."""

    name: str
    arguments: type[msgspec.Struct]
    answer: Any


class FaultBody(msgspec.Struct, frozen=True):
    """A known fault on the wire."""

    code: str
    params: dict[str, Any] = {}


def _method(name: str) -> Method:
    function = getattr(Desk, name)
    hints = get_type_hints(function, vars(contract))
    fields: list[Any] = []
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        plain = parameter.default is inspect.Parameter.empty
        field = (parameter.name, hints[parameter.name])
        fields.append(field if plain else (*field, parameter.default))
    arguments = msgspec.defstruct(f"{name}_arguments", fields, frozen=True, forbid_unknown_fields=True)
    return Method(name, arguments, hints["return"])


METHODS: dict[str, Method] = {
    name: _method(name) for name, member in vars(Desk).items() if inspect.isfunction(member) and name[0] != "_"
}
"""Every method of the contract by name."""
