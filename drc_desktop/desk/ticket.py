"""The signed QR of a slip: anybody with the site's public key can tell a real ticket, nobody else can make one.

Text: Base45 of signature (64 bytes) + CBOR `[1, site, day, token, service, visit id, expiry]`. With a site id of 16
characters it has 171 characters or less and fits QR version 7 at error correction M (alphanumeric mode).
Nothing in it derives from a CNIC.

The code of an acknowledgement is made the same way, of `[1, site, day, reference]`, with its own prefix and purpose: it
says that a survey with this reference was recorded here on that day, and never expires. That of a take-home list is the
visit's ticket once more, signed for that purpose alone: nobody is served by it; a place that is kept is found by it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from drc_desktop.desk.records import SiteCard
from drc_desktop.desk.slip_records import ShownSlip, SlipVerdict
from drc_desktop.domain.scan import HOME_PREFIX, RECEIPT_PREFIX, TICKET_PREFIX
from drc_desktop.domain.visit import Service

VERSION = 1
_PURPOSE = b"drc ticket 1\n"
_RECEIPT_PURPOSE = b"drc receipt 1\n"
_HOME_PURPOSE = b"drc home 1\n"
_SIGNATURE = 64
_EPOCH = date(2020, 1, 1)
_SERVICES = list(Service)

PREFIX = TICKET_PREFIX
"""Base45 may begin with a blank, which scanners and hands drop; never with this before it. It cannot end with one."""


class Verdict(StrEnum):
    """What a scanned text turned out to be."""

    OK = "ok"
    UNREADABLE = "unreadable"  # no ticket of ours at all
    OTHER_SITE = "other-site"
    FORGED = "forged"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Ticket:
    """What a slip's QR says. `expires_at` in seconds since the epoch, UTC."""

    site_id: str
    day: str
    token: str
    service: Service
    visit_id: str
    expires_at: float


@dataclass(frozen=True)
class Checked:
    """A verdict and, where the text could be read at all, what it says. Trust it only when the verdict is OK."""

    verdict: Verdict
    ticket: Ticket | None = None


def sign(ticket: Ticket, key: Ed25519PrivateKey) -> str:
    """The text for the QR (all of it in QR's alphanumeric set)."""
    return _signed(PREFIX, _PURPOSE, _body(ticket), key)


def sign_home(ticket: Ticket, key: Ed25519PrivateKey) -> str:
    """The text for the QR of a take-home list: the visit it was given to, and until when its papers are awaited."""
    return _signed(HOME_PREFIX, _HOME_PURPOSE, _body(ticket), key)


def _signed(prefix: str, purpose: bytes, body: bytes, key: Ed25519PrivateKey) -> str:
    return prefix + str(base45.b45encode(key.sign(purpose + body) + body), "ascii")


def _body(ticket: Ticket) -> bytes:
    return cbor2.dumps(
        [
            VERSION,
            ticket.site_id,
            (date.fromisoformat(ticket.day) - _EPOCH).days,
            ticket.token,
            _SERVICES.index(ticket.service),
            uuid.UUID(ticket.visit_id).bytes,
            int(ticket.expires_at),
        ]
    )


def verify(text: str, public_key: bytes, site_id: str, now: float) -> Checked:
    """Judge the scanned text of a token or a take-home list; never raises for whatever a scanner may give."""
    text = text.strip()
    prefix, purpose = (HOME_PREFIX, _HOME_PURPOSE) if text.startswith(HOME_PREFIX) else (PREFIX, _PURPOSE)
    try:
        raw = bytes(base45.b45decode(text.removeprefix(prefix)))
        body = raw[_SIGNATURE:]
        ticket = _read(cbor2.loads(body))
    except Exception:  # whatever garbage does to the decoders means the same: not a ticket
        return Checked(Verdict.UNREADABLE)
    if ticket.site_id != site_id:
        return Checked(Verdict.OTHER_SITE, ticket)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(raw[:_SIGNATURE], purpose + body)
    except InvalidSignature:
        return Checked(Verdict.FORGED, ticket)
    return Checked(Verdict.OK if now < ticket.expires_at else Verdict.EXPIRED, ticket)


def sign_receipt(site_id: str, day: str, reference: str, key: Ed25519PrivateKey) -> str:
    """The text for the QR of an acknowledgement."""
    body = cbor2.dumps([VERSION, site_id, (date.fromisoformat(day) - _EPOCH).days, reference])
    return _signed(RECEIPT_PREFIX, _RECEIPT_PURPOSE, body, key)


def judge_receipt(text: str, site: SiteCard) -> ShownSlip:
    """Whether an acknowledgement was given at this site; never raises for whatever a scanner may give."""
    try:
        raw = bytes(base45.b45decode(text.strip().removeprefix(RECEIPT_PREFIX)))
        body = raw[_SIGNATURE:]
        version, site_id, days, reference = cbor2.loads(body)
        day = (_EPOCH + timedelta(days=days)).isoformat()
    except Exception:  # as in `verify`
        return ShownSlip(SlipVerdict.UNREADABLE)
    if version != VERSION or not (isinstance(site_id, str) and isinstance(reference, str)):
        return ShownSlip(SlipVerdict.UNREADABLE)
    if site_id != site.site_id:
        return ShownSlip(SlipVerdict.OTHER_SITE)
    try:
        Ed25519PublicKey.from_public_bytes(site.ticket_key).verify(raw[:_SIGNATURE], _RECEIPT_PURPOSE + body)
    except InvalidSignature:
        return ShownSlip(SlipVerdict.FORGED)
    return ShownSlip(SlipVerdict.RECEIPT, reference, day=day)


def refusal(checked: Checked) -> ShownSlip | None:
    """What a code that is not good means for the slip; None for a good one."""
    if checked.verdict is Verdict.OK:
        return None
    verdict = SlipVerdict(checked.verdict.value)
    if verdict is SlipVerdict.EXPIRED and checked.ticket is not None:
        return ShownSlip(verdict, checked.ticket.token, day=checked.ticket.day)
    return ShownSlip(verdict)  # what a forged code says is not repeated: that would lend it credit


def judge_offline(text: str, site: SiteCard, now: float) -> ShownSlip:
    """Without the desk: the signature, the site and the time alone."""
    if text.startswith(RECEIPT_PREFIX):
        return judge_receipt(text, site)
    checked = verify(text, site.ticket_key, site.site_id, now)
    if text.startswith(HOME_PREFIX):
        return judge_home(checked)
    token = checked.ticket.token if checked.ticket is not None else ""
    return refusal(checked) or ShownSlip(SlipVerdict.OFFLINE, token)


def judge_home(checked: Checked) -> ShownSlip:
    """Of a take-home list by its code alone. One whose date has passed is still a list of what was missing."""
    ticket = checked.ticket
    if ticket is not None and checked.verdict in (Verdict.OK, Verdict.EXPIRED):
        return ShownSlip(SlipVerdict.HOME, ticket.token, day=ticket.day)
    return refusal(checked) or ShownSlip(SlipVerdict.UNREADABLE)


def _read(fields: Any) -> Ticket:
    version, site_id, days, token, service, visit_id, expires = fields
    if version != VERSION or not all(isinstance(value, str) for value in (site_id, token)):
        raise ValueError("not a ticket")
    return Ticket(
        site_id=site_id,
        day=(_EPOCH + timedelta(days=days)).isoformat(),
        token=token,
        service=_SERVICES[service],
        visit_id=str(uuid.UUID(bytes=visit_id)),
        expires_at=float(expires),
    )
