"""Evaluation order and the edges along which a change travels."""

from __future__ import annotations

import heapq

from survey_forms.engine.defs import Def, Property, Table
from survey_forms.engine.errors import FormError
from survey_forms.engine.model import Edge, FormModel
from survey_forms.engine.parse.binds import EAGER
from survey_forms.engine.xpath.code import Dependency


def common(a: Table, b: Table) -> Table:
    """The innermost table around both."""
    around = {t.id for t in b.chain()}
    return next(t for t in reversed(a.chain()) if t.id in around)


def home(prop: Property) -> Table:
    """The table whose rows an expression is evaluated for."""
    table = prop.defn.table
    if prop.kind == "count":
        assert table.parent is not None
        return table.parent
    return table


def build(model: FormModel) -> None:
    """Fill `readers`, `row_readers` and `ordered`; raises FormError for a cycle."""
    eager = [p for p in model.properties if p.kind in EAGER or _takes_back(model, p)]
    for prop in eager:
        for dependency in prop.compiled.dependencies:
            _connect(model, prop, dependency)
    _order(model, eager)


def _takes_back(model: FormModel, prop: Property) -> bool:
    """Whether it lists the choices of a select by other answers: an answer that is no longer listed is taken back.

    Not where several controls share a node: what one of them does not list may be another's answer.
    """
    defn = prop.defn
    if prop.kind != "itemset" or not prop.compiled.dependencies or "calculate" in defn.properties:
        return False
    return defn.properties["itemset"] is prop and not defn.shared


def _connect(model: FormModel, prop: Property, dependency: Dependency) -> None:
    anchor = model.tables[dependency.anchor]
    table = dependency.defn.table
    start = table.parent if dependency.structure else table
    assert start is not None
    ups = _path(start, anchor)
    downs = tuple(reversed(_path(home(prop), anchor)))
    edge = Edge(prop, ups, downs)
    if dependency.structure:
        model.row_readers.setdefault(table.id, []).append(edge)
    else:
        model.readers.setdefault(dependency.defn.id, []).append(edge)


def _path(table: Table, anchor: Table) -> tuple[int, ...]:
    """Tables to leave on the way from `table` up to `anchor`."""
    found: list[int] = []
    at: Table | None = table
    while at is not None and at is not anchor:
        found.append(at.id)
        at = at.parent
    return tuple(found)


def _is_soft(model: FormModel, prop: Property, dependency: Dependency) -> bool:
    """Reads other rows of a repeat it stands in itself: may not be a cycle (the row before), so it does not fix the
    order."""
    if dependency.structure:
        return True
    shared = common(dependency.defn.table, home(prop))
    return model.tables[dependency.anchor].depth < shared.depth


def _sources(defn: Def) -> list[Property]:
    """Expressions that decide the value of a definition."""
    found = [defn.properties[k] for k in ("calculate",) if k in defn.properties]
    at: Def | None = defn
    while at is not None:
        if "relevant" in at.properties:
            found.append(at.properties["relevant"])
        at = at.parent
    return found


def _order(model: FormModel, eager: list[Property]) -> None:
    hard: dict[Property, set[Property]] = {p: set() for p in eager}
    soft: dict[Property, set[Property]] = {p: set() for p in eager}
    for prop in eager:
        for dependency in prop.compiled.dependencies:
            # Lists may filter each other, as ranked questions do: they never fix the order.
            into = soft if prop.kind == "itemset" or _is_soft(model, prop, dependency) else hard
            into[prop].update(_sources(dependency.defn))
            listed = dependency.defn.properties.get("itemset")
            if listed in soft:
                soft[prop].add(listed)
            if dependency.structure and "count" in dependency.defn.properties:
                soft[prop].add(dependency.defn.properties["count"])
        for outer in prop.defn.chain():
            if outer is not prop.defn and "relevant" in outer.properties and prop.kind == "relevant":
                hard[prop].add(outer.properties["relevant"])
            if "count" in outer.properties and outer.properties["count"] is not prop:
                soft[prop].add(outer.properties["count"])
        if prop.kind in ("calculate", "itemset"):
            # Relevance first: once() then finds what the node held when it was last relevant.
            soft[prop].update(p for p in _sources(prop.defn) if p.kind == "relevant")
        soft[prop].discard(prop)
    _refuse_cycles(model, eager, hard)
    model.ordered = _topological(eager, hard, soft)
    for order, prop in enumerate(model.ordered):
        prop.order = order


def _topological(
    eager: list[Property], hard: dict[Property, set[Property]], soft: dict[Property, set[Property]]
) -> list[Property]:
    """Order by both kinds of edges; where soft ones close a circle they are dropped."""
    waiting = {p: len(hard[p] | soft[p]) for p in eager}
    followers: dict[Property, list[Property]] = {p: [] for p in eager}
    for prop in eager:
        for before in hard[prop] | soft[prop]:
            followers[before].append(prop)
    ready = [p.id for p in eager if not waiting[p]]
    heapq.heapify(ready)
    by_id = {p.id: p for p in eager}
    done: set[Property] = set()
    result: list[Property] = []
    while len(result) < len(eager):
        if not ready:
            blocked = next(p for p in eager if p not in done and not (hard[p] - done))
            ready = [blocked.id]
        prop = by_id[heapq.heappop(ready)]
        if prop in done:
            continue
        done.add(prop)
        result.append(prop)
        for follower in followers[prop]:
            waiting[follower] -= 1
            if not waiting[follower] and follower not in done:
                heapq.heappush(ready, follower.id)
    return result


def _refuse_cycles(model: FormModel, eager: list[Property], hard: dict[Property, set[Property]]) -> None:
    """Depth-first over hard edges without recursion; the error names the circle."""
    state: dict[Property, int] = {}
    for start in eager:
        if start in state:
            continue
        stack = [(start, iter(sorted(hard[start], key=lambda p: p.id)))]
        state[start] = 1
        while stack:
            prop, following = stack[-1]
            nxt = next(following, None)
            if nxt is None:
                state[prop] = 2
                stack.pop()
            elif state.get(nxt) == 1:
                circle = [p for p, _ in stack]
                circle = circle[circle.index(nxt) :]
                names = " -> ".join(f"{p.defn.path} ({p.kind})" for p in [*circle, nxt])
                raise FormError(
                    f"expressions depend on each other in a circle: {names}",
                    code="form-cycle", line=nxt.line, node=nxt.defn.path, hint="break the circle",
                )  # fmt: skip
            elif nxt not in state:
                state[nxt] = 1
                stack.append((nxt, iter(sorted(hard[nxt], key=lambda p: p.id))))
