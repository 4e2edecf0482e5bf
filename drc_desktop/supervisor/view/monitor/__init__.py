"""The Monitor tab: indicators with charts, visits behind a figure with reviews, reports."""

from drc_desktop.supervisor.view.monitor.tab import MonitorView

__all__ = ["MonitorView"]
