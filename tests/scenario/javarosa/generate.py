"""Random forms and answers: groups, nested and counted repeats, chains of conditions, calculations, setvalue."""

from __future__ import annotations

import html
import random
from dataclasses import dataclass, field

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa">'
)
ITEMS = "".join(f"<item><label>{c}</label><value>{c}</value></item>" for c in "abc")
ANSWERS = {
    "string": ("a", "b", "abc", "hello w", ""),
    "int": ("-2", "0", "1", "2", "3", "5", ""),
    "decimal": ("0.5", "2.25", "-1.5", "3.0", "10.25", ""),
    "date": ("2020-01-05", "1999-12-31", "2026-02-28", ""),
    "select1": ("a", "b", "c", ""),
    "select": ("a", "a b", "b c", "a b c", ""),
}
Rows = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question or calculation: generic path, type, the repeats around it."""

    path: str
    type: str
    rows: Rows
    asked: bool


@dataclass
class Part:
    """XML of a piece of the form: in the instance, in a template, in the body."""

    instance: str = ""
    template: str = ""
    body: str = ""

    def __iadd__(self, other: Part) -> Part:
        self.instance += other.instance
        self.template += other.template
        self.body += other.body
        return self


@dataclass
class Generator:
    """One random form; `asked` and `repeats` tell what may be answered and added to."""

    seed: int
    asked: list[Question] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._known: list[Question] = []
        self._binds: list[str] = []
        self._around: list[str] = []
        self._acting: set[str] = set()
        self._counting: dict[str, int] = {}
        self._number = 0
        self._here = ""

    def form(self) -> str:
        """The XForm."""
        parts = self._several("/data", (), 0, self.random.randint(3, 10))
        return (
            f'{HEAD}<h:head><h:title>t</h:title><model><instance><data id="t">{parts.instance}'
            f"<meta><instanceID/></meta></data></instance>{''.join(self._binds)}</model></h:head>"
            f"<h:body>{parts.body}</h:body></h:html>"
        )

    def answer(self, question: Question) -> str:
        """A random answer; a number that counts rows never goes down, which is a row of the policy of its own."""
        answer = self.random.choice(ANSWERS[question.type])
        if question.path not in self._counting:
            return answer
        self._counting[question.path] = max(self._counting[question.path], int(answer or 0))
        return str(self._counting[question.path])

    # structure

    def _several(self, path: str, rows: Rows, depth: int, count: int) -> Part:
        part = Part()
        for _ in range(count):
            part += self._any(path, rows, depth)
        return part

    def _any(self, path: str, rows: Rows, depth: int) -> Part:
        chance = self.random.random()
        if depth < 3 and chance < 0.14:
            return self._group(path, rows, depth)
        if depth < 3 and len(rows) < 2 and chance < 0.3:
            return self._repeat(path, rows, depth)
        return self._question(path, rows)

    def _enter(self, path: str, letter: str) -> tuple[str, str]:
        self._number += 1
        name = f"{letter}{self._number}"
        self._here = f"{path}/{name}"
        return name, self._here

    def _bind(self, path: str, **attributes: str) -> None:
        text = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
        self._binds.append(f'<bind nodeset="{path}"{text}/>')

    def _group(self, path: str, rows: Rows, depth: int) -> Part:
        name, here = self._enter(path, "g")
        if self.random.random() < 0.5:
            self._bind(here, relevant=self.condition(rows))
        inner = self._several(here, rows, depth + 1, self.random.randint(1, 4))
        return Part(
            f"<{name}>{inner.instance}</{name}>",
            f"<{name}>{inner.template}</{name}>",
            f'<group ref="{here}"><label>g</label>{inner.body}</group>',
        )

    def _repeat(self, path: str, rows: Rows, depth: int) -> Part:
        name, here = self._enter(path, "r")
        self._around.append(here)
        if self.random.random() < 0.3:
            self._bind(here, relevant=self.condition(rows))
        numbers = [q for q in self._visible(rows) if q.type == "int" and q.asked]
        count = self.random.choice(numbers).path if numbers and self.random.random() < 0.25 else ""
        if count:
            self._counting[count] = 0
        inner = self._several(here, (*rows, here), depth + 1, self.random.randint(1, 4))
        (self.counted if count else self.repeats).append(here)
        first = "" if count else f"<{name}>{inner.instance}</{name}>"
        template = f'<{name} jr:template="">{inner.template}</{name}>'
        counting = f' jr:count="{count}"' if count else ""
        body = f'<group ref="{here}"><label>r</label><repeat nodeset="{here}"{counting}>{inner.body}</repeat></group>'
        return Part(first if rows else template + first, template, body)

    def _question(self, path: str, rows: Rows) -> Part:
        kind = self.random.choice(("string", "int", "decimal", "date", "select1", "select", "int"))
        name, here = self._enter(path, "q")
        attributes = {"type": "string" if kind in ("select1", "select") else kind}
        for attribute, chance in (("relevant", 0.35), ("required", 0.15), ("readonly", 0.1)):
            if self.random.random() < chance:
                attributes[attribute] = self.condition(rows)
        asked = kind in ("select1", "select", "date") or self.random.random() > 0.35
        if not asked:
            attributes["calculate"] = self.text(rows) if kind == "string" else self.number(rows)
        self._bind(here, **attributes)
        question = Question(here, kind, rows, asked)
        body = self._control(question) if asked else ""
        self._known.append(question)
        if asked:
            self.asked.append(question)
        return Part(f"<{name}/>", f"<{name}/>", body)

    def _control(self, question: Question) -> str:
        if question.type in ("select1", "select"):
            return f'<{question.type} ref="{question.path}"><label>s</label>{ITEMS}</{question.type}>'
        targets = [q for q in self.asked if q.type == "string" and q in self._visible(question.rows)]
        targets = [q for q in targets if q.path not in self._acting]
        action = ""
        if targets and self.random.random() < 0.25:
            target = self.random.choice(targets)
            self._acting |= {question.path, target.path}
            self._here = target.path
            value = html.escape(self.text(target.rows))
            action = f'<setvalue event="xforms-value-changed" ref="{target.path}" value="{value}"/>'
        return f'<input ref="{question.path}"><label>i</label>{action}</input>'

    # expressions

    def _visible(self, rows: Rows) -> list[Question]:
        """Earlier questions with one value for a row."""
        return [q for q in self._known if q.rows == rows[: len(q.rows)]]

    def _one(self, rows: Rows) -> tuple[str, str] | None:
        found = self._visible(rows)
        if not found:
            return None
        question = self.random.choice(found)
        return self._written(question.path), question.type

    def _written(self, path: str) -> str:
        """A path as pyxform writes it: absolute, or relative inside the same row."""
        chance = self.random.random()
        here, there = self._here.split("/"), path.split("/")
        same = 0
        while same < min(len(here), len(there)) and here[same] == there[same]:
            same += 1
        shared = "/".join(here[:same]) + "/"
        outside = [r for r in self._around if f"{path}/".startswith(f"{r}/") and not shared.startswith(f"{r}/")]
        if chance < 0.4 or same < 2 or outside or path == self._here:
            return path
        steps = "/".join([".."] * (len(here) - same) + there[same:])
        return f"current()/{steps}" if chance > 0.8 else steps

    def number(self, rows: Rows, depth: int = 0) -> str:
        """A numeric expression."""
        chance, one = self.random.random(), self._one(rows)
        if depth > 2 or chance < 0.3 or one is None:
            return self.random.choice(("0", "1", "2", "5", "10", "2.5", "-3"))
        path, kind = one
        a, b = self.number(rows, depth + 1), self.number(rows, depth + 1)
        if chance < 0.55 and kind in ("int", "decimal"):
            return path
        if chance < 0.65:
            return self.random.choice((f"string-length({path})", f"count-selected({path})"))
        over = [q for q in self._known if q.rows and not rows]
        if chance < 0.75 and over:
            return self._aggregate(self.random.choice(over))
        if chance < 0.85:
            return self.random.choice(
                (f"round({a} div 4)", f"int({a})", f"if({self.condition(rows, depth + 1)}, {a}, {b})")
            )
        if kind == "date":
            return f"({path} - date('2020-01-01'))"
        return f"({a} {self.random.choice('+-*')} {b})"

    def _aggregate(self, question: Question) -> str:
        choices = [f"count({question.path})", f"count({question.rows[-1]})", f"count-non-empty({question.path})"]
        if question.type in ("int", "decimal"):
            # No max(): JavaRosa's never goes below zero.
            choices.append(f"sum({question.path})")
        return self.random.choice(choices)

    def condition(self, rows: Rows, depth: int = 0) -> str:
        """A boolean expression."""
        chance, one = self.random.random(), self._one(rows)
        if one is None:
            return self.random.choice(("true()", "1 = 1", "'a' = 'b'"))
        path, kind = one
        letter = self.random.choice("abc")
        if depth > 2 or chance < 0.1:
            return f"{path} {self.random.choice(('=', '!='))} ''"
        if chance < 0.35:
            sign = self.random.choice(("=", "!=", "<", "<=", ">", ">="))
            return f"{self.number(rows, depth + 1)} {sign} {self.number(rows, depth + 1)}"
        if chance < 0.5 and kind in ("select", "select1", "string"):
            return f"selected({path}, '{letter}')" if kind == "select" else f"{path} = '{letter}'"
        if chance < 0.7:
            return f"string-length({path}) > {self.random.randint(0, 3)}"
        if chance < 0.8:
            return f"not({self.condition(rows, depth + 1)})"
        return (
            f"({self.condition(rows, depth + 1)} {self.random.choice(('and', 'or'))} {self.condition(rows, depth + 1)})"
        )

    def text(self, rows: Rows, depth: int = 0) -> str:
        """A text expression."""
        chance, one = self.random.random(), self._one(rows)
        far = [q for q in self._known if len(q.rows) == 1 and q.rows != rows[:1]]
        if far and chance < 0.1:
            question = self.random.choice(far)
            return f"indexed-repeat({question.path}, {question.rows[0]}, {self.random.randint(1, 3)})"
        if one is None or chance < 0.2:
            return f"'{self.random.choice('abc')}'"
        path, _ = one
        if chance < 0.45:
            return f"concat({path}, '-', {self.text(rows, depth + 1) if depth < 2 else path})"
        if chance < 0.55:
            return f"if({self.condition(rows, depth + 1)}, {path}, 'x')"
        if chance < 0.65:
            return f"coalesce({path}, 'none')"
        if chance < 0.75:
            # No once(): JavaRosa may compute it before or after the relevance that came with the same answer.
            return f"string({path})"
        return "position(..)" if rows and self._here.rpartition("/")[0] == rows[-1] else f"string({path})"
