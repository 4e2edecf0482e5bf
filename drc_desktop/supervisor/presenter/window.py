"""The whole window: reads the board when something changed, hands it to the panels, keeps lamps and undo."""

from __future__ import annotations

from collections.abc import Callable

from drc_desktop.desk.contract import (
    BEGUN,
    Board,
    Called,
    Day,
    JobState,
    VisitCard,
)
from drc_desktop.kit.dates import weekday_words
from drc_desktop.kit.ports import Observable
from drc_desktop.supervisor.model import Done, LampState, Outbox, Seat, Tone
from drc_desktop.supervisor.ports import Ports
from drc_desktop.supervisor.presenter import counters
from drc_desktop.supervisor.presenter.arrivals import ArrivalsPresenter
from drc_desktop.supervisor.presenter.commands import Commands
from drc_desktop.supervisor.presenter.following import Following
from drc_desktop.supervisor.presenter.monitor import MonitorPresenter
from drc_desktop.supervisor.presenter.near_turn import NearTurnPresenter
from drc_desktop.supervisor.presenter.opening import OpeningPresenter
from drc_desktop.supervisor.presenter.site import SitePresenter
from drc_desktop.supervisor.presenter.stick import StickPresenter
from drc_desktop.supervisor.presenter.waiting import WaitingPresenter


