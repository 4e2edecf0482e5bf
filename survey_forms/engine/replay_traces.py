"""Replay one session trace and compare every node with what the reference engines had.

Value, relevance, read-only and required are strict. Violations, their messages, labels, options, the order of refs and
the XML at both ends are told.
"""

from __future__ import annotations

import re
from typing import Any

from survey_forms.engine.clock import Clock
from survey_forms.engine.errors import EngineError
from survey_forms.engine.form import load_form
from survey_forms.engine.session import Session
from survey_forms.engine.xml import parse_xml

Json = dict[str, Any]
_UUID = re.compile(r"(uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CLOCK = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9:.]+([+-][0-9:]+|Z)?)?")
_ZONE = "America/Phoenix"


def replay_trace(trace: Json, form_xml: bytes) -> tuple[list[str], list[str]]:
    """(strict differences, other differences)."""
    try:
        session = _open(trace, form_xml)
    except EngineError as error:
        return ([] if trace.get("fails") else [f"load: {error}"]), []
    comparison = _Comparison(session)
    comparison.nodes("start", trace["init"], everything=True)
    comparison.order(trace["order"])
    comparison.xml("start", trace["xml0"])
    for number, step in enumerate(trace["steps"], 1):
        where = f"step {number} {step['op']} {step.get('ref', '')} {step.get('value', '')!r}"
        try:
            _carry_out(session, step)
        except EngineError as error:
            if step["op"] != "answer-error":
                comparison.strict.append(f"{where}: {error}")
            continue
        if "after" in step and step["op"] == "answer":
            comparison.value(where, step["ref"], step["after"])
        comparison.nodes(where, step.get("delta") or {}, everything=False)
        comparison.gone(where, step.get("gone") or [])
    comparison.xml("end", trace["last"])
    return comparison.strict, comparison.loose


def _open(trace: Json, form_xml: bytes) -> Session:
    resources = {name: text.encode() for name, text in (trace.get("resources") or {}).items() if isinstance(text, str)}
    form = load_form(form_xml, resources)
    clock = Clock.system(_ZONE)
    if trace.get("edit"):
        edit = trace["edit"]
        return form.edit((edit if isinstance(edit, str) else edit["xml"]).encode(), clock=clock)
    return form.start(clock=clock)


def _carry_out(session: Session, step: Json) -> None:
    operation = step["op"]
    if operation in ("answer", "answer-error"):
        value = step["value"]
        if step.get("nodeType") == "upload":
            session.attach(step["ref"], step.get("after", ""), b"recorded")
        else:
            session.set(step["ref"], " ".join(value) if isinstance(value, list) else str(value))
    elif operation == "add":
        session.add_repeat(step["ref"])
    elif operation == "remove":
        session.remove_repeat(step["ref"])
    elif operation == "lang":
        session.set_language(step.get("value") or step.get("lang"))


class _Comparison:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.strict: list[str] = []
        self.loose: list[str] = []

    def nodes(self, where: str, expected: dict[str, Json], everything: bool) -> None:
        for ref, node in expected.items():
            self._node(where, ref, node)
        if everything:
            missing = [r for r in self.session.refs() if r not in expected]
            if missing:
                self.strict.append(f"{where}: refs the references do not have: {missing}")

    def _node(self, where: str, ref: str, expected: Json) -> None:
        try:
            node = self.session.node(ref)
        except EngineError as error:
            self.strict.append(f"{where}: {error}")
            return
        shown = node.value if node.relevant else ""
        if "v" in expected and not _free(ref, expected["v"]) and shown != expected["v"] and node.value != expected["v"]:
            self.strict.append(f"{where}: {ref} value {node.value!r}, expected {expected['v']!r}")
        for name, found, wanted in (
            ("relevant", node.relevant, expected.get("rel", True)),
            ("readonly", node.readonly, expected.get("ro", False)),
            ("required", node.required, expected.get("req", False)),
        ):
            if found != wanted:
                self.strict.append(f"{where}: {ref} {name} {found}, expected {wanted}")
        kind = node.violation.kind if node.violation else None
        if kind != expected.get("bad"):
            self.loose.append(f"{where}: {ref} violation {kind}, expected {expected.get('bad')}")
        message = node.violation.message if node.violation else ""
        if "msg" in expected and message != expected["msg"]:
            self.loose.append(f"{where}: {ref} message {message!r}, expected {expected['msg']!r}")
        self._words(where, ref, node, expected)

    def _words(self, where: str, ref: str, node: Any, expected: Json) -> None:
        if (node.label or None) != (expected.get("label") or None):
            self.loose.append(f"{where}: {ref} label {node.label!r}, expected {expected.get('label')!r}")
        if (node.hint or None) != (expected.get("hint") or None):
            self.loose.append(f"{where}: {ref} hint {node.hint!r}, expected {expected.get('hint')!r}")
        options = None if node.choices is None else [[c.value, c.label] for c in node.choices]
        if "opts" in expected and options != expected["opts"]:
            self.loose.append(f"{where}: {ref} options {options!r}, expected {expected['opts']!r}")
        if "nopts" in expected and (options is None or len(options) != expected["nopts"]):
            self.loose.append(f"{where}: {ref} has {options and len(options)} options, expected {expected['nopts']}")

    def value(self, where: str, ref: str, expected: str) -> None:
        found = self.session.node(ref).value
        if found != expected and not _free(ref, expected):
            self.strict.append(f"{where}: {ref} holds {found!r}, expected {expected!r}")

    def gone(self, where: str, refs: list[str]) -> None:
        here = set(self.session.refs())
        for ref in refs:
            if ref in here:
                self.strict.append(f"{where}: {ref} is still there")

    def order(self, expected: list[str]) -> None:
        if self.session.refs() != expected:
            self.loose.append(f"order {self.session.refs()}, expected {expected}")

    def xml(self, where: str, expected: str) -> None:
        a, b = _plain(self.session.instance()), _plain(expected.encode())
        if a != b:
            self.loose.append(f"{where}: XML {a!r}, expected {b!r}")


def _free(ref: str, value: str) -> bool:
    """Values of the run are not compared."""
    return "/meta/" in ref or ":meta/" in ref or bool(_UUID.fullmatch(value) or _CLOCK.fullmatch(value))


def _plain(xml: bytes) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Elements, texts and attributes of a submission, values of the run blanked."""
    found = []
    for element in parse_xml(xml, what="survey").iter():
        if isinstance(element.tag, str):
            attributes = sorted((str(key), _blank(str(value))) for key, value in element.attrib.items())
            found.append((str(element.tag), _blank((element.text or "").strip()), attributes))
    return found


def _blank(value: str) -> str:
    return "" if _free("", value) else value
