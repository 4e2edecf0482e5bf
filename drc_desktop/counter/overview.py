"""What the counter shows beside the visit: band, key bar, queues of the free counter, lamps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from drc_desktop.counter.model import (
    Band,
    Health,
    IdleModel,
    Key,
    KeyBar,
    Lamp,
    LastVisit,
    ParkedVisit,
    Said,
    Step,
    ToCorrect,
)
from drc_desktop.counter.ports import OutboxFigures, Ports
from drc_desktop.counter.words import REFUSED, told
from drc_desktop.desk.contract import Board, CounterCard, CounterState, Hall, JobState, ServiceLoad, VisitCard
from drc_desktop.domain.update_types import UpdateType
from drc_desktop.domain.visit import Service, VisitState

QUESTIONS = {True: 8, False: 63}
"""Of the roster update, and of every other type (facts: questionnaire)."""

UNREACHABLE = "unreachable"
"""The fault of sending that is no fault of anybody's: the link is down, work goes on."""

SHORT = {
    "counter-lamp-printer": "counter-lamp-printer-short",
    "counter-lamp-unknown": "counter-lamp-printer-short",
    "counter-lamp-printer-failed": "counter-lamp-printer-failed-short",
    "counter-lamp-database": "counter-lamp-database-short",
    "counter-lamp-database-away": "counter-lamp-database-away-short",
    "counter-lamp-sent": "counter-lamp-sync-short",
}
"""Words of the lamps where the band is full."""


