"""Views of the supervisor's window: they draw what the presenters hold and pass on what the operator does."""

from drc_desktop.supervisor.view.window import SupervisorWindow

__all__ = ["SupervisorWindow"]
