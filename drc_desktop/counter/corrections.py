"""Surveys that the supervisor opened again: which there are, and opening one as an edit of what was sent.

A correction needs the plain copy of the survey, which stays on the PC where it was made until close of day. It has a
draft of its own from the first moment: what is put aside, or killed, goes on from the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from drc_desktop.counter.interviews import Interviews
from drc_desktop.counter.model import Said, ToCorrect
from drc_desktop.counter.ports import Ports
from drc_desktop.counter.survey_presenter import SurveyDesk
from drc_desktop.counter.words import told
from drc_desktop.desk.contract import Behind, Outcome, Question, VisitLine
from drc_desktop.domain.draft import FinishedSurvey, OpenDraft, Place
from survey_forms.engine.errors import EngineError


class Corrections:
    """`changed` follows a new list, `opened` gets the survey and where its cursor was."""

    def __init__(
        self,
        ports: Ports,
        interviews: Interviews,
        changed: Callable[[], None],
        opened: Callable[[SurveyDesk, Place], None],
        say: Callable[[Said | None], None],
    ) -> None:
        self._ports = ports
        self._interviews = interviews
        self._changed = changed
        self._opened = opened
        self._say = say
        self.waiting: tuple[ToCorrect, ...] = ()

    def reload(self) -> None:
        """Ask the desk what was opened again of this operator's day; without the desk the list stays as it is."""
        ports, today = self._ports, self._ports.today().isoformat()
        ports.tasks.run(
            lambda: ports.desk.behind(ports.actor, Question(today, today, Behind.ALL)),
            self._asked,
            self._unheard,
        )

    def _asked(self, lines: Sequence[VisitLine]) -> None:
        wanted = [one for one in lines if one.outcome == Outcome.REOPENED]
        if not wanted:
            self._show(())
            return

        def kept(here: set[str]) -> None:
            self._show(tuple(ToCorrect(one.visit_id, one.token, one.reason, one.visit_id in here) for one in wanted))

        self._ports.store.run(self._ports.drafts.correctable, kept, lambda error: self._say(told(error)))

    @staticmethod
    def _unheard(error: Exception) -> None:
        told(error)  # the lamp of the desk says it already

    def _show(self, found: tuple[ToCorrect, ...]) -> None:
        if found != self.waiting:
            self.waiting = found
            self._changed()

    def done(self, visit_id: str) -> None:
        """This one was corrected; the desk hears of it in its own time."""
        self.waiting = tuple(one for one in self.waiting if one.visit_id != visit_id)

    def open(self, visit_id: str, language: str) -> None:
        """Open a survey of the list; says so where its copy is not here."""
        drafts = self._ports.drafts
        wanted = next((one for one in self.waiting if one.visit_id == visit_id), None)
        if wanted is None:
            return

        def found(both: tuple[OpenDraft | None, FinishedSurvey | None]) -> None:
            draft, finished = both
            if draft is None and finished is None:
                self._say(Said("counter-correct-not-here", {"token": wanted.token}))
                return
            try:
                survey = self._survey(draft, finished, language)
            except EngineError:
                self._say(Said("counter-correct-unreadable", {"token": wanted.token}))
                return
            survey.correction = wanted.reason
            self._opened(survey, draft.place if draft is not None else Place())

        self._ports.store.run(
            lambda: (drafts.left_open(visit_id), drafts.finished(visit_id)),
            found,
            lambda error: self._say(told(error)),
        )

    def _survey(self, draft: OpenDraft | None, finished: FinishedSurvey | None, language: str) -> SurveyDesk:
        if draft is not None:
            return self._interviews.resumed(draft, language)
        assert finished is not None
        return self._interviews.corrected(finished, language)
