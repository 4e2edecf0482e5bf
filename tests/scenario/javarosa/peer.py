"""The same answers here and in JavaRosa (the jar in the pyxform wheel), and what differs after each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyxform
from lxml import etree

from survey_forms.engine import Clock, load_form
from survey_forms.engine.session import Session
from tests.scenario.javarosa.generate import LANGUAGES, Generator

HERE = Path(__file__).parent
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
STEPS = 12
Cell = list[Any]
"""value, relevant, readonly, required, constraint holds; for a question on screen also label and choices."""
State = dict[str, Cell]


def is_here() -> bool:
    """Whether this machine has the Java development kit that runs the peer."""
    return shutil.which("java") is not None and shutil.which("javac") is not None


class JavaRosa:
    """A JavaRosa process that fills forms on request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["javac", "-cp", str(JAR), "-d", str(folder), str(HERE / "Replay.java")], check=True)
        classpath = f"{JAR}{os.pathsep}{folder}"
        self._process = subprocess.Popen(
            ["java", "-Duser.timezone=Asia/Karachi", "-cp", classpath, "Replay"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip

    def ask(self, *command: str) -> State | None:
        """The state after a command; None if JavaRosa itself fails on the form (its casts, not our subject)."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join(command) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return None if "error" in answer else answer

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


def ours(session: Session) -> State:
    found: State = {}
    for ref in session.refs():
        defn, _, is_range = session._state.find(ref)
        if not is_range:
            node = session.node(ref)
            allowed = node.violation is None or node.violation.kind != "constraint"
            cell: Cell = [node.value, node.relevant, node.readonly, node.required, allowed]
            if defn.control is not None and defn.column >= 0:
                cell += [node.label, [[choice.value, choice.label] for choice in node.choices or ()]]
            found[ref] = cell
    return found


def differences(session: Session, theirs: State, counted: list[str], xml: bool = True) -> list[str]:
    """What is no row of the policy: rows too many of a counted repeat stay in JavaRosa (`count-lowered`)."""
    found, mine_all = [], ours(session)
    for ref in sorted(mine_all.keys() | theirs.keys() - {"xml"}):
        generic = re.sub(r"\[\d+\]", "", ref)
        mine, other = mine_all.get(ref), theirs.get(ref)
        if "instanceID" in ref or (mine is None and any(generic.startswith(path) for path in counted)):
            continue
        if mine is not None and not mine[1] and (other is None or other[1:4] == mine[1:4]):
            continue
        if mine is None or other is None or mine[1 : len(other)] != other[1:] or not _same(mine[0], other[0]):
            found.append(f"{ref}: {mine}, JavaRosa {other}")
    if xml and not counted and not found:
        a, b = _sent(session.instance()), _sent(str(theirs["xml"]).encode())
        if [x[0] for x in a] != [x[0] for x in b] or not all(_same(x[1], y[1]) for x, y in zip(a, b, strict=True)):
            found.append(f"XML {a}, JavaRosa {b}")
    return found


def _sent(xml: bytes) -> list[tuple[str, str]]:
    """Path and text of every element of a submission. In document order but for elements of other names between
    rows: JavaRosa adds a row of a range without rows at the end of what is around."""
    paths: list[tuple[str, str]] = []

    def walk(element: etree._Element, path: str) -> None:
        paths.append((path, element.text or "" if not len(element) else ""))
        for number, below in enumerate(sorted(element, key=lambda child: str(child.tag))):
            if below.tag != "meta":
                walk(below, f"{path}/{below.tag} {number}")

    walk(etree.fromstring(xml), "")
    return paths


def _same(mine: str, other: str) -> bool:
    """Equal as text, as number, or as the date that JavaRosa shows with its midnight."""
    other = re.sub(r"T00:00:00\.000(Z|\+05:00)", "", other)
    try:
        return float(mine) == float(other)
    except ValueError:
        return mine == other


def _step(form: Generator, session: Session) -> tuple[str, ...] | None:
    """A random command, already carried out in our session."""
    if session.language and form.random.random() < 0.1:
        language = form.random.choice(LANGUAGES)
        session.set_language(language)
        return ("language", language)
    if form.repeats and form.random.random() < 0.25:
        path = form.random.choice(form.repeats)
        ranges = [r for r in _matching(session, path) if not r.endswith("]") and session.node(r).relevant]
        if not ranges:
            return None
        ref = form.random.choice(ranges)
        rows = [child.ref for child in session.item(ref).children]
        row = form.random.choice(rows) if len(rows) > 1 else ""
        if row and path not in form.kept and form.random.random() < 0.4 and session.node(row).relevant:
            session.remove_repeat(row)
            return ("remove", row)
        session.add_repeat(ref)
        return ("add", ref)
    if not form.asked:
        return None
    question = form.random.choice(form.asked)
    refs = [r for r in _matching(session, question.path) if session.node(r).relevant and not session.node(r).readonly]
    if not refs:
        return None
    ref = form.random.choice(refs)
    value = _picked(form, session, ref) if question.type.startswith("pick") else form.answer(question)
    session.set(ref, value)
    return ("set", ref, value)


def _picked(form: Generator, session: Session, ref: str) -> str:
    """Of the choices there are now, as a view offers them."""
    values = [choice.value for choice in session.node(ref).choices or ()]
    most = 1 if session.item(ref).control == "select1" else 3
    chosen = form.random.sample(values, min(len(values), most, form.random.randint(0, 3)))
    return " ".join(sorted(chosen, key=values.index))


def _matching(session: Session, path: str) -> list[str]:
    return [ref for ref in session.refs() if re.sub(r"\[\d+\]", "", ref) == path]


def replay(seed: int, javarosa: JavaRosa) -> tuple[bool, list[str]]:
    """(whether JavaRosa could run it to the end, differences). Ends at the first difference."""
    form = Generator(seed)
    xml = form.form()
    path = javarosa.folder / "form.xml"
    path.write_text(xml, encoding="utf-8")
    theirs = javarosa.ask("form", str(path))
    session = load_form(xml.encode()).start(clock=Clock.system("Asia/Karachi"))
    log: list[tuple[str, ...]] = []
    for _ in range(STEPS):
        if theirs is None:
            return False, []
        found = differences(session, theirs, form.counted)
        if found:
            return True, [f"seed {seed} after {log[-3:]}: {found[:3]}"]
        command = _step(form, session)
        if command is not None:
            log.append(command)
            theirs = javarosa.ask(*command)
    return True, []
