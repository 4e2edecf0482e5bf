"""One interview: the engine's session, the journal behind it, and what finishing makes of it.

Each answer is in the local store before 'saved' is painted; the window never waits for it. The store's one worker keeps
the order, so a page-turn snapshot can never overtake the answers before it.
"""

from __future__ import annotations

from collections.abc import Callable

from drc_desktop.counter.model import SurveyFacts
from drc_desktop.counter.ports import OpenedForm, Ports
from drc_desktop.desk.contract import SurveyFact
from drc_desktop.domain import identity
from drc_desktop.domain.draft import DraftHead, Operation, OperationKind, Place
from drc_desktop.domain.prefill import ADDRESS_NODES
from survey_forms.engine.contract import FormSession

MEMBER = "member"
NO_DOCUMENT = "m_idno_none"
READ_BACK = "read_back"
AGREES, NOT_YET = "1", "2"


class SurveyDesk:
    """The survey of one visit. `changed` is called when the rail's facts are others, `lost` when a write failed."""

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
        self._page = ""
        self._page_since = ports.now()
        self._saved_at: float | None = None
        self._pending = 0

    def begin(self) -> None:
        """Write the head and the first snapshot: from here on a kill comes back to this visit."""
        snapshot = self.session.draft()
        self._write(lambda: self._ports.drafts.begin(self.head, snapshot))

    def answered(self, operation: Operation, place: Place) -> None:
        """Journal one answer. A change after the read-back takes the agreement back: it was for other answers."""
        self.place = place
        self._append(operation)
        if self.agreed and not operation.ref.endswith(f"/{READ_BACK}"):
            self._set_read_back("")

    def turned_page(self, name: str, place: Place) -> None:
        """A page came up: time of the page before is added to its section, and the whole state is kept."""
        self._count_time()
        self._page, self.place = name, place
        state, seconds = self.session.draft(), dict(self.section_seconds)
        self._write(lambda: self._ports.drafts.snapshot(self.head.visit_id, state, place, seconds))

    def moved(self, place: Place) -> None:
        """The focus went to another question; kept with the next answer or page."""
        self.place = place

    @property
    def agreed(self) -> bool:
        """Whether the visitor heard the answers as they are now and agrees."""
        return self._value(READ_BACK) == AGREES

    @property
    def read_back_ref(self) -> str:
        """The form's question for the read-back, empty where it has none."""
        return self._ref(READ_BACK)

    def open_problems(self) -> int:
        """How many answers keep the survey from being finalised, the read-back aside."""
        return sum(1 for one in self.session.validate() if not one.ref.endswith(f"/{READ_BACK}"))

    def fact(self) -> SurveyFact:
        """Figures of this survey for the supervisor: no answers."""
        self._count_time()
        session, ports = self.session, self._ports
        leaves = [ref for ref in session.refs() if session.item(ref).kind == "question"]
        answered = sum(1 for ref in leaves if (node := session.node(ref)).relevant and node.value)
        mobile = self._value("mobile")
        address = " ".join(self._value(name) for name in ADDRESS_NODES).strip()
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
            flags=[f"paper:{paper}" for paper in self.head.papers_missing],
            mobile_hash=ports.keyed_hash(mobile) if mobile else "",
            address_hash=ports.keyed_hash(" ".join(address.casefold().split())) if address else "",
        )

    def members(self) -> int:
        """Rows of the member roster now."""
        return sum(1 for ref in self.session.refs() if ref.rpartition("/")[2].startswith(f"{MEMBER}["))

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
            unsaved=self._pending > 0,
            agreed=self.agreed,
            started_at=self.head.started_at,
        )

    def _value(self, name: str) -> str:
        """The first answer to the node of this name, empty where the form has none."""
        ref = self._ref(name)
        return self.session.node(ref).value if ref else ""

    def _ref(self, name: str) -> str:
        suffix = f"/{name}"
        return next((ref for ref in self.session.refs() if ref.endswith(suffix)), "")

    def _set_read_back(self, value: str) -> None:
        ref = self._ref(READ_BACK)
        if ref:
            self.session.set(ref, value)
            self._append(Operation(OperationKind.SET, ref, value))

    def _append(self, operation: Operation) -> None:
        place = self.place
        self._write(lambda: self._ports.drafts.append(self.head.visit_id, operation, place))

    def _count_time(self) -> None:
        now = self._ports.now()
        if self._page:
            spent = max(0.0, now - self._page_since)
            self.section_seconds[self._page] = self.section_seconds.get(self._page, 0.0) + spent
        self._page_since = now

    def _write(self, work: Callable[[], float | None]) -> None:
        self._pending += 1

        def written(at: float | None) -> None:
            self._pending -= 1
            self._saved_at = at if at is not None else self._ports.now()
            if self._pending == 0:
                self._changed()

        def failed(error: Exception) -> None:
            self._pending -= 1
            self._lost(error)

        self._ports.store.run(work, written, failed)
