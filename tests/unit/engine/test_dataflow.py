"""How little is computed: an answer touches what reads it, stops where nothing changed, and looks lists up by index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from survey_forms.engine.session import Session
from survey_forms.engine.xpath.runtime import Instance

Start = Callable[..., Session]


def _counted(session: Session) -> Counter[str]:
    """Count evaluations per expression from now on."""
    propagator = session._propagator
    counts: Counter[str] = Counter()

    def wrap(name: str, function: Callable[[int], object]) -> Callable[[int], object]:
        def call(row: int) -> object:
            counts[name] += 1
            return function(row)

        return call

    propagator._functions[:] = [
        wrap(f"{p.defn.path} {p.kind}", f)
        for p, f in zip(session._model.ordered, propagator._functions, strict=True)
    ]  # fmt: skip
    return counts


ROWS = 40


@pytest.fixture
def roster(start: Start) -> Session:
    return start(
        "<m><age>1</age><adult/><label/></m>" * ROWS + "<adults/><any/>",
        """<bind nodeset="/data/m/adult" calculate="if(../age &gt;= 18, 1, 0)"/>
        <bind nodeset="/data/m/label" calculate="concat('adult ', ../adult)"/>
        <bind nodeset="/data/adults" calculate="sum(/data/m/adult)"/>
        <bind nodeset="/data/any" calculate="/data/adults &gt; 0"/>""",
        '<repeat nodeset="/data/m"><input ref="/data/m/age"/></repeat>',
    )


def test_an_answer_computes_its_own_row_and_the_total(roster: Session) -> None:
    counts = _counted(roster)
    roster.set("/data/m[3]/age", "20")
    assert counts == {
        "/data/m/adult calculate": 1, "/data/m/label calculate": 1, "/data/adults calculate": 1,
        "/data/any calculate": 1,
    }  # fmt: skip


def test_it_stops_where_a_value_did_not_change(roster: Session) -> None:
    counts = _counted(roster)
    roster.set("/data/m[3]/age", "2")
    assert counts == {"/data/m/adult calculate": 1}
    roster.set("/data/m[3]/age", "30")
    roster.set("/data/m[4]/age", "30")
    counts.clear()
    roster.set("/data/m[5]/age", "30")
    assert counts["/data/any calculate"] == 1
    counts.clear()
    roster.set("/data/m[5]/age", "30")
    assert not counts


def test_a_new_row_computes_itself_and_the_totals(roster: Session) -> None:
    counts = _counted(roster)
    roster.add_repeat("/data/m")
    assert counts["/data/m/adult calculate"] == counts["/data/m/label calculate"] == 1
    assert counts["/data/adults calculate"] <= 2


def test_lists_are_found_by_index(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []
    original = Instance.index

    def spy(self: Instance, names: tuple[str, ...], key: tuple[str, ...]) -> dict[str, list[object]]:
        built.append((names, key))
        return original(self, names, key)  # type: ignore[return-value]

    monkeypatch.setattr(Instance, "index", spy)
    items = "".join(f"<item><k>{n}</k><v>value {n}</v></item>" for n in range(2000))
    session = start(
        "<q/><out/>",
        """<bind nodeset="/data/out" calculate="instance('l')/root/item[k = /data/q]/v"/>""",
        '<input ref="/data/q"/>',
        f'<instance id="l"><root>{items}</root></instance>',
    )
    for answer in ("7", "1999", "5000"):
        session.set("/data/q", answer)
    assert built == [(("root", "item"), ("k",))]
    assert session.node("/data/out").value == ""
    session.set("/data/q", "1999")
    assert session.node("/data/out").value == "value 1999"


def test_only_watched_refs_are_looked_at(roster: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    roster.watch(["/data/m[3]/age"])
    read: list[str] = []
    watcher = roster._watcher
    original = watcher._read
    monkeypatch.setattr(watcher, "_read", lambda ref: (read.append(ref), original(ref))[1])
    roster.set("/data/m[3]/age", "20")
    assert read == ["/data/m[3]/age"]


def test_nested_rows_keep_to_their_own(start: Start) -> None:
    session = start(
        "<o><k>1</k><i><x>1</x></i><i><x>2</x></i><s/></o><o><k>2</k><i><x>5</x></i><s/></o><all/>",
        """<bind nodeset="/data/o/s" calculate="sum(../i/x)"/><bind nodeset="/data/all" calculate="sum(/data/o/i/x)"/>
        <bind nodeset="/data/o/i/x" relevant="../../k &gt; 0"/>""",
        """<repeat nodeset="/data/o"><input ref="/data/o/k"/>
<repeat nodeset="/data/o/i"><input ref="/data/o/i/x"/></repeat>
        </repeat>""",
    )
    values = [session.node(r).value for r in ("/data/o[1]/s", "/data/o[2]/s", "/data/all")]
    assert values == ["3", "5", "8"]
    counts = _counted(session)
    session.set("/data/o[2]/i[1]/x", "9")
    assert counts == {"/data/o/s calculate": 1, "/data/all calculate": 1}
    session.set("/data/o[1]/k", "0")
    assert [session.node(r).value for r in ("/data/o[1]/s", "/data/all")] == ["0", "9"]
    session.remove_repeat("/data/o[2]")
    assert session.node("/data/all").value == "0"
