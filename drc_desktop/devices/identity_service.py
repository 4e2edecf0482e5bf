"""The configured identity service over HTTP: what the registry's copy says of a person goes out, verdicts come back.

NADRA has no public interface; the reference registry ships a simulator that marks its answers as training data. An
answer never carries NADRA's own values: of what comes back only verdicts from our own list are taken over, so nothing
that the service writes is ever shown.
"""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import httpx2

from drc_desktop.domain.household import HouseholdRecord

log = logging.getLogger(__name__)

VERDICTS = frozenset({"match", "mismatch", "expired", "unknown"})
SHOWN = ("cnic", "name", "father", "dob", "marital", "expiry")
MAX_ANSWER = 64 * 1024


class IdentityClient:
    """Asks `url` + /nadra/verify. Blocks up to `seconds`; safe from any thread."""

    def __init__(self, url: str, seconds: float) -> None:
        self._url, self._seconds = url.rstrip("/"), seconds
        self._http = httpx2.Client(timeout=seconds, trust_env=False)

    def verify(self, cnic: str, record: HouseholdRecord | None) -> tuple[bool, dict[str, str], bool]:
        """(reached, verdict by field, training data). Not reached: no verdicts, the registry will check later."""
        if not self._url:
            return False, {}, False
        try:
            found = _understood(self._ask({"cnic": cnic, "claims": claims(cnic, record)}))
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, RecursionError) as error:
            log.info("the identity service was not reached", extra={"kind": type(error).__name__})
            return False, {}, False
        return True, *found

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
    return {name: value for name, value in said.items() if value}


def _understood(answer: bytes) -> tuple[dict[str, str], bool]:
    """Verdicts we know of, and no others; raises ValueError for anything that is no such answer."""
    body = json.loads(answer)
    if not isinstance(body, dict) or not isinstance(body.get("fields"), dict):
        raise ValueError("no verdicts in the answer")
    found = body["fields"]
    known = {name: found[name] for name in SHOWN if isinstance(found.get(name), str) and found[name] in VERDICTS}
    return known, body.get("training") is True
