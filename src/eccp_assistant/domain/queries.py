"""The query language over the records.

A query is data: it is built by the question parser or an API call, validated here, compiled to SQL
by ``lookup`` and described in words to the user.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from eccp_assistant.domain.conditions import (
    COMPARISONS,
    DEEPEST,
    DENIALS,
    MOST_CONDITIONS,
    MOST_VALUES,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Not,
    Operator,
    Single,
    affirmed_filters_of,
    depth,
    filters_of,
)

__all__ = [
    "COMPARISONS",
    "DENIALS",
    "Aggregate",
    "AllOf",
    "AnyOf",
    "Condition",
    "Filter",
    "Not",
    "Operator",
    "RecordQuery",
    "Single",
    "affirmed_filters_of",
    "filters_of",
    "fitted",
]

Aggregate = Literal[
    "list",
    "count",
    "exists",
    "values",
    "sum",
    "average",
    "min",
    "max",
    "group",
    "share",
    "every",
    "compare",
    "difference",
    "field",
]

_RANKING = frozenset({"order_by", "descending", "limit", "offset"})
_USED: dict[Aggregate, frozenset[str]] = {
    "list": _RANKING,
    "field": _RANKING,
    "count": frozenset(),
    "exists": frozenset(),
    "values": frozenset({"field"}),
    "sum": frozenset({"field"}),
    "average": frozenset({"field"}),
    "min": frozenset({"order_by", "descending", "limit"}),
    "max": frozenset({"order_by", "descending", "limit"}),
    "group": frozenset({"group_by", "descending", "limit", "offset"}),
    "share": frozenset({"of"}),
    "every": frozenset({"of"}),
    "compare": frozenset({"group_by", "only", "field"}),
    "difference": frozenset({"field"}),
}
_NEEDED: dict[Aggregate, tuple[str, str]] = {
    "values": ("field", "the field whose different values are wanted"),
    "sum": ("field", "the field to add up"),
    "average": ("field", "the field to average"),
    "difference": ("field", "the field in which the two records differ"),
    "min": ("order_by", "the field of which the least is wanted"),
    "max": ("order_by", "the field of which the greatest is wanted"),
    "group": ("group_by", "the field whose values the records are counted by"),
}
_PARTICULAR = ("group_by", "order_by", "descending", "limit", "offset", "field", "of", "only")
"""Keys that some aggregates use and others do not; all others have a use for every one."""


class RecordQuery(BaseModel):
    """A question to the records of one kind.

    Attributes:
        filters: All must hold; without any, every record of the kind.
        aggregate: What is wanted of the matching rows: the rows (``list``; ``field`` is the same
            for one record), ``count``, whether any ``exists``, the different ``values`` of
            ``field``, ``sum`` and ``average`` of ``field``, the rows with the least or greatest
            ``order_by`` (``min``, ``max``), how many there are by value (``group``), what
            percentage of the rows that meet ``of`` they are (``share``), whether ``every`` row
            that meets ``of`` is among them, values or records set against each other
            (``compare``), the ``difference`` of ``field`` between two rows.
        group_by: Field whose values are counted; ``reference.field`` counts the values that the
            record referred to has. ``group`` begins with the most unless ``descending`` is false.
        order_by: Field to sort by, with ``descending``, ``limit`` and ``offset``: the second
            largest is ``descending`` with ``limit`` 1 and ``offset`` 1.
        limit: How many rows or groups at most.
        offset: How many of them to leave out first.
        field: What the figure is about. A field of numbers gives its number; any other, how many
            values a record holds.
        of: The whole, for ``share`` and ``every``; without any, all records of the kind.
        only: The values of ``group_by`` to compare, two at least.
        show: Fields that the question asks for; empty means the whole row.
        as_printed: Whether inferred values are left aside.

    Raises:
        ValueError: If a key that the aggregate needs is missing, or one is given that it would
            leave unread, naming it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Annotated[str, Field(min_length=1, max_length=80)]
    filters: Annotated[tuple[Condition, ...], Field(max_length=MOST_CONDITIONS)] = ()
    aggregate: Aggregate = "list"
    group_by: Annotated[str, Field(min_length=1, max_length=161)] | None = None
    order_by: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    descending: bool = False
    limit: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    field: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    of: Annotated[tuple[Condition, ...], Field(max_length=MOST_CONDITIONS)] = ()
    only: Annotated[tuple[str, ...], Field(max_length=MOST_VALUES)] = ()
    show: Annotated[tuple[str, ...], Field(max_length=40)] = ()
    as_printed: bool = False

    @model_validator(mode="before")
    @classmethod
    def _canonical(cls, data: object) -> object:
        """One way to write each query: what an aggregate implies is filled in."""
        if not isinstance(data, dict):
            return data
        aggregate = data.get("aggregate")
        if aggregate in {"sum", "average"} and data.get("field") is None and data.get("order_by"):
            return {**data, "field": data["order_by"], "order_by": None}
        if aggregate in {"max", "group"} and "descending" not in data:
            return {**data, "descending": True}
        return data

    @model_validator(mode="after")
    def _keys_fit_aggregate(self) -> Self:
        aggregate = self.aggregate
        key, meaning = _NEEDED.get(aggregate, ("", ""))
        if key and getattr(self, key) is None:
            raise ValueError(f"'{aggregate}' needs '{key}': give {meaning}")
        for name in _PARTICULAR:
            if getattr(self, name) != type(self).model_fields[name].default and (
                name not in _USED[aggregate]
            ):
                raise ValueError(f"'{aggregate}' does not use '{name}': leave it out")
        if aggregate in {"list", "field"} and self.descending and self.order_by is None:
            raise ValueError("'descending' needs 'order_by': give the field to sort by")
        if aggregate in {"min", "max"} and self.descending != (aggregate == "max"):
            other = "min" if aggregate == "max" else "max"
            raise ValueError(
                f"'{aggregate}' contradicts 'descending': leave it out, or ask for '{other}'"
            )
        if aggregate in {"share", "every"} and not self.filters:
            raise ValueError(f"'{aggregate}' needs 'filters': give what is asked of the rows")
        if aggregate == "compare":
            self._check_compared()
        for name in ("filters", "of"):
            if any(depth(condition) > DEEPEST for condition in getattr(self, name)):
                raise ValueError(f"'{name}' is nested deeper than {DEEPEST}: simplify it")
        return self

    def _check_compared(self) -> None:
        if self.group_by is not None:
            if len(self.only) < 2:
                raise ValueError("'compare' by 'group_by' needs 'only': give two values or more")
            if self.field is not None:
                raise ValueError("'compare' by 'group_by' does not use 'field': leave it out")
        elif self.only:
            raise ValueError("'only' needs 'group_by': give the field whose values these are")
        elif self.field is None and not self.show:
            raise ValueError("'compare' needs 'group_by' and 'only', or 'field' or 'show'")

    @property
    def measured(self) -> str | None:
        """The field whose amount the answer goes by, if there is one."""
        shown = self.show[0] if self.aggregate == "compare" and self.show else None
        return self.field or self.order_by or (shown if self.group_by is None else None)


def fitted(
    kind: str,
    filters: tuple[Condition, ...],
    aggregate: Aggregate,
    show: tuple[str, ...],
    particular: Mapping[str, Any],
) -> RecordQuery:
    """A query with those of some particular keys that its aggregate makes use of.

    An aggregate that is left without what it needs becomes a list of the rows.
    """
    used = {key: value for key, value in particular.items() if key in _USED[aggregate] and value}
    needed = _NEEDED.get(aggregate)
    if needed is not None and needed[0] not in used:
        aggregate = "list"
        used = {key: value for key, value in used.items() if key in _USED[aggregate]}
    if not filters and aggregate in {"share", "every"}:
        aggregate = "count"
    if used.get("descending") and aggregate in {"list", "field"} and "order_by" not in used:
        del used["descending"]
    return RecordQuery(kind=kind, filters=filters, aggregate=aggregate, show=show, **used)
