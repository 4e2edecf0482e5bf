"""What the compiler passes around: pieces of Python source with a static type, scopes, and dependencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from survey_forms.engine.defs import Def
    from survey_forms.engine.xpath.ast import Expr
    from survey_forms.engine.xpath.bound import Cells


@dataclass(slots=True)
class Code:
    """Python source of a value.

    type: `b` bool, `n` float, `s` str, `L` list of str, `N` list of XNode, `a` any of bool/float/str/list of XNode,
    `C` cells of the primary instance (see `cells`; `text` is unused). as_text, as_truth: source of the conversions
    to text
    and boolean where they are not the usual ones (dates).
    """

    type: str
    text: str
    cells: Cells | None = None
    literal: str | float | None = None
    as_text: str = ""
    as_truth: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands.

    Either bound (`defn`, with the Python source of the row of every table around it in `rows`) or on a node (`node`).
    `rows` maps table id -> (source, fixed): fixed rows follow from the row the expression is evaluated for.
    `names`: Python variables in sight. `origin`: the scope current() means.
    `defs`: on a node of the primary instance, the definitions it may belong to.
    """

    defn: Def | None = None
    rows: dict[int, tuple[str, bool]] = field(default_factory=dict)
    node: str = ""
    position: str = "1"
    size: str = "1"
    names: tuple[str, ...] = ()
    origin: Scope | None = None
    defs: frozenset[Def] | None = None


@dataclass(frozen=True, slots=True)
class Dependency:
    """An expression reads `defn` in all rows below the row it shares with it in table `anchor`.

    structure: it depends on which rows there are (or their order), not on values; then `defn` is the repeat.
    """

    defn: Def
    anchor: int
    structure: bool = False


@dataclass(slots=True)
class Compiled:
    """An expression as the source of a factory `make(R, S, C)` that returns the function `f(r)` (or `f(node)`)."""

    source: str
    constants: tuple[object, ...]
    dependencies: tuple[Dependency, ...]
    type: str
    text: str

    def instantiate(self, runtime: object, state: object) -> Callable[..., Any]:
        """The function of one session."""
        made: Callable[..., Any] = _factory(self.source)(runtime, state, self.constants)
        return made


@lru_cache(maxsize=4096)
def _factory(source: str) -> Callable[..., Any]:
    # Sources name columns, not forms: questions that ask the same share one factory, and so do sessions.
    scope: dict[str, Any] = {}
    exec(compile(source, "<xpath>", "exec"), scope)  # noqa: S102 - our own generated source
    factory: Callable[..., Any] = scope["make"]
    return factory


Emitter = Callable[..., Code]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the library: how its arguments are converted, what it returns, and the Python callable.

    parameters: one letter each (`s` text, `n` number, `b` boolean, `L` texts of a nodeset or of one value, `N` nodes,
    `a` any), suffix `?` optional, `*` any number more. env: the callable takes the runtime first. check: raises
    XPathError for arguments that can be seen to be wrong before anything is computed.
    """

    name: str
    parameters: Sequence[str]
    result: str
    call: Callable[..., Any]
    env: bool = False
    check: Callable[[Sequence[Expr]], None] | None = None
