"""The words of a question: which values and amounts they are, and what they are for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from eccp_assistant.lookup.reader.decisions import Decisions, shared_out, softmax
from eccp_assistant.lookup.reader.draft import AmountRead, Draft, ValueRead
from eccp_assistant.lookup.reader.roles import UnitRole
from eccp_assistant.lookup.reader.span_linking import Meant, SpanLinker
from eccp_assistant.lookup.reader.units import Unit
from eccp_assistant.lookup.reader.view import View
from eccp_assistant.understanding.linking.catalogue import ItemKey

_FAINT, _SURE = 0.15, 0.3
"""Words whose margin by meaning is no more than the first mean nothing; they surely mean a value
where it is more than that by the second."""

_OWN = 4.0
"""How much likelier a mention is to belong to the kind whose rows are wanted."""


class UnitReading:
    """Reads the words; what a run of them means is looked up once, however often it is read."""

    def __init__(self, view: View, spans: SpanLinker) -> None:
        self._view, self._spans = view, spans
        self._known: dict[tuple[int, int, str], list[Meant]] = {}

    def read(self, draft: Draft, decisions: Decisions) -> list[int]:
        """Put values and amounts into a draft.

        Returns:
            The units that have a role.
        """
        self._decide = decisions.decide
        used: list[int] = []
        self._read_units(draft, used)
        draft.values = [self._settled(read, draft.values) for read in self._current(draft.values)]
        return used

    def _read_units(self, draft: Draft, used: list[int]) -> None:
        place = 0
        while place < len(self._view.units):
            unit, chances = self._view.units[place], self._view.roles[place]
            first, place = place, place + 1
            if not chances:
                continue
            begins = [(role, p) for role, p in chances.items() if role != "inside"]
            role = self._decide(f"role {first}", begins)
            if role == "none":
                continue
            used.append(first)
            if unit.type == "number":
                self._amount(draft, first, unit, role)
            elif unit.type in {"value", "country", "name"}:
                self._mention(draft, first, unit, role)
            else:
                while place < len(self._view.units) and self._goes_on(place, unit, role):
                    used.append(place)
                    place += 1
                self._span(draft, first, place, role)

    def _goes_on(self, place: int, begun: Unit, role: UnitRole) -> bool:
        """Whether a word belongs to the value begun: two values never touch."""
        unit, chances = self._view.units[place], self._view.roles[place]
        likeliest = max(chances.items(), key=lambda each: each[1])[0] if chances else "none"
        word = unit.type in {"word", "label", "hint"}
        return word and likeliest in {"inside", role} and unit.earlier == begun.earlier

    def _amount(self, draft: Draft, place: int, unit: Unit, role: UnitRole) -> None:
        amount = unit.amount
        if role == "limit":
            if not isinstance(amount, tuple) and amount >= 1:
                draft.limit = int(amount)
            return
        fields = [
            (key, float(np.exp(self._view.points[place + 1, at])) * self._near(draft, key))
            for key, at in self._view.at.items()
            if self._view.catalogue.measures(key)
        ]
        if fields:
            key = self._decide(f"field {place}", shared_out(fields))
            draft.amounts.append(AmountRead(role, key, amount))

    def _mention(self, draft: Draft, place: int, unit: Unit, role: UnitRole) -> None:
        quality: dict[ItemKey, float] = {}
        for link in unit.links:
            keys = self._places(draft, link.kind) if link.type == "name" else [link.item]
            for key in keys:
                if key in self._view.at:
                    quality[key] = max(quality.get(key, 0.0), link.quality)
        if not quality:
            return
        fields = [
            (
                key,
                float(np.exp(self._view.points[place + 1, self._view.at[key]]))
                * good
                * self._near(draft, key),
            )
            for key, good in quality.items()
        ]
        key = self._decide(f"field {place}", shared_out(fields))
        values, named = self._values(unit, key)
        read = ValueRead(role, key, values, named, unit.earlier)
        said = [(each.role, each.key, each.values) for each in draft.values]
        if values and (role, key, values) not in said:
            draft.values.append(read)

    @staticmethod
    def _near(draft: Draft, key: ItemKey) -> float:
        return _OWN if key[0] == draft.kind else 1.0

    def _holds_one(self, key: ItemKey) -> bool:
        spec = self._view.catalogue.field(key)
        return spec is None or not spec.many

    def _current(self, values: list[ValueRead]) -> list[ValueRead]:
        """The values but for earlier ones that a later turn replaces.

        A cell that holds one value cannot be what was said before and something else now.
        """
        now = {read.key for read in values if not read.earlier and read.role in {"inc", "any"}}
        denied = {(read.key, read.values) for read in values if read.role == "exc"}
        return [
            read
            for read in values
            if not (
                read.earlier
                and read.role in {"inc", "any"}
                and (read.key, read.values) not in denied
                and read.key in now
                and self._holds_one(read.key)
            )
        ]

    def _settled(self, read: ValueRead, values: list[ValueRead]) -> ValueRead:
        """Several values of a cell that holds one are alternatives, however they are joined."""
        beside = [each for each in values if each.key == read.key and each.role == "inc"]
        several = len({each.values for each in beside if each.earlier == read.earlier}) > 1
        if read.role == "inc" and several and self._holds_one(read.key):
            return replace(read, role="any")
        return read

    def _places(self, draft: Draft, kind: str) -> list[ItemKey]:
        """Where a record of a kind can stand: as itself, or in a reference."""
        refers = self._view.catalogue.references
        here = [(draft.kind, spec.name) for spec in refers(draft.kind, kind)]
        back = [] if kind == draft.kind else refers(kind, draft.kind)
        return [(kind, ""), *here, *((kind, spec.name) for spec in back)]

    def _values(self, unit: Unit, key: ItemKey) -> tuple[tuple[str, ...], bool]:
        spec = self._view.catalogue.field(key)
        if key[1] and (spec is None or spec.type != "reference"):
            links = (link for link in unit.links if link.type == "value" and link.item == key)
            return tuple(sorted({link.value for link in links})), False
        for kind in (spec.refers_to if spec else key[0], key[0]):
            found = {each.value for each in unit.links if each.type == "name" and each.kind == kind}
            if found:
                return tuple(sorted(found)), True
        return (), True

    def _span(self, draft: Draft, first: int, end: int, role: UnitRole) -> None:
        """Words that mean a value which none of them names."""
        points = self._view.points[first + 1]

        def likely(key: ItemKey, named: bool) -> float:
            keys = self._places(draft, key[0]) if named else [key]
            return max(
                (float(points[self._view.at[k]]) for k in keys if k in self._view.at), default=-8.0
            )

        known = (first, end, draft.kind)
        if known not in self._known:
            text = " ".join(unit.text for unit in self._view.units[first:end])
            self._known[known] = self._spans.meant(text, self._view.language, likely)[:3]
        meant = self._known[known]
        if not meant:
            draft.meaningless += 1
            return
        chances = softmax(np.array([each.score for each in meant]))
        number = self._decide(f"field {first}", list(enumerate(map(float, chances))))
        chosen = meant[number]
        sure = min(1.0, max(0.01, (chosen.margin - _FAINT) / _SURE))
        if not self._decide(f"meaning {first}", [(True, sure), (False, 0.9 - sure)]):
            draft.meaningless += 1
            return
        key = chosen.key
        if chosen.named:
            keys = [each for each in self._places(draft, key[0]) if each in self._view.at]
            key = max(keys, key=lambda each: float(points[self._view.at[each]]), default=key)
        earlier = self._view.units[first].earlier
        draft.values.append(ValueRead(role, key, chosen.values, chosen.named, earlier))
