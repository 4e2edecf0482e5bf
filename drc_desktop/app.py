"""Composition root: settings -> stores -> desk -> presenters -> windows; nothing else wires."""
