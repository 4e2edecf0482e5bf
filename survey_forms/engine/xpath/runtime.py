"""What expressions reach at run time: the clock, numbers, secondary instances, texts of the language."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import cached_property

from survey_forms.engine import dates
from survey_forms.engine.clock import Clock
from survey_forms.engine.errors import XPathError
from survey_forms.engine.xpath.nodes import XNode
from survey_forms.engine.xpath.shuffle import shuffle
from survey_forms.engine.xpath.values import Value, number_of, number_of_text

_CACHE_LIMIT = 8192


class Instance:
    """A secondary instance with the indexes built on it; shared by the sessions of a form when it does not change."""

    def __init__(self, build: Callable[[], XNode]) -> None:
        self._build = build
        self._bases: dict[tuple[str, ...], list[XNode]] = {}
        self._indexes: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, list[XNode]]] = {}

    @classmethod
    def of(cls, document: XNode) -> Instance:
        """An instance whose nodes are there already."""
        return cls(lambda: document)

    @cached_property
    def document(self) -> XNode:
        """Its document node, built when an expression first asks: most lists of a form wait for a later question."""
        return self._build()

    def base(self, names: tuple[str, ...]) -> list[XNode]:
        """Nodes of a plain child path from the document."""
        found = self._bases.get(names)
        if found is None:
            found = [self.document]
            for name in names:
                found = [n for node in found for n in node.children if n.local == name and n.kind == "element"]
            self._bases[names] = found
        return found

    def index(self, names: tuple[str, ...], key: tuple[str, ...]) -> dict[str, list[XNode]]:
        """Nodes of a child path by the text of a child of theirs."""
        found = self._indexes.get((names, key))
        if found is None:
            found = {}
            for node in self.base(names):
                holders = [node]
                for part in key:
                    holders = [n for h in holders for n in h.children if n.local == part and n.kind == "element"]
                for text in {holder.string() for holder in holders}:
                    found.setdefault(text, []).append(node)
            self._indexes[names, key] = found
        return found


class Runtime:
    """One per session, or per evaluation over a plain document (session False).

    In a session days are counted on the calendar, and sum, min and max skip blanks. `num` is text -> number with
    ODK's dates; faster than a method."""

    def __init__(
        self,
        clock: Clock,
        instances: Mapping[str, Instance] | None = None,
        root: XNode | None = None,
        odk: bool = True,
        session: bool = True,
    ) -> None:
        self.clock = clock
        self.tz: tzinfo = clock.tz
        self.instances: dict[str, Instance] = dict(instances or {})
        self.root = root
        self.form_version = ""
        self.odk = odk
        self.properties: dict[str, str] = {}
        self.random: Callable[[], float] = random.SystemRandom().random
        self.session = session
        self.num: Callable[[str], float] = self._odk_numbers() if odk else number_of_text
        self.itext: Callable[[str], str] = lambda key: key
        self.itext_nodes: Callable[[str], list[XNode]] = lambda key: []

    def _odk_numbers(self) -> Callable[[str], float]:
        cache: dict[str, float] = {}
        known = cache.get

        def num(text: str) -> float:
            value = known(text)
            if value is not None:
                return value
            value = number_of_text(text)
            if value != value and len(text) >= 8:
                days = self.days(text.strip(" \t\r\n"))
                value = value if days is None else days
            if len(cache) < _CACHE_LIMIT and len(text) < 40:
                cache[text] = value
            return value

        return num

    def whole(self, text: str) -> float:
        """number() of a text: a date counts whole days."""
        value = number_of_text(text)
        if value == value or not self.odk:
            return value
        days = self.days(text.strip(" \t\r\n"))
        return value if days is None else float(math.floor(days))

    def days(self, text: str) -> float | None:
        """A date text as a number. In a session a day is a day of the calendar: a date is a whole number, in any zone.

        Otherwise (plain documents) days are counted from midnight UTC, so a date has the zone's fraction.
        """
        moment = dates.parse_date_time(text, self.tz)
        if moment is None:
            return None
        if not self.session:
            return dates.days_of_date_time(moment)
        return dates.calendar_days(moment.astimezone(self.tz))

    def moment_of_days(self, days: float) -> datetime | None:
        """The moment of such a number; None outside the calendar and for NaN."""
        if self.session:
            return dates.moment_of_calendar_days(days, self.tz)
        return dates.date_time_of_days(days, self.tz)

    def now(self) -> datetime:
        """The clock's moment."""
        return self.clock.now()

    def number(self, value: Value) -> float:
        """XPath's number() with ODK's dates."""
        return number_of(value, self.num)

    def instance(self, name: str) -> Instance:
        """A secondary instance; raises XPathError if the form and the session have none of that name."""
        found = self.instances.get(name)
        if found is None:
            raise XPathError(f"there is no instance {name!r}", code="instance-missing")
        return found

    def base(self, name: str, names: tuple[str, ...]) -> list[XNode]:
        """Nodes of a plain child path of an instance."""
        return self.instance(name).base(names)

    def index(
        self, name: str, names: tuple[str, ...], key: tuple[str, ...], numeric: bool
    ) -> Callable[..., list[XNode]]:
        """A function from a key to the nodes that have it."""
        instance = self.instance(name)
        nothing: list[XNode] = []
        if not numeric:
            built: dict[str, list[XNode]] | None = None

            def lookup(text: str) -> list[XNode]:
                nonlocal built
                if built is None:
                    built = instance.index(names, key)
                return built.get(text, nothing)

            return lookup
        return lambda number: [
            node for text, nodes in instance.index(names, key).items() if self.num(text) == number for node in nodes
        ]

    def pulldata(self, name: str, column: str, key: str, value: str) -> str:
        """Text of `column` in the first item of a table whose `key` has the value."""
        found = self.instance(name).index(("root", "item"), (key,)).get(value)
        if not found:
            return ""
        return next((n.string() for n in found[0].children if n.local == column and n.kind == "element"), "")

    def property(self, name: str) -> str:
        """A property of the device (`deviceid`, `username`, ...), empty if unknown."""
        return self.properties.get(name, "")

    def shuffled(self, nodes: list[XNode], seed: Value | None) -> list[XNode]:
        """The nodes in random order; the same for the same seed in every ODK engine."""
        return shuffle(nodes, seed)
