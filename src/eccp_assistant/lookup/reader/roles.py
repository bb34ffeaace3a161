"""What the words of a question, and the kinds and fields of a table, may be for it.

The order of every tuple is that of the network's outputs: it belongs to the weights.
"""

from __future__ import annotations

from typing import Literal, get_args

from eccp_assistant.domain.queries import Aggregate

UnitRole = Literal[
    "none", "inc", "any", "exc", "of", "only", "inside",
    "above", "below", "at_least", "at_most", "equal", "limit",
]  # fmt: skip
"""Of a word or mention: a value that must hold, that is one of several, that must not, that makes
up the whole of a share, that is compared; ``inside`` goes on with the value begun before; the rest
say what an amount is."""

ItemRole = Literal[
    "from", "has", "hasnot", "show", "desc", "asc", "agg", "group", "empty", "not_empty",
    "several", "path", "true", "false", "single",
]  # fmt: skip
"""Of a kind or field: what rows are wanted, of which other kind there must (not) be one, what is
shown, what orders, what is added up or told apart, what groups, what must (not) be given, or be
given more than once or once, which reference joins, which yes or no is asked for."""

Want = Literal[
    "rows", "count", "exists", "values", "sum", "average", "share", "groups", "compare",
    "difference", "no_such_field", "no_such_row", "smalltalk", "meta", "creative", "off_topic",
    "compound", "text",
]  # fmt: skip
"""What the question wants; from ``no_such_field`` on there is no query."""

UnitType = Literal[
    "word", "punct", "label", "hint", "value", "country", "name", "number", "sep", "kind item",
    "text item", "keyword item", "country item", "number item", "reference item", "name item",
    "boolean item",
]  # fmt: skip

UNIT_ROLES: tuple[UnitRole, ...] = get_args(UnitRole)
ITEM_ROLES: tuple[ItemRole, ...] = get_args(ItemRole)
WANTS: tuple[Want, ...] = get_args(Want)
UNIT_TYPES: tuple[UnitType, ...] = get_args(UnitType)

AGGREGATES: dict[Want, Aggregate] = {
    "rows": "list",
    "count": "count",
    "exists": "exists",
    "values": "values",
    "sum": "sum",
    "average": "average",
    "share": "share",
    "groups": "group",
    "compare": "compare",
    "difference": "difference",
}
"""The wants that a query answers."""

_VALUE_ROLES: tuple[UnitRole, ...] = ("none", "inc", "any", "exc", "of", "only")
_WORD_ROLES: tuple[UnitRole, ...] = (*_VALUE_ROLES, "inside")
_AMOUNT_ROLES: tuple[UnitRole, ...] = (
    "none", "exc", "above", "below", "at_least", "at_most", "equal", "limit",
)  # fmt: skip
ALLOWED: dict[UnitType, tuple[UnitRole, ...]] = {
    "word": _WORD_ROLES,
    "label": _WORD_ROLES,
    "hint": _WORD_ROLES,
    "value": _VALUE_ROLES,
    "country": _VALUE_ROLES,
    "name": _VALUE_ROLES,
    "number": _AMOUNT_ROLES,
}
"""The roles that a unit of a type can have; of other types, none."""
