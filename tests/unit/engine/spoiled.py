"""Forms, expressions and drafts with chance damage: what the engine must answer with a result or an EngineError."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Callable
from functools import lru_cache

from survey_forms.engine import EngineError, load_form
from survey_forms.engine.form import LoadedForm
from survey_forms.engine.session import Session
from survey_forms.engine.xpath import evaluate
from survey_forms.engine.xpath.library import FUNCTIONS, SPECIAL
from tests.unit.engine.conftest import write_xform

FORM = write_xform(
    '<n/><hidden>no</hidden><secret/><m jr:template=""><age/><c jr:template=""><y/></c></m><one/><many/><total/>'
    "<meta><instanceID/></meta>",
    """<bind nodeset="/data/n" type="int" constraint=". &lt; 20" jr:constraintMsg="jr:itext('few')"/>
<bind nodeset="/data/secret" relevant="/data/hidden = 'no'" required="true()"/>
<bind nodeset="/data/m/age" type="int" constraint="regex(., '^[0-9]{1,3}$')" readonly="position(..) > 3"/>
<bind nodeset="/data/total" calculate="sum(/data/m/age) + count(/data/m[age > 2]) + once(random())"/>
<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>
<setvalue event="odk-instance-first-load" ref="/data/one" value="instance('list')/root/item[1]/name"/>""",
    """<input ref="/data/n"><label ref="jr:itext('few')"/></input><input ref="/data/hidden"/><input ref="/data/secret"/>
<group ref="/data/m"><repeat nodeset="/data/m" jr:count="/data/n"><input ref="/data/m/age"><label>Age
<output value="/data/total"/></label></input><repeat nodeset="/data/m/c"><input ref="/data/m/c/y"/></repeat></repeat>
</group><select1 ref="/data/one"><itemset nodeset="instance('list')/root/item[age &gt; /data/n]"><value ref="name"/>
<label ref="jr:itext(name)"/></itemset></select1><select ref="/data/many"><item><label>A</label><value>a</value></item>
<item><label>B</label><value>b</value></item></select>""",
    """<instance id="list"><root><item><name>a</name><age>3</age></item><item><name>b</name><age>9</age></item></root>
</instance><itext><translation lang="en" default=""><text id="few"><value>few</value></text><text id="a"><value>A
</value></text></translation><translation lang="ur"><text id="few"><value>کم</value></text></translation></itext>""",
)
DOCUMENT = '<r a="1" xmlns:p="urn:p"><b>1</b><b c="x">2<p:d/>tail</b><!-- c --><?pi x?><e>2026-11-22</e></r>'
WORDS = (
    *FUNCTIONS, *SPECIAL, *re.split(" ", "/ // . .. @ * | + - = != < <= > >= ( ) [ ] , ' \" $ : :: # { } \\ ^"),
    "and", "or", "div", "mod", "child::", "ancestor::", "following::", "preceding-sibling::", "self::node()",
    "text()", "/r/b", "/data/m/age", "/data/n", "b", "@c", "'a'", "'2026-11-22'", "''", "1", "0", "-1", "1e9",
    "99999999999999999999", "0.1", "'(a|aa)*$'", "'%Y-%m-%d'", "current()/..", "[1]", "[last()]", "۱۲", "\x00", "𝔘",
)  # fmt: skip
PIECE = re.compile(r"<[^>]*>|\"[^\"]*\"|[\w:-]+|\s+|.", re.DOTALL)


def expression(dice: random.Random) -> str:
    """Words of the language in a row, or calls within calls."""
    if dice.random() < 0.5:
        return dice.choice(("", " ")).join(dice.choices(WORDS, k=dice.randint(1, 14)))

    def call(depth: int) -> str:
        if depth == 0 or dice.random() < 0.2:
            return dice.choice(WORDS[-30:])
        inner = [call(depth - 1) for _ in range(dice.randint(0, 3))]
        return f"{dice.choice((*FUNCTIONS, *SPECIAL))}({', '.join(inner)})"

    return dice.choice((" = ", " + ", " | ", " and ", "/")).join(call(3) for _ in range(dice.randint(1, 2)))


def spoil(data: bytes, dice: random.Random) -> bytes:
    """Bytes changed, or pieces of the text left out, doubled, exchanged, or replaced by expressions."""
    if dice.random() < 0.2:
        changed = bytearray(data)
        for _ in range(dice.randint(1, 8)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        return bytes(changed[: dice.choice((len(changed), dice.randrange(len(changed))))])
    pieces = PIECE.findall(data.decode())
    for _ in range(dice.randint(1, 4)):
        at, other = dice.randrange(len(pieces)), dice.randrange(len(pieces))
        match dice.randrange(5):
            case 0:
                pieces[at] = ""
            case 1:
                pieces[at] += pieces[other]
            case 2:
                pieces[at], pieces[other] = pieces[other], pieces[at]
            case 3:
                pieces[at] = pieces[at] * dice.choice((2, 40))
            case _:
                text = expression(dice).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
                pieces[at] = re.sub(r'"[^"]*"', lambda _, text=text: f'"{text}"', pieces[at], count=1)  # type: ignore[misc]
    return "".join(pieces).encode()


def use(session: Session) -> None:
    """Answer, look at everything, keep, take up again and finish."""
    answers = {"/data/n": "3", "/data/m[1]/age": "40", "/data/hidden": "yes", "/data/one": "b", "/data/many": "b a"}
    for ref, answer in answers.items():
        with contextlib.suppress(EngineError):
            session.set(ref, answer)
    session.watch(session.refs())
    for ref in session.refs():
        session.node(ref)
    session.validate()
    session.draft()
    session.finalise()


@lru_cache(maxsize=1)
def good() -> tuple[LoadedForm, bytes]:
    """The undamaged form and a draft of it."""
    form = load_form(FORM)
    session = form.start()
    session.set("/data/n", "3")
    return form, session.draft()


def try_expression(dice: random.Random) -> None:
    evaluate(DOCUMENT, expression(dice), xforms=dice.random() < 0.7)


def try_form(dice: random.Random) -> None:
    use(load_form(spoil(FORM, dice)).start())


def try_draft(dice: random.Random) -> None:
    form, draft = good()
    use(form.resume(spoil(draft, dice)))


TRIALS: dict[str, Callable[[random.Random], None]] = {
    "expressions": try_expression, "forms": try_form, "drafts": try_draft,
}  # fmt: skip


def survives(kind: str, seed: int) -> bool:
    """Whether the input of a seed gave a result; False if it was refused. Anything but an EngineError comes through."""
    try:
        TRIALS[kind](random.Random(seed))
    except EngineError:
        return False
    return True
