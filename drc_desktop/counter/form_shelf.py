"""Every version of a form that was used on this PC, so that a draft goes on under the version it was begun with.

A form holds no answers: the files may be read by anybody, and are never removed (a season brings two).
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

from survey_forms.engine import DraftError, Form, load_form

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


class FormShelf:
    """Files FORM_ID@VERSION.xml in `folder`, which is made with the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.take = cache(self._take)

    def keep(self, form: Form, xml: bytes) -> None:
        """Put a form on the shelf unless it is there; what the PC uses now counts for its version. Raises OSError."""
        path = self._path(form.form_id, form.version)
        if path is None or (path.is_file() and path.read_bytes() == xml):
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.write_bytes(xml)
        os.replace(fresh, path)

    def _take(self, form_id: str, version: str) -> Form:
        """A form by id and version. Raises DraftError `draft-form-gone`, and FormError for a damaged file."""
        path = self._path(form_id, version)
        if path is None or not path.is_file():
            raise DraftError(
                f"this PC has no version {version!r} of the form {form_id!r}",
                code="draft-form-gone", form=form_id, version=version,
            )  # fmt: skip
        return load_form(path)

    def _path(self, form_id: str, version: str) -> Path | None:
        """None for names that are none of ours: they come out of a file."""
        name = f"{form_id}@{version}"
        plain = _NAME.fullmatch(form_id) and _NAME.fullmatch(version)
        return self._folder / f"{name}.xml" if plain else None
