"""Functions that the compiler writes itself: context, laziness, paths as arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey_forms.engine.errors import XPathError
from survey_forms.engine.xpath.ast import Call, Expr, Literal, Path
from survey_forms.engine.xpath.axes import AXES
from survey_forms.engine.xpath.code import Code, Dependency, Emitter, Scope
from survey_forms.engine.xpath.functions.dates import shown_date
from survey_forms.engine.xpath.functions.texts import normalize
from survey_forms.engine.xpath.nodes import XML_NS, XNode
from survey_forms.engine.xpath.parser import parse
from survey_forms.engine.xpath.values import split_space, text_of_number

if TYPE_CHECKING:
    from survey_forms.engine.defs import Def
    from survey_forms.engine.xpath.compiler import Compiler

_MOMENTS = frozenset({"date", "date-time", "today", "now"})
_SELF = Path(None, ())


def _takes(call: Call, least: int, most: int | None = None) -> None:
    most = least if most is None else most
    if not least <= len(call.args) <= most:
        raise XPathError(
            f"{call.name}() takes {least} to {most} arguments, not {len(call.args)}", code="xpath-arguments"
        )


def _position(c: Compiler, call: Call, scope: Scope) -> Code:
    """position(), or position(path): the number of the row the path's node is."""
    _takes(call, 0, 1)
    if not call.args:
        return Code("n", scope.position if scope.position != "1" else "1.0")
    code = c.emit(call.args[0], scope)
    if code.cells is None or not code.cells.single:
        return Code("n", f"{c.constant(_position_of)}({c.nodes(code)})")
    defn = code.cells.defn
    if defn.kind != "repeat":
        return Code("n", "1.0")
    assert defn.table.parent is not None
    c.depend(Dependency(defn, defn.table.parent.id, structure=True))
    c.use_parents(code.cells)
    return Code("n", f"float({c.use(f'i{defn.table.id}', f'S.positions[{defn.table.id}]')}[{code.cells.row}])")


def _position_of(nodes: list[XNode]) -> float:
    """1-based place of the first node among its siblings of the same name."""
    if not nodes:
        return float("nan")
    node = nodes[0]
    if node.parent is None:
        return 1.0
    place = 0
    for sibling in node.parent.children:
        if sibling.kind == node.kind and sibling.local == node.local and sibling.ns == node.ns:
            place += 1
        if sibling is node:
            break
    return float(place)


def _last(c: Compiler, call: Call, scope: Scope) -> Code:
    _takes(call, 0)
    return Code("n", scope.size if scope.size != "1" else "1.0")


def _count(c: Compiler, call: Call, scope: Scope) -> Code:
    _takes(call, 1)
    code = c.emit(call.args[0], scope)
    return Code("n", c.cells_count(code.cells) if code.cells is not None else f"float(len({c.nodes(code)}))")


def _true(c: Compiler, call: Call, scope: Scope) -> Code:
    _takes(call, 0)
    return Code("b", "True")


def _false(c: Compiler, call: Call, scope: Scope) -> Code:
    _takes(call, 0)
    return Code("b", "False")


def _not(c: Compiler, call: Call, scope: Scope) -> Code:
    _takes(call, 1)
    return Code("b", f"(not {c.boolean(c.emit(call.args[0], scope))})")


def _boolean(c: Compiler, call: Call, scope: Scope) -> Code:
    _takes(call, 1)
    return Code("b", c.boolean(c.emit(call.args[0], scope)))


def _of_context(c: Compiler, call: Call, scope: Scope) -> Code:
    _takes(call, 0, 1)
    return c.emit(call.args[0] if call.args else _SELF, scope)


def _string(c: Compiler, call: Call, scope: Scope) -> Code:
    return Code("s", c.text(_of_context(c, call, scope)))


def _number(c: Compiler, call: Call, scope: Scope) -> Code:
    code = _of_context(c, call, scope)
    if code.type == "s" and not (isinstance(call.args[0], Call) and call.args[0].name in _MOMENTS):
        # As a text, and in a session, a date is a number of whole days.
        whole = f"R.whole({code.text})"
        return Code("n", c.number(code), as_text=f"{c.constant(text_of_number)}({whole})")
    return Code("n", c.number(code))


def _string_length(c: Compiler, call: Call, scope: Scope) -> Code:
    return Code("n", f"float(len({c.text(_of_context(c, call, scope))}))")


