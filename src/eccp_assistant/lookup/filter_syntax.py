"""Filters as people write them outside: ``country=Spain``, ``smes.at_least=500``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from pydantic import ValidationError
from rapidfuzz import process

from eccp_assistant.domain.queries import COMPARISONS, AnyOf, Condition, Filter, Not, Operator
from eccp_assistant.domain.records import KindSpec
from eccp_assistant.errors import RequestError
from eccp_assistant.lookup.sql import as_number
from eccp_assistant.text.dates import period

OPERATORS: tuple[str, ...] = get_args(Operator)
_PRESENCE = frozenset({"empty", "not_empty"})
_YES = frozenset({"", "true", "1", "yes"})
_ALIKE = 60.0


def read_filters(
    kind: KindSpec, kinds: Mapping[str, KindSpec], pairs: Iterable[tuple[str, str]]
) -> tuple[Condition, ...]:
    """The conditions that some ``name=value`` pairs make.

    A name is ``field``, ``field.operator``, or either of them behind a reference
    (``reference.field``); ``not.`` before it denies it. A name that is given more than once means
    any of its values.

    Args:
        kind: The kind of record that is asked.
        kinds: All kinds, for what references lead to.
        pairs: As given.

    Raises:
        RequestError: Naming the parameter, what is wrong with it and what would be right.
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return tuple(_condition(kind, kinds, name, given) for name, given in values.items())


def sort_order(kind: KindSpec, sort: str | None) -> tuple[str | None, bool]:
    """The field of ``sort`` and whether it descends ("-smes").

    Raises:
        RequestError: If the kind has no such field.
    """
    if not sort:
        return None, False
    name = sort.removeprefix("-")
    if kind.field(name) is None:
        raise _unknown("sort", name, [spec.name for spec in kind.fields])
    return name, sort.startswith("-")


def facet_fields(kind: KindSpec, facets: str | None) -> list[str]:
    """The fields of ``facets`` ("region,country"), ``*`` for all that have values to choose from.

    Raises:
        RequestError: If the kind has no such field.
    """
    names = [name.strip() for name in (facets or "").split(",") if name.strip()]
    if names == ["*"]:
        return [
            spec.name for spec in kind.fields if spec.type in {"keyword", "country", "reference"}
        ]
    for name in names:
        if kind.field(name) is None:
            raise _unknown("facets", name, [spec.name for spec in kind.fields])
    return names


def _condition(
    kind: KindSpec, kinds: Mapping[str, KindSpec], name: str, given: list[str]
) -> Condition:
    path = name.split(".")
    if path[0] == "not" and len(path) > 1 and kind.field("not") is None:
        return Not(not_=_condition(kind, kinds, name.removeprefix("not."), given))
    op = path.pop() if len(path) > 1 and path[-1] in OPERATORS else "is"
    via: str | None = None
    if len(path) > 1:
        reference = kind.field(path[0])
        if reference is None or reference.refers_to is None:
            known = [spec.name for spec in kind.fields if spec.refers_to]
            raise _unknown(name, ".".join(path[1:]), [*OPERATORS, *known])
        via, kind = path.pop(0), kinds[reference.refers_to]
    field = ".".join(path)
    if not kind.members(field) and field != "id":
        families = {spec.family for spec in kind.fields if spec.family}
        raise _unknown(name, field, [*(spec.name for spec in kind.fields), *sorted(families)])
    try:
        return _filters(name, field, op, given, via)
    except ValidationError as error:
        message = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise RequestError(name, message) from error


def _filters(name: str, field: str, op: str, given: list[str], via: str | None) -> Condition:
    data: dict[str, object] = {"field": field, "op": op, "via": via}
    if op in _PRESENCE:
        if any(value.lower() not in _YES for value in given):
            raise RequestError(name, f"'{op}' takes no value: write {name}=true")
        return Filter.model_validate(data)
    if op in COMPARISONS:
        compared = [Filter.model_validate({**data, "value": _bound(name, each)}) for each in given]
        return compared[0] if len(compared) == 1 else AnyOf(any=tuple(compared))
    value = tuple(given) if len(given) > 1 else given[0]
    return Filter.model_validate({**data, "value": value})


def _bound(name: str, given: str) -> int | float | str:
    """A number, or a date as it stands: which one the field takes is known when it is asked."""
    number = as_number(given)
    if number is not None:
        return number
    if period(given) is not None and "/" not in given:
        return given
    raise RequestError(name, f"'{given}' is not a number (or a date such as 2017-05)")


def _unknown(parameter: str, name: str, known: Iterable[str]) -> RequestError:
    names = list(dict.fromkeys(known))
    near = process.extractOne(name, names, score_cutoff=_ALIKE)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return RequestError(parameter, f"there is no '{name}': {hint}use one of {', '.join(names)}")
