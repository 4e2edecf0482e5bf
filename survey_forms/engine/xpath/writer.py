"""The ground of the compiler: names of the generated function, and conversions between static types."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from survey_forms.engine.errors import XPathError
from survey_forms.engine.xpath import values
from survey_forms.engine.xpath.ast import Expr
from survey_forms.engine.xpath.code import Code, Compiled, Dependency, Scope

if TYPE_CHECKING:
    from survey_forms.engine.xpath.bound import Cells


class Writer(ABC):
    """Collects what the source of one function needs; knows how to turn one type into another."""

    def __init__(self, model: Any = None, namespaces: Mapping[str, str] | None = None, any_ns: bool = True) -> None:
        self.model = model
        self.namespaces = namespaces or {}
        self.any_ns = any_ns
        self._prelude: dict[str, str] = {}
        self._constants: list[object] = []
        self._constant_names: dict[int, str] = {}
        self._helpers: list[str] = []
        self._dependencies: dict[Dependency, None] = {}
        self._counter = 0

    @abstractmethod
    def emit(self, expr: Expr, scope: Scope) -> Code:
        """Python source of an expression in a scope."""

    @abstractmethod
    def cells_text(self, cells: Cells) -> str:
        """String value of the first relevant cell."""

    @abstractmethod
    def cells_texts(self, cells: Cells) -> str:
        """String values of the relevant cells, as a list."""

    @abstractmethod
    def cells_nodes(self, cells: Cells) -> str:
        """Live nodes of the relevant cells."""

    @abstractmethod
    def cells_exist(self, cells: Cells) -> str:
        """Whether there is any relevant cell."""

    def finish(self, body: str, argument: str, want: str, text: str) -> Compiled:
        """Wrap the source of a value into the factory."""
        lines = ["def make(R, S, C):"]
        lines += [f"    {name} = {source}" for name, source in self._prelude.items()]
        lines += self._helpers
        lines += [f"    def f({argument}): return {body}", "    return f", ""]
        return Compiled("\n".join(lines), tuple(self._constants), tuple(self._dependencies), want, text)

    # names

    def fresh(self, prefix: str) -> str:
        """A Python name not used before."""
        self._counter += 1
        return f"{prefix}_{self._counter}"

    def use(self, name: str, source: str) -> str:
        """Bind `name` once at the head of the factory."""
        self._prelude.setdefault(name, source)
        return name

    def constant(self, value: object) -> str:
        """A Python name for an object known now."""
        name = self._constant_names.get(id(value))
        if name is None:
            name = f"c{len(self._constants)}"
            self._constant_names[id(value)] = name
            self.use(name, f"C[{len(self._constants)}]")
            self._constants.append(value)
        return name

    def depend(self, dependency: Dependency) -> None:
        """Note what the expression reads."""
        self._dependencies.setdefault(dependency)

    # conversions

    @property
    def num(self) -> str:
        """Python name of the text -> number function of the session (dates need its time zone)."""
        return self.use("num", "R.num")

    def convert(self, code: Code, want: str) -> str:
        """Source converted to a type."""
        return _CONVERT[want](self, code)

    def text(self, code: Code) -> str:
        """As `s`."""
        if code.as_text:
            return code.as_text
        if code.type == "s":
            return code.text
        if code.type == "b":
            return f"('true' if {code.text} else 'false')"
        if code.type == "n":
            return f"{self.constant(values.text_of_number)}({code.text})"
        if code.type == "L":
            return f"{self.constant(values.first)}({code.text})"
        if code.cells is not None:
            return self.cells_text(code.cells)
        return f"{self.constant(values.text_of)}({code.text})"

    def number(self, code: Code) -> str:
        """As `n`."""
        if code.type == "n":
            return code.text
        if code.type == "b":
            return f"(1.0 if {code.text} else 0.0)"
        if code.type in ("s", "L", "C"):
            return f"{self.num}({self.text(code)})"
        return f"{self.constant(values.number_of)}({code.text}, {self.num})"

    def boolean(self, code: Code) -> str:
        """As `b`."""
        if code.as_truth:
            return code.as_truth
        if code.type == "b":
            return code.text
        if code.type == "s":
            return f"({code.text} != '')"
        if code.cells is not None:
            return self.cells_exist(code.cells)
        if code.type in ("L", "N"):
            return f"bool({code.text})"
        return f"{self.constant(values.boolean_of)}({code.text})"

    def texts(self, code: Code) -> str:
        """As `L`: string values of a nodeset, or of the one value."""
        if code.type == "L":
            return code.text
        if code.cells is not None:
            return self.cells_texts(code.cells)
        if code.type == "N":
            return f"{self.constant(values.texts_of)}({code.text})"
        if code.type == "a":
            return f"{self.constant(values.texts_of_any)}({code.text})"
        return f"[{self.text(code)}]"

    def nodes(self, code: Code) -> str:
        """As `N`; raises XPathError if it cannot be a nodeset."""
        if code.type == "N":
            return code.text
        if code.cells is not None:
            return self.cells_nodes(code.cells)
        if code.type == "a":
            return f"{self.constant(values.nodes_of)}({code.text})"
        raise XPathError("a path is expected here, not a value", code="xpath-type")

    def anything(self, code: Code) -> str:
        """As `a`."""
        if code.cells is not None:
            # One cell is its text: blank while not relevant, as everywhere else.
            single = code.cells.single and code.cells.defn.column >= 0
            return self.cells_text(code.cells) if single else self.cells_nodes(code.cells)
        return self.text(code) if code.type == "L" else code.text

    def stored(self, code: Code) -> str:
        """As `v`: the text that is stored; a number that is none gives a blank."""
        if code.type == "n":
            return f"{self.constant(values.stored_number)}({code.text})"
        if code.type == "a":
            return f"{self.constant(values.stored_any)}({code.text})"
        return self.text(code)


_CONVERT: dict[str, Callable[[Writer, Code], str]] = {
    "s": Writer.text,
    "n": Writer.number,
    "b": Writer.boolean,
    "L": Writer.texts,
    "N": Writer.nodes,
    "a": Writer.anything,
    "v": Writer.stored,
}
