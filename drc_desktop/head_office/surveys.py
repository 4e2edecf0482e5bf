"""Judging a survey after its receipt: XML, of a form handed out, keeping that form's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from lxml import etree

from drc_desktop.domain.clock import here
from drc_desktop.domain.indicators.quality import Limits
from drc_desktop.head_office.registration import registered
from drc_desktop.head_office.rollups.facts import KEY_BYTES, facts_of
from survey_forms.engine import Clock, EngineError, Form, FormError, load_form
from survey_forms.engine.xml import parse_xml
from sync.envelope import Content, Header
from sync.household import SliceHousehold
from sync.registry.ports import Standing, Verdict

FORMS = Path(__file__).resolve().parents[2] / "resources" / "forms"
MAX_ELEMENTS = 50_000
LIMITS = Limits()
"""Thresholds of the flags that head office puts on a survey."""


class BadForm(Exception):
    """A form file of the registry cannot be read; `params`: path."""

    code = "registry-form"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.params = {"path": str(path)}


@dataclass(frozen=True)
class KnownForm:
    """One version of a form: the paths of elements its surveys may hold, and the file with its rules."""

    form_id: str
    version: str
    paths: frozenset[str]
    path: Path

    @property
    def form_ver(self) -> str:
        """As it stands in envelopes."""
        return f"{self.form_id}@{self.version}"

    def holds(self, content: Content, at: datetime) -> bool:
        """Whether the survey keeps the rules of the form, judged as of the moment it was finished.

        Rules that lean on files of the session (the household known before) cannot be judged here: they hold. Raises
        DraftError where the survey does not fit the form.
        """
        try:
            attachments = dict(content.attachments)
            session = self._form.edit(content.xml, clock=Clock.fixed(at), attachments=attachments)
        except FormError as error:
            if error.code == "resource-missing":
                return True
            raise
        return not session.validate()

    @cached_property
    def _form(self) -> Form:
        return load_form(self.path)


def known_forms(folder: Path = FORMS) -> list[KnownForm]:
    """The compiled forms in `folder`; files that are no XForm are passed over. Raises BadForm."""
    forms = []
    for path in sorted(folder.glob("*.xml")):
        try:
            found = read_xml(path.read_bytes()).find("head/model/instance/*")
        except (OSError, FormError) as error:
            raise BadForm(path) from error
        if found is not None:
            form_id, version = found.get("id", ""), found.get("version", "")
            forms.append(KnownForm(form_id, version, frozenset(_paths(found)), path))
    return forms


class SurveyValidator:
    """Fills the registry's port Validator. `households_of` finds registered households by CNIC; `key` (32 bytes) is
    what figures hash numbers and addresses with."""

    def __init__(
        self,
        forms: Iterable[KnownForm],
        households_of: Callable[[str], list[SliceHousehold]] = lambda _: [],
        key: bytes = bytes(KEY_BYTES),
    ) -> None:
        self._forms = {form.form_ver: form for form in forms}
        self.households_of = households_of
        self._key = key

    def validate(self, header: Header, content: Content) -> Verdict:
        """See `Validator.validate`.

        Reasons: unknown_form, not_xml, other_form, no_instance_id, not_in_form, against_rules.
        """
        try:
            root = read_xml(content.xml)
        except FormError:
            return Verdict(Standing.REVIEW, "not_xml")
        instance_id = instance_id_of(root)
        if header.form_ver not in self._forms:
            return Verdict(Standing.HELD, "unknown_form", instance_id)
        form = self._forms[header.form_ver]
        if (root.get("id"), root.get("version")) != (form.form_id, form.version):
            return Verdict(Standing.REVIEW, "other_form", instance_id)
        if not instance_id:
            return Verdict(Standing.REVIEW, "no_instance_id")
        if sum(1 for _ in root.iter()) > MAX_ELEMENTS or not form.paths.issuperset(_paths(root)):
            return Verdict(Standing.REVIEW, "not_in_form", instance_id)
        try:
            if not form.holds(content, here(header.created / 1000)):
                return Verdict(Standing.REVIEW, "against_rules", instance_id)
        except EngineError:
            return Verdict(Standing.REVIEW, "not_in_form", instance_id)
        changed = registered(root, header, self.households_of)
        facts = facts_of(root, header, instance_id, self._key, LIMITS)
        return Verdict(Standing.VALID, None, instance_id, changed, facts)


def read_xml(data: bytes) -> etree._Element:
    """The root, its elements under their local names. Raises FormError for what is not well-formed or has entities."""
    root = parse_xml(data, what="survey")
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def instance_id_of(root: etree._Element) -> str | None:
    """The survey's own id, None where there is none or it is too long."""
    text = (root.findtext("meta/instanceID") or "").strip()
    return text if 0 < len(text) <= 64 else None


def _paths(root: etree._Element) -> set[str]:
    """Element paths below the root by local names, without positions (of what `read_xml` gave)."""
    found: set[str] = set()
    edge = [(child, "") for child in root]
    while edge:
        element, above = edge.pop()
        if isinstance(element.tag, str):
            path = f"{above}/{element.tag}"
            found.add(path)
            edge.extend((child, path) for child in element)
    return found
