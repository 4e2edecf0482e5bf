"""One interview: the engine's session, the journal behind it, and what finishing makes of it.

Each answer is in the local store before 'saved' is painted; the window never waits for it. The store's one worker keeps
the order, so a page-turn snapshot can never overtake the answers before it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from drc_desktop.counter.family import FamilyCheck
from drc_desktop.counter.model import SurveyFacts
from drc_desktop.counter.ports import IdentityAnswer, OpenedForm, Ports
from drc_desktop.counter.quality import flags_of, pace_of
from drc_desktop.desk.contract import SurveyFact
from drc_desktop.domain import identity
from drc_desktop.domain.draft import DraftHead, Operation, OperationKind, Place
from drc_desktop.domain.household import HouseholdRecord
from drc_desktop.domain.indicators.quality import address_key
from drc_desktop.domain.prefill import ADDRESS_NODES
from survey_forms.engine.contract import FormSession, Submission

MEMBER = "member"
NO_DOCUMENT = "m_idno_none"
READ_BACK, NOTE = "read_back", "operator_note"
OWN_NODES = (f"/{READ_BACK}", f"/{NOTE}")
"""What is not the visitor's answer: changing it leaves the agreement as it was."""
AGREES, NOT_YET = "1", "2"


class SurveyDesk:
    """The survey of one visit. `changed` is called when the rail's facts are others, `lost` when a write failed.

    After a failed write the journal has a gap, so the next step writes the whole state instead of itself alone; until
    then nothing is called saved.
    """

    def __init__(
        self,
        ports: Ports,
        head: DraftHead,
        opened: OpenedForm,
        changed: Callable[[], None],
        lost: Callable[[Exception], None],
    ) -> None:
        self._ports = ports
        self._changed = changed
        self._lost = lost
        self.head = head
        self.session: FormSession = opened.session
        self.place = Place()
        self.section_seconds: dict[str, float] = {}
        self.verified = ""
        self.relation = ""
        self.begun = False
        self.correction = ""
        self._family = FamilyCheck(ports, changed)
        self._page = ""
        self._page_since = ports.now()
        self._saved_at: float | None = None
        self._pending = 0
        self._unsure = False
        self._problems: int | None = None
        self._members: int | None = None
        self._refs: dict[str, str] = {}

    def begin(self) -> None:
        """Write the head and the first snapshot: from here on a kill comes back to this visit."""
        self._keep_all()

    def recognise(self, record: HouseholdRecord | None, verified: str) -> None:
        """Who the visitor is in the household, and what NADRA said."""
        person = record.member(self.head.cnic) if record is not None else None
        self.relation, self.verified = person.relation if person is not None else "", verified

    def ask_again(self) -> None:
        """After a kill: the copy and NADRA are asked once more, a draft holds neither answer."""
        cnic, ports = self.head.cnic, self._ports
        if not cnic:
            return

        def known(record: HouseholdRecord | None) -> None:
            self.recognise(record, "")
            self._changed()
            ports.long_tasks.run(lambda: ports.identity.verify(cnic, record), answered, lambda _error: None)

        def answered(answer: IdentityAnswer) -> None:
            self.verified = answer.summary
            self._changed()

        ports.store.run(lambda: ports.registry.look_up(cnic), known, lambda _error: None)

    def answered(self, operation: Operation, place: Place) -> None:
        """Journal one answer."""
        self.place, self._problems = place, None
        if operation.kind is not OperationKind.SET:
            self._members = None
        if self._unsure:
            self._keep_all()
        else:
            visit_id = self.head.visit_id
            self._write(lambda: self._ports.drafts.append(visit_id, operation, place))

    def moved(self, place: Place) -> None:
        """Keep where the cursor is. Not an answer: nothing is called unsaved for it, and a store that fails says so at
        the next answer."""
        left, self.place = self.place, place
        if _row_of(left.ref) != _row_of(place.ref):
            self._family.look(self.session)
        if self.begun and not self._unsure:
            drafts, visit_id = self._ports.drafts, self.head.visit_id
            self._ports.store.run(lambda: drafts.move(visit_id, place), lambda _none: None, lambda _error: None)

    def turned_page(self, name: str, place: Place) -> None:
        """A page came up: time of the page before is added to its section, and the whole state is kept."""
        self._count_time()
        self._page, self.place = name, place
        self._keep_all()

    def make_sure(self) -> None:
        """Before the survey leaves the screen: write what a failed write left out."""
        if self._unsure:
            self._keep_all()

    @property
    def agreed(self) -> bool:
        """Whether the visitor heard the answers as they are now and agrees."""
        return self._value(READ_BACK) == AGREES

    @property
    def read_back_ref(self) -> str:
        """The form's question for the read-back, empty where it has none."""
        return self._ref(READ_BACK)

    @property
    def note_ref(self) -> str:
        """The form's question for the operator's note, empty where it has none."""
        return self._ref(NOTE)

    @property
    def note(self) -> str:
        """The operator's note as it is kept."""
        return self._value(NOTE)

    def open_problems(self) -> int:
        """How many answers keep the survey from being finalised, the read-back aside."""
        if self._problems is None:
            self._problems = sum(1 for one in self.session.validate() if not one.ref.endswith(f"/{READ_BACK}"))
        return self._problems

    def fact_of(self, submission: Submission) -> SurveyFact:
        """`fact` with what only the finished survey tells."""
        fact, pace = self.fact(), pace_of(submission.audit_csv)
        return msgspec.structs.replace(
            fact,
            instance_id=submission.instance_id,
            corrects=submission.deprecated_id,
            answers_changed=pace.changed,
            seconds_per_answer=pace.seconds,
            flags=[*fact.flags, *pace.flags(self._ports.monitor)],
        )

    def fact(self) -> SurveyFact:
        """Figures of this survey for the supervisor: no answers."""
        self._count_time()
        session, ports = self.session, self._ports
        leaves = [ref for ref in session.refs() if session.item(ref).kind == "question"]
        answered = sum(1 for ref in leaves if (node := session.node(ref)).relevant and node.value)
        mobile = self._value("mobile")
        address = address_key({name: self._value(name) for name in ADDRESS_NODES if name != "urban_rural"})
        return SurveyFact(
            visit_id=self.head.visit_id,
            form_id=self.head.form_id,
            form_version=self.head.form_version,
            instance_id="",
            started_at=self.head.started_at,
            finished_at=ports.now(),
            section_seconds=dict(self.section_seconds),
            questions_answered=answered,
            members=self.members(),
            members_without_document=sum(
                1 for ref in leaves if ref.endswith(f"/{NO_DOCUMENT}") and session.node(ref).value
            ),
            flags=[*(f"paper:{paper}" for paper in self.head.papers_missing), *self._flags(leaves)],
            mobile_hash=ports.keyed_hash(mobile) if mobile else "",
            address_hash=ports.keyed_hash(address) if address else "",
        )

    def _flags(self, leaves: list[str]) -> list[str]:
        """Of a full survey; a roster update asks too little to be judged."""
        if not self._ref("landmark") or not self._ref("structure"):
            return []
        answers = ((ref, self.session.node(ref).value) for ref in leaves)
        return flags_of(answers, self._ports.today(), self._ports.monitor)

    def members(self) -> int:
        """Rows of the member roster now; counted once for all answers between two changes of the rows."""
        if self._members is None:
            rows = (ref for ref in self.session.refs() if ref.rpartition("/")[2].startswith(f"{MEMBER}["))
            self._members = sum(1 for _ in rows)
        return self._members

    def facts(self) -> SurveyFacts:
        """The end rail."""
        return SurveyFacts(
            cnic_masked=identity.mask(self.head.cnic) if self.head.cnic else "",
            verified=self.verified,
            relation=self.relation,
            members=self.members(),
            update_type=self.head.update_type,
            papers_missing=self.head.papers_missing,
            saved_at=self._saved_at,
            saving=self._pending > 0,
            unsure=self._unsure,
            agreed=self.agreed,
            started_at=self.head.started_at,
            note=self.note,
            family=self._family.facts(),
            correction=self.correction,
        )

    def _value(self, name: str) -> str:
        """The first answer to the node of this name, empty where the form has none."""
        ref = self._ref(name)
        return self.session.node(ref).value if ref else ""

    def _ref(self, name: str) -> str:
        """Of a node that stands once in the form, wherever its groups put it."""
        if name not in self._refs:
            suffix = f"/{name}"
            self._refs[name] = next((ref for ref in self.session.refs() if ref.endswith(suffix)), "")
        return self._refs[name]

    def _count_time(self) -> None:
        now = self._ports.now()
        if self._page:
            spent = max(0.0, now - self._page_since)
            self.section_seconds[self._page] = self.section_seconds.get(self._page, 0.0) + spent
        self._page_since = now

    def _keep_all(self) -> None:
        """The whole state as it is now; where not even the beginning was written, that first."""
        drafts, head, place = self._ports.drafts, self.head, self.place
        state, seconds, fresh = self.session.draft(), dict(self.section_seconds), not self.begun
        self.begun, self._unsure = True, False

        def keep() -> float:
            if fresh:
                drafts.begin(head, state)
            return drafts.snapshot(head.visit_id, state, place, seconds)

        def failed() -> None:
            self.begun = not fresh

        self._write(keep, failed)

    def _write(self, work: Callable[[], float], undone: Callable[[], None] = lambda: None) -> None:
        self._pending += 1

        def written(at: float) -> None:
            self._pending -= 1
            self._saved_at = at
            if self._pending == 0:
                self._changed()

        def failed(error: Exception) -> None:
            self._pending -= 1
            self._unsure = True
            undone()
            self._lost(error)

        self._ports.store.run(work, written, failed)


def _row_of(ref: str) -> str:
    """The row of a repeat that a ref stands in, empty outside."""
    return ref.rpartition("]")[0]
