"""From what was read to a query: joins follow the references between the kinds."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pydantic import ValidationError

from eccp_assistant.domain.conditions import AllOf, AnyOf, Condition, Filter, Not, Operator
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.lookup.reader.draft import AmountRead, Draft, ValueRead
from eccp_assistant.lookup.reader.roles import AGGREGATES
from eccp_assistant.understanding.linking.catalogue import Catalogue, ItemKey

_COMPARED: dict[str, Operator] = {
    "above": "above",
    "below": "below",
    "at_least": "at_least",
    "at_most": "at_most",
}
_SMALLEST_SCALED = 0.1
"""An amount of at least this part of the unit in a field's header was said in full."""


class IncompleteReadingError(Exception):
    """What was read is no query: a part that it needs is missing, or two kinds are not related."""


class Assembler:
    """Makes queries over one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def query(self, draft: Draft) -> RecordQuery:
        """The query that a draft describes.

        Raises:
            IncompleteReadingError: If a part is missing.
        """
        filters, whole = self._conditions(draft)
        try:
            return RecordQuery(
                kind=draft.kind,
                filters=tuple(filters),
                aggregate=AGGREGATES[draft.want],
                **self._particulars(draft, whole),
            )
        except ValidationError as error:
            raise IncompleteReadingError(str(error)) from error

    def _conditions(self, draft: Draft) -> tuple[list[Condition], list[Condition]]:
        """All that must hold, and those of it that make up the whole of a share."""
        held: list[Condition] = []
        whole: list[Condition] = []
        either: dict[ItemKey, list[Condition]] = defaultdict(list)
        for value in draft.values:
            if self._is_compared(value, draft):
                continue
            condition = self._value(value, draft)
            if value.role == "any":
                either[value.key].append(condition)
            elif value.role == "exc":
                held.append(Not(not_=condition))
            elif value.role == "of":
                whole.append(condition)
            else:
                held.append(condition)
        alone = [condition for group in either.values() if len(group) == 1 for condition in group]
        held += [_any(group) for group in (*either.values(), alone) if len(group) > 1]
        held += alone if len(alone) == 1 else []
        held += [self._amount(amount, draft) for amount in draft.amounts]
        for key, role in draft.flags:
            held += self._flag(key, role, draft)
        return [*whole, *held], whole

    @staticmethod
    def _is_compared(read: ValueRead, draft: Draft) -> bool:
        """Whether a value is one of those set against each other; others are conditions."""
        return read.role == "only" and read.key == draft.group

    def _value(self, read: ValueRead, draft: Draft) -> Condition:
        kind, field = read.key
        values = read.values[0] if len(read.values) == 1 else read.values
        if not read.named:
            return self._joined(draft, kind, Filter(field=field, value=values))
        records = Filter(field="id", value=values)
        if field == "":
            return records if kind == draft.kind else self._joined(draft, kind, records)
        spec = self._catalogue.field(read.key)
        if kind == draft.kind:
            return Filter(field="id", value=values, via=field)
        if spec is not None and spec.refers_to == draft.kind:
            return Filter(field="id", value=values, via=f"{kind}.{field}")
        raise IncompleteReadingError("a record named by a field that is not of this kind")

    def _amount(self, read: AmountRead, draft: Draft) -> Condition:
        kind, field = read.key
        low = high = read.amount
        if isinstance(read.amount, tuple):
            low, high = read.amount
        else:
            low = high = self._scaled(read.amount, read.key)
        if read.role in _COMPARED:
            bound = high if read.role in {"above", "at_most"} else low
            return self._joined(
                draft, kind, Filter(field=field, op=_COMPARED[read.role], value=bound)
            )
        least = self._joined(draft, kind, Filter(field=field, op="at_least", value=low))
        most = self._joined(draft, kind, Filter(field=field, op="at_most", value=high))
        both = AllOf(all=(least, most))
        return Not(not_=both) if read.role == "exc" else both

    def _scaled(self, amount: float, key: ItemKey) -> float:
        scale = self._catalogue.scale(key)
        if scale > 1 and amount >= scale * _SMALLEST_SCALED:
            amount = amount / scale
        return int(amount) if float(amount).is_integer() else amount

    def _flag(self, key: ItemKey, role: str, draft: Draft) -> list[Condition]:
        kind, field = key
        if role in {"has", "hasnot"}:
            if kind == draft.kind:
                return []
            path = self._path(draft, kind)
            if path is None:
                raise IncompleteReadingError("kinds that are not related")
            if "." in path:
                condition: Condition = Filter(field="id", op="not_empty", via=path)
            else:
                condition = Filter(field=path, op="not_empty")
            return [condition if role == "has" else Not(not_=condition)]
        if role in {"true", "false"}:
            words = self._catalogue.yes_and_no(key) or ("yes", "no")
            flag = Filter(field=field, value=words[0] if role == "true" else words[1])
        elif role == "several":
            flag = Filter(field=field, op="at_least", value=2)
        elif role == "single":
            flag = Filter(field=field, op="at_most", value=1)
        else:
            flag = Filter(field=field, op="empty" if role == "empty" else "not_empty")
        return [self._joined(draft, kind, flag)]

    def _joined(self, draft: Draft, kind: str, condition: Filter) -> Filter:
        """A condition on a kind, said of the kind whose rows are wanted."""
        if kind == draft.kind:
            return condition
        path = self._path(draft, kind)
        if path is None:
            raise IncompleteReadingError("kinds that are not related")
        return condition.model_copy(update={"via": path})

    def _path(self, draft: Draft, kind: str) -> str | None:
        """How to get from the rows wanted to a kind: the likeliest reference, from here first."""
        refers = self._catalogue.references
        paths = draft.paths
        here = [
            (paths.get((draft.kind, each.name), 0.0), 1, each.name)
            for each in refers(draft.kind, kind)
        ]
        back = [
            (paths.get((kind, each.name), 0.0), 0, f"{kind}.{each.name}")
            for each in refers(kind, draft.kind)
        ]
        return max(here + back)[2] if here or back else None

    def _particulars(self, draft: Draft, whole: list[Condition]) -> dict[str, Any]:
        def own(key: ItemKey) -> str | None:
            return self._own(draft, key)

        found: dict[str, Any] = {}
        grouped = draft.want in {"groups", "compare"}
        if draft.want == "share" and whole:
            found["of"] = tuple(whole)
        if draft.want == "rows":
            field = own(draft.order[0]) if draft.order else None
            if draft.order and field:
                found |= {"order_by": field, "descending": draft.order[1]}
            found["show"] = tuple(dict.fromkeys(name for key in draft.show if (name := own(key))))
        if grouped:
            if draft.group is None or (group := own(draft.group)) is None:
                raise IncompleteReadingError("no field to group by")
            found["group_by"] = group
        if draft.want == "compare":
            compared = [read for read in draft.values if self._is_compared(read, draft)]
            only = {value for read in compared for value in read.values}
            found["only"] = tuple(sorted(only))
        if draft.want == "groups":
            found["descending"] = not draft.least
        if draft.want in {"rows", "groups"}:
            limit = draft.limit or (1 if draft.one or draft.offset else None)
            found |= {"limit": limit, "offset": draft.offset}
        if draft.want in {"sum", "average", "difference", "values"}:
            if draft.measured is None or (measured := own(draft.measured)) is None:
                raise IncompleteReadingError("no field to measure")
            found["field"] = measured
        return found

    def _own(self, draft: Draft, key: ItemKey) -> str | None:
        """The field of the wanted kind that a key means: itself, or the reference to it."""
        kind, field = key
        if kind == draft.kind:
            if field:
                return field
            fields = self._catalogue.kinds[kind].fields
            return next((spec.name for spec in fields if spec.role == "name"), None)
        references = self._catalogue.references(draft.kind, kind)
        if not references:
            return None
        return max(references, key=lambda each: draft.paths.get((draft.kind, each.name), 0.0)).name


def _any(conditions: list[Condition]) -> Condition:
    return conditions[0] if len(conditions) == 1 else AnyOf(any=tuple(conditions))
