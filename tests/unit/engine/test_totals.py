"""Totals over rows are kept up to date: what all rows at once would give, at the cost of the row that changed."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from survey_forms.engine import load_form
from survey_forms.engine.session import Session
from tests.unit.engine.conftest import write_xform

Start = Callable[..., Session]
TOTALS = {
    "rows": "count(/data/m)", "filled": "count-non-empty(/data/m/age)", "ages": "count(/data/m/age)",
    "sum": "sum(/data/m/age)", "least": "min(/data/m/age)", "most": "max(/data/m/age)",
    "share": "round(sum(/data/m/part), 3)", "kids": "sum(/data/m/c/n)", "counted": "sum(/data/k/w)",
}  # fmt: skip
BINDS = "".join(f'<bind nodeset="/data/{name}" calculate="{text}"/>' for name, text in TOTALS.items())
BINDS += """<bind nodeset="/data/m/age" type="int" relevant="../known != 'no'"/>
    <bind nodeset="/data/m/part" type="decimal"/>
    <bind nodeset="/data/m/own" calculate="sum(../c/n)"/><bind nodeset="/data/m/c" relevant="../known != 'hide'"/>
    <bind nodeset="/data/g" relevant="/data/shown != 'no'"/><bind nodeset="/data/g/in" calculate="max(/data/g/x/y)"/>"""
ROW = "<known/><age/><part/><own/><c><n/></c>"
FORM = write_xform(
    f'<shown/><size/><m jr:template="">{ROW}</m><m>{ROW}</m><k jr:template=""><w/></k><g><x><y/></x><in/></g>'
    + "".join(f"<{name}/>" for name in TOTALS),
    BINDS,
    """<input ref="/data/shown"/><input ref="/data/size"/><repeat nodeset="/data/m"><input ref="/data/m/known"/>
    <input ref="/data/m/age"/><input ref="/data/m/part"/><repeat nodeset="/data/m/c"><input ref="/data/m/c/n"/></repeat>
    </repeat><repeat nodeset="/data/k" jr:count="/data/size"><input ref="/data/k/w"/></repeat>
    <group ref="/data/g"><repeat nodeset="/data/g/x"><input ref="/data/g/x/y"/></repeat></group>""",
)
ANSWERS = {
    "known": ("", "no", "hide"), "age": ("", "7", "0", "-3", "40", "x"), "part": ("", "0.1", "0.2", "1e5", "33.3"),
    "n": ("", "1", "2.5"), "w": ("", "5", "6"), "y": ("", "3", "9"), "shown": ("", "no"), "size": ("0", "2", "4", ""),
}  # fmt: skip


def step(session: Session, dice: random.Random) -> None:
    ranges = [r for r in session.refs() if session.item(r).can_add]
    rows = [r for r in session.refs() if session.item(r).can_remove and r.endswith("]")]
    chance = dice.random()
    if chance < 0.15:
        session.add_repeat(dice.choice(ranges))
    elif chance < 0.25 and rows:
        session.remove_repeat(dice.choice(rows))
    else:
        name = dice.choice(list(ANSWERS))
        refs = [r for r in session.refs() if r.rpartition("/")[2] == name]
        if refs:
            session.set(dice.choice(refs), dice.choice(ANSWERS[name]))


def totals(session: Session) -> dict[str, str]:
    return {r: session.node(r).value for r in session.refs() if r.rpartition("/")[2] in {*TOTALS, "own", "in"}}


@pytest.mark.parametrize("seed", range(12))
def test_kept_totals_are_those_of_all_rows_at_once(seed: int) -> None:
    form, dice = load_form(FORM), random.Random(seed)
    session = form.start()
    for _ in range(60):
        step(session, dice)
        assert totals(session) == totals(form.resume(session.draft()))


def test_an_answer_costs_its_own_row(start: Start) -> None:
    session = start(
        "<m><age>1</age></m>" * 200 + "<s/><n/>",
        '<bind nodeset="/data/s" calculate="sum(/data/m/age) + max(/data/m/age)"/><bind nodeset="/data/n" '
        'calculate="count(/data/m)"/>',
        '<repeat nodeset="/data/m"><input ref="/data/m/age"/></repeat>',
    )
    kept = [total for those in session._state.totals.values() for total in those]
    assert {total.kind for total in kept} == {"sum", "max"}
    assert [total.read for total in kept] == [200, 200]
    session.set("/data/m[7]/age", "9")
    session.add_repeat("/data/m")
    session.set("/data/m[201]/age", "4")
    session.remove_repeat("/data/m[1]")
    assert session.node("/data/s").value == "220"
    assert [total.read for total in kept] == [203, 203]


def test_rows_that_come_back_count_as_the_place_around_them_is_now(start: Start) -> None:
    session = start(
        '<shown/><size>2</size><g><k jr:template=""><w/></k></g><s/><two/>',
        """<bind nodeset="/data/g" relevant="/data/shown != 'no'"/>
        <bind nodeset="/data/s" calculate="sum(/data/g/k/w)"/>
        <bind nodeset="/data/two" calculate="string(/data/g/k[2]/w)"/>""",
        """<input ref="/data/shown"/><input ref="/data/size"/><group ref="/data/g">
        <repeat nodeset="/data/g/k" jr:count="/data/size"><input ref="/data/g/k/w"/></repeat></group>""",
    )
    session.set("/data/g/k[2]/w", "5")
    for answers in (("size", "1"), ("shown", "no"), ("size", "2")):
        session.set(f"/data/{answers[0]}", answers[1])
    assert (session.node("/data/s").value, session.node("/data/two").value) == ("0", "")
    for answers in (("size", "1"), ("shown", ""), ("size", "2")):
        session.set(f"/data/{answers[0]}", answers[1])
    assert (session.node("/data/s").value, session.node("/data/two").value) == ("5", "5")
    for answers in (("shown", "no"), ("size", "1"), ("shown", ""), ("size", "2")):
        session.set(f"/data/{answers[0]}", answers[1])
    assert (session.node("/data/s").value, session.node("/data/two").value) == ("5", "5")
