"""Print jobs to look at: what the pictures in docs/slips, the training and the tests are made from. Nobody's data."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drc_desktop.desk import ticket
from drc_desktop.desk.contract import JobState, PrintJob, Service, SlipKind
from drc_desktop.domain.clock import PAKISTAN
from token_printer.slip import Pair

SITE = Pair("بینظیر رجسٹریشن سنٹر، سرگودھا 2", "Registry Centre Sargodha 2")
SITE_ID = "sample-sargodha2"
#: Key of the sample site, for the samples only: no station trusts it.
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
AT = datetime(2026, 11, 23, 10, 37, tzinfo=PAKISTAN)
_VISIT = "0190c4a2-7d3e-7000-8000-0123456789ab"


def ticket_text(token: str, service: Service) -> str:
    """A signed ticket of the sample site."""
    return ticket.sign(_ticket(token, service, AT + timedelta(hours=14)), KEY)


def _ticket(token: str, service: Service, until: datetime) -> ticket.Ticket:
    return ticket.Ticket(SITE_ID, f"{AT:%Y-%m-%d}", token, service, _VISIT, until.timestamp())


def token_job(token: str, service: Service, *, copy: int = 0, wait: tuple[int, int] = (35, 50)) -> PrintJob:
    """A token slip, or its reprint."""
    content = {
        "token": token,
        "service": service.value,
        "issued_at": AT.timestamp(),
        "ahead": 10,
        "wait_low": wait[0],
        "wait_high": wait[1],
        "qr": ticket_text(token, service),
    }
    kind = SlipKind.COPY if copy else SlipKind.TOKEN
    return PrintJob(1, kind, token, copy, JobState.PENDING, content, AT.timestamp())


def _job(kind: SlipKind, content: dict[str, object]) -> PrintJob:
    return PrintJob(1, kind, "", 0, JobState.PENDING, content, AT.timestamp())


def sample_jobs() -> dict[str, PrintJob]:
    """One job of every kind and look, by the name of its picture."""
    recent = {"last": "2026-02-14", "on": "2028-02-14"}
    return {
        "token-new-survey": token_job("A042", Service.NEW_SURVEY),
        "token-roster": token_job("C117", Service.ROSTER_UPDATE),
        "token-priority": token_job("P003", Service.PRIORITY, wait=(0, 0)),
        "token-copy": token_job("A042", Service.NEW_SURVEY, copy=1),
        "referral-recent": _job(SlipKind.REFERRAL, {"reason": "surveyed-recently", "params": recent}),
        "referral-nadra": _job(SlipKind.REFERRAL, {"reason": "b-form-missing", "documents": ["b-forms"]}),
        "acknowledgement": _job(
            SlipKind.ACKNOWLEDGEMENT,
            {
                "reference": "NS26-3840-00417",
                "members": 7,
                "counter": 3,
                "operator": "4c81f0d2-5b7e-4a43-9a55-2f0c1d3e7b90",
                "qr": ticket.sign_receipt(SITE_ID, f"{AT:%Y-%m-%d}", "NS26-3840-00417", KEY),
            },
        ),
        "take-home": _job(
            SlipKind.TAKEHOME,
            {
                "documents": ["b-forms", "adult-cnics"],
                "until": "2026-12-07",
                "qr": ticket.sign_home(
                    _ticket("C117", Service.ROSTER_UPDATE, datetime(2026, 12, 7, 23, 59, tzinfo=PAKISTAN)), KEY
                ),
            },
        ),
    }
