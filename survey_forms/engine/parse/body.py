"""Controls of the body."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from survey_forms.engine.contract import ItemKind
from survey_forms.engine.defs import Def
from survey_forms.engine.errors import FormError
from survey_forms.engine.model import Control, FormModel, StaticItem
from survey_forms.engine.parse.binds import add_property, find
from survey_forms.engine.parse.names import JR, child, elements, jr, line_of, local
from survey_forms.engine.parse.texts import read_label

QUESTIONS = frozenset({"input", "secret", "textarea", "select", "select1", "upload", "trigger", "range", "rank"})
_OWN = frozenset({"ref", "nodeset", "appearance", "bind"})


def repeat_paths(body: etree._Element | None) -> set[str]:
    """Generic paths of all repeats, relative nodesets resolved against the groups around them."""
    return {path for path, _ in _repeats(body, "")}


def _repeats(parent: etree._Element | None, context: str) -> Iterator[tuple[str, etree._Element]]:
    for element in elements(parent):
        name = local(element)
        if name not in ("group", "repeat"):
            continue
        path = str(element.get("nodeset") or element.get("ref") or "").strip()
        here = resolve(path, context) if path else context
        if name == "repeat":
            if not path:
                raise FormError("a repeat has no nodeset", line=line_of(element), hint="name the node that repeats")
            yield here, element
        yield from _repeats(element, here)


def resolve(path: str, context: str) -> str:
    """An absolute path from one that may be relative."""
    if path.startswith("/"):
        return path
    parts = context.split("/")
    for step in path.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in (".", "current()"):
            parts.append(step)
    return "/".join(parts)


class BodyReader:
    """Reads controls into the model."""

    def __init__(self, model: FormModel) -> None:
        self.model = model
        self.itemsets: list[tuple[Control, etree._Element]] = []
        self.actions: list[tuple[etree._Element, Def]] = []

    def read(self, body: etree._Element | None) -> None:
        """The whole body."""
        if body is not None:
            self.model.body_class = str(body.get("class", ""))
        self.model.body = self._children(body, self.model.root)

    def _children(
        self, parent: etree._Element | None, context: Def, leave_out: etree._Element | None = None
    ) -> list[Control]:
        found: list[Control] = []
        for element in elements(parent):
            if element is leave_out:
                continue
            name = local(element)
            if name == "group":
                found.extend(self._group(element, context))
            elif name == "repeat":
                found.append(self._repeat(element, context, None))
            elif name in QUESTIONS:
                control = self._question(element, name, context)
                if control is not None:
                    found.append(control)
            elif name == "setvalue" or name == "setgeopoint":
                self.actions.append((element, context))
        return found

    def _group(self, element: etree._Element, context: Def) -> list[Control]:
        path = element.get("ref") or element.get("nodeset")
        defn = context if path is None else self._find(element, str(path), context)
        if defn is None:
            return []
        repeat = child(element, "repeat")
        if repeat is not None and (path is None or defn.kind == "repeat" or self._is_only(element, repeat)):
            control = self._repeat(repeat, defn if path is not None else context, element)
            # What stands beside the repeat in its group belongs to the place around.
            return [control, *self._children(element, context, leave_out=repeat)]
        if path is None:
            children = self._children(element, context)
            label = read_label(element)
            if label is not None and children and children[0].label is None and len(children) == 1:
                children[0].label = label
            return children
        control = self._control("group", "group", element, defn)
        control.children = self._children(element, defn)
        return [control]

    def _is_only(self, element: etree._Element, repeat: etree._Element) -> bool:
        return (element.get("ref") or element.get("nodeset")) == repeat.get("nodeset")

    def _repeat(self, element: etree._Element, context: Def, group: etree._Element | None) -> Control:
        defn = self._find(element, str(element.get("nodeset")), context)
        if defn is None:
            raise FormError(
                "a repeat names a node that is not in the primary instance",
                code="ref-unknown", line=line_of(element), node=str(element.get("nodeset")),
            )  # fmt: skip
        if defn.kind != "repeat":
            raise FormError(
                "this node cannot repeat", code="repeat-path", line=line_of(element), node=defn.path,
                hint="write the nodeset of the repeat as a plain path to a node below the root",
            )  # fmt: skip
        control = self._control("repeat", "repeat", element, defn)
        if group is not None:
            control.label = read_label(group) or control.label
            control.appearance = str(group.get("appearance") or control.appearance)
        count = jr(element, "count")
        if count is not None:
            add_property(self.model, "count", defn, count, line_of(element))
        defn.fixed = (jr(element, "noAddRemove") or "").strip() in ("true()", "true", "1")
        control.children = self._children(element, defn)
        return control

    def _question(self, element: etree._Element, name: str, context: Def) -> Control | None:
        path = element.get("ref") or element.get("nodeset") or self.model.bind_ids.get(str(element.get("bind")))
        if path is None:
            raise FormError(f"a control <{name}> has no ref", line=line_of(element), hint="name the node it answers")
        defn = self._find(element, str(path), context)
        if defn is None:
            return None
        if defn.kind == "group" and not defn.children:
            raise FormError("a control cannot answer a group", line=line_of(element), node=defn.path)
        kind: ItemKind = "trigger" if name == "trigger" else "question"
        if name == "input" and self._always_readonly(defn):
            kind = "note"
        control = self._control(kind, name, element, defn)
        for item in elements(element):
            part = local(item)
            if part == "item":
                control.items.append(_item(item))
            elif part == "itemset":
                self.itemsets.append((control, item))
            elif part in ("setvalue", "setgeopoint"):
                self.actions.append((item, defn))
        self._check_choices(control, name, element)
        return control

    def _check_choices(self, control: Control, name: str, element: etree._Element) -> None:
        is_select = name in ("select", "select1", "rank")
        if is_select and not control.items and not any(c is control for c, _ in self.itemsets):
            self.model.warn(f"{control.defn.path} has no choices")

    def _always_readonly(self, defn: Def) -> bool:
        readonly = defn.properties.get("readonly")
        return (
            readonly is not None and readonly.text.replace(" ", "") == "true()" and "calculate" not in defn.properties
        )

    def _control(self, kind: ItemKind, name: str, element: etree._Element, defn: Def) -> Control:
        control = Control(kind, name, defn, line_of(element))
        control.label = read_label(element)
        control.hint = read_label(element, "hint")
        control.appearance = str(element.get("appearance", ""))
        control.params = {
            str(key).replace(f"{{{JR}}}", "jr:").rpartition("}")[2]: str(value)
            for key, value in element.attrib.items()
            if str(key) not in _OWN
        }
        if kind != "group" and defn.control is not None and defn.control.kind != "group":
            defn.shared = True
        if defn.control is None or kind != "group":
            defn.control = control
        return control

    def _find(self, element: etree._Element, path: str, context: Def) -> Def | None:
        defn = find(self.model, path, line_of(element), context)
        if defn is None:
            self.model.warn(
                f"line {line_of(element)}: control for {path}, which is not in the primary instance; left out"
            )
        else:
            defn.in_body = True
        return defn


def _item(source: etree._Element) -> StaticItem:
    value = child(source, "value")
    text = (value.text or "").strip(" \t\r\n") if value is not None else ""
    return StaticItem(text, read_label(source))
