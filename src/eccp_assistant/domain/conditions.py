"""Conditions on records: a small typed tree, never a string."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Operator = Literal[
    "is", "is_not", "contains", "at_least", "at_most", "above", "below", "empty", "not_empty"
]
Single = str | int | float
"""A value that a condition asks for: words, a whole number or a fraction, an ISO date as words."""

COMPARISONS: frozenset[Operator] = frozenset({"at_least", "at_most", "above", "below"})
DENIALS: frozenset[Operator] = frozenset({"is_not", "empty"})
MOST_CONDITIONS = 20
MOST_VALUES = 200
DEEPEST = 6

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_LARGEST = 2**63 - 1


class Filter(BaseModel):
    """One condition on one field.

    Attributes:
        field: A field, a family of fields (any of them may meet the condition), or ``id``.
        op: ``is`` with several values means any of them, ``is_not`` none of them. A comparison
            reads the number or the date in the field; in a field of anything else it reads how
            many values are given, and an empty field meets none. ``contains`` finds a piece of a
            value.
        value: Dates are ISO dates of any precision ("2017", "2017-05"), or ranges of them
            ("2014/2020"): a date ``is`` a period that it lies in, and compares by its first day.
            Yes and no are "yes" and "no"; ``true`` and ``false`` are read as these.
        via: Follow a reference first: ``field`` is then a field of the kind that this field
            refers to. ``kind.field`` goes the other way, to the records of ``kind`` that refer
            here (with ``field="id"``: to those records as such, and a comparison counts them).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Annotated[str, Field(min_length=1, max_length=80)]
    op: Operator = "is"
    value: Single | tuple[Single, ...] | None = None
    via: Annotated[str, Field(min_length=1, max_length=161)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _yes_and_no(cls, data: object) -> object:
        if isinstance(data, dict) and "value" in data:
            value = data["value"]
            if isinstance(value, bool):
                return {**data, "value": _truth(value)}
            if isinstance(value, list | tuple):
                said = tuple(_truth(one) if isinstance(one, bool) else one for one in value)
                return {**data, "value": said}
        return data

    @model_validator(mode="after")
    def _value_fits_operator(self) -> Self:
        if self.op in {"empty", "not_empty"}:
            if self.value is not None:
                raise ValueError(f"'{self.op}' on '{self.field}' takes no value: leave it out")
            return self
        if self.op in COMPARISONS:
            if not _is_bound(self.value):
                raise ValueError(
                    f"'{self.op}' on '{self.field}' needs a number or a date such as 2017-05"
                )
        elif self.value is None or self.value == ():
            raise ValueError(f"'{self.op}' on '{self.field}' needs a value")
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        if len(values) > MOST_VALUES:
            raise ValueError(
                f"'{self.field}' is given {len(values)} values: at most {MOST_VALUES} are read"
            )
        for value in values:
            _check_size(value, self.field)
        return self


def _truth(value: bool) -> str:
    return "yes" if value else "no"


def _is_bound(value: object) -> bool:
    return isinstance(value, int | float) or (
        isinstance(value, str) and _DATE.fullmatch(value) is not None
    )


def _check_size(value: object, field: str) -> None:
    if isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
        raise ValueError(f"the number for '{field}' is beyond 64 bits: give a smaller one")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"the number for '{field}' is not finite: give a number")


def _tag(value: object) -> str:
    """Which kind of condition something is meant to be, so that its errors are reported as such."""
    keys = value.keys() if isinstance(value, dict) else {type(value).__name__}
    for tag, names in (("any", ("any", "AnyOf")), ("all", ("all", "AllOf")), ("not", _NOT_KEYS)):
        if any(name in keys for name in names):
            return tag
    return "filter"


_NOT_KEYS = ("not", "not_", "Not")

Condition = Annotated[
    Annotated["Filter", Tag("filter")]
    | Annotated["AnyOf", Tag("any")]
    | Annotated["AllOf", Tag("all")]
    | Annotated["Not", Tag("not")],
    Discriminator(_tag),
]
Conditions = Annotated[tuple[Condition, ...], Field(min_length=1, max_length=MOST_CONDITIONS)]


class AllOf(BaseModel):
    """A record matches when every one of the conditions does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    all: Conditions


class AnyOf(BaseModel):
    """A record matches when one of the conditions does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    any: Conditions


class Not(BaseModel):
    """A record matches when the condition does not; written ``{"not": …}``."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )

    not_: Annotated[Condition, Field(alias="not")]


AllOf.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()


def inner(condition: Condition) -> tuple[Condition, ...]:
    """What a condition is made of; nothing for a filter."""
    match condition:
        case AnyOf():
            return condition.any
        case AllOf():
            return condition.all
        case Not():
            return (condition.not_,)
        case _:
            return ()


def filters_of(conditions: Iterable[Condition]) -> Iterator[Filter]:
    """Every filter of some conditions, however deep, denied ones too."""
    for condition in conditions:
        if isinstance(condition, Filter):
            yield condition
        else:
            yield from filters_of(inner(condition))


def affirmed_filters_of(conditions: Iterable[Condition]) -> Iterator[Filter]:
    """Every filter that a matching record may meet: those under a ``not`` are left out."""
    for condition in conditions:
        if isinstance(condition, Filter):
            yield condition
        elif not isinstance(condition, Not):
            yield from affirmed_filters_of(inner(condition))


def depth(condition: Condition) -> int:
    """How deep a condition is nested: 1 for a filter."""
    return 1 + max(map(depth, inner(condition)), default=0)
