"""What a question asks of the records: a closed little language that explains itself.

A query is data. It is built by the question parser, by an API call or by a program, validated
here, run by the snapshot, and shown to the user in words.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Operator = Literal["is", "is_not", "at_least", "at_most", "above", "below", "empty", "not_empty"]
Aggregate = Literal["list", "count", "exists", "sum", "min", "max", "group", "share", "field"]


class Filter(BaseModel):
    """One condition on one field.

    ``is`` with several values means any of them; ``via`` follows a reference first
    (``field`` is then a field of the kind that ``via`` refers to).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Annotated[str, Field(min_length=1, max_length=80)]
    op: Operator = "is"
    value: str | int | tuple[str, ...] | None = None
    via: str | None = None


class AnyOf(BaseModel):
    """A record matches when one of the conditions does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    any: Annotated[tuple[Filter, ...], Field(min_length=1, max_length=20)]


Condition = Filter | AnyOf


class RecordQuery(BaseModel):
    """A question to the records of one kind.

    Attributes:
        filters: All must hold.
        aggregate: What is wanted of the matching rows.
        group_by: Field whose values are counted, for ``group``.
        order_by: Field to sort by, with ``descending`` and ``limit``.
        show: Fields that the question asks for; empty means the whole row.
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
