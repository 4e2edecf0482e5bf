"""General XPath 1.0 with ODK's functions, over any document."""

from __future__ import annotations

from survey_forms.engine.xpath.evaluate import NodeRef, evaluate

__all__ = ["NodeRef", "evaluate"]
