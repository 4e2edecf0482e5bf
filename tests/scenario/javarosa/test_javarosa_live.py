"""Random forms filled by the same random answers here and in JavaRosa (the jar in the pyxform wheel)."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import pyxform

from survey_forms.engine import Clock, load_form
from survey_forms.engine.session import Session

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
FORMS, SOAK_FORMS, STEPS, SURVEY_STEPS = 120, 2000, 12, 60
State = dict[str, tuple[str, bool, bool, bool]]


def _generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("javarosa_generate", HERE / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


generate = _generate()


class JavaRosa:
    """A JavaRosa process that fills forms on request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["javac", "-cp", str(JAR), "-d", str(folder), str(HERE / "Replay.java")], check=True)
        classpath = f"{JAR}{':' if sys.platform != 'win32' else ';'}{folder}"
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
        return None if "error" in answer else {ref: tuple(state) for ref, state in answer.items()}

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def javarosa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JavaRosa]:
    if shutil.which("java") is None or shutil.which("javac") is None:
        pytest.skip("JavaRosa is the reference here, and this machine has no Java development kit")
    process = JavaRosa(tmp_path_factory.mktemp("javarosa"))
    yield process
    process.close()


def _ours(session: Session) -> State:
    found: State = {}
    ranges = {re.sub(r"\[\d+\]$", "", ref) for ref in session.refs() if ref.endswith("]")}
    for ref in session.refs():
        if ref not in ranges and session.item(ref).kind != "repeat":
            node = session.node(ref)
            found[ref] = (node.value, node.relevant, node.readonly, node.required)
    return found


def _differences(ours: State, theirs: State, counted: list[str]) -> list[str]:
    """What is no row of the policy: rows too many of a counted repeat stay in JavaRosa (`count-lowered`)."""
    found = []
    for ref in sorted(ours.keys() | theirs.keys()):
        generic = re.sub(r"\[\d+\]", "", ref)
        mine, other = ours.get(ref), theirs.get(ref)
        if "instanceID" in ref or (mine is None and any(generic.startswith(path) for path in counted)):
            continue
        if mine is not None and not mine[1] and (other is None or other[1:] == mine[1:]):
            continue
        if mine is None or other is None or mine[1:] != other[1:] or not _same(mine[0], other[0]):
            found.append(f"{ref}: {mine}, JavaRosa {other}")
    return found


def _same(mine: str, other: str) -> bool:
    """Equal as text, as number, or as the date that JavaRosa shows with its midnight."""
    other = re.sub(r"T00:00:00\.000(Z|\+05:00)", "", other)
    try:
        return float(mine) == float(other)
    except ValueError:
        return mine == other


def _step(form: object, session: Session) -> tuple[str, ...] | None:
    """A random command, already carried out in our session."""
    assert isinstance(form, generate.Generator)
    if form.repeats and form.random.random() < 0.25:
        path = form.random.choice(form.repeats)
        ranges = [r for r in _matching(session, path) if not r.endswith("]") and session.node(r).relevant]
        if not ranges:
            return None
        ref = form.random.choice(ranges)
        rows = [child.ref for child in session.item(ref).children]
        if len(rows) > 1 and form.random.random() < 0.3 and session.node(rows[0]).relevant:
            session.remove_repeat(rows[0])
            return ("remove", rows[0])
        session.add_repeat(ref)
        return ("add", ref)
    if not form.asked:
        return None
    question = form.random.choice(form.asked)
    refs = [r for r in _matching(session, question.path) if session.node(r).relevant and not session.node(r).readonly]
    if not refs:
        return None
    ref, value = form.random.choice(refs), form.answer(question)
    session.set(ref, value)
    return ("set", ref, value)


def _matching(session: Session, path: str) -> list[str]:
    return [ref for ref in session.refs() if re.sub(r"\[\d+\]", "", ref) == path]


def _replay(seed: int, javarosa: JavaRosa) -> tuple[bool, list[str]]:
    """(whether JavaRosa could run it to the end, differences). Ends at the first difference."""
    form = generate.Generator(seed)
    xml = form.form()
    path = javarosa.folder / "form.xml"
    path.write_text(xml, encoding="utf-8")
    theirs = javarosa.ask("form", str(path))
    session = load_form(xml.encode()).start(clock=Clock.system("Asia/Karachi"))
    log: list[tuple[str, ...]] = []
    for _ in range(STEPS):
        if theirs is None:
            return False, []
        found = _differences(_ours(session), theirs, form.counted)
        if found:
            return True, [f"seed {seed} after {log[-3:]}: {found[:3]}"]
        command = _step(form, session)
        if command is not None:
            log.append(command)
            theirs = javarosa.ask(*command)
    return True, []


def _run(javarosa: JavaRosa, count: int) -> tuple[int, list[str]]:
    completed, differences = 0, []
    for seed in range(count):
        ran, found = _replay(seed, javarosa)
        completed += ran
        differences += found
    return completed, differences


def test_random_forms_are_filled_alike(javarosa: JavaRosa) -> None:
    completed, differences = _run(javarosa, FORMS)
    assert differences == []
    assert completed > FORMS * 0.8


@pytest.mark.soak
def test_many_random_forms_are_filled_alike(javarosa: JavaRosa) -> None:
    completed, differences = _run(javarosa, SOAK_FORMS)
    assert differences == []
    assert completed > SOAK_FORMS * 0.8


NUMBERS = ("0", "1", "2", "5", "30", "99", "5000")
DATES = ("1990-01-05", "2015-06-30", "2021-11-30", "1950-02-28", "2026-01-01")
TEXTS = ("3520212345671", "Aslam", "x y", "03001234567")
OF_THE_RUN = re.compile(r"/data/(start|end|meta|survey_date)\b")


def _survey_answer(session: Session, ref: str, chance: random.Random) -> str:
    node, kind = session.node(ref), session.item(ref).kind
    if node.choices:
        return chance.choice(node.choices).value
    if kind == "trigger":
        return "OK"
    if ref.endswith("/infant_death"):
        # It counts rows, and rows too many are a row of the policy of their own.
        return str(int(node.value or 0) + 1)
    return chance.choice({"int": NUMBERS, "date": DATES}.get(node.type, TEXTS))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_survey_of_the_centre_is_filled_alike(javarosa: JavaRosa, seed: int) -> None:
    path = ROOT / "resources" / "forms" / "nser_survey.xml"
    chance = random.Random(seed)
    session = load_form(path).start(clock=Clock.system("Asia/Karachi"))
    theirs = javarosa.ask("form", str(path))
    for step in range(SURVEY_STEPS):
        assert theirs is not None
        found = _differences(_ours(session), theirs, ["/data/infants/infant_death_detail"])
        assert [line for line in found if not OF_THE_RUN.match(line)] == []
        if step % 15 == 7:
            session.add_repeat("/data/member")
            theirs = javarosa.ask("add", "/data/member")
            continue
        refs = [ref for ref in session.refs() if session.item(ref).kind in ("question", "trigger")]
        ref = chance.choice([r for r in refs if session.node(r).relevant and not session.node(r).readonly])
        value = _survey_answer(session, ref, chance)
        session.set(ref, value)
        theirs = javarosa.ask("set", ref, value)


def test_a_planted_difference_is_seen(javarosa: JavaRosa, monkeypatch: pytest.MonkeyPatch) -> None:
    from survey_forms.engine.instance import propagate

    monkeypatch.setitem(propagate._STEPS, "calculate", lambda self, prop, row, value: None)
    _, differences = _run(javarosa, 10)
    assert differences
