"""Processes that a test kills. They are forked from one that has imported everything, where the system can: starting
an interpreter costs more than what is tested.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_CONTEXT: Any = multiprocessing.get_context(METHOD)
if METHOD == "forkserver":
    _CONTEXT.set_forkserver_preload(["pytest", "tests.store.answering", "tests.unit.sync.receiving"])


def start(work: Callable[..., None], *args: Any) -> tuple[BaseProcess, Connection]:
    """Runs `work(connection, *args)` in a process of its own; gives it, and where its words are heard."""
    ear, mouth = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=work, args=(mouth, *args), daemon=True)
    process.start()
    mouth.close()
    return process, ear


def heard(ear: Connection) -> Any:
    """The next word, None where the process is gone and all it said was heard."""
    try:
        return ear.recv()
    except (EOFError, OSError):  # gone, perhaps in the middle of a word
        return None
