"""The conditions of a question: its names, values and numbers as filters on one kind of record."""

from __future__ import annotations

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import (
    AnyOf,
    Condition,
    Filter,
    Operator,
)
from eccp_assistant.domain.records import FieldSpec, KindSpec
from eccp_assistant.lookup.linking import Link
from eccp_assistant.lookup.vocabulary import Term, Vocabulary
from eccp_assistant.understanding.tokens import folded_words
from eccp_assistant.understanding.words import words_of

NEAR = 3
_COMPARATORS: dict[str, Operator] = {
    "more_than": "above",
    "at_least": "at_least",
    "less_than": "below",
    "at_most": "at_most",
}


class Conditions:
    """Reads the conditions out of the links of one question, with one kind in mind."""

    def __init__(
        self, links: list[Link], kind: KindSpec, vocabulary: Vocabulary, language: Language
    ) -> None:
        self.links = links
        self.kind = kind
        self.vocabulary = vocabulary
        self.words = words_of(language)
        self.used: set[int] = set()

    # Names and values

    def _implied(self) -> None:
        """Words that hold of every record of the kind are accounted for and filter nothing."""
        for place, each in enumerate(self.links):
            phrase = folded_words(each.said)
            own = any(term.kind == self.kind.name for term in each.of_type("value", "name"))
            if self.kind.name in self.vocabulary.implied.get(phrase, ()) and not own:
                self.used.add(place)

    def _members(self) -> list[Filter]:
        """Records that no record of another kind refers to ("without any member in the list")."""
        found = []
        for place, each in enumerate(self.links):
            for term in each.of_type("kind"):
                for spec in self.vocabulary.kinds[term.kind].fields:
                    before = self.links[max(0, place - 2 * NEAR) : place]
                    without = any(link.categories & {"without", "none"} for link in before)
                    if spec.refers_to == self.kind.name and without and place not in self.used:
                        self.used.update(range(max(0, place - 2 * NEAR), place + 1))
                        via = f"{term.kind}.{spec.name}"
                        found.append(Filter(field="id", op="empty", via=via))
        return found

    def _names(self) -> list[Term]:
        found: dict[Term, None] = {}
        for place, each in enumerate(self.links):
            terms = each.of_type("name")
            own = [term for term in terms if term.kind == self.kind.name]
            values = [term for term in each.of_type("value") if term.kind == self.kind.name]
            if own and not values:
                found.update(dict.fromkeys(own))
                self.used.add(place)
            elif any(term.kind == self.kind.name for term in each.of_type("kind")):
                self.used.add(place)
        return list(found)

    def _name_filter(self, names: list[Term]) -> list[Condition]:
        if names:
            return [Filter(field="id", value=tuple(dict.fromkeys(term.value for term in names)))]
        return self._joined_names()

    def _joined_names(self) -> list[Condition]:
        """A record of another kind that refers to this kind ("the partnership that X is in")."""
        for place, each in enumerate(self.links):
            for term in each.of_type("name"):
                if place in self.used or term.kind == self.kind.name:
                    continue
                for spec in self.vocabulary.kinds[term.kind].fields:
                    if spec.refers_to == self.kind.name:
                        self.used.add(place)
                        via = f"{term.kind}.{spec.name}"
                        return [Filter(field="id", value=(term.value,), via=via)]
        return []

    def _conditions(self) -> list[Condition]:
        found: list[tuple[int, Filter]] = []
        for place, each in enumerate(self.links):
            if place in self.used:
                continue
            condition = self._value(place, each) or self._joined_value(place, each)
            if condition is not None:
                found.append((place, condition))
                self.used.add(place)
        found.extend(self._numbers())
        return self._structured(sorted(found, key=lambda pair: pair[0]))

    def _value(self, place: int, each: Link) -> Filter | None:
        terms = [term for term in each.of_type("value") if term.kind == self.kind.name]
        terms = terms or [term for term in each.of_type("part") if term.kind == self.kind.name]
        terms = terms or self._own_country(each)
        if not terms:
            return None
        fields = list(dict.fromkeys(term.field for term in terms))
        near = [name for name in fields if name in self._fields_near(place)]
        chosen = (near or fields)[:1] if len(near or fields) == 1 else near or fields
        family = {spec.family for spec in map(self._spec, chosen)}
        values = tuple(dict.fromkeys(term.value for term in terms if term.field in chosen))
        if len(chosen) > 1 and len(family) == 1 and None not in family:
            name = next(iter(family)) or chosen[0]
        elif len(chosen) == 1 and self._spec(chosen[0]).family and not near:
            # "works on X" asks all fields of the family, wherever X happens to stand today.
            name = self._spec(chosen[0]).family or chosen[0]
        else:
            name = chosen[0]
        op: Operator = "is_not" if self._negated(place) else "is"
        return Filter(field=name, op=op, value=values if len(values) > 1 else values[0])

    def _own_country(self, each: Link) -> list[Term]:
        """A country that no record of this kind has, asked of this kind: nothing will match."""
        referred = {spec.refers_to for spec in self.kind.fields if spec.refers_to}
        mentioned = {term.kind for link in self.links for term in link.of_type("kind", "field")}
        own = next((spec for spec in self.kind.fields if spec.type == "country"), None)
        if own is None or referred & mentioned:
            return []
        return [
            Term("value", self.kind.name, own.name, term.value)
            for term in each.of_type("value")
            if self.vocabulary.is_country(term)
        ][:1]

    def _joined_value(self, place: int, each: Link) -> Filter | None:
        """A value of the kind that this kind refers to ("in a partnership that targets Chile")."""
        for spec in self.kind.fields:
            if spec.refers_to is None:
                continue
            terms = [term for term in each.of_type("value") if term.kind == spec.refers_to]
            if terms:
                term = terms[0]
                op: Operator = "is_not" if self._negated(place) else "is"
                return Filter(field=term.field, op=op, value=term.value, via=spec.name)
        return None

    def _numbers(self) -> list[tuple[int, Filter]]:
        """Read "more than 500 SMEs": a comparator, a number and a numeric field nearby."""
        found = []
        for place, each in enumerate(self.links):
            if each.number is None or place == 0:
                continue
            before = self.links[place - 1].categories
            op = next((_COMPARATORS[name] for name in _COMPARATORS if name in before), None)
            spec = next((spec for spec in self._specs_near(place) if spec.type == "number"), None)
            if op and spec:
                self.used.add(place)
                found.append((place, Filter(field=spec.name, op=op, value=each.number)))
        return found

    def _structured(self, found: list[tuple[int, Filter]]) -> list[Condition]:
        """Values of one single-valued field, or joined by "or", are alternatives."""
        result: list[Condition] = []
        previous: tuple[int, Filter] | None = None
        for place, condition in found:
            if previous is not None and condition == previous[1]:
                continue
            if previous is not None and condition.op == "is" == previous[1].op:
                between = self.links[previous[0] + 1 : place]
                either = any("or" in each.categories for each in between)
                same = condition.field == previous[1].field and condition.via == previous[1].via
                single = same and not self._is_many(condition)
                if either or single:
                    last = result.pop()
                    members = last.any if isinstance(last, AnyOf) else (last,)
                    result.append(AnyOf(any=(*members, condition)))
                    previous = (place, condition)
                    continue
            if condition not in result:
                result.append(condition)
                previous = (place, condition)
        return result

    def _is_many(self, condition: Filter) -> bool:
        if condition.via is not None:
            return True
        spec = self.kind.field(condition.field)
        return spec is None or spec.many

    def _negated(self, place: int) -> bool:
        """Whether a "not", "without" or "outside" governs the words before ``place``."""
        for each in reversed(self.links[max(0, place - NEAR) : place]):
            if each.categories & {"not", "outside", "without"}:
                return True
            if each.of_type("value", "name") or (each.is_content and not each.of_type("field")):
                return False
        return False

    # What stands near what

    def _fields_near(self, place: int) -> list[str]:
        return [spec.name for spec in self._specs_near(place)]

    def _specs_near(self, place: int) -> list[FieldSpec]:
        near = sorted(
            range(max(0, place - NEAR), min(len(self.links), place + NEAR + 1)),
            key=lambda other: abs(other - place),
        )
        return [
            self._spec(term.field)
            for other in near
            for term in self.links[other].of_type("field")
            if term.kind == self.kind.name
        ]

    def _spec(self, name: str) -> FieldSpec:
        spec = self.kind.field(name)
        assert spec is not None
        return spec

    def _first(self, *categories: str) -> str | None:
        for each in self.links:
            for category in categories:
                if category in each.categories:
                    return category
        return None
