"""Labels, hints, messages and choices of one session, in its language; compiled on first use, evaluated on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from survey_forms.engine.contract import Choice
from survey_forms.engine.defs import Def
from survey_forms.engine.instance.state import State
from survey_forms.engine.model import Control, FormModel, Label, Output, StaticItem, Text
from survey_forms.engine.parse.compile import compile_expr, count_scope
from survey_forms.engine.xpath.ast import Call, Expr, Literal, Path
from survey_forms.engine.xpath.bound import bound_scope
from survey_forms.engine.xpath.code import Compiled
from survey_forms.engine.xpath.nodes import XNode
from survey_forms.engine.xpath.runtime import Runtime

MEDIA = ("image", "big-image", "audio", "video")
Function = Callable[..., Any]


def _is_fixed(nodes: Expr) -> bool:
    """Whether these are the nodes of a list that no answer and no clock can change: `instance('x')/root/item`."""
    return (
        isinstance(nodes, Path)
        and isinstance(nodes.start, Call)
        and nodes.start.name == "instance"
        and all(isinstance(one, Literal) for one in nodes.start.args)
        and not any(step.predicates for step in nodes.steps)
    )


class Words:
    """Texts of a session."""

    def __init__(self, model: FormModel, state: State, runtime: Runtime, language: str | None) -> None:
        self.model = model
        self.state = state
        self.runtime = runtime
        self.language = language
        self._functions: dict[tuple[int, int], Function] = {}
        self._compiled: dict[tuple[int, int], Compiled] = {}
        self._properties: dict[int, Function] = {}
        self._texts: dict[tuple[str | None, str, str], Text | None] = {}
        self._fixed: dict[tuple[str | None, int], tuple[Choice, ...]] = {}
        self._options: dict[tuple[str | None, int, int], tuple[Choice, ...] | None] = {}
        self._evaluated = 0

    # texts

    def label(self, label: Label | None, defn: Def, row: int, form: str = "") -> str | None:
        """Words of a label in the session's language; None if there are none of that form."""
        if label is None:
            return None
        if label.itext:
            return self.itext(label.itext, defn, row, form)
        if form:
            return None
        if label.expr is not None:
            return str(self._evaluate(label, label.expr, label.source, label.line, defn, row))
        return self.text(label.text, defn, row) if label.text else ""

    def itext(self, key: str, defn: Def, row: int, form: str = "") -> str | None:
        """A translated text; where the language lacks it, the default language, then any other."""
        wanted = (self.language, key, form)
        if wanted not in self._texts:
            self._texts[wanted] = self._find(key, form)
        text = self._texts[wanted]
        return None if text is None else self.text(text, defn, row)

    def _find(self, key: str, form: str) -> Text | None:
        for language in self._languages():
            forms = self.model.texts.get(language, {}).get(key)
            if forms is None:
                continue
            text = forms.get(form) if form else forms.get("", forms.get("long", forms.get("short")))
            if text is not None:
                return text
        return None

    def _languages(self) -> list[str]:
        first = [self.language] if self.language is not None else []
        return [*first, *(name for name in self.model.languages if name != self.language)]

    def text(self, text: Text, defn: Def, row: int) -> str:
        """A text with its outputs filled in."""
        plain = text.plain
        if plain is not None:
            return plain
        parts = []
        for part in text.parts:
            if isinstance(part, Output):
                parts.append(str(self._evaluate(part, part.expr, part.text, part.line, defn, row)))
            else:
                parts.append(part)
        return "".join(parts)

    def _compile(self, key: object, expr: Any, source: str, line: int | None, defn: Def) -> Compiled:
        found = self._compiled.get((id(key), defn.id))
        if found is None:
            found = compile_expr(self.model, expr, bound_scope(defn), "s", source, line, defn.path)
            self._compiled[id(key), defn.id] = found
        return found

    def _evaluate(self, key: object, expr: Any, source: str, line: int | None, defn: Def, row: int) -> Any:
        self._evaluated += 1
        function = self._functions.get((id(key), defn.id))
        if function is None:
            function = self._compile(key, expr, source, line, defn).instantiate(self.runtime, self.state)
            self._functions[id(key), defn.id] = function
        return function(row)

    def media(self, label: Label | None, defn: Def, row: int) -> dict[str, str]:
        """Media of a label by kind."""
        if label is None or not label.itext:
            return {}
        found = {kind: self.itext(label.itext, defn, row, kind) for kind in MEDIA}
        return {kind: name for kind, name in found.items() if name}

    # expressions on demand

    def holds(self, kind: str, defn: Def, row: int, default: bool) -> bool:
        """A lazy boolean property (`readonly`, `required`, `constraint`)."""
        prop = defn.properties.get(kind)
        if prop is None:
            return default
        return bool(self.property(prop.id, prop.compiled)(row))

    def property(self, key: int, compiled: Compiled) -> Function:
        """The session's function of a property."""
        function = self._properties.get(key)
        if function is None:
            function = self._properties[key] = compiled.instantiate(self.runtime, self.state)
        return function

    def readonly(self, defn: Def, row: int) -> bool:
        """Own or inherited read-only state."""
        at: Def | None = defn
        while at is not None:
            if "readonly" in at.properties and self.holds(
                "readonly", at, self.state.row_in(defn, row, at.table), False
            ):
                return True
            at = at.parent
        return False

    def range_relevant(self, defn: Def, parent: int) -> bool:
        """Whether a repeat's range is relevant: if a row is, or, without rows, if a row would be."""
        prop = defn.properties.get("relevant")
        if prop is None:
            return True
        rows = self.state.kids[defn.table.id][parent]
        if rows:
            return any(self.state.own[defn.id][row] for row in rows)
        try:
            compiled = compile_expr(self.model, prop.expr, count_scope(defn), "b", prop.text, prop.line, defn.path)
        except KeyError:
            # The expression reads the row itself, and there is none.
            return True
        return bool(self.property(-1 - prop.id, compiled)(parent))

    # choices

    def choices(self, control: Control, row: int) -> tuple[Choice, ...] | None:
        """The options now; None for what is no select. Read once between two changes of the survey; those that stand
        still once for each language.
        """
        key = (self.language, id(control), row)
        if key not in self._options:
            self._options[key] = self._choices_now(control, row)
        return self._options[key]

    def _choices_now(self, control: Control, row: int) -> tuple[Choice, ...] | None:
        if control.itemset is None and not control.items:
            return () if control.control in ("select", "select1", "rank") else None
        key = (self.language, id(control))
        kept = self._fixed.get(key)
        if kept is not None:
            return kept
        before = self._evaluated
        found = self._read_choices(control, row)
        still = control.itemset is None or self._stands_still(control)
        if still and self._evaluated == before:  # no output in any of the words either
            self._fixed[key] = found
        return found

    def changed(self) -> None:
        """The survey is another: options that its answers choose are read anew."""
        self._options.clear()

    def _stands_still(self, control: Control) -> bool:
        """Whether the options come from a list that nothing in the survey can change."""
        itemset = control.itemset
        assert itemset is not None
        read = (itemset.nodes.compiled, itemset.value, itemset.label)
        return _is_fixed(itemset.nodes.expr) and not any(compiled.dependencies for compiled in read)

    def _read_choices(self, control: Control, row: int) -> tuple[Choice, ...]:
        if control.itemset is not None:
            return tuple(self._from_itemset(control, row))
        return tuple(
            Choice(i.value, self.item_label(i, control.defn, row), self.media(i.label, control.defn, row))
            for i in control.items
        )

    def item_label(self, item: StaticItem, defn: Def, row: int) -> str:
        """Words of a written option; its value where it has none."""
        label = self.label(item.label, defn, row)
        return item.value if label is None else label

    def _nodes(self, control: Control, row: int) -> list[XNode]:
        assert control.itemset is not None
        prop = control.itemset.nodes
        nodes: list[XNode] = self.property(prop.id, prop.compiled)(row)
        return nodes

    def _from_itemset(self, control: Control, row: int) -> list[Choice]:
        itemset = control.itemset
        assert itemset is not None
        value_of, label_of = self._item_functions(control)
        found: list[Choice] = []
        for node in self._nodes(control, row):
            label = label_of(node)
            media: dict[str, str] = {}
            if itemset.label_is_itext:
                media = self._media_of(node, itemset.label.text, control.defn, row)
            value = value_of(node)
            found.append(Choice(value, label, media))
        return found

    def _media_of(self, node: XNode, source: str, defn: Def, row: int) -> dict[str, str]:
        name = source.strip()[len("jr:itext(") : -1].strip()
        key = next((n.string() for n in node.children if n.local == name and n.kind == "element"), "")
        return self.media(Label(itext=key), defn, row) if key else {}

    def _item_functions(self, control: Control) -> tuple[Function, Function]:
        itemset = control.itemset
        assert itemset is not None
        base = -2 * control.defn.id - 1_000_000
        return self.property(base, itemset.value), self.property(base - 1, itemset.label)

    def choice_name(self, defn_id: int, row: int, value: str) -> str:
        """Words of a stored value of a select (several: joined with a comma); the value itself if it is no option."""
        control = self.model.defs[defn_id].control
        if control is None or value == "":
            return ""
        # asked in the middle of a calculation: what `choices` keeps is of the survey before it
        names = {c.value: c.label for c in self._choices_now(control, row) or ()}
        values = value.split(" ") if control.control in ("select", "rank") else [value]
        return ", ".join(names.get(v, v) for v in values if v)

    # dependencies

    def reads(self, defn: Def) -> frozenset[int]:
        """Ids of the definitions that labels, choices and checks of one definition read (after they were evaluated)."""
        found: set[int] = set()
        at: Def | None = defn
        while at is not None:
            for kind, prop in at.properties.items():
                if at is defn or kind == "readonly":
                    found.update(d.defn.id for d in prop.compiled.dependencies)
            at = at.parent
        if defn.control is not None and defn.control.itemset is not None:
            for compiled in (defn.control.itemset.value, defn.control.itemset.label):
                found.update(d.defn.id for d in compiled.dependencies)
        for (_, defn_id), compiled in self._compiled.items():
            if defn_id == defn.id:
                found.update(d.defn.id for d in compiled.dependencies)
        return frozenset(found | {defn.id})
