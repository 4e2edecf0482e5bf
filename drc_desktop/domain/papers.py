"""The documents to see for each update type, and what follows when one is missing.

Source: BISP registration notice and newspaper reports (facts/update_types: common_documents). A bill is asked only
where there is a connection. A child without a B-form is still surveyed: the paper goes on the take-home list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from drc_desktop.domain.household import ADULT_AGE, HouseholdRecord
from drc_desktop.domain.triage import Outcome, Triage
from drc_desktop.domain.update_types import RosterChange, UpdateType


class Paper(StrEnum):
    """A document or thing to see; words have the id `papers-<value>`."""

    OWN_CNIC = "own-cnic"
    ADULT_CNICS = "adult-cnics"
    B_FORMS = "b-forms"
    ELECTRICITY_BILL = "electricity-bill"
    GAS_BILL = "gas-bill"
    MOBILE = "mobile"
    KAFAALAT_LETTER = "kafaalat-letter"
    DEATH_PROOF = "death-proof"
    NIKAH_PROOF = "nikah-proof"


class Mark(StrEnum):
    """What the counter says of a paper; a digit key cycles through them."""

    SEEN = "seen"
    MISSING = "missing"
    NOT_NEEDED = "not-needed"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One row of the list. `note` is a word id's last part (`papers-note-<note>`), `params` fill it."""

    paper: Paper
    required: bool = False
    mark: Mark | None = None
    note: str = ""
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What stands under the list (`papers-foot-<code>`): whether work can start, and the papers to take home."""

    code: str
    can_start: bool
    params: Mapping[str, int] = field(default_factory=dict)
    take_home: tuple[Paper, ...] = ()


def papers_for(
    update_type: UpdateType,
    record: HouseholdRecord | None,
    today: date,
    changes: frozenset[RosterChange] = frozenset(),
    *,
    kafaalat_letter: bool = False,
) -> tuple[PaperLine, ...]:
    """The rows for one update type; `mark` is set where the record already answers (no gas connection)."""
    lines = [PaperLine(Paper.OWN_CNIC, required=True, note="original")]
    if kafaalat_letter:
        lines.append(PaperLine(Paper.KAFAALAT_LETTER, required=True, note="letter"))
    if update_type is UpdateType.ROSTER:
        lines += _for_changes(changes)
        lines.append(PaperLine(Paper.MOBILE, note="rings"))
        return tuple(lines)
    lines.append(_counted(Paper.ADULT_CNICS, record, today))
    lines.append(_counted(Paper.B_FORMS, record, today))
    lines.append(_bill(Paper.ELECTRICITY_BILL, record.electricity if record else None))
    lines.append(_bill(Paper.GAS_BILL, record.gas if record else None))
    lines.append(PaperLine(Paper.MOBILE, note="rings"))
    return tuple(lines)


_REFERRED = {"cnic-expired": Paper.OWN_CNIC, "b-form-missing": Paper.B_FORMS}
"""Which paper a referral to NADRA is about, by reason code."""


def papers_to_bring(answer: Triage, record: HouseholdRecord | None, today: date) -> tuple[Paper, ...]:
    """What the slip lists: the papers of the update with a token, the one to renew with a referral, else none."""
    if answer.outcome is Outcome.REFERRAL:
        return (_REFERRED[answer.reason.code],)
    if answer.update_type is None:
        return ()
    letter = answer.reason.code == "kafaalat-letter"
    lines = papers_for(answer.update_type, record, today, kafaalat_letter=letter)
    return tuple(line.paper for line in lines if line.mark is not Mark.NOT_NEEDED)


def consequence(lines: tuple[PaperLine, ...]) -> Consequence:
    """What the marks mean: a missing required paper stops, any other goes on the take-home list."""
    missing = tuple(line.paper for line in lines if line.mark is Mark.MISSING)
    open_lines = sum(1 for line in lines if line.mark is None)
    if any(line.required and line.mark is Mark.MISSING for line in lines):
        return Consequence("stops", can_start=False, params={"n": len(missing)}, take_home=missing)
    if any(line.required and line.mark is None for line in lines):
        return Consequence("look-first", can_start=False, params={"n": open_lines}, take_home=missing)
    if Paper.B_FORMS in missing:
        return Consequence("b-form-missing", can_start=True, params={"n": len(missing)}, take_home=missing)
    if missing:
        return Consequence("some-missing", can_start=True, params={"n": len(missing)}, take_home=missing)
    return Consequence("open" if open_lines else "complete", can_start=True, params={"n": open_lines})


def next_mark(mark: Mark | None) -> Mark:
    """The mark that a digit key gives next: seen, missing, not needed, seen again."""
    order = (Mark.SEEN, Mark.MISSING, Mark.NOT_NEEDED)
    return order[0] if mark is None else order[(order.index(mark) + 1) % len(order)]


def _for_changes(changes: frozenset[RosterChange]) -> list[PaperLine]:
    lines = []
    if RosterChange.BIRTH in changes or not changes:
        lines.append(PaperLine(Paper.B_FORMS, note="new-child"))
    if changes & {RosterChange.MARRIAGE, RosterChange.MARITAL}:
        lines.append(PaperLine(Paper.NIKAH_PROOF, note="nadra-shows"))
    if RosterChange.DEATH in changes:
        lines.append(PaperLine(Paper.DEATH_PROOF, note="nadra-shows"))
    if changes & {RosterChange.MARRIAGE, RosterChange.DISABILITY, RosterChange.GENDER}:
        lines.append(PaperLine(Paper.ADULT_CNICS, note="of-the-changed"))
    return lines


def _counted(paper: Paper, record: HouseholdRecord | None, today: date) -> PaperLine:
    """CNICs of adults or B-forms of children, with how many the record expects."""
    if record is None:
        return PaperLine(paper, note="each")
    ages = [one.age(today) for one in record.members if one.alive]
    adults = sum(1 for age in ages if age is None or age >= ADULT_AGE)
    n = adults if paper is Paper.ADULT_CNICS else len(ages) - adults
    if n == 0:
        return PaperLine(paper, mark=Mark.NOT_NEEDED, note="none-known")
    return PaperLine(paper, note="expected", params={"n": n})


def _bill(paper: Paper, connected: bool | None) -> PaperLine:
    if connected is False:
        return PaperLine(paper, mark=Mark.NOT_NEEDED, note="no-connection")
    return PaperLine(paper, note="reference" if connected else "where-connected")
