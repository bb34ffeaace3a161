"""Reading the links of a question with one kind of record in mind: filters, fields, aggregate."""

from __future__ import annotations

from eccp_assistant.domain.queries import (
    Aggregate,
    AnyOf,
    Condition,
    Filter,
    RecordQuery,
)
from eccp_assistant.domain.records import FieldSpec
from eccp_assistant.lookup.conditions import NEAR, Conditions
from eccp_assistant.lookup.linking import Link
from eccp_assistant.lookup.parsed import Parsed
from eccp_assistant.lookup.vocabulary import Term
from eccp_assistant.understanding.tokens import folded_words


class Reader(Conditions):
    """Reads what one question asks of the records of one kind."""

    def read(self) -> Parsed:
        """What the question asks of this kind, and what is left unexplained."""
        self._implied()
        names = self._names()
        conditions = [*self._conditions(), *self._members()]
        show, presence = self._fields(bool(names), conditions)
        extreme = self._first("most", "least")
        aggregate, order_by, group_by = self._aggregate(names, show, extreme)
        # "Germany is the country with most": the premise does not narrow what is counted.
        premises = [
            condition
            for condition in conditions
            if extreme and isinstance(condition, Filter) and condition.field == group_by
        ]
        conditions = [condition for condition in conditions if condition not in premises]
        if aggregate in {"min", "max"} and order_by is not None:
            presence.append(Filter(field=order_by, op="not_empty"))
        filters = [*self._name_filter(names), *conditions, *presence]
        mentioned = any(
            term.kind == self.kind.name for each in self.links for term in each.of_type("kind")
        )
        parsed = Parsed(
            names=tuple((term.kind, term.value) for term in names),
            show=tuple(show),
            unexplained=tuple(
                each.said
                for place, each in enumerate(self.links)
                if place not in self.used
                and not each.categories - {"implied"}
                and each.number is None
            ),
            explained=sum(self.links[place].end - self.links[place].start for place in self.used),
            compare=len(names) > 1,
            common=bool(self._first("common")),
            extreme=extreme or "",
            stated=self._stated(),
            links=self.links,
        )
        if parsed.stated is not None and aggregate == "list" and not filters:
            aggregate = "count"
        if filters or mentioned:
            parsed.query = RecordQuery(
                kind=self.kind.name,
                filters=tuple(filters),
                aggregate=aggregate,
                group_by=group_by,
                order_by=order_by,
                descending=extreme == "most",
                show=tuple(show),
            )
        return parsed

    # Fields

    def _fields(self, named: bool, conditions: list[Condition]) -> tuple[list[str], list[Filter]]:
        show: dict[str, None] = {}
        presence: list[Filter] = []
        filtered = {
            each.field
            for condition in conditions
            for each in (condition.any if isinstance(condition, AnyOf) else (condition,))
        }
        # "Which is …, and which is not?" wants both sides shown.
        contrast = sum("ask.which" in each.categories for each in self.links) > 1
        for place, each in enumerate(self.links):
            spec = self._mentioned(each)
            if place in self.used or spec is None:
                if self._related(each):
                    self.used.add(place)
                continue
            self.used.add(place)
            ranked = self._first("most", "least", "per")
            if {spec.name, spec.family} & filtered and not named and not ranked:
                continue
            before = self.links[max(0, place - NEAR) : place]
            without = any(link.categories & {"without", "not", "none"} for link in before)
            any_value = any("any" in link.categories for link in before[-2:]) or any(
                "any" in self.words.categories((word,)) for word in folded_words(each.said)
            )
            counted = bool(self._first("ask.how_many")) and spec.type != "number"
            if ranked and spec.type != "number":
                show[spec.name] = None
            elif without and not named:
                presence.append(Filter(field=spec.name, op="empty"))
            elif (any_value or counted) and not named and spec.type != "number" and not contrast:
                presence.append(Filter(field=spec.name, op="not_empty"))
            else:
                show[spec.name] = None
        return list(show), presence

    def _related(self, each: Link) -> bool:
        """Whether a link names a field of a kind that this one refers to ("members of …")."""
        targets = {spec.refers_to for spec in self.kind.fields if spec.refers_to}
        return any(term.kind in targets for term in each.of_type("field"))

    def _mentioned(self, each: Link) -> FieldSpec | None:
        """The field that a link names; naming a kind that a field refers to names the field."""
        for term in each.of_type("field"):
            if term.kind == self.kind.name:
                return self._spec(term.field)
            refers = self.vocabulary.kinds[term.kind].field(term.field)
            if refers is not None and refers.refers_to == self.kind.name:
                return next(spec for spec in self.kind.fields if spec.role == "name")
        for term in each.of_type("kind"):
            for spec in self.kind.fields:
                if spec.refers_to == term.kind:
                    return spec
        return None

    # What is wanted

    def _aggregate(
        self, names: list[Term], show: list[str], extreme: str | None
    ) -> tuple[Aggregate, str | None, str | None]:
        numeric = next((name for name in show if self._spec(name).type == "number"), None)
        keyed = next((name for name in show if self._spec(name).type != "number"), None)
        counting = bool(self._first("ask.how_many"))
        if names:
            return "field" if show else "list", None, None
        if numeric and (counting or self._first("total")) and not extreme:
            return "sum", numeric, None
        if extreme and numeric:
            return ("max" if extreme == "most" else "min"), numeric, None
        if keyed and (extreme or self._first("per")):
            return "group", None, keyed
        if self._first("share"):
            return "share", None, None
        if counting:
            return "count", None, None
        asks_whether = self._first("exists") and not self._first("ask.which", "list")
        return ("exists" if asks_whether else "list"), None, None

    def _stated(self) -> int | None:
        for each, following in zip(self.links, self.links[1:], strict=False):
            kinds = following.of_type("kind")
            if each.number is not None and any(term.kind == self.kind.name for term in kinds):
                return each.number
        return None
