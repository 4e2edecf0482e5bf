"""The end of a visit: one local transaction first, then the desk, as often as it takes.

`Drafts.finalise` writes the survey, its sealed envelope and 'visit to close' together; from then on nothing is lost.
Closing at the desk uses a key made with that row, so a replay after a lost answer or a kill changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from drc_desktop.counter.model import LastVisit, Said
from drc_desktop.counter.ports import Ports, ToClose
from drc_desktop.counter.quality import recorded
from drc_desktop.counter.survey_presenter import SurveyDesk
from drc_desktop.counter.words import told
from drc_desktop.desk.contract import DeskError, Fault, SlipKind, SurveyFact, VisitCard

GONE = frozenset({Fault.UNKNOWN_VISIT, Fault.ILLEGAL_MOVE})
UNHEARD = frozenset({Fault.SITE_UNREACHABLE, Fault.SIGNED_OUT, Fault.UNPAIRED})
"""With these nothing else would be heard either: the rest waits for the next replay."""


class Closing:
    """Finishing, replaying what the desk has not heard yet, referring.

    `closed` gets the visit and its seconds; `waiting` are visits finished here and perhaps still open at the desk.
    """

    def __init__(
        self, ports: Ports, closed: Callable[[LastVisit, float], None], say: Callable[[Said | None], None]
    ) -> None:
        self._ports = ports
        self._closed = closed
        self._say = say
        self._then: Callable[[], None] | None = None
        self._replaying = False
        self.waiting: set[str] = set()
        self.busy = False

    def finish(self, survey: SurveyDesk) -> None:
        """Finalise and seal on this PC, then free the counter and tell the desk."""
        if self.busy:
            return
        self.busy = True
        survey.make_sure()
        submission, head = survey.session.finalise(), survey.head
        fact = survey.fact_of(submission)
        content, drafts = msgspec.json.encode(fact), self._ports.drafts

        def sealed(_done: None) -> None:
            self.busy = False
            self.waiting.add(head.visit_id)
            self._closed(LastVisit(head.token, fact.finished_at, head.visit_id), fact.finished_at - fact.started_at)
            self._say(
                Said("counter-corrected", {"token": head.token}) if fact.corrects else recorded(head.token, fact.flags)
            )
            self.replay()
            self._ports.send_now()

        self._ports.store.run(lambda: drafts.finalise(head.visit_id, submission, content), sealed, self._store_failed)

    def replay(self, then: Callable[[], None] | None = None) -> None:
        """Tell the desk of every visit that is finished here and still open there; `then` follows in any case."""
        self._then = then or self._then
        if not self._replaying:
            self._replaying = True
            self._ports.store.run(self._ports.drafts.to_close, self._tell, self._store_failed)

    def refer(self, visit: VisitCard, missing: tuple[str, ...]) -> None:
        """Print a referral slip for NADRA."""
        ports, key = self._ports, self._ports.new_key()
        content = {"reason": "referred", "documents": list(missing)}
        ports.tasks.run(
            lambda: ports.desk.add_job(ports.actor, key, SlipKind.REFERRAL, visit.visit_id, content),
            lambda _job: None,
            lambda error: self._say(told(error)),
        )

    def print_list(self, visit: VisitCard, missing: tuple[str, ...]) -> None:
        """Print what is missing as a list to take home, before or instead of a survey."""
        ports, key = self._ports, self._ports.new_key()
        content = {"documents": list(missing), "service": visit.service.value}
        ports.tasks.run(
            lambda: ports.desk.add_job(ports.actor, key, SlipKind.TAKEHOME, visit.visit_id, content),
            lambda job: self._say(Said("counter-list-printed", {"token": job.token})),
            lambda error: self._say(told(error)),
        )

    def _tell(self, waiting: Sequence[ToClose]) -> None:
        if not waiting:
            self._end_replay()
            return
        visit, rest = waiting[0], waiting[1:]
        self.waiting.add(visit.visit_id)

        def heard(_nothing: None) -> None:
            self._ports.store.run(lambda: self._ports.drafts.closed(visit.visit_id), closed, self._store_failed)

        def closed(_nothing: None) -> None:
            self.waiting.discard(visit.visit_id)
            self._tell(rest)

        def unheard(error: Exception) -> None:
            """Unreachable: replayed when the link returns. Anything else is shown and holds up nobody else."""
            said = told(error)
            if isinstance(error, DeskError) and error.code in UNHEARD:
                self._end_replay()
                return
            self._say(said)
            self._tell(rest)

        self._ports.tasks.run(lambda: self._close(visit), heard, unheard)

    def _end_replay(self) -> None:
        self._replaying = False
        then, self._then = self._then, None
        if then is not None:
            then()

    def _close(self, visit: ToClose) -> None:
        """Runs off the window's thread: idempotent calls, each with its own key derived from the visit's."""
        desk, actor, key, visit_id = self._ports.desk, self._ports.actor, visit.key, visit.visit_id
        fact = _readable(visit.fact)
        if fact is not None and fact.corrects:
            desk.report_survey(actor, f"{key}-fact", fact)  # the visit ended long ago, and its slip was given then
            return
        try:
            desk.finish(actor, f"{key}-finish", visit_id)
        except DeskError as error:
            if error.code not in GONE:
                raise
        if fact is None:
            return
        desk.report_survey(actor, f"{key}-fact", fact)
        content = {
            "reference": reference(fact.instance_id),
            "members": fact.members,
            "counter": self._ports.station.counter,
            "operator": actor.operator_id,
        }
        desk.add_job(actor, f"{key}-ack", SlipKind.ACKNOWLEDGEMENT, visit_id, content)
        missing = [flag.removeprefix("paper:") for flag in fact.flags if flag.startswith("paper:")]
        if missing:
            desk.add_job(actor, f"{key}-home", SlipKind.TAKEHOME, visit_id, {"documents": missing})

    def _store_failed(self, error: Exception) -> None:
        self.busy = False
        self._say(told(error))
        if self._replaying:
            self._end_replay()


def _readable(data: bytes) -> SurveyFact | None:
    """Figures that cannot be read any more must not keep a visit open for ever."""
    try:
        return msgspec.json.decode(data, type=SurveyFact)
    except msgspec.DecodeError:
        return None


def reference(instance_id: str) -> str:
    """A short reference for the citizen from the survey's instanceID: 'uuid:3f2a...' -> '3F2A-91C2'."""
    digits = instance_id.removeprefix("uuid:").replace("-", "").upper()
    return f"{digits[:4]}-{digits[4:8]}"