def _normalize_space(c: Compiler, call: Call, scope: Scope) -> Code:
    return Code("s", f"{c.constant(normalize)}({c.text(_of_context(c, call, scope))})")


def _node_part(part: str) -> Emitter:
    def emit(c: Compiler, call: Call, scope: Scope) -> Code:
        code = _of_context(c, call, scope)
        if code.cells is not None:
            defn = code.cells.defn
            return Code("s", repr({"name": defn.name, "local-name": defn.local}.get(part, defn.ns)))
        return Code("s", f"{c.constant(_PARTS[part])}({c.nodes(code)})")

    return emit


def _name_of(nodes: list[XNode]) -> str:
    return nodes[0].qname if nodes else ""


def _local_name_of(nodes: list[XNode]) -> str:
    return nodes[0].local if nodes else ""


def _namespace_of(nodes: list[XNode]) -> str:
    return nodes[0].ns if nodes else ""


_PARTS = {"name": _name_of, "local-name": _local_name_of, "namespace-uri": _namespace_of}


def _current(c: Compiler, call: Call, scope: Scope) -> Code:
    _takes(call, 0)
    return c.relative((), scope.origin or scope)


def _instance(c: Compiler, call: Call, scope: Scope) -> Code:
    return c.path(Path(call, ()), scope)


def _if(c: Compiler, call: Call, scope: Scope) -> Code:
    _takes(call, 3)
    condition = c.boolean(c.emit(call.args[0], scope))
    a, b = (c.emit(arg, scope) for arg in call.args[1:])
    return _either(c, f"if {condition} else", a, b)


def _either(c: Compiler, between: str, a: Code, b: Code) -> Code:
    """`a if condition else b` in a type that holds both."""
    kinds = {_scalar(a), _scalar(b)}
    kind = kinds.pop() if len(kinds) == 1 else "a"
    return Code(kind, f"({c.convert(a, kind)} {between} {c.convert(b, kind)})")


def _scalar(code: Code) -> str:
    if code.cells is not None:
        return "s" if code.cells.single else "N"
    return "s" if code.type == "L" else code.type


def _coalesce(c: Compiler, call: Call, scope: Scope) -> Code:
    """The first argument that is not blank."""
    _takes(call, 2, 100)
    parts = [c.stored(c.emit(arg, scope)) for arg in call.args]
    return Code("s", "(" + " or ".join(parts) + ")")


def _once(c: Compiler, call: Call, scope: Scope) -> Code:
    """Its argument while the node is blank or not relevant, then what it holds: read before written."""
    _takes(call, 1)
    value = c.text(c.emit(call.args[0], scope))
    origin = scope.origin or scope
    if origin.defn is None:
        return Code("s", f"({c.text(c.relative((), origin))} or {value})")
    if origin.defn.column < 0:
        return Code("s", value)
    row = origin.rows[origin.defn.table.id][0]
    return Code("s", f"({c.use(f'v{origin.defn.column}', f'S.masked[{origin.defn.column}]')}[{row}] or {value})")


def _definition(c: Compiler, expr: Expr, scope: Scope, name: str) -> Def:
    """The definition a path argument names."""
    if isinstance(expr, Literal):
        expr = parse(expr.value)
    code = c.emit(expr, scope)
    if code.cells is None:
        raise XPathError(f"{name}() takes the path of a question", code="xpath-type")
    return code.cells.defn


def _indexed_repeat(c: Compiler, call: Call, scope: Scope) -> Code:
    if len(call.args) < 3 or len(call.args) % 2 == 0:
        raise XPathError("indexed-repeat() takes a path and pairs of repeat and number", code="xpath-arguments")
    if c.model is None:
        pairs = [
            f"({c.nodes(c.emit(group, scope))}, {c.number(c.emit(index, scope))})"
            for group, index in zip(call.args[1::2], call.args[2::2], strict=True)
        ]
        return Code("N", f"{c.constant(_indexed)}({c.nodes(c.emit(call.args[0], scope))}, [{', '.join(pairs)}])")
    target = _definition(c, call.args[0], scope, call.name)
    indexes: dict[int, str] = {}
    for group, index in zip(call.args[1::2], call.args[2::2], strict=True):
        defn = _definition(c, group, scope, call.name)
        if defn.kind != "repeat" or defn not in target.chain():
            raise XPathError(f"{defn.path} is no repeat around {target.path}", code="xpath-type")
        indexes[defn.table.id] = c.number(c.emit(index, scope))
    return c.indexed(target, indexes, scope)


