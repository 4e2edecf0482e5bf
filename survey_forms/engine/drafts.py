"""Drafts and submissions read back into a session.

A draft is JSON: form id and version, language, the instance as XML with nothing pruned (parked rows included),
attachments
in base64, and the audit log.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from survey_forms.engine.audit import AuditEvent, AuditLog
from survey_forms.engine.defs import Def
from survey_forms.engine.errors import DraftError, FormError
from survey_forms.engine.instance.serialise import to_bytes, to_element
from survey_forms.engine.instance.state import State
from survey_forms.engine.model import FormModel
from survey_forms.engine.parse.definitions import RowData, child_of, read_rows
from survey_forms.engine.parse.names import elements
from survey_forms.engine.xml import parse_xml
from survey_forms.engine.xpath.nodes import split

_FORMAT = 1


@dataclass(slots=True)
class Content:
    """What a session starts from instead of the form's own start values."""

    rows: RowData
    language: str | None = None
    attachments: dict[str, bytes] = field(default_factory=dict)
    events: list[AuditEvent] = field(default_factory=list)
    deprecates: bool = False
    """It is a finalised survey, to be given a new identity."""
    correcting: bool = False
    """It is (a draft of) a correction of a finalised survey."""
    parked: dict[str, int] = field(default_factory=dict)
    """Ref of a range -> how many of its rows, the last ones, are parked."""


def write_draft(
    model: FormModel,
    state: State,
    language: str | None,
    attachments: Mapping[str, bytes],
    log: AuditLog,
    correcting: bool = False,
) -> bytes:
    """All of a session."""
    parked = _unpark_all(state)
    try:
        xml = to_bytes(to_element(state, prune=False)).decode()
    finally:
        _park_again(state, parked)
    counts = {state.range_ref(model.tables[table].defn, parent): len(slots) for table, parent, slots in parked}
    content = {
        "format": _FORMAT,
        "form": model.form_id,
        "version": model.version,
        "language": language,
        "instance": xml,
        "parked": counts,
        "correcting": correcting,
        "attachments": {name: base64.b64encode(data).decode() for name, data in attachments.items()},
        "audit": log.dump(),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


Parked = list[tuple[int, int, list[int]]]


def _unpark_all(state: State) -> Parked:
    """Put parked rows at the end of their ranges for the time of writing."""
    found: Parked = []
    for table_id, ranges in enumerate(state.parked):
        for parent, slots in ranges.items():
            if slots:
                back = list(reversed(slots))
                state.kids[table_id][parent].extend(back)
                found.append((table_id, parent, back))
    return found


def _park_again(state: State, parked: Parked) -> None:
    for table_id, parent, slots in parked:
        del state.kids[table_id][parent][-len(slots) :]


def form_of_draft(draft: bytes) -> tuple[str, str]:
    """Id and version of the form a draft was begun with: resume it under that one, however new the others are.

    Raises DraftError if it is damaged.
    """
    try:
        content = json.loads(draft)
        return str(content["form"]), str(content["version"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DraftError(f"the draft is damaged: {type(error).__name__}") from None


def read_draft(model_for: Callable[[bool], FormModel], draft: bytes) -> Content:
    """The content of a draft; `model_for` gives the model of corrections or of new surveys.

    Raises DraftError for damage, another form or version, another format.
    """
    try:
        content = json.loads(draft)
        if not isinstance(content, dict):
            raise DraftError("the draft is damaged")
        correcting = bool(content["correcting"])
        model = model_for(correcting)
        if content["form"] != model.form_id or content["version"] != model.version:
            raise DraftError(
                "the draft belongs to another form or version", code="draft-other-form",
                form=content["form"], version=content["version"],
            )  # fmt: skip
        if content["format"] != _FORMAT:
            raise DraftError("the draft was written by another version of this program", code="draft-format")
        return Content(
            rows=_rows(model, str(content["instance"]).encode()),
            language=content["language"],
            correcting=correcting,
            attachments={str(n): base64.b64decode(d, validate=True) for n, d in content["attachments"].items()},
            events=[AuditEvent(**event) for event in content["audit"]],
            parked={str(ref): int(n) for ref, n in content["parked"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError) as error:
        raise DraftError(f"the draft is damaged: {type(error).__name__}") from None


def read_submission(model: FormModel, xml: bytes, attachments: Mapping[str, bytes]) -> Content:
    """A finalised survey to be corrected; raises DraftError."""
    try:
        root = parse_xml(xml, what="survey")
    except FormError as error:
        raise DraftError(error.message) from None
    form_id, version = str(root.get("id") or ""), str(root.get("version") or "")
    if form_id != model.form_id:
        raise DraftError("the survey belongs to another form", code="draft-other-form", form=form_id, version=version)
    return Content(rows=_rows_of(model, root), attachments=dict(attachments), deprecates=True, correcting=True)


def _rows(model: FormModel, xml: bytes) -> RowData:
    try:
        return _rows_of(model, parse_xml(xml, what="draft"))
    except FormError as error:
        raise DraftError(f"the draft is damaged: {error.message}") from None


def _rows_of(model: FormModel, root: etree._Element) -> RowData:
    if split(root.tag)[1] != model.root.local:
        raise DraftError("the draft belongs to another form", code="draft-other-form")
    _warn_strangers(model, root)
    return read_rows(model, root, model.root)


def _warn_strangers(model: FormModel, root: etree._Element) -> None:
    """An element the form does not know would be lost without a word: refuse it."""
    stack: list[tuple[etree._Element, Def]] = [(root, model.root)]
    while stack:
        element, defn = stack.pop()
        for child in elements(element):
            known = child_of(defn, str(child.tag))
            if known is None:
                raise DraftError(f"the form has no {split(child.tag)[1]!r} in {defn.path}", code="draft-other-form")
            stack.append((child, known))
