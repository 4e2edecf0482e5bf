"""Random expressions over the questions that are there already, written as pyxform writes them.

Left out is what stands in the policy table as a difference, or where JavaRosa depends on the order of the form.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

Rows = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question or calculation: generic path, type, the repeats around it."""

    path: str
    type: str
    rows: Rows
    asked: bool


@dataclass
class Expressions:
    """What an expression may read at the place that is being written."""

    seed: int
    asked: list[Question] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._known: list[Question] = []
        self._picks: list[Question] = []
        self._conditional: list[str] = []
        self.kept: set[str] = set()
        self._around: list[str] = []
        self._here = ""

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
        if chance < 0.8:
            return self._looked_up(path, kind)
        if chance < 0.87:
            return self.random.choice(
                (f"round({a} div 4)", f"int({a})", f"if({self.condition(rows, depth + 1)}, {a}, {b})")
            )
        if kind == "date":
            return f"({path} - date('2020-01-01'))"
        return f"({a} {self.random.choice('+-*')} {b})"

    def _looked_up(self, path: str, kind: str) -> str:
        """From the list of areas, by an answer."""
        there = self._from_there(path)
        if kind in ("int", "decimal"):
            return f"count(instance('areas')/root/item[n < {there}])"
        if kind == "select":
            return f"sum(instance('areas')/root/item[selected({there}, k)]/n)"
        return f"count(instance('areas')/root/item[k = {there}][n > 1])"

    def _aggregate(self, question: Question) -> str:
        path, row = question.path, question.rows[-1]
        rest = path[len(row) + 1 :]
        choices = [f"count-non-empty({path})"]
        if "/" not in rest:
            choices.append(f"count({path})")  # in a group of the row JavaRosa forgets it when a row is added
        if len(question.rows) > 1:
            # JavaRosa keeps what it had counted when a row around is removed: such rows stay. No predicates either.
            self.kept.update(question.rows[:-1])
            return self.random.choice(choices)
        choices += [f"count({row})", f"count({row}[{rest} != ''])"]
        if question.type in ("int", "decimal"):
            # No max(): JavaRosa's never goes below zero.
            choices += [f"sum({path})", f"sum({row}[{rest} > 1]/{rest})", f"count({row}[{rest} < 2 or position() = 1])"]
        if question.type in ("select1", "string"):
            choices.append(f"count({row}[{rest} = 'a'])")
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
            row, number = question.rows[0], self.random.randint(1, 3)
            rest = question.path[len(row) + 1 :]
            if rows:
                return f"indexed-repeat({question.path}, {row}, {number})"
            return self.random.choice(
                (
                    f"indexed-repeat({question.path}, {row}, {number})",
                    f"string({row}[position() = {number}]/{rest})",
                    f"join('-', {question.path})",  # no row[1]: JavaRosa may not see that answer change
                )
            )
        if one is None or chance < 0.2:
            return f"'{self.random.choice('abc')}'"
        path, kind = one
        if chance < 0.45:
            return f"concat({path}, '-', {self.text(rows, depth + 1) if depth < 2 else path})"
        if chance < 0.55:
            return f"if({self.condition(rows, depth + 1)}, {path}, 'x')"
        if chance < 0.6:
            return f"coalesce({path}, 'none')"
        if chance < 0.7:
            return self._reshaped(path, kind)
        if chance < 0.78:
            # No once(): JavaRosa may compute it before or after the relevance that came with the same answer.
            return f"string({path})"
        return "position(..)" if rows and self._here.rpartition("/")[0] == rows[-1] else f"string({path})"

    def _reshaped(self, path: str, kind: str) -> str:
        """A function of the texts of an answer."""
        if kind == "date":
            return f"if({path} = '', 'x', format-date({path}, '%Y-%n %d'))"
        if kind == "select":
            return f"if(count-selected({path}) > 1, selected-at({path}, 1), 'one')"
        text = f"string({path})"
        return self.random.choice(
            (
                f"substr({text}, 1)", f"translate({text}, 'abc', 'ABC')", f"substring-before({text}, 'b')",
                f"normalize-space(concat(' ', {path}))", f"if(contains({text}, 'b'), 'yes', 'no')",
                f"if(starts-with({text}, 'a'), 'yes', string(not(boolean-from-string({text}))))",
            )
        )  # fmt: skip

    # choices and checks

    def itemset(self, rows: Rows) -> str:
        chance = self.random.random()
        picked = [q for q in self._picks if q.rows == rows[: len(q.rows)] and self._steady(q)]
        if picked and chance < 0.4:
            earlier = self.random.choice(picked)
            path = self._written(earlier.path)
            return "instance('areas')/root/item[" + (
                f"k = instance('areas')/root/item[name = {path}]/k]"
                if earlier.type == "pick1" and "current" not in path and not path.startswith("..")
                else f"selected({self._from_there(path)}, k)]"
            )
        steady = [q for q in self._visible(rows) if self._steady(q)]
        if not steady or chance > 0.9:
            return "instance('areas')/root/item"
        question = self.random.choice(steady)
        path, kind = self._from_there(self._written(question.path)), question.type
        test = (
            f"n < {path}"
            if kind in ("int", "decimal")
            else f"selected({path}, k)"
            if kind == "select"
            else f"k = {path}"
        )
        more = self.random.choice(("", "", " and n > 0", " or name = 'f'", "][position() < 3"))
        return f"instance('areas')/root/item[{test}{more}]"

    def _steady(self, question: Question) -> bool:
        """Always relevant: JavaRosa keeps choices it has listed when an answer they were filtered by goes away."""
        return not any(f"{question.path}/".startswith(f"{path}/") for path in self._conditional)

    def _from_there(self, path: str) -> str:
        """Inside a predicate a relative path starts at the candidate."""
        return f"current()/{path}" if path.startswith("..") else path

    def constraint(self, kind: str, rows: Rows) -> str:
        if kind in ("int", "decimal"):
            return f". {self.random.choice(('<', '>=', '!='))} {self.number(rows, 2)}"
        if kind == "date":
            return ". > date('2000-01-01')"
        return self.random.choice(
            (". != 'a'", "string-length(.) < 3", "not(selected(., 'b'))", "regex(., '^[a-c ]+$')")
        )