class Overview:
    """Keeps the last board and outbox figures; reloads off the window's thread, never twice at once.

    `changed` is called when a board was read, `refresh` when something else is to be drawn anew.
    """

    def __init__(self, ports: Ports, changed: Callable[[], None], refresh: Callable[[], None]) -> None:
        self._ports = ports
        self._changed = changed
        self._refresh = refresh
        self._board: Board | None = None
        self._hall: Hall | None = None
        self._figures = OutboxFigures()
        self.up = True
        self._loading = self._again = False
        self._finished: list[float] = []
        self.last: LastVisit | None = None

    def reload(self) -> None:
        """Read board, hall notice and outbox again; a call while one is under way makes one more afterwards."""
        if self._loading:
            self._again = True
            return
        self._loading = True
        ports = self._ports
        ports.tasks.run(
            lambda: (ports.desk.board(ports.actor), ports.desk.hall(ports.actor, 1 << 60)), self._loaded, self._lost
        )
        self.reload_outbox()

    def reload_outbox(self) -> None:
        """Read the outbox figures of this PC."""
        self._ports.store.run(self._ports.outbox, self._counted, lambda _error: None)

    def linked(self, up: bool) -> None:
        """The link to the desk changed."""
        self.up = up
        self._refresh()

    def toggle_break(self, failed: Callable[[Exception], None]) -> None:
        """Begin or end a break."""
        ports, counter, key = self._ports, self._ports.station.counter, self._ports.new_key()
        if self._on_break:
            ports.tasks.run(
                lambda: ports.desk.end_break(ports.actor, key, counter), lambda _card: self.reload(), failed
            )
        else:
            ports.tasks.run(
                lambda: ports.desk.take_break(ports.actor, key, counter, None), lambda _card: self.reload(), failed
            )

    # models

    def band(self, step: Step, visit: VisitCard | None, update_type: UpdateType | None) -> Band:
        """The top band; `update_type` is what the visit is about, None while not known."""
        station, board = self._ports.station, self._board
        return Band(
            step=step,
            counter=station.counter,
            operator=station.operator,
            site_en=station.site.name_en,
            site_ur=station.site.name_ur,
            open_since=board.day.opened_at if board and board.day.open else None,
            waiting=sum(queue.waiting for queue in self._queues),
            lamps=tuple(self._lamps(short=step is not Step.FREE)),
            token=visit.token if visit else "",
            service=visit.service if visit else None,
            called_at=visit.called_at if visit else None,
            questions=QUESTIONS[self._short(visit, update_type)] if visit else 0,
            on_break=self._on_break,
        )

    @staticmethod
    def _short(visit: VisitCard, update_type: UpdateType | None) -> bool:
        if update_type is not None:
            return update_type is UpdateType.ROSTER
        return visit.service is not Service.NEW_SURVEY

    def keys(self, step: Step, visit: VisitCard | None, undo: Said | None, can_go_on: bool) -> KeyBar:
        """The key bar: nothing comes or goes, only words and the enabled state change."""
        up, free = self.up, step is Step.FREE
        called = up and step is Step.TRIAGE and visit is not None and visit.state is VisitState.CALLED
        parked = self._parked
        reprint = visit.token if visit else (self.last.token if self.last else "")
        keys = (
            Key("recall", Said("counter-key-recall"), called),
            Key("no-show", Said("counter-key-no-show"), called),
            Key("park", Said("counter-key-resume" if free else "counter-key-park"), up and (bool(parked) or not free)),
            Key("transfer", Said("counter-key-transfer"), up and step is Step.TRIAGE),
            Key(
                "reprint",
                Said("counter-key-reprint-token", {"token": reprint})
                if free and reprint
                else Said("counter-key-reprint"),
                up and bool(reprint),
            ),
        )
        words = {
            Step.TRIAGE: "counter-key-start",
            Step.SURVEY: "counter-key-next-page",
            Step.CHECK: "counter-key-finish",
        }
        primary = Key("primary", Said(words[step]), can_go_on) if step in words else None
        return KeyBar(keys, primary, step in (Step.SURVEY, Step.CHECK), undo)

    def idle(self, to_correct: tuple[ToCorrect, ...] = ()) -> IdleModel:
        """The free counter."""
        queues = self._queues
        waiting = [queue for queue in queues if queue.oldest is not None and queue.waiting]
        figures, board = self._figures, self._board
        times = self._finished
        return IdleModel(
            card=self._card,
            queues=tuple(queues),
            first=min(waiting, key=lambda queue: queue.oldest or 0.0, default=None),
            parked=tuple(self._parked),
            coming=tuple(self._coming),
            finished=len(times),
            minutes_each=round(sum(times) / len(times) / 60) if times else 0,
            outbox_waiting=figures.waiting,
            outbox_oldest=figures.oldest,
            outbox_refused=figures.refused,
            link=self._link(),
            notice_en=self._hall.notice_en if self._hall else "",
            notice_ur=self._hall.notice_ur if self._hall else "",
            last=self.last,
            changed_at=board.at if board else 0.0,
            day_open=bool(board and board.day.open),
            on_break=self._on_break,
            linked=self.up,
            to_correct=to_correct,
        )

    @property
    def held(self) -> str | None:
        """The visit that the desk holds for this counter, '' for nobody, None while no board was read."""
        return self._card.visit_id if self._card is not None else None

    def finished(self, last: LastVisit, seconds: float) -> None:
        """One more visit of this operator's day."""
        self.last = last
        self._finished.append(seconds)

    # parts

    @property
    def _card(self) -> CounterCard | None:
        cards = self._board.counters if self._board else []
        return next((card for card in cards if card.counter == self._ports.station.counter), None)

    @property
    def _on_break(self) -> bool:
        return self._card is not None and self._card.state is CounterState.BREAK

    @property
    def _queues(self) -> list[ServiceLoad]:
        if self._board is None or self._card is None:
            return []
        serves = self._card.serves
        mine = [queue for queue in self._board.services if queue.service in serves]
        return sorted(mine, key=lambda queue: queue.service is not Service.PRIORITY)

    @property
    def _parked(self) -> list[ParkedVisit]:
        rows = self._board.waiting if self._board else []
        here = self._ports.station.counter
        return [
            ParkedVisit(row.visit_id, row.token, row.state_at or row.since, row.parked_until)
            for row in rows
            if row.state is VisitState.PARKED and row.counter == here
        ]

    @property
    def _coming(self) -> list[ParkedVisit]:
        """Parked at other counters of the queues that this one takes, who comes first on top."""
        here, mine = self._ports.station.counter, {queue.service for queue in self._queues}
        found = [
            ParkedVisit(row.visit_id, row.token, row.state_at or row.since, row.parked_until)
            for row in (self._board.waiting if self._board else [])
            if row.state is VisitState.PARKED and row.counter != here and row.parked_until and row.service in mine
        ]
        return sorted(found, key=lambda one: one.until or 0.0)

    def _lamps(self, short: bool) -> list[Lamp]:
        """One word each while a visit takes the room."""
        return [
            replace(lamp, said=replace(lamp.said, word=SHORT.get(lamp.said.word, lamp.said.word))) if short else lamp
            for lamp in (self._printer(), self._database(), self._sync())
        ]

    def _printer(self) -> Lamp:
        board = self._board
        if board is None:
            return Lamp("printer", Health.LOOK, Said("counter-lamp-unknown"))
        if board.jobs_failed or (board.last_job is not None and board.last_job.state is JobState.FAILED):
            return Lamp("printer", Health.BAD, Said("counter-lamp-printer-failed"))
        return Lamp("printer", Health.GOOD, Said("counter-lamp-printer"))

    def _database(self) -> Lamp:
        if self.up:
            return Lamp("database", Health.GOOD, Said("counter-lamp-database"))
        return Lamp("database", Health.BAD, Said("counter-lamp-database-away"))

    def _sync(self) -> Lamp:
        figures = self._figures
        if figures.refused:
            return Lamp("sync", Health.BAD, Said("counter-lamp-refused", {"n": figures.refused}))
        if figures.waiting:
            return Lamp("sync", Health.LOOK, Said("counter-lamp-to-send", {"n": figures.waiting}))
        return Lamp("sync", Health.GOOD, Said("counter-lamp-sent"))

    def _link(self) -> Said:
        figures = self._figures
        if figures.refused and figures.refused_reason:
            return Said(f"{REFUSED}{figures.refused_reason}", {"code": figures.refused_reason})
        if figures.refused:
            return Said("counter-outbox-refused", {"n": figures.refused})
        if not figures.waiting:
            return Said("counter-outbox-empty")
        if figures.fault in ("", UNREACHABLE):
            return Said("counter-outbox-link-down" if figures.fault else "counter-outbox-on-its-way")
        return Said(f"sync-fault-{figures.fault}", {"code": figures.fault})

    def _loaded(self, both: tuple[Board, Hall]) -> None:
        self._board, self._hall = both
        self._loading, self.up = False, True
        self._changed()
        if self._again:
            self._again = False
            self.reload()

    def _lost(self, error: Exception) -> None:
        """An old board is no board: the lamp says that the desk is away, until it is read again."""
        self._loading = self._again = False
        told(error)
        self.up = False
        self._refresh()

    def _counted(self, figures: OutboxFigures) -> None:
        self._figures = figures
        self._refresh()
