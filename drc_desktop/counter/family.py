"""The roster of a survey held beside NADRA's family tree: who is in both, only here, and how many only there.

Each person with a number is asked about once for what is said of them; NADRA's own values never come, so who is only
there is a count. Where NADRA cannot be reached the registry checks the family later, and the interview goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drc_desktop.counter.ports import MemberAnswer, Ports, Verdict
from drc_desktop.domain.household import HEAD
from survey_forms.engine.contract import FormSession

NUMBER = "m_idno"
CLAIMS = {"name": "m_name", "dob": "m_dob", "gender": "m_gender", "marital": "m_marital"}
DIGITS = 13
COMPARED = ("name", "dob", "gender", "marital", "alive", "family")
"""Fields whose mismatch is worth a question to the family; the number itself is one that NADRA does not know."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One row with a number: its place from 1, and what the family says."""

    place: int
    cnic: str
    relation: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """The comparison as it stands. `both`, `only_here`: places of rows; `differs`: place -> fields; `only_there`: how
    many people of the head's family are not in the roster. `state`: '' (nothing to ask), asking, queued, answered.
    """

    state: str = ""
    both: tuple[int, ...] = ()
    only_here: tuple[int, ...] = ()
    only_there: int = 0
    differs: tuple[tuple[int, tuple[str, ...]], ...] = ()
    training: bool = False


def claimed_rows(session: FormSession) -> list[Claimed]:
    """The rows of the roster that have a whole number."""
    found = []
    for place, ref in enumerate((one for one in session.refs() if one.endswith(f"/{NUMBER}")), 1):
        around = ref.removesuffix(NUMBER)
        cnic = session.status(ref).value
        if len(cnic) == DIGITS and cnic.isdigit():
            said = tuple((name, session.status(around + node).value) for name, node in CLAIMS.items())
            relation = session.status(f"{around}m_relation").value
            found.append(Claimed(place, cnic, relation, tuple(one for one in said if one[1])))
    return found


class FamilyCheck:
    """Asks in the background, one person after the other; `changed` follows every answer."""

    def __init__(self, ports: Ports, changed: Callable[[], None]) -> None:
        self._ports = ports
        self._changed = changed
        self._rows: list[Claimed] = []
        self._answers: dict[tuple[str, tuple[tuple[str, str], ...]], MemberAnswer] = {}
        self._asking = False
        self._away = False

    def look(self, session: FormSession) -> None:
        """The cursor left a row: ask about the rows that are others now. An unreachable NADRA is tried again then."""
        self._away = False
        self._rows = claimed_rows(session)
        self._next()

    def _question(self, row: Claimed) -> dict[str, str]:
        head = next((one.cnic for one in self._rows if one.relation == HEAD), "")
        claims = dict(row.said)
        if row.cnic == head:
            claims["listed"] = " ".join(one.cnic for one in self._rows)
        elif head:
            claims["related_to"] = head
        return claims

    def _key(self, row: Claimed) -> tuple[str, tuple[tuple[str, str], ...]]:
        return row.cnic, tuple(sorted(self._question(row).items()))

    def _next(self) -> None:
        wanted = next((row for row in self._rows if self._key(row) not in self._answers), None)
        if self._asking or self._away or wanted is None:
            return
        key, cnic, claims = self._key(wanted), wanted.cnic, self._question(wanted)

        def answered(answer: MemberAnswer) -> None:
            self._asking = False
            if answer.reached:
                self._answers[key] = answer
            self._away = not answer.reached
            self._next()
            self._changed()

        self._asking = True
        self._ports.long_tasks.run(lambda: self._ask(cnic, claims), answered, lambda _error: answered(UNREACHED))

    def _ask(self, cnic: str, claims: Mapping[str, str]) -> MemberAnswer:
        return self._ports.identity.member(cnic, claims)

    def facts(self) -> FamilyFacts:
        """What is known now."""
        if not self._rows:
            return FamilyFacts()
        known = [(row, self._answers[self._key(row)]) for row in self._rows if self._key(row) in self._answers]
        here = [row.place for row, answer in known if answer.verdicts.get("cnic") is Verdict.UNKNOWN]
        differs = [
            (row.place, tuple(name for name in COMPARED if answer.verdicts.get(name) is Verdict.MISMATCH))
            for row, answer in known
            if row.place not in here
        ]
        state = "answered" if len(known) == len(self._rows) else "queued" if self._away else "asking"
        return FamilyFacts(
            state=state,
            both=tuple(row.place for row, _ in known if row.place not in here),
            only_here=tuple(here),
            only_there=sum(answer.more for _, answer in known),
            differs=tuple(one for one in differs if one[1]),
            training=any(answer.training for _, answer in known),
        )


UNREACHED = MemberAnswer(reached=False)
