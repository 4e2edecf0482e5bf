"""A loaded form and how sessions begin."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from survey_forms.engine.clock import Clock
from survey_forms.engine.contract import NO_RESOURCES, Resource
from survey_forms.engine.drafts import read_draft, read_submission
from survey_forms.engine.errors import FormError
from survey_forms.engine.model import FormModel
from survey_forms.engine.parse import instances
from survey_forms.engine.parse.definitions import RowData
from survey_forms.engine.parse.loader import load_model
from survey_forms.engine.session import Session
from survey_forms.engine.xpath.nodes import XNode
from survey_forms.engine.xpath.runtime import Instance


class LoadedForm:
    """Implements contract.Form."""

    def __init__(self, data: bytes, resources: Mapping[str, Resource]) -> None:
        self._data = data
        self._resources = resources
        self._model = load_model(data, resources)
        self._correcting: FormModel | None = None

    @property
    def title(self) -> str:
        """The form's title."""
        return self._model.title

    @property
    def form_id(self) -> str:
        """`id` of the primary instance's root."""
        return self._model.form_id

    @property
    def version(self) -> str:
        """`version` of the primary instance's root."""
        return self._model.version

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages, the default first."""
        return self._model.languages

    @property
    def body_class(self) -> str:
        """Class of the body."""
        return self._model.body_class

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the author should look at."""
        return tuple(self._model.warnings)

    def start(
        self, language: str | None = None, clock: Clock | None = None, resources: Mapping[str, Resource] = NO_RESOURCES
    ) -> Session:
        """A new survey; raises FormError if a resource is missing or damaged."""
        session = self._session(language, clock, resources)
        data = self._model.start_rows
        assert isinstance(data, RowData)
        session.begin(data)
        return session

    def resume(
        self, draft: bytes, clock: Clock | None = None, resources: Mapping[str, Resource] = NO_RESOURCES
    ) -> Session:
        """Go on with a draft; raises DraftError."""
        content = read_draft(self._model_for, draft)
        session = self._session(content.language, clock, resources, content.correcting)
        session.restore(content)
        return session

    def edit(
        self,
        xml: bytes,
        language: str | None = None,
        clock: Clock | None = None,
        resources: Mapping[str, Resource] = NO_RESOURCES,
        attachments: Mapping[str, bytes] | None = None,
    ) -> Session:
        """Correct a finalised survey; raises DraftError."""
        content = read_submission(self._model_for(True), xml, attachments or {})
        session = self._session(language, clock, resources, correcting=True)
        session.restore(content)
        return session

    def _model_for(self, correcting: bool) -> FormModel:
        """The form's model; that of corrections also has a place for the identity they replace."""
        if not correcting:
            return self._model
        if self._correcting is None:
            self._correcting = load_model(self._data, self._resources, correcting=True)
        return self._correcting

    def _session(
        self, language: str | None, clock: Clock | None, resources: Mapping[str, Resource], correcting: bool = False
    ) -> Session:
        instances_now = self._instances(resources)
        return Session(self._model_for(correcting), clock or Clock.system(), language, instances_now, correcting)

    def _instances(self, resources: Mapping[str, Resource]) -> dict[str, Instance]:
        """The form's instances, with those of the session's resources in their place."""
        found = dict(self._model.instances)
        for name, url in self._model.external.items():
            resource = instances.find_resource(resources, name, url)
            if resource is not None:
                data = instances.read_resource(resource)
                found[name] = instances.external(data, instances.kind_of(resource, url))
            elif name not in found:
                if url != instances.LAST_SAVED:
                    raise FormError(
                        f"the file of instance {name!r} is missing", code="resource-missing", node=url,
                        hint="give it in resources",
                    )  # fmt: skip
                found[name] = Instance.of(XNode("document", "", "", "", None, 0))
        return found


def load_form(xml: bytes | Path, resources: Mapping[str, Resource] = NO_RESOURCES) -> LoadedForm:
    """Load an XForm. `resources`: files of external instances that every session shares. Raises FormError."""
    data = instances.read_resource(xml) if isinstance(xml, Path) else xml
    with _collector_at_rest():
        return LoadedForm(data, resources)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Loading only builds what stays: looking for garbage among it meanwhile takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
