"""A row that was taken out, kept so that undo can put it back."""

from __future__ import annotations

from dataclasses import dataclass

from survey_forms.engine.contract import FormSession
from survey_forms.qt.plan import leaves


@dataclass(frozen=True)
class RemovedRow:
    """Range, place (from 0) and the answers of one row; `values` are (path below the row, stored text)."""

    range_ref: str
    place: int
    values: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, session: FormSession, ref: str) -> RemovedRow:
        """Keep a row before it is removed."""
        range_ref, _, position = ref.rpartition("[")
        questions = [item.ref for item in leaves([session.item(ref)]) if item.kind != "note"]
        nodes = [(tail, session.node(tail)) for tail in questions]
        values = tuple((at[len(ref) :], node.value) for at, node in nodes if node.value and not node.readonly)
        return cls(range_ref, int(position.rstrip("]")) - 1, values)

    def add_to(self, session: FormSession) -> str:
        """Add an empty row at the old place and return its ref."""
        return session.add_repeat(self.range_ref, at=self.place)