def _indexed(targets: list[XNode], pairs: list[tuple[list[XNode], float]]) -> list[XNode]:
    """The targets that lie, for every pair, in the node with that number of the group."""
    for nodes, index in pairs:
        wanted = {id(node) for node in nodes if _position_of([node]) == index}
        targets = [target for target in targets if any(id(n) in wanted for n in AXES["ancestor-or-self"](target))]
    return targets


def _itext(c: Compiler, call: Call, scope: Scope) -> Code:
    """jr:itext(id): in a form the words; over a plain document the value nodes."""
    _takes(call, 1)
    key = c.text(c.emit(call.args[0], scope))
    if c.model is None:
        return Code("N", f"R.itext_nodes({key})")
    return Code("s", f"R.itext({key})")


def _date(c: Compiler, call: Call, scope: Scope) -> Code:
    """date() and date-time(); what is no date is false."""
    _takes(call, 1)
    source = f"{c.constant(shown_date)}(R, {c.anything(c.emit(call.args[0], scope))})"
    return Code("s", source, as_truth=f"({source} not in ('', 'Invalid Date'))")


def _lang(c: Compiler, call: Call, scope: Scope) -> Code:
    """lang(): whether the nearest xml:lang is this language or a branch of it."""
    _takes(call, 1)
    wanted = c.text(c.emit(call.args[0], scope))
    return Code("b", f"{c.constant(_is_lang)}({c.nodes(c.relative((), scope))}, {wanted})")


def _is_lang(nodes: list[XNode], wanted: str) -> bool:
    for node in AXES["ancestor-or-self"](nodes[0]) if nodes else ():
        for attribute in node.attributes:
            if attribute.local == "lang" and attribute.ns == XML_NS:
                return f"{attribute.text}-".lower().startswith(f"{wanted}-".lower())
    return False


def _id(c: Compiler, call: Call, scope: Scope) -> Code:
    """id(): elements by their id attributes; there is no DTD to say otherwise."""
    _takes(call, 1)
    texts = c.texts(c.emit(call.args[0], scope))
    top = c.nodes(c.relative((), scope))
    return Code("N", f"{c.constant(_by_id)}({top}, {texts})")


def _by_id(nodes: list[XNode], texts: list[str]) -> list[XNode]:
    if not nodes:
        return []
    wanted = {part for text in texts for part in split_space(text)}
    found: list[XNode] = []
    for node in nodes[0].root().descendants():
        name = node.attribute("id") if node.kind == "element" else None
        if name in wanted:
            wanted.discard(name)
            found.append(node)
    return found


def _choice_name(c: Compiler, call: Call, scope: Scope) -> Code:
    """jr:choice-name(value, 'path'): the words of a stored choice."""
    _takes(call, 2)
    if c.model is None:
        raise XPathError("jr:choice-name() needs a form", code="xpath-function")
    value = c.text(c.emit(call.args[0], scope))
    expr = call.args[1]
    if isinstance(expr, Literal):
        expr = parse(expr.value)
    code = c.emit(expr, scope.origin or scope)
    if code.cells is None:
        raise XPathError("jr:choice-name() takes the path of a select", code="xpath-type")
    c.use_parents(code.cells)
    row = code.cells.row if code.cells.single else "0"
    c.depend(Dependency(c.model.choices_marker(code.cells.defn), 0))
    return Code("s", f"{c.use('choice_name', 'S.choice_name')}({code.cells.defn.id}, {row}, {value})")


SPECIAL: dict[str, Emitter] = {
    "position": _position,
    "last": _last,
    "count": _count,
    "true": _true,
    "false": _false,
    "not": _not,
    "boolean": _boolean,
    "string": _string,
    "number": _number,
    "string-length": _string_length,
    "normalize-space": _normalize_space,
    "name": _node_part("name"),
    "local-name": _node_part("local-name"),
    "namespace-uri": _node_part("namespace-uri"),
    "current": _current,
    "instance": _instance,
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "indexed-repeat": _indexed_repeat,
    "jr:itext": _itext,
    "id": _id,
    "date": _date,
    "date-time": _date,
    "lang": _lang,
    "jr:choice-name": _choice_name,
}
