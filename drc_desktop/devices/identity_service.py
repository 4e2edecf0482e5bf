"""The configured identity service over HTTP: what the registry's copy says of a person goes out, verdicts come back.

NADRA has no public interface; the reference registry ships a simulator that marks its answers as training data. An
answer never carries NADRA's own values: of what comes back only verdicts from our own list are taken over, so nothing
that the service writes is ever shown.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2

from drc_desktop.domain.household import HouseholdRecord

log = logging.getLogger(__name__)

VERDICTS = frozenset({"match", "mismatch", "expired", "unknown"})
SHOWN = ("cnic", "name", "father", "dob", "marital", "expiry")
FAMILY_SHOWN = ("cnic", "name", "dob", "gender", "marital", "family", "alive")
MOST_MORE = 99
_UNSEEN = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff]")
"""Direction marks and other characters without a shape: they come with pasted and scanned names."""
MAX_ANSWER = 64 * 1024


class IdentityClient:
    """Asks `url` + /nadra/verify. Blocks up to `seconds`; safe from any thread."""

    def __init__(self, url: str, seconds: float) -> None:
        self._url, self._seconds = url.rstrip("/"), seconds
        self._http = httpx2.Client(timeout=seconds, trust_env=False)

    def verify(self, cnic: str, record: HouseholdRecord | None) -> tuple[bool, dict[str, str], bool]:
        """(reached, verdict by field, training data). Not reached: no verdicts, the registry will check later."""
        found = self._answer({"cnic": cnic, "claims": claims(cnic, record)})
        if found is None:
            return False, {}, False
        return True, _verdicts(found, SHOWN), found.get("training") is True

    def member(self, cnic: str, claimed: Mapping[str, str]) -> tuple[bool, dict[str, str], int, bool]:
        """What a roster says of one person, as (reached, verdict by field, people of the family who are not listed,
        training data). `claimed`: name, dob, gender, marital, related_to, listed; see the service.
        """
        found = self._answer({"cnic": cnic, "claims": {name: shown(text) for name, text in claimed.items()}})
        if found is None:
            return False, {}, 0, False
        more = found.get("more")
        count = min(more, MOST_MORE) if isinstance(more, int) and not isinstance(more, bool) and more > 0 else 0
        return True, _verdicts(found, FAMILY_SHOWN), count, found.get("training") is True

    def _answer(self, question: dict[str, Any]) -> dict[str, Any] | None:
        """What the service says, None where it cannot be reached or understood."""
        if not self._url:
            return None
        try:
            return _understood(self._ask(question))
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, RecursionError) as error:
            log.info("the identity service was not reached", extra={"kind": type(error).__name__})
            return None

    def _ask(self, question: dict[str, Any]) -> bytes:
        """The body of the answer; never more than is needed, never longer than is waited for."""
        ends, body = time.monotonic() + self._seconds, b""
        with self._http.stream("POST", f"{self._url}/nadra/verify", json=question) as answer:
            if answer.status_code != 200:
                raise ValueError(f"status {answer.status_code}")
            for part in answer.iter_bytes():
                body += part
                if len(body) > MAX_ANSWER or time.monotonic() > ends:
                    raise ValueError("an answer without end")
        return body

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()


def claims(cnic: str, record: HouseholdRecord | None) -> dict[str, str]:
    """What the household says of this person; empty where the registry knows none."""
    person = record.member(cnic) if record else None
    if person is None:
        return {}
    said = {
        "name": person.name_en,
        "father": person.father_en,
        "dob": person.dob.isoformat() if person.dob else "",
        "gender": person.gender,
        "marital": person.marital,
    }
    return {name: shown(value) for name, value in said.items() if value}


def shown(text: str) -> str:
    """A text as it is seen: without direction marks and the like."""
    return _UNSEEN.sub("", text)


def _understood(answer: bytes) -> dict[str, Any]:
    """Raises ValueError for anything that is no answer of such a service."""
    body = json.loads(answer)
    if not isinstance(body, dict) or not isinstance(body.get("fields"), dict):
        raise ValueError("no verdicts in the answer")
    return body


def _verdicts(answer: dict[str, Any], names: Sequence[str]) -> dict[str, str]:
    """Verdicts we know of, and no others."""
    found = answer["fields"]
    return {name: found[name] for name in names if isinstance(found.get(name), str) and found[name] in VERDICTS}
