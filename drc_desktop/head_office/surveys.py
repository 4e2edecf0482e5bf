"""Judging a survey after its receipt: XML, of a form and version handed out, holding nothing the form does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from drc_desktop.head_office.registration import registered
from survey_forms.engine.errors import FormError
from survey_forms.engine.xml import parse_xml
from sync.envelope import Content, Header
from sync.household import SliceHousehold
from sync.registry.ports import Standing, Verdict

FORMS = Path(__file__).resolve().parents[2] / "resources" / "forms"
MAX_ELEMENTS = 50_000


class BadForm(Exception):
    """A form file of the registry cannot be read; `params`: path."""

    code = "registry-form"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.params = {"path": str(path)}


@dataclass(frozen=True)
class KnownForm:
    """One version of a form: the paths of elements its surveys may hold."""

    form_id: str
    version: str
    paths: frozenset[str]

    @property
    def form_ver(self) -> str:
        """As it stands in envelopes."""
        return f"{self.form_id}@{self.version}"


def known_forms(folder: Path = FORMS) -> list[KnownForm]:
    """The compiled forms in `folder`; files that are no XForm are passed over. Raises BadForm."""
    forms = []
    for path in sorted(folder.glob("*.xml")):
        try:
            found = read_xml(path.read_bytes()).find("head/model/instance/*")
        except (OSError, FormError) as error:
            raise BadForm(path) from error
        if found is not None:
            forms.append(KnownForm(found.get("id", ""), found.get("version", ""), frozenset(_paths(found))))
    return forms


class SurveyValidator:
    """Fills the registry's port Validator. `households_of` finds registered households by CNIC."""

    def __init__(
        self,
        forms: Iterable[KnownForm],
        households_of: Callable[[str], list[SliceHousehold]] = lambda _: [],
    ) -> None:
        self._forms = {form.form_ver: form for form in forms}
        self.households_of = households_of

    def validate(self, header: Header, content: Content) -> Verdict:
        """See `Validator.validate`. Reasons: unknown_form, not_xml, other_form, no_instance_id, not_in_form."""
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
        changed = registered(root, header, self.households_of)
        return Verdict(Standing.VALID, None, instance_id, changed)


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
