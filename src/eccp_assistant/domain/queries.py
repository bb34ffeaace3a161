"""What a question asks of the records: a closed little language that explains itself.

A query is data. It is built by the question parser, by an API call or by a program, validated
here, run by the snapshot, and shown to the user in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Operator = Literal[
    "is", "is_not", "contains", "at_least", "at_most", "above", "below", "empty", "not_empty"
]
Aggregate = Literal[
    "list", "count", "exists", "sum", "average", "min", "max", "group", "share", "field"
]
COMPARISONS: frozenset[Operator] = frozenset({"at_least", "at_most", "above", "below"})


class Filter(BaseModel):
    """One condition on one field.

    Attributes:
        field: A field, a family of fields (any of them may meet the condition), or ``id``.
        op: ``is`` with several values means any of them. A comparison reads the number in the
            field; where the field holds several values, or no numbers, it reads how many it holds.
            ``contains`` finds a piece of a value.
        via: Follow a reference first: ``field`` is then a field of the kind that this field
            refers to. ``kind.field`` goes the other way, to the records of ``kind`` that refer
            here (with ``field="id"``: to those records as such).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Annotated[str, Field(min_length=1, max_length=80)]
    op: Operator = "is"
    value: str | int | tuple[str, ...] | None = None
    via: str | None = None

    @model_validator(mode="after")
    def _value_fits_operator(self) -> Self:
        if self.op in {"empty", "not_empty"}:
            if self.value is not None:
                raise ValueError(f"'{self.op}' on '{self.field}' takes no value")
        elif self.op in COMPARISONS:
            if not isinstance(self.value, int):
                raise ValueError(f"'{self.op}' on '{self.field}' needs a whole number")
        elif self.value is None or self.value == ():
            raise ValueError(f"'{self.op}' on '{self.field}' needs a value")
        return self


class AllOf(BaseModel):
    """A record matches when every one of the conditions does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    all: Annotated[tuple[Filter | AnyOf, ...], Field(min_length=1, max_length=20)]


class AnyOf(BaseModel):
    """A record matches when one of the conditions does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    any: Annotated[tuple[Filter | AllOf, ...], Field(min_length=1, max_length=20)]


Condition = Filter | AnyOf
AllOf.model_rebuild()


def filters_of(conditions: tuple[Filter | AnyOf | AllOf, ...]) -> Iterator[Filter]:
    """Every filter of some conditions, however deep."""
    for condition in conditions:
        if isinstance(condition, AnyOf):
            yield from filters_of(condition.any)
        elif isinstance(condition, AllOf):
            yield from filters_of(condition.all)
        else:
            yield condition


class RecordQuery(BaseModel):
    """A question to the records of one kind.

    Attributes:
        filters: All must hold.
        aggregate: What is wanted of the matching rows.
        group_by: Field whose values are counted, for ``group``.
        order_by: Field to sort by, with ``descending`` and ``limit``; the field that ``sum``,
            ``average``, ``min`` and ``max`` are about.
        show: Fields that the question asks for; empty means the whole row.
        as_printed: Whether inferred values are left aside.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Annotated[str, Field(min_length=1, max_length=80)]
    filters: Annotated[tuple[Condition, ...], Field(max_length=20)] = ()
    aggregate: Aggregate = "list"
    group_by: str | None = None
    order_by: str | None = None
    descending: bool = False
    limit: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    show: Annotated[tuple[str, ...], Field(max_length=40)] = ()
    as_printed: bool = False
