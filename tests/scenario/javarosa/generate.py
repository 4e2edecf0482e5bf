"""Random forms and answers: groups, nested and counted repeats, chains of conditions, calculations, filtered choices,
constraints, setvalue, labels in two languages."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

from tests.scenario.javarosa.expressions import Expressions, Question, Rows

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa">'
)
ITEMS = "".join(f"<item><label>{c}</label><value>{c}</value></item>" for c in "abc")
AREAS = "".join(
    f"<item><name>{name}</name><label>{name.upper()}!</label><k>{'abc'[at % 3]}</k><n>{at}</n></item>"
    for at, name in enumerate("abcdef")
)
LANGUAGES = ("English (en)", "Urdu (ur)")
ANSWERS = {
    "string": ("a", "b", "abc", "hello w", ""),
    "int": ("-2", "0", "1", "2", "3", "5", ""),
    "decimal": ("0.5", "2.25", "-1.5", "3.0", "10.25", ""),
    "date": ("2020-01-05", "1999-12-31", "2026-02-28", ""),
    "select1": ("a", "b", "c", ""),
    "select": ("a", "a b", "b c", "a b c", ""),
    "pick1": tuple("abcdef"),
    "pick": ("a", "a d", "b e f", "c f"),
}


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
class Generator(Expressions):
    """One random form; `asked` and `repeats` tell what may be answered and added to, `kept` whose rows stay."""

    repeats: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._binds: list[str] = []
        self._acting: set[str] = set()
        self._started: dict[str, str] = {}
        self._counting: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        self._loading: list[str] = []
        self._number = 0

    def form(self) -> str:
        """The XForm."""
        parts = self._several("/data", (), 0, self.random.randint(3, 10))
        return (
            f'{HEAD}<h:head><h:title>t</h:title><model>{self._itext()}<instance><data id="t">{parts.instance}'
            f"<meta><instanceID/></meta></data></instance>"
            f'<instance id="areas"><root>{AREAS}</root></instance>{"".join(self._binds)}{"".join(self._loading)}'
            f"</model></h:head><h:body>{parts.body}</h:body></h:html>"
        )

    def _itext(self) -> str:
        spoken = "".join(
            f'<translation lang="{language}">'
            + "".join(
                f'<text id="{key}"><value>{language[0]} {text}</value></text>' for key, text in self._texts.items()
            )
            + "</translation>"
            for language in LANGUAGES
        )
        return f"<itext>{spoken}</itext>" if self._texts else ""

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
        if "relevant" in attributes:
            self._conditional.append(path)
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
        numbers = [q for q in self._visible(rows) if q.type == "int" and q.asked and not self._hidden_start(q)]
        count = self.random.choice(numbers).path if numbers and self.random.random() < 0.25 else ""
        if count:
            self._counting[count] = int(self._started.get(count) or 0)
        inner = self._several(here, (*rows, here), depth + 1, self.random.randint(1, 4))
        (self.counted if count else self.repeats).append(here)
        first = "" if count else f"<{name}>{inner.instance}</{name}>"
        template = f'<{name} jr:template="">{inner.template}</{name}>'
        counting = f' jr:count="{count}"' if count else ""
        body = f'<group ref="{here}"><label>r</label><repeat nodeset="{here}"{counting}>{inner.body}</repeat></group>'
        return Part(first if rows else template + first, template, body)

    def _question(self, path: str, rows: Rows) -> Part:
        kind = self.random.choice(("string", "int", "decimal", "date", "select1", "select", "int", "pick1", "pick"))
        name, here = self._enter(path, "q")
        if kind in ("pick1", "pick"):
            return self._pick(name, Question(here, kind, rows, True))
        attributes = {"type": "string" if kind in ("select1", "select") else kind}
        if self.random.random() < 0.2:
            attributes["constraint"] = self.constraint(kind, rows)
        for attribute, chance in (("relevant", 0.35), ("required", 0.15), ("readonly", 0.1)):
            if self.random.random() < chance:
                attributes[attribute] = self.condition(rows)
        asked = kind in ("select1", "select", "date") or self.random.random() > 0.35
        if not asked:
            attributes["calculate"] = self.text(rows) if kind == "string" else self.number(rows)
        self._bind(here, **attributes)
        question = Question(here, kind, rows, asked)
        body = self._control(question) if asked else ""
        given = self._given(question)
        self._known.append(question)
        if asked:
            self.asked.append(question)
        return Part(f"<{name}>{given}</{name}>", f"<{name}>{given}</{name}>", body)

    def _hidden_start(self, question: Question) -> bool:
        """It may begin with a value and yet not be relevant: as a count of rows a row of the policy of its own."""
        return question.path in self._started and not self._steady(question)

    def _given(self, question: Question) -> str:
        """A start value, as text of the instance or by an action when the survey is begun."""
        chance = self.random.random()
        if not question.asked or question.rows or chance > 0.2 or question.path in self._acting:
            return ""
        if chance < 0.1:
            self._started[question.path] = value = self.random.choice(ANSWERS[question.type])
            return value
        if question.type in ("int", "string"):
            # It calls no other action: JavaRosa carries those out before the calculations.
            self._acting.add(question.path)
            text = question.type == "string"
            value, written = ("a", "'a'") if text else self.random.choice((("2", "2"), ("3", "1 + 2")))
            self._started[question.path] = value
            action = f'<setvalue event="odk-instance-first-load" ref="{question.path}" value="{html.escape(written)}"/>'
            self._loading.append(action)
        return ""

    def _pick(self, name: str, question: Question) -> Part:
        """A select whose choices are filtered. Only other filters and labels read it: JavaRosa takes an answer back
        that is filtered out without computing what follows from it."""
        control = {"pick1": "select1", "pick": "select"}[question.type]
        itemset = html.escape(self.itemset(question.rows))
        if self.random.random() < 0.3:
            self._bind(question.path, type="string", relevant=self.condition(question.rows))
        self._picks.append(question)
        self.asked.append(question)
        body = (
            f'<{control} ref="{question.path}">{self._label(question)}<itemset nodeset="{itemset}">'
            f'<value ref="name"/><label ref="label"/></itemset></{control}>'
        )
        return Part(f"<{name}/>", f"<{name}/>", body)

    def _label(self, question: Question) -> str:
        """Plain words, words with an answer in them, or such in two languages."""
        chance, one = self.random.random(), self._one(question.rows)
        output = f'v <output value="{html.escape(self._from_there(one[0]))}"/>' if one else "w"
        if chance < 0.6:
            return "<label>l</label>"
        if chance < 0.8:
            return f"<label>{output}</label>"
        self._texts[question.path] = output
        return f"<label ref=\"jr:itext('{question.path}')\"/>"

    def _control(self, question: Question) -> str:
        if question.type in ("select1", "select"):
            return f'<{question.type} ref="{question.path}">{self._label(question)}{ITEMS}</{question.type}>'
        targets = [q for q in self.asked if q.type == "string" and q in self._visible(question.rows)]
        targets = [q for q in targets if q.path not in self._acting]
        action = ""
        if targets and self.random.random() < 0.25:
            target = self.random.choice(targets)
            self._acting |= {question.path, target.path}
            self._here = target.path
            value = html.escape(self.text(target.rows))
            action = f'<setvalue event="xforms-value-changed" ref="{target.path}" value="{value}"/>'
        return f'<input ref="{question.path}">{self._label(question)}{action}</input>'
