"""Which way the language of the questions runs."""

from __future__ import annotations

import re

from survey_forms.qt.typeset import is_arabic

_CODE = re.compile(r"\(([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\)\s*$")
_RIGHT_TO_LEFT = {"ar", "bal", "bgn", "brh", "fa", "ks", "pnb", "prs", "ps", "sd", "skr", "ur"}


def runs_right_to_left(language: str | None) -> bool:
    """'Urdu (ur)', 'ur', 'اردو' -> True. Punjabi and Saraiki run so under their Shahmukhi codes."""
    if not language:
        return False
    match = _CODE.search(language)
    code = match.group(1).lower() if match else language.strip().lower()
    return code in _RIGHT_TO_LEFT or is_arabic(language)