class Supervisor(Following):
    """Give it ports; call `start`, then `refresh` on every change and `tick` once a second."""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self.ports = ports
        self.commands = Commands(ports.tasks, ports.words, ports.new_key, ports.accepted, asks=True)
        self.arrivals = ArrivalsPresenter(ports, self.commands)
        self.near_turn = NearTurnPresenter(ports, self.arrivals)
        self.waiting = WaitingPresenter(ports, self.commands, self._done)
        self.opening = OpeningPresenter(ports, self.commands)
        self.monitor = MonitorPresenter(ports, self.commands)
        self.site = SitePresenter(ports, self.commands, self._done)
        self.stick = StickPresenter(ports)
        self.board: Board | None = None
        self.seconds = Observable()
        self._minute = -1
        self.closing = False

    # what is shown

    @property
    def day_open(self) -> bool:
        """Whether tokens can be issued."""
        return bool(self.board and self.board.day.open)

    def site_name(self) -> str:
        """In the language of now."""
        site = self.ports.site
        return site.name_ur if self.ports.words.rtl else site.name_en

    def date(self) -> str:
        """Weekday and date."""
        return weekday_words(self.ports.today(), self.ports.words)

    def lamps(self) -> dict[str, LampState]:
        """Printer, database and sync: shape, name and word."""
        return {"printer": self._printer(), "database": self._database(), "sync": self._sync()}

    def _lamp(self, name: str, word: str, tone: Tone, **args: int) -> LampState:
        words = self.ports.words
        return LampState(words.text(f"supervisor-lamp-{name}"), words.text(f"supervisor-lamp-{word}", **args), tone)

    def _printer(self) -> LampState:
        if self.ports.printer().fault or self._failed():
            return self._lamp("printer", "printer-fault", Tone.BAD)
        if self.board and self.board.jobs_waiting > 1:
            return self._lamp("printer", "printing", Tone.LOOK)
        if self.ports.printer().paper_low:
            return self._lamp("printer", "paper-low", Tone.LOOK)
        return self._lamp("printer", "ready", Tone.GOOD)

    def _database(self) -> LampState:
        if self.reachable:
            return self._lamp("database", "working", Tone.GOOD)
        return self._lamp("database", "no-answer", Tone.BAD)

    def _sync(self) -> LampState:
        box = self.outbox()
        if box.refused:
            return self._lamp("sync", "refused", Tone.BAD, n=box.refused)
        if box.waiting:
            return self._lamp("sync", "to-send", Tone.LOOK, n=box.waiting)
        return self._lamp("sync", "ready", Tone.GOOD)

    def printer_words(self) -> str:
        """What is wrong with the printer and what to do, empty while it is ready."""
        words, printer = self.ports.words, self.ports.printer()
        job = self.board.last_job if self.board else None
        error = job.error if job and self._failed() else ""
        code = printer.fault or error.removesuffix(BEGUN)
        word_id = f"printer-{code.replace('_', '-')}"
        said = [words.text(word_id, where=printer.where, sent=0)] if code and words.has(word_id) else []
        if error.endswith(BEGUN):
            said.append(words.text("supervisor-slip-begun"))
        if not said and (code or self._failed()):
            said.append(words.text("supervisor-slips-failed", n=max(1, self._failed())))
        return " ".join(said)

    def other_printer(self) -> None:
        """F10: the other printer, or PDF files, from now on."""
        where = self.ports.other_printer()
        word = "supervisor-other-printer" if where else "supervisor-no-other-printer"
        self._done(self.ports.words.text(word, where=where), None, "printer")

    def _failed(self) -> int:
        return self.board.jobs_failed if self.board else 0

    def seats(self) -> list[Seat]:
        """The counters panel."""
        return counters.seats(self.board, self.ports.words, self.ports.now()) if self.board else []

    def seats_head(self) -> str:
        """How many are open."""
        if self.board is None:
            return ""
        word = "supervisor-counters-open" if self.day_open else "supervisor-counters-ready"
        return self.ports.words.text(word, open=counters.open_count(self.board), all=len(self.board.counters))

    def outbox(self) -> Outbox:
        """The outbox panel."""
        return counters.outbox(self.board, self.ports.words, self.ports.now()) if self.board else Outbox()

    # what happens

    def start(self) -> None:
        """First reading of everything."""
        self.refresh()
        self.opening.reload()
        self.site.reload(self.changed)  # comes last: whoever has no focus yet gets it then

    def beat(self) -> None:
        """Also the day's checks."""
        super().beat()
        self.opening.beat()

    def _ask(self) -> None:
        ports = self.ports
        ports.tasks.run(lambda: ports.desk.board(ports.actor), self._read, self._not_read)

    def _read(self, board: Board) -> None:
        was_open = self.day_open
        self.board = board
        self._finished()
        for panel in (self.arrivals, self.waiting, self.opening, self.site):
            panel.show_board(board)
        if was_open and not board.day.open:
            self.opening.reload()
        self.changed()

    def tick(self) -> None:
        """Once a second: what counts seconds moves (`seconds`); everything else only once a minute."""
        minute = int(self.ports.now() // 60)
        if minute != self._minute:
            self._minute = minute
            self.waiting.tick()
            if not self.day_open:
                self.opening.changed()
            self.changed()
        else:
            self.seconds.changed()

    def _done(self, words: str, event: int | None, icon: str) -> None:
        self.done = Done(words, event, icon)
        self.changed()

    def holders(self) -> int:
        """Families that hold a token and were not served."""
        return len(self.board.waiting) if self.board else 0

    def ask_close(self) -> None:
        """Closing the day ends the wait of everybody in the hall, so it is asked once more."""
        self.closing = True
        self.commands.changed()

    def dismiss(self) -> None:
        """Esc: no, do not close."""
        self.closing = False
        self.commands.changed()

    def close_day(self) -> None:
        """Close of day, after the question."""
        self.closing = False
        ports = self.ports

        def closed(_day: Day) -> None:
            self._done(ports.words.text("supervisor-day-closed"), None, "lock")
            self.monitor.day_closed()
            self.commands.changed()
            self.refresh()

        self.commands.send(lambda key: ports.desk.close_day(ports.actor, key), closed)

    def print_failed(self) -> None:
        """Send every failed slip of today to the printer again."""
        ports = self.ports

        def again(key: str) -> int:
            failed = ports.desk.print_jobs(ports.actor, [JobState.FAILED])
            for job in failed:
                ports.desk.mark_job(ports.actor, f"{key}-{job.job_id}", job.job_id, JobState.PENDING)
            return len(failed)

        self.commands.send(again, lambda _count: self.refresh())

    def recall(self, counter: int) -> None:
        """Ring again for the token that a counter has called."""
        self._at_counter(
            counter, lambda key, visit: self.ports.desk.recall(self.ports.actor, key, visit), "called", "recall"
        )

    def no_show(self, counter: int) -> None:
        """Nobody came to that counter."""
        self._at_counter(
            counter, lambda key, visit: self.ports.desk.no_show(self.ports.actor, key, visit), "no-show", "no_show"
        )

    def _at_counter(self, counter: int, move: Callable[[str, str], VisitCard | Called], what: str, icon: str) -> None:
        card = next((each for each in self.board.counters if each.counter == counter), None) if self.board else None
        if card is None or not card.visit_id:
            return

        def moved(result: VisitCard | Called) -> None:
            event = result.event if isinstance(result, VisitCard) else None
            self._done(self.ports.words.text(f"supervisor-done-{what}", token=card.token, counter=counter), event, icon)

        self.commands.send(lambda key: move(key, card.visit_id), moved)

    def speak(self, language: str) -> None:
        """Switch the language; what is typed and chosen stays."""
        self.ports.words.switch(language)
        self.waiting.tick()
        for panel in (self.arrivals, self.opening, self.commands):
            panel.changed()
        self.changed()
