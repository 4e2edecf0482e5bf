from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from drc_desktop.domain.household import HouseholdRecord, MemberRecord
from drc_desktop.domain.papers import Mark, Paper, PaperLine, consequence, next_mark, papers_for, papers_to_bring
from drc_desktop.domain.triage import RosterChange, UpdateType, Visitor, triage
from drc_desktop.words import LANGUAGES, Words

TODAY = date(2026, 11, 20)
FAMILY = HouseholdRecord(
    "NS-1",
    "PK60718",
    members=(
        MemberRecord("1", dob=date(1980, 1, 1)),
        MemberRecord("2", dob=date(1950, 1, 1), alive=False),
        MemberRecord("3", dob=date(2008, 11, 21)),
        MemberRecord("4", dob=date(2008, 11, 20)),
    ),
    electricity=True,
    gas=False,
)
FULL = (Paper.OWN_CNIC, Paper.ADULT_CNICS, Paper.B_FORMS, Paper.ELECTRICITY_BILL, Paper.GAS_BILL, Paper.MOBILE)


@pytest.mark.parametrize("kind", [kind for kind in UpdateType if kind is not UpdateType.ROSTER])
def test_a_full_survey_asks_six_papers(kind: UpdateType) -> None:
    lines = papers_for(kind, FAMILY, TODAY)
    assert tuple(line.paper for line in lines) == FULL
    assert [line.mark for line in lines] == [None, None, None, None, Mark.NOT_NEEDED, None]
    assert lines[1].params == {"n": 2}
    assert lines[2].params == {"n": 1}


def test_without_a_record_nothing_is_presumed() -> None:
    lines = papers_for(UpdateType.MISSED_OUT, None, TODAY)
    assert [line.note for line in lines] == ["original", "each", "each", "where-connected", "where-connected", "rings"]
    childless = replace(FAMILY, members=FAMILY.members[:1])
    assert papers_for(UpdateType.CYCLIC, childless, TODAY)[2].mark is Mark.NOT_NEEDED


def test_a_roster_update_asks_what_the_change_needs() -> None:
    def papers(*changes: RosterChange) -> list[Paper]:
        return [line.paper for line in papers_for(UpdateType.ROSTER, FAMILY, TODAY, frozenset(changes))]

    assert papers() == [Paper.OWN_CNIC, Paper.B_FORMS, Paper.MOBILE]
    assert papers(RosterChange.DEATH) == [Paper.OWN_CNIC, Paper.DEATH_PROOF, Paper.MOBILE]
    assert papers(RosterChange.MARRIAGE) == [Paper.OWN_CNIC, Paper.NIKAH_PROOF, Paper.ADULT_CNICS, Paper.MOBILE]
    letter = papers_for(UpdateType.ROSTER, FAMILY, TODAY, frozenset({RosterChange.CONTACT}), kafaalat_letter=True)
    assert [line.paper for line in letter] == [Paper.OWN_CNIC, Paper.KAFAALAT_LETTER, Paper.MOBILE]


def _marked(**marks: Mark) -> tuple[PaperLine, ...]:
    lines = papers_for(UpdateType.CYCLIC, FAMILY, TODAY)
    return tuple(replace(line, mark=marks.get(line.paper.name, line.mark)) for line in lines)


def test_what_a_missing_paper_means() -> None:
    assert consequence(_marked()).code == "look-first"
    assert not consequence(_marked()).can_start
    assert not consequence(_marked(OWN_CNIC=Mark.MISSING)).can_start
    child = consequence(_marked(OWN_CNIC=Mark.SEEN, B_FORMS=Mark.MISSING))
    assert (child.code, child.can_start, child.take_home) == ("b-form-missing", True, (Paper.B_FORMS,))
    bill = consequence(_marked(OWN_CNIC=Mark.SEEN, ELECTRICITY_BILL=Mark.MISSING))
    assert (bill.code, bill.can_start) == ("some-missing", True)
    assert consequence(_marked(OWN_CNIC=Mark.SEEN)).code == "open"
    everything = {paper.name: Mark.SEEN for paper in FULL}
    assert consequence(_marked(**everything)).code == "complete"


def test_what_to_bring_follows_the_outcome() -> None:
    def bring(record: HouseholdRecord | None, **said: object) -> tuple[Paper, ...]:
        return papers_to_bring(triage(record, TODAY, Visitor(**said)), record, TODAY)  # type: ignore[arg-type]

    recent = replace(FAMILY, last_survey=date(2026, 1, 1))
    birth = frozenset({RosterChange.BIRTH})
    assert bring(None) == FULL
    assert bring(FAMILY) == tuple(paper for paper in FULL if paper is not Paper.GAS_BILL)
    assert bring(recent) == ()
    assert bring(recent, card_expires=date(2026, 1, 1)) == (Paper.OWN_CNIC,)
    assert bring(recent, changes=birth, b_form_missing=True) == (Paper.B_FORMS,)
    assert bring(recent, changes=birth) == (Paper.OWN_CNIC, Paper.B_FORMS, Paper.MOBILE)
    letter = bring(recent, kafaalat_letter=True, ever_married_woman=True)
    assert Paper.KAFAALAT_LETTER in letter


def test_a_digit_cycles_through_the_marks() -> None:
    seen = next_mark(None)
    assert [seen, next_mark(seen), next_mark(next_mark(seen)), next_mark(Mark.NOT_NEEDED)] == [
        Mark.SEEN,
        Mark.MISSING,
        Mark.NOT_NEEDED,
        Mark.SEEN,
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_note_and_foot_has_words(language: str) -> None:
    words = Words(language)
    every = [line for kind in UpdateType for record in (None, FAMILY) for line in papers_for(kind, record, TODAY)]
    every += papers_for(UpdateType.ROSTER, FAMILY, TODAY, frozenset(RosterChange), kafaalat_letter=True)
    every += papers_for(UpdateType.CYCLIC, replace(FAMILY, members=()), TODAY)
    assert {line.paper for line in every} == set(Paper)
    for line in every:
        assert words.text(f"papers-{line.paper}")
        assert words.text(f"papers-note-{line.note}", **line.params)
    for code in ("stops", "look-first", "b-form-missing", "some-missing", "open", "complete"):
        assert words.text(f"papers-foot-{code}", n=2)
    for mark in Mark:
        assert words.text(f"papers-mark-{mark}")
