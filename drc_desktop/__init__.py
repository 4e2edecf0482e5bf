"""The registry centre's windows and services; `app` wires them, DESIGN is in docs/architecture.md."""

from importlib.metadata import version

VERSION = version("drc-desktop")
"""What stations report and the desk shows: the version of what is installed."""
