"""ODK XForms in pure Python: `load_form(xml).start()` gives a session to fill; see `contract`."""

from __future__ import annotations

from survey_forms.engine.clock import Clock
from survey_forms.engine.contract import (
    Changes,
    Choice,
    Form,
    FormSession,
    Item,
    Node,
    Resource,
    Submission,
    Violation,
)
from survey_forms.engine.drafts import form_of_draft
from survey_forms.engine.errors import (
    DraftError,
    EngineError,
    FormError,
    Invalid,
    ReadonlyError,
    RefError,
    RepeatError,
    XPathError,
)
from survey_forms.engine.form import load_form

__all__ = [
    "Changes",
    "Choice",
    "Clock",
    "DraftError",
    "EngineError",
    "Form",
    "FormError",
    "FormSession",
    "Invalid",
    "Item",
    "Node",
    "ReadonlyError",
    "RefError",
    "RepeatError",
    "Resource",
    "Submission",
    "Violation",
    "XPathError",
    "form_of_draft",
    "load_form",
]
