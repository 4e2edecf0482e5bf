from __future__ import annotations

import threading

import pytest

from drc_desktop.store.worker import LocalStoreWorker


def test_in_order_off_the_callers_thread_and_drained_at_close() -> None:
    gate, seen, threads = threading.Event(), [], set()

    def write(number: int) -> int:
        gate.wait(30)
        threads.add(threading.current_thread())
        return number

    worker = LocalStoreWorker()
    for number in range(50):
        worker.run(lambda number=number: write(number), seen.append, pytest.fail)
    assert seen == []
    gate.set()
    worker.close()
    assert seen == list(range(50))
    assert threads.isdisjoint({threading.current_thread()})
    with pytest.raises(RuntimeError):
        worker.submit(lambda: None, seen.append, pytest.fail)
    worker.close()


def test_a_failure_is_handed_over_and_the_next_one_runs() -> None:
    done, failed, posted = [], [], []

    def broken() -> None:
        raise OSError("planted")

    worker = LocalStoreWorker(posted.append)
    worker.submit(broken, done.append, failed.append)
    worker.submit(lambda: "next", done.append, failed.append)
    worker.close()
    assert (done, failed, len(posted)) == ([], [], 2), "outcomes wait for the window's thread"
    for call in posted:
        call()
    assert done == ["next"]
    assert [str(error) for error in failed] == ["planted"]
