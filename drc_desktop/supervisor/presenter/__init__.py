"""Presenters of the supervisor's window, without Qt: `Supervisor` is the whole window."""

from drc_desktop.supervisor.presenter.window import Supervisor

__all__ = ["Supervisor"]
