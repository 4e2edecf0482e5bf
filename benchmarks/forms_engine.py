"""How long the form engine takes on a roster of 63 questions and 90 binds.

Run `python benchmarks/forms_engine.py [--json]`.

Times are milliseconds on this machine; nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable

from survey_forms.engine import load_form
from survey_forms.engine.form import LoadedForm
from survey_forms.engine.session import Session

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


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1000


def figures(times: list[float]) -> dict[str, float]:
    """n, median, p95, max."""
    ordered = sorted(times)
    return {
        "n": len(times),
        "median": round(statistics.median(times), 4),
        "p95": round(ordered[int(len(ordered) * 0.95)], 4),
        "max": round(ordered[-1], 4),
    }


def with_members(form: LoadedForm, count: int) -> tuple[Session, list[float]]:
    """A session with members added one by one, and the time of each."""
    session = form.start()
    times = [timed(lambda: session.add_repeat("/data/m")) for _ in range(count)]
    return session, times


def answers(session: Session, count: int) -> list[float]:
    """Times of a thousand answers to `age`, after 300 rounds to warm up."""
    for warm in range(300):
        session.set(f"/data/m[{warm % count + 1}]/age", str(warm % 90))
    times = []
    for n in range(1000):
        begin = time.perf_counter()
        session.set(f"/data/m[{n % count + 1}]/age", str(n * 7 % 90))
        times.append((time.perf_counter() - begin) * 1000)
    return times


def large(form: LoadedForm, session: Session) -> dict[str, dict[str, float]]:
    """What a roster of 158 costs beside answers."""
    report = {"delete first of 158": figures([timed(lambda: session.remove_repeat("/data/m[1]")) for _ in range(10)])}
    draft = session.draft()
    report["draft"] = figures([timed(session.draft) for _ in range(5)])
    report["resume"] = figures([timed(lambda: form.resume(draft)) for _ in range(5)])
    report["finalise"] = figures([timed(session.finalise) for _ in range(5)])
    fresh = form.start()
    report["create 158 by count"] = figures([timed(lambda: fresh.set("/data/k", "158"))])
    return report


def lookups() -> dict[str, dict[str, float]]:
    """A list of 50,000 items asked by key."""
    big = load_form(roster(50_000)).start()
    report = {"first lookup in 50,000": figures([timed(lambda: big.set("/data/key", "k7"))])}
    times = []
    for n in range(500):
        begin = time.perf_counter()
        big.set("/data/key", f"k{n * 37 % 50_000}")
        times.append((time.perf_counter() - begin) * 1000)
    return report | {"lookup in 50,000": figures(times)}


def measure() -> dict[str, dict[str, float]]:
    """All rows of the table."""
    data = roster()
    report = {"load and start": figures([timed(lambda: load_form(data).start()) for _ in range(30)])}
    form = load_form(data)
    for count in (20, 158):
        session, added = with_members(form, count)
        report[f"answer age, {count} members"] = figures(answers(session, count))
        report[f"last ten rows added, to {count}"] = figures(added[-10:])
        report[f"all rows added, to {count}"] = figures([sum(added)])
    return report | large(form, session) | lookups()


def main(argv: list[str]) -> int:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args(argv)
    report = measure()
    if arguments.json:
        print(json.dumps(report, indent=1))
        return 0
    for name, row in report.items():
        print(f"{name:32} n {row['n']:5} median {row['median']:9.3f} p95 {row['p95']:9.3f} max {row['max']:9.3f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
