"""What can go wrong at a printer, as known errors with a stable code for the catalogue of messages."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Codes of PrinterError; each has a message that says what to do."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    WRONG_WIDTH = "wrong_width"
    NO_DEVICE = "no_device"
    NOT_WRITABLE = "not_writable"
    BAD_ADDRESS = "bad_address"
    BAD_MODEL = "bad_model"
    UNSUPPORTED = "unsupported"


class PrinterError(Exception):
    """A known trouble of the printer or its link.

    `code` is stable, `where` names the printer as the site configured it, `sent` counts bytes handed to the
    link before the trouble: 0 means nothing of the slip can have come out.
    """

    def __init__(self, code: Trouble, where: str, *, sent: int = 0, detail: str = "") -> None:
        super().__init__(f"{code.value} at {where} after {sent} bytes{': ' + detail if detail else ''}")
        self.code = code
        self.where = where
        self.sent = sent
        self.detail = detail

    @property
    def params(self) -> dict[str, str | int]:
        """Arguments for the message in the user's language."""
        return {"where": self.where, "sent": self.sent}
