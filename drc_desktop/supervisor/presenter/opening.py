"""Open the day: what was checked, what needs a look, one button. Only the database stops it."""

from __future__ import annotations

from drc_desktop.desk.contract import Board, Day, DayCheck, DeskError, Fault, OpenDay
from drc_desktop.domain.identity import ascii_digits
from drc_desktop.kit.dates import date_words, hour
from drc_desktop.kit.faults import fault_words
from drc_desktop.kit.ports import Observable
from drc_desktop.supervisor.model import Check, Opening, Tone
from drc_desktop.supervisor.ports import Ports
from drc_desktop.supervisor.presenter.commands import Commands

MOST_TOKENS = 999
SURVEYS_A_DAY = 16
"""Surveys one operator gets through in a day of eight hours at about half an hour each."""

_ICONS = {
    "database": "database",
    "clock": "clock",
    "counters": "desk_question",
    "operators": "users",
    "disk": "tray",
    "printer": "printer",
    "slice": "sync",
}


class OpeningPresenter(Observable):
    """Shown while the day is not open; `reload` reads the checks anew."""

    def __init__(self, ports: Ports, commands: Commands) -> None:
        super().__init__()
        self._ports, self._commands = ports, commands
        self._in_vain: Exception | None = None
        self._day: Day | None = None
        self._board: Board | None = None
        self._suspect: DeskError | None = None
        self._busy = False
        self.token_limit = 0

    @property
    def state(self) -> Opening:
        """The page in the language of now."""
        words, today = self._ports.words, self._ports.today()
        checks = self._checks()
        bad = sum(check.tone is not Tone.GOOD for check in checks)
        stops = any(check.tone is Tone.BAD for check in checks)
        closed_today = bool(self._day and self._day.date == today.isoformat() and self._day.closed_at)
        closed_at = self._day.closed_at if self._day else None
        if closed_today and closed_at is not None:
            summary = words.text("supervisor-closed-at", at=hour(closed_at))
        else:
            summary = words.text("supervisor-checks-stop" if stops else "supervisor-checks", n=len(checks), bad=bad)
        return Opening(
            title=words.text("supervisor-reopen" if closed_today else "supervisor-open-day"),
            summary=summary,
            checks=checks,
            date=date_words(today, words),
            can_open=self._day is not None and not stops and not self._busy,
            busy=self._busy,
            confirm=fault_words(self._suspect, words) if self._suspect else "",
            closed_today=closed_today,
        )

    def show_board(self, board: Board) -> None:
        """Counters and stations as they report."""
        self._board = board
        if not self.token_limit and board.counters:
            self.token_limit = min(MOST_TOKENS, max(20, len(board.counters) * SURVEYS_A_DAY * 2))
        self.changed()

    def reload(self) -> None:
        """Look again."""
        ports = self._ports
        ports.tasks.run(lambda: ports.desk.day(ports.actor), self._read, self._not_read)

    def beat(self) -> None:
        """Call it every few seconds: a look that failed is done again."""
        if self._in_vain is not None:
            self.reload()

    def _not_read(self, error: Exception) -> None:
        self._in_vain = error
        self._commands.show(error)

    def _read(self, day: Day) -> None:
        self._day = day
        if self._in_vain is not None:
            self._commands.healed(self._in_vain)
            self._in_vain = None
        self.changed()

    def _checks(self) -> tuple[Check, ...]:
        """What needs a look first, then the good ones: the desk's checks, the printer, the registry copies."""
        found = [self._desk_check(check) for check in self._day.checks] if self._day else []
        found.append(self._printer_check())
        copy = self._slice_check()
        if copy is not None:
            found.append(copy)
        order = (Tone.BAD, Tone.LOOK, Tone.GOOD)
        return tuple(sorted(found, key=lambda check: order.index(check.tone)))

    def _desk_check(self, check: DayCheck) -> Check:
        words = self._ports.words
        state = "good" if check.good else "bad"
        params = {**check.params}
        if "mb" in params:
            params["gb"] = round(int(params.pop("mb")) / 1024, 1)
        if "last" in params:
            params["last"] = hour(float(params["last"]))
        # the clock is asked about when the day is opened; only a database that cannot be used stops
        stops = check.blocks and check.what == "database"
        tone = Tone.GOOD if check.good else Tone.BAD if stops else Tone.LOOK
        return Check(
            check.what,
            _ICONS.get(check.what, "info"),
            tone,
            words.text(f"supervisor-check-{check.what}"),
            words.text(f"supervisor-check-{check.what}-{state}", **params),
        )

    def _printer_check(self) -> Check:
        words, printer = self._ports.words, self._ports.printer()
        title = words.text("supervisor-check-printer")
        if not printer.fault:
            return Check("printer", "printer", Tone.GOOD, title, words.text("supervisor-check-printer-good"))
        return Check("printer", "printer", Tone.LOOK, title, words.text("supervisor-check-printer-bad"))

    def _slice_check(self) -> Check | None:
        words = self._ports.words
        ages = [s.slice_age for s in self._board.stations if s.slice_age is not None] if self._board else []
        if not ages:
            return None
        days = int(max(ages) // 86400)
        title, tone = words.text("supervisor-check-slice"), Tone.GOOD if days < 7 else Tone.LOOK
        return Check("slice", "sync", tone, title, words.text("supervisor-check-slice-age", days=days))

    def set_limit(self, typed: str) -> None:
        """Tokens that may be issued today; what is no number counts as nothing typed."""
        digits = ascii_digits(typed).strip()
        self.token_limit = int(digits) if digits.isascii() and digits.isdigit() else 0

    def open(self) -> None:
        """Enter: open the day; once the desk doubts the date, the same button confirms it."""
        if not self.state.can_open:
            return
        request = OpenDay(self._ports.today().isoformat(), self.token_limit or MOST_TOKENS, self._suspect is not None)
        self._busy = True
        self.changed()
        ports = self._ports
        self._commands.send(lambda key: ports.desk.open_day(ports.actor, key, request), self._opened, self._refused)

    def _opened(self, day: Day) -> None:
        self._busy, self._suspect = False, None
        self._read(day)

    def _refused(self, error: Exception) -> bool:
        self._busy = False
        suspect = isinstance(error, DeskError) and error.code is Fault.DATE_SUSPECT
        self._suspect = error if isinstance(error, DeskError) and suspect else None
        self.changed()
        return suspect
