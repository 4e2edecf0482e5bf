"""Callers that come while a transaction runs share the next; each gets its own results, or the fault of its group."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.registry.group import GroupCommit


class Held:
    """Work whose first transaction stands until released."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.inside, self.go = threading.Event(), threading.Event()

    def __call__(self, items: list[int]) -> list[int]:
        self.groups.append(items)
        if len(self.groups) == 1:
            self.inside.set()
            assert self.go.wait(60)
        if -1 in items:
            raise RuntimeError("disk full")
        return [item * 10 for item in items]


def gathered(commits: GroupCommit[int, int], count: int) -> bool:
    return len(commits._queue) == count


def run_behind_the_first(work: Held, limit: int, later: list[list[int]]) -> list[object]:
    commits: GroupCommit[int, int] = GroupCommit(work, limit)
    with ThreadPoolExecutor(len(later) + 1) as pool:
        first = pool.submit(commits.run, [1])
        assert work.inside.wait(60)
        others = []
        for number, items in enumerate(later, 1):
            others.append(pool.submit(commits.run, items))
            while not gathered(commits, number):
                threading.Event().wait(0.001)
        work.go.set()
        assert first.result(60) == [10]
        return [other.exception(60) or other.result(60) for other in others]


def test_those_who_waited_share_one_transaction_and_get_their_own_results() -> None:
    work = Held()
    assert run_behind_the_first(work, 100, [[2, 3], [4], [5, 6]]) == [[20, 30], [40], [50, 60]]
    assert work.groups == [[1], [2, 3, 4, 5, 6]]


def test_a_group_is_no_larger_than_its_limit_but_takes_a_large_caller_alone() -> None:
    work = Held()
    assert run_behind_the_first(work, 3, [[2, 3], [4, 5], [6, 7, 8, 9]]) == [[20, 30], [40, 50], [60, 70, 80, 90]]
    assert work.groups == [[1], [2, 3], [4, 5], [6, 7, 8, 9]]


def test_a_fault_is_told_to_everybody_of_its_group_and_to_nobody_else() -> None:
    work = Held()
    second, third, fourth = run_behind_the_first(work, 2, [[2], [-1], [3]])
    assert isinstance(second, RuntimeError)
    assert isinstance(third, RuntimeError)
    assert fourth == [30]


def test_an_empty_queue_after_a_fault_serves_the_next_caller() -> None:
    work = Held()
    work.go.set()
    commits: GroupCommit[int, int] = GroupCommit(work, 10)
    with pytest.raises(RuntimeError, match="disk full"):
        commits.run([-1])
    assert commits.run([7]) == [70]
