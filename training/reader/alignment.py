"""The right query of a question -> the roles of its words and of the fields: what is learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tables import Query, TableSet

from eccp_assistant.lookup.reader.draft import AmountRead, Draft, ValueRead
from eccp_assistant.lookup.reader.roles import ItemRole, UnitRole, Want
from eccp_assistant.lookup.reader.units import Unit
from eccp_assistant.text.normalise import fold
from eccp_assistant.understanding.linking.catalogue import Catalogue, ItemKey
from eccp_assistant.understanding.linking.mentions import Amount, Link

_FLIPPED = {
    "above": "at_most",
    "below": "at_least",
    "at_least": "below",
    "at_most": "above",
    "empty": "not_empty",
    "not_empty": "empty",
}
_NAMING = {"value", "country", "name"}


class UnalignedError(Exception):
    """The words of a question do not say what its query says, as far as can be seen."""


@dataclass(frozen=True)
class Target:
    """A value that a query asks for: ``names`` are what may be said for it, ``key`` its place."""

    key: ItemKey
    value: str
    named: bool
    contains: bool = False


@dataclass
class Gold:
    """What the network should say of one question.

    Attributes:
        roles: Unit -> role; missing ones have none. ``None`` where it is not known.
        points: Unit -> the item that it belongs to.
        items: Item -> its roles.
        spans: First unit of a value by meaning -> what it stands for.
    """

    want: Want
    one: int = 0
    least: int = 0
    offset: int = 0
    roles: dict[int, UnitRole] | None = field(default_factory=dict)
    points: dict[int, ItemKey] = field(default_factory=dict)
    items: dict[ItemKey, set[ItemRole]] = field(default_factory=dict)
    spans: dict[int, list[Target]] = field(default_factory=dict)


FindSpan = Callable[[list[Unit], Target, dict[int, UnitRole]], tuple[int, int] | None]
"""The first and last unit of the words that mean a value, by the embedder."""


class Aligner:
    """Aligns one question after another."""

    def __init__(self, catalogue: Catalogue, find: FindSpan) -> None:
        self._catalogue = catalogue
        self._find = find

    def align(self, units: list[Unit], query: Query) -> Gold:
        """The gold roles of a question.

        Raises:
            UnalignedError: If a part of the query is said by no word.
        """
        self._units = units
        self._roles: dict[int, UnitRole] = {}
        self._gold = gold = Gold(query["want"], roles=self._roles)
        self._of = False
        kind = query["from"]
        gold.one = int(query.get("limit") == 1)
        gold.least = int(query.get("descending") is False and query["want"] == "groups")
        gold.offset = min(query.get("offset", 0), 3)
        self._item((kind, ""), "from")
        if query.get("of"):
            self._of = True
            self._condition(query["of"], kind)
            self._of = False
        if query.get("where"):
            self._condition(query["where"], kind)
        if query.get("order_by"):
            self._item((kind, query["order_by"]), "desc" if query.get("descending") else "asc")
        if query.get("group_by"):
            self._item((kind, query["group_by"]), "group")
        if query.get("field"):
            self._item((kind, query["field"]), "agg")
        for name in query.get("show", []):
            self._item((kind, name), "show")
        for value in query.get("only", []):
            self._value(self._target(kind, query["group_by"], value), "only")
        if (query.get("limit") or 1) > 1:
            self._amount(query["limit"], "limit", None)
        return gold

    def _item(self, key: ItemKey, role: ItemRole) -> None:
        self._gold.items.setdefault(key, set()).add(role)

    def _put(self, unit: int, role: UnitRole, key: ItemKey | None) -> None:
        old = self._roles.get(unit)
        if old == "of":
            return
        if old is not None and (old != role or self._gold.points.get(unit) != key):
            raise UnalignedError("a word with two roles")
        self._roles[unit] = role
        if key is not None:
            self._gold.points[unit] = key

    def _condition(
        self, condition: Query, table: str, *, denied: bool = False, either: bool = False
    ) -> None:
        if "all" in condition or "any" in condition:
            self._several(condition, table, denied=denied, either=either)
        elif "not" in condition:
            self._condition(condition["not"], table, denied=not denied)
        elif "via" in condition:
            where = condition["where"]
            spec = self._catalogue.kinds[table].field(condition["via"])
            if where.get("field") == "id":
                self._values(table, condition["via"], where["value"], denied, either)
                return
            self._item((table, condition["via"]), "path")
            self._condition(where, str(spec and spec.refers_to), denied=denied, either=either)
        elif "referred_by" in condition:
            self._referred(condition, denied=denied, either=either)
        else:
            self._leaf(condition, table, denied=denied, either=either)

    def _several(self, condition: Query, table: str, *, denied: bool, either: bool) -> None:
        parts = list(condition.get("all", condition.get("any")))
        any_ = "any" in condition and not denied and len(parts) > 1
        if "all" in condition and not denied:
            parts = self._ranges(parts, table)
        for part in parts:
            self._condition(part, table, denied=denied, either=any_ or either)

    def _ranges(self, parts: list[Query], table: str) -> list[Query]:
        """The conditions but for those that an amount or a decade says together."""
        rest = list(parts)
        for low in (part for part in parts if part.get("op") == "at_least"):
            for high in (part for part in parts if part.get("op") == "at_most"):
                if low["field"] != high["field"]:
                    continue
                key = (table, low["field"])
                if low["value"] == high["value"]:
                    try:
                        self._amount(low["value"], "equal", key)
                    except UnalignedError:
                        if low["value"] != 1:
                            raise
                        self._item(key, "single")
                    rest = [part for part in rest if part is not low and part is not high]
                    continue
                pair = (low["value"], high["value"])
                for place, unit in enumerate(self._units):
                    if unit.type == "number" and unit.amount == pair:
                        self._put(place, "equal", key)
                        rest = [part for part in rest if part is not low and part is not high]
                        break
        return rest

    def _referred(self, condition: Query, *, denied: bool, either: bool) -> None:
        other, name = condition["referred_by"].split(".")
        where = condition.get("where") or {"all": []}
        if where == {"all": []}:
            self._item((other, ""), "hasnot" if denied else "has")
            self._item((other, name), "path")
        elif where.get("field") == "id":
            role = self._role(where["value"], denied, either)
            for value in _listed(where["value"]):
                self._value(Target((other, name), value, named=True), role)
        else:
            self._item((other, name), "path")
            self._condition(where, other, denied=denied, either=either)

    def _leaf(self, condition: Query, table: str, *, denied: bool, either: bool) -> None:
        op, name = condition.get("op", "is"), condition["field"]
        key = (table, name)
        if op in {"empty", "not_empty"}:
            self._item(key, _FLIPPED[op] if denied else op)  # type: ignore[arg-type]
            return
        value = condition["value"]
        if op in {"above", "below", "at_least", "at_most"}:
            role: UnitRole = _FLIPPED[op] if denied else op  # type: ignore[assignment]
            try:
                self._amount(value, role, key)
            except UnalignedError:
                if (op, value) in {("at_most", 1), ("below", 2)} and not denied:
                    self._item(key, "single")
                elif (op, value) in {("above", 1), ("at_least", 2)} and not denied:
                    self._item(key, "several")
                else:
                    raise
            return
        words = self._catalogue.yes_and_no(key) if name != "id" else None
        if words is not None:
            if self._of:
                raise UnalignedError("yes or no in the whole of a share")
            yes = (str(_listed(value)[0]) == words[0]) != denied
            self._item(key, "true" if yes else "false")
            return
        if isinstance(_listed(value)[0], int | float):
            for each in _listed(value):
                self._amount(each, "exc" if denied else "equal", key)
            return
        self._values(table, name, value, denied, either, contains=op == "contains")

    def _role(self, value: object, denied: bool, either: bool) -> UnitRole:
        if self._of:
            return "of"
        if denied:
            return "exc"
        return "any" if either or (isinstance(value, list) and len(value) > 1) else "inc"

    def _values(
        self,
        table: str,
        name: str,
        value: object,
        denied: bool,
        either: bool,
        *,
        contains: bool = False,
    ) -> None:
        role = self._role(value, denied, either)
        for each in dict.fromkeys(_listed(value)):
            self._value(self._target(table, name, each, contains=contains), role)

    def _target(self, table: str, name: str, value: object, *, contains: bool = False) -> Target:
        if name == "id":
            return Target((table, ""), str(value), named=True)
        spec = self._catalogue.kinds[table].field(name)
        if spec is not None and spec.role == "name":
            return Target((table, ""), str(value), named=True, contains=contains)
        named = spec is not None and spec.type == "reference"
        return Target((table, name), str(value), named=named, contains=contains)

    def _amount(self, amount: float, role: UnitRole, key: ItemKey | None) -> None:
        scale = self._catalogue.scale(key) if key else 1.0
        fitting = [
            place
            for place, unit in enumerate(self._units)
            if unit.type == "number" and _says(unit.amount, float(amount), scale)
        ]
        if not fitting:
            raise UnalignedError(f"amount {amount}")
        fitting.sort(key=lambda place: (place in self._roles, self._units[place].earlier))
        place = fitting[0]
        if self._roles.get(place) in {"at_least", "at_most"} and role != self._roles[place]:
            self._roles[place] = "equal"
            return
        self._put(place, role, key)

    def _value(self, target: Target, role: UnitRole) -> None:
        best: tuple[tuple[bool, bool, int], int] | None = None
        for place, unit in enumerate(self._units):
            quality = self.matches(unit, target) if unit.type in _NAMING else 0
            if quality:
                taken = place in self._roles and self._gold.points.get(place) != target.key
                rank = (taken, unit.earlier, -quality)
                if best is None or rank < best[0]:
                    best = (rank, place)
        if best is not None:
            self._put(best[1], role, target.key)
            return
        for first, targets in self._gold.spans.items():
            if target in targets:
                self._put(first, role, target.key)
                return
        span = self._find(self._units, target, self._roles)
        if span is None:
            raise UnalignedError(f"value {target}")
        first, last = span
        self._put(first, role, target.key)
        for place in range(first + 1, last + 1):
            self._put(place, "inside", None)
        self._gold.spans.setdefault(first, []).append(target)

    def matches(self, unit: Unit, target: Target) -> int:
        """How well a mention says a value: 0 for not at all."""
        kind = target.key[0]
        spec = self._catalogue.field(target.key)
        wanted = fold(target.value)
        best = 0
        for link in unit.links:
            if target.named:
                kinds = {kind, str(spec.refers_to)} if spec else {kind}
                if link.type == "name" and link.kind in kinds and link.value == target.value:
                    best = 3
                elif target.contains and link.type == "name" and link.kind == kind:
                    best = max(best, 1)
            elif link.type == "value" and (link.kind, link.field) == target.key:
                said = fold(link.value)
                if said == wanted:
                    best = 3
                elif target.contains and wanted in said:
                    best = max(best, 2)
        return best


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - JSON
    return value if isinstance(value, list) else [value]


def _says(said: Amount, amount: float, scale: float) -> bool:
    if isinstance(said, tuple):
        return False
    same = abs(said - amount) < 1e-6
    return same or (scale > 1 and said >= scale / 10 and abs(said / scale - amount) < 1e-6)


def values_at(
    catalogue: Catalogue, links: tuple[Link, ...], key: ItemKey
) -> tuple[tuple[str, ...], bool]:
    """The values or records that a mention names in an item, and whether they are records."""
    spec = catalogue.field(key)
    if not key[1] or (spec is not None and spec.type == "reference"):
        kinds = [str(spec.refers_to), key[0]] if spec else [key[0]]
        for kind in kinds:
            found = {link.value for link in links if link.type == "name" and link.kind == kind}
            if found:
                return tuple(sorted(found)), True
        return (), True
    found = {
        link.value for link in links if link.type == "value" and (link.kind, link.field) == key
    }
    return tuple(sorted(found)), False


def draft_of(table_set: TableSet, units: list[Unit], gold: Gold) -> Draft:
    """What would be read if the network said what it should."""
    kind = next(key[0] for key, roles in gold.items.items() if "from" in roles)
    draft = Draft(gold.want, kind, one=bool(gold.one), least=bool(gold.least), offset=gold.offset)
    draft.paths = {key: 1.0 for key, roles in gold.items.items() if "path" in roles}
    for place, role in sorted((gold.roles or {}).items()):
        if role == "limit":
            draft.limit = int(units[place].amount)  # type: ignore[arg-type]
        elif role != "inside" and units[place].type == "number":
            draft.amounts.append(AmountRead(role, gold.points[place], units[place].amount))
        elif role != "inside":
            draft.values.append(_value_read(table_set.catalogue, units, gold, place, role))
    for key, roles in gold.items.items():
        for said in sorted(roles):
            _put_item(draft, key, said)
    return draft


def _value_read(
    catalogue: Catalogue, units: list[Unit], gold: Gold, place: int, role: UnitRole
) -> ValueRead:
    key = gold.points[place]
    if place not in gold.spans:
        return ValueRead(role, key, *values_at(catalogue, units[place].links, key))
    targets = gold.spans[place]
    values = {value for target in targets for value in _expanded(catalogue, target)}
    return ValueRead(role, key, tuple(sorted(values)), targets[0].named)


def _put_item(draft: Draft, key: ItemKey, role: ItemRole) -> None:
    if role in {"desc", "asc"}:
        draft.order = (key, role == "desc")
    elif role == "group":
        draft.group = key
    elif role == "agg":
        draft.measured = key
    elif role == "show":
        draft.show.append(key)
    elif role not in {"from", "path"}:
        draft.flags.append((key, role))


def _expanded(catalogue: Catalogue, target: Target) -> list[str]:
    if not target.contains:
        return [target.value]
    found = [
        each.value
        for each in catalogue.values
        if (each.kind, each.field) == target.key and fold(target.value) in fold(each.value)
    ]
    return found or [target.value]
