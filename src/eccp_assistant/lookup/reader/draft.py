"""What was read in a question, before it is a query."""

from __future__ import annotations

from dataclasses import dataclass, field

from eccp_assistant.lookup.reader.roles import ItemRole, UnitRole, Want
from eccp_assistant.understanding.linking.catalogue import ItemKey
from eccp_assistant.understanding.linking.mentions import Amount


@dataclass(frozen=True, slots=True)
class ValueRead:
    """Values or records and what they are for.

    Attributes:
        key: The field that holds the values. For records: their kind, or the reference they are in.
        values: As the records write them; ids of records.
        named: Whether they are records.
        earlier: Whether an earlier turn says them.
    """

    role: UnitRole
    key: ItemKey
    values: tuple[str, ...]
    named: bool = False
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class AmountRead:
    """An amount that a field is compared with."""

    role: UnitRole
    key: ItemKey
    amount: Amount


@dataclass(slots=True)
class Draft:
    """The parts of a query as they were read.

    Attributes:
        kind: Whose rows are wanted.
        flags: Fields and kinds with a role that says all ("empty", "has").
        show: Fields asked for, surest first.
        order: The field that orders, and whether the greatest come first.
        group: The field whose values are told apart.
        measured: The field that is added up, averaged, or whose values are wanted.
        limit: How many were asked for.
        one: Whether one row or group is wanted.
        least: Whether the groups with the fewest rows come first.
        offset: How many rows or groups are left out first.
        paths: Field of reference -> how probable it is that it joins.
        meaningless: How many runs of words were taken for values and mean none.
    """

    want: Want
    kind: str
    values: list[ValueRead] = field(default_factory=list)
    amounts: list[AmountRead] = field(default_factory=list)
    flags: list[tuple[ItemKey, ItemRole]] = field(default_factory=list)
    show: list[ItemKey] = field(default_factory=list)
    order: tuple[ItemKey, bool] | None = None
    group: ItemKey | None = None
    measured: ItemKey | None = None
    limit: int | None = None
    one: bool = False
    least: bool = False
    offset: int = 0
    paths: dict[ItemKey, float] = field(default_factory=dict)
    meaningless: int = 0

    @property
    def items(self) -> set[ItemKey]:
        """Every kind and field that has a part in it."""
        found = {(self.kind, ""), *(key for key, _ in self.flags), *self.show}
        found |= {each.key for each in self.values} | {each.key for each in self.amounts}
        found |= {key for key in (self.group, self.measured, self.order and self.order[0]) if key}
        return found | {(kind, "") for kind, _ in found}
