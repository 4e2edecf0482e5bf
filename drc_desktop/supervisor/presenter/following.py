"""What both windows of the hall share: the desk is read anew when it says so, and its silence is said."""

from __future__ import annotations

from drc_desktop.desk.contract import DeskError, Fault
from drc_desktop.kit.ports import Observable
from drc_desktop.supervisor.model import Done
from drc_desktop.supervisor.presenter.commands import Commands


class Following(Observable):
    """Readings never pile up: one under way, one more after it at most. Children give `_ask` and call `_finished`."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: Commands
        self.reachable = True
        self.signed_out = False
        self.done: Done | None = None
        self._reading = self._again = False
        self._in_vain: Exception | None = None

    def refresh(self) -> None:
        """Something changed at the desk."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._ask()

    def _ask(self) -> None:
        """Read what the window shows, with `_not_read` for a fault."""
        raise NotImplementedError

    def beat(self) -> None:
        """Call it every few seconds: a reading that failed is done again, also when no news comes."""
        if self._in_vain is not None and not self.signed_out:
            self.refresh()

    def _finished(self) -> None:
        if self._in_vain is not None:
            self.commands.healed(self._in_vain)
            self._in_vain = None
        self._next()

    def _next(self) -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.refresh()

    def _not_read(self, error: Exception) -> None:
        self._in_vain = error
        self._next()
        if isinstance(error, DeskError) and error.code in (Fault.SIGNED_OUT, Fault.UNPAIRED):
            self.signed_out = True
        self.commands.show(error, self.refresh)
        self.changed()

    def lost(self, error: Exception) -> None:
        """The desk does not answer; what is on screen stays, and says so."""
        self.reachable = False
        self.commands.show(error, self.refresh)
        self.changed()

    def back(self) -> None:
        """It answers again."""
        self.reachable = True
        self.commands.clear()
        self.refresh()

    def ended(self, error: Exception) -> None:
        """Following makes no sense any more."""
        self._not_read(error)

    def take_done(self) -> Done | None:
        """What to offer in the undo bar, once."""
        done, self.done = self.done, None
        return done
