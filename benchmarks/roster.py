"""The form that engines are timed on: a roster of 63 questions and 90 binds."""

from __future__ import annotations

QUESTIONS = 63
HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa">'
)


def roster(lookup: int = 0) -> bytes:
    """A household with a member repeat: ages drive relevance, calculations and totals."""
    names = ["dob", "age", "adult", *[f"q{n}" for n in range(QUESTIONS - 3)]]
    binds = [
        '<bind nodeset="/data/m/age" type="int" constraint=". &gt;= 0 and . &lt; 121"/>',
        '<bind nodeset="/data/m/adult" calculate="if(../age &gt;= 18, 1, 0)"/>',
        '<bind nodeset="/data/members" calculate="count(/data/m)"/>',
        '<bind nodeset="/data/adults" calculate="sum(/data/m/adult)"/>',
        '<bind nodeset="/data/oldest" calculate="max(/data/m/age)"/>',
        '<bind nodeset="/data/share" calculate="round(/data/adults div /data/members * 100, 1)"/>',
        """<bind nodeset="/data/found" calculate="instance('list')/root/item[name = /data/key]/label"/>""",
    ]
    for n in range(QUESTIONS - 3):
        relevant = ("../age &gt;= 5", "../age &lt; 5", "../adult = 1", "../q0 = 'yes'")[n % 4] if n else ""
        binds.append(f'<bind nodeset="/data/m/q{n}"{f" relevant={chr(34)}{relevant}{chr(34)}" if relevant else ""}/>')
    totals = [f"t{n}" for n in range(20)]
    binds += [
        f'<bind nodeset="/data/{t}" calculate="count(/data/m[q{n} != &apos;&apos;])"/>' for n, t in enumerate(totals)
    ]
    questions = "".join(f'<input ref="/data/m/{name}"><label>{name}</label></input>' for name in names)
    items = "".join(f"<item><name>k{n}</name><label>L{n}</label></item>" for n in range(lookup or 1))
    row = "".join(f"<{name}/>" for name in names)
    return (
        f'{HEAD}<h:head><h:title>b</h:title><model><instance><data id="b"><k/><key/>'
        f'<c jr:template="">{row}</c><m jr:template="">{row}</m>'
        f"<members/><adults/><oldest/><share/><found/>{''.join(f'<{t}/>' for t in totals)}</data></instance>"
        f'<instance id="list"><root>{items}</root></instance>{"".join(binds)}</model></h:head><h:body>'
        f'<input ref="/data/k"/><input ref="/data/key"/><repeat nodeset="/data/m">{questions}</repeat>'
        f'<repeat nodeset="/data/c" jr:count="/data/k">{questions.replace("/data/m/", "/data/c/")}</repeat>'
        "</h:body></h:html>"
    ).encode()
