"""The triage screen: who is here, what is due, which papers are on the desk. No window, no database, no network wait.

The slice answers at once; NADRA's verdict comes when it comes and never holds the screen up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

from drc_desktop.counter.model import IdentityRow, Said, TriageModel
from drc_desktop.counter.ports import IdentityAnswer, Ports
from drc_desktop.desk.contract import VisitCard
from drc_desktop.domain import identity
from drc_desktop.domain.draft import OpenDraft
from drc_desktop.domain.household import HouseholdRecord, MemberRecord
from drc_desktop.domain.papers import Mark, Paper, PaperLine, consequence, next_mark, papers_for
from drc_desktop.domain.scan import ScanKind, read
from drc_desktop.domain.triage import Outcome, Triage, triage
from drc_desktop.domain.update_types import CopyState, UpdateType, Visitor
from drc_desktop.domain.visit import Service
from drc_desktop.kit.shown_slip import confirm_word


def masked_name(name: str) -> str:
    """First three letters of each word, the rest as dots: enough to compare with a card, not to copy."""
    return " ".join(word if len(word) <= 2 else word[:3] + "•" * max(3, min(4, len(word) - 3)) for word in name.split())


class TriageDesk:
    """Triage of one visit. `changed` is called whenever the model is another."""

    def __init__(self, ports: Ports, visit: VisitCard, changed: Callable[[], None]) -> None:
        self._ports = ports
        self._changed = changed
        self.visit = visit
        self.cnic = ""
        self.record: HouseholdRecord | None = None
        self.result: Triage | None = None
        self.papers: tuple[PaperLine, ...] = ()
        self._identity: IdentityAnswer | None = None
        self._asked_identity = False
        self._face: bool | None = None
        self._chosen: UpdateType | None = None
        self._chosen_reason = ""
        self._fault: Said | None = None
        self._asked: tuple[str, ...] = ()
        self._copy: CopyState | None = None
        self._letter = visit.service is Service.PRIORITY
        self.draft: OpenDraft | None = None

    # what the operator does

    def scan(self, text: str) -> None:
        """Read a scan or a typed number; a fault is shown beside the field and nothing known is lost.

        A number inside something longer is asked about first: the card lies on the desk.
        """
        found = read(text, *self._ports.scan_frame)
        self._asked = found.numbers if found.kind is ScanKind.CHOICE else ()
        if found.kind is ScanKind.NUMBER:
            self._read(found.numbers[0])
            return
        try:
            identity.parse(found.raw)
        except identity.CnicError as problem:
            fault = Said(f"counter-{problem.code.value}", problem.params)
            self._fault = Said(*confirm_word(self._asked)) if self._asked else fault
        self._changed()

    def confirm(self, number: int) -> bool:
        """Whether there was a question which number stands on the card, and this is the answer (counted from 1)."""
        if not 1 <= number <= len(self._asked):
            return bool(self._asked)
        self._read(self._asked[number - 1])
        return True

    def _read(self, cnic: str) -> None:
        self._fault, self._copy, self._asked = None, None, ()
        if cnic != self.cnic:
            self._face = None  # another card, another look
            if self.draft is None:
                self._chosen, self._chosen_reason = None, ""
        self.cnic = cnic
        self._ports.store.run(lambda: self._ports.registry.look_up(cnic), self._known, self._unreadable)

    def _known(self, record: HouseholdRecord | None) -> None:
        self.record = record
        self._decide()
        self._asked_identity = True
        self._identity = None
        cnic = self.cnic
        self._ports.long_tasks.run(
            lambda: self._ports.identity.verify(cnic, record),
            lambda answer: self._verified(cnic, answer),
            lambda _error: self._verified(cnic, None),
        )
        self._changed()

    def go_on_with(self, draft: OpenDraft) -> None:
        """A survey of this visit was parked here: who it is and what is due stand in its draft."""
        self.draft = draft
        self._chosen, self._chosen_reason = UpdateType(draft.head.update_type), "begun"
        self.scan(draft.head.cnic)

    def _unreadable(self, _error: Exception) -> None:
        """The local copy could not be read: triage goes on by hand, as with a missing copy."""
        self._copy = CopyState(missing=True)
        self._known(None)
        self._fault = Said("counter-slice-unreadable")
        self._changed()

    def _verified(self, cnic: str, answer: IdentityAnswer | None) -> None:
        if cnic != self.cnic:
            return  # the answer for a card that was read before
        self._identity = answer or IdentityAnswer(reached=False, verdicts={})
        self._changed()

    def look_at_face(self, same: bool) -> None:
        """The operator compared the person with the card."""
        self._face = same
        self._changed()

    def mark_paper(self, number: int) -> None:
        """Key `number` (from 1) cycles seen, missing, not needed."""
        if 1 <= number <= len(self.papers):
            line = self.papers[number - 1]
            self._set_paper(number - 1, next_mark(line.mark))
            self._changed()

    def choose_type(self, update_type: UpdateType, reason: str) -> None:
        """Correct the proposal, with a reason that goes into the survey and the log of events."""
        self._chosen, self._chosen_reason = update_type, reason
        self._list_papers()
        self._changed()

    def lay_letter(self) -> None:
        """A Kafaalat letter lies on the table: the rule for it decides, and it is one of the papers to see."""
        self._letter, self._chosen, self._chosen_reason = True, None, ""
        self._decide()
        self._changed()

    # what follows from it

    @property
    def update_type(self) -> UpdateType | None:
        """What the survey will be: the operator's choice, else the rule's."""
        if self._chosen is not None:
            return self._chosen
        return self.result.update_type if self.result is not None else None

    @property
    def missing(self) -> tuple[str, ...]:
        """Papers for the take-home list."""
        return tuple(paper.value for paper in consequence(self.papers).take_home)

    @property
    def verified(self) -> str:
        """'verified', 'differs', 'queued' or empty, for the rail of the survey."""
        return self._identity.summary if self._identity is not None else ""

    def why_not(self) -> Said | None:
        """What keeps the survey from starting, None when it can start."""
        if self._asked:
            return Said(*confirm_word(self._asked))
        if not self.cnic or self.result is None:
            return Said("counter-hold-scan")
        if self._face is None:
            return Said("counter-hold-face")
        if self._face is False:
            return Said("counter-hold-not-same")
        if self.draft is not None and not self._of_the_draft:
            return Said("counter-hold-other-family")
        if self.update_type is None:
            return Said("counter-hold-nothing-due")
        if not consequence(self.papers).can_start:
            return Said("counter-hold-paper")
        return None

    def model(self) -> TriageModel:
        """The screen as it stands."""
        copy = self._state_of_copy() if self.result is not None else None
        return TriageModel(
            visit=self.visit,
            cnic_masked=identity.mask(self.cnic) if self.cnic else "",
            rows=self._rows(),
            identity_state=self._identity_state(),
            training=bool(self._identity and self._identity.training),
            face=self._face,
            facts=self._facts(),
            copy_days=copy.age_days if copy else 0,
            triage=self.result,
            chosen=self._chosen,
            chosen_reason=self._chosen_reason,
            papers=self.papers,
            foot=consequence(self.papers) if self.papers else None,
            fault=self._fault,
            asking=bool(self._asked),
            begun=self.draft is not None,
        )

    def _state_of_copy(self) -> CopyState:
        return self._copy or self._ports.registry.copy_state()

    @property
    def _of_the_draft(self) -> bool:
        """Whether the card belongs to the family whose survey was begun."""
        assert self.draft is not None
        begun = self.draft.head.cnic
        return self.cnic == begun or (self.record is not None and self.record.member(begun) is not None)

    def _decide(self) -> None:
        ports = self._ports
        visitor = Visitor(cnic=self.cnic, group=self.visit.priority, kafaalat_letter=self._letter)
        self.result = triage(self.record, ports.today(), visitor, ports.rules, self._state_of_copy())
        if self.result.outcome is Outcome.NO_TOKEN and self.visit.update_type and self._chosen is None:
            # The issuing desk heard what the visitor came for; the counter confirms it and may still refer.
            self._chosen, self._chosen_reason = UpdateType(self.visit.update_type), "issuing-desk"
        self._list_papers()

    def _list_papers(self) -> None:
        if self.update_type is None:
            self.papers = ()
            return
        missing = set(self.draft.head.papers_missing) if self.draft is not None else set()
        lines = papers_for(self.update_type, self.record, self._ports.today(), kafaalat_letter=self._letter)
        self.papers = tuple(
            dataclasses.replace(line, mark=Mark.MISSING) if line.paper.value in missing else line for line in lines
        )
        own = [line.paper for line in self.papers].index(Paper.OWN_CNIC)
        self._set_paper(own, Mark.SEEN)  # its number was read from the card a moment ago

    def _set_paper(self, index: int, mark: Mark) -> None:
        lines = list(self.papers)
        lines[index] = dataclasses.replace(lines[index], mark=mark)
        self.papers = tuple(lines)

    def _identity_state(self) -> str:
        if not self._asked_identity:
            return ""
        if self._identity is None:
            return "asking"
        return "answered" if self._identity.reached else "queued"

    def _rows(self) -> tuple[IdentityRow, ...]:
        if not self.cnic:
            return ()
        person = self.record.member(self.cnic) if self.record else None
        shown = {"cnic": identity.mask(self.cnic), **_masked(person)}
        verdicts = self._identity.verdicts if self._identity else {}
        return tuple(IdentityRow(name, text, str(verdicts.get(name, ""))) for name, text in shown.items())

    def _facts(self) -> tuple[tuple[str, Any], ...]:
        record = self.record
        if record is None:
            return (("token", self.visit.token),)
        return (
            ("household", "NS-•••••-" + record.household_id[-4:]),
            ("last-survey", record.last_survey or ""),
            ("members", sum(1 for one in record.members if one.alive)),
            ("beneficiary", record.beneficiary),
            ("mobile", f"03••-••••{record.mobile[-3:]}" if record.mobile else ""),
            ("token", self.visit.token),
        )


def _masked(person: MemberRecord | None) -> dict[str, str]:
    if person is None:
        return {}

    def year_only(day: date | None) -> str:
        return f"••-••-{day.year}" if day else ""

    return {
        "name": masked_name(person.name_en),
        "father": masked_name(person.father_en),
        "dob": year_only(person.dob),
        "marital": person.marital,
        "expiry": person.card_expires.strftime("%Y-%m") if person.card_expires else "",
    }
