from __future__ import annotations

import qrcode
import qrcode.constants
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from drc_desktop.desk.ticket import PREFIX, Checked, Ticket, Verdict, sign, verify
from drc_desktop.domain.visit import Service

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
TICKET = Ticket(
    "LHR-01", "2026-11-23", "A042", Service.NEW_SURVEY, "7b0c9f6e-6b0f-4a63-9a56-1f6f3c2f8a11", 1_800_000_000.0
)


def test_a_ticket_is_read_back_as_it_was_signed() -> None:
    assert verify(sign(TICKET, KEY), PUBLIC, "LHR-01", 1_799_999_999.0) == Checked(Verdict.OK, TICKET)


def test_each_reason_to_refuse_has_its_name() -> None:
    text = sign(TICKET, KEY)
    assert verify(text, PUBLIC, "LHR-01", 1_800_000_000.0).verdict is Verdict.EXPIRED
    assert verify(text, PUBLIC, "MUL-02", 0).verdict is Verdict.OTHER_SITE
    assert verify(sign(TICKET, Ed25519PrivateKey.generate()), PUBLIC, "LHR-01", 0).verdict is Verdict.FORGED
    for garbage in ("", "3520112344172", "hello world", "ÄÖ", "\x00", text[:-30], text[10:]):
        assert verify(garbage, PUBLIC, "LHR-01", 0).verdict in (Verdict.UNREADABLE, Verdict.FORGED)


@given(st.integers(0, 10_000), st.characters(codec="ascii"))
def test_no_changed_character_is_accepted(position: int, character: str) -> None:
    text = sign(TICKET, KEY)
    place = position % len(text)
    changed = text[:place] + character + text[place + 1 :]
    if changed.strip() != text:
        assert verify(changed, PUBLIC, "LHR-01", 0).verdict is not Verdict.OK


@given(st.text())
def test_garbage_is_answered_not_raised(text: str) -> None:
    assert verify(text, PUBLIC, "LHR-01", 0).verdict is Verdict.UNREADABLE


def test_the_longest_ticket_fits_version_seven() -> None:
    text = sign(Ticket("S" * 16, "2026-11-23", "T999", Service.PRIORITY, TICKET.visit_id, 1_800_000_000.0), KEY)
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    assert code.version <= 7


def test_a_text_never_begins_or_ends_with_a_blank_that_a_scanner_could_drop() -> None:
    keys = [Ed25519PrivateKey.from_private_bytes(number.to_bytes(32)) for number in range(1, 401)]
    texts = [sign(TICKET, key) for key in keys]
    assert any(text.removeprefix(PREFIX).startswith(" ") for text in texts), "the danger did not show"
    for key, text in zip(keys, texts, strict=True):
        public = key.public_key().public_bytes_raw()
        assert text == text.strip()
        assert verify(f"{text}\r\n", public, "LHR-01", 0).verdict is Verdict.OK
