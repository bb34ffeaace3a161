"""How the filters of a question hang together: all of them, or one or the other."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.domain.queries import AllOf, AnyOf, Condition, Filter
from eccp_assistant.lookup.question_view import QuestionView
from eccp_assistant.lookup.sql import values_of

_Group = list[Filter | AnyOf]


def structured(reading: QuestionView, found: Sequence[tuple[int, Filter]]) -> list[Condition]:
    """Join filters as the question does.

    Values of one single-valued field are alternatives even after "and" ("in Spain and Portugal").
    An "or" joins a filter to the one before it; where the filter takes up a field again that the
    question has left ("gold in Spain, or in France"), it begins a new alternative.

    Args:
        reading: The question.
        found: Filters with their places, in order.
    """
    groups: list[_Group] = [[]]
    previous: tuple[int, Filter] | None = None
    for place, condition in found:
        group = groups[-1]
        if previous is None or condition == previous[1]:
            if condition not in group:
                group.append(condition)
            previous = previous or (place, condition)
            continue
        either = any("or" in each.categories for each in reading.links[previous[0] + 1 : place])
        same = _asks(condition) == _asks(previous[1]) and condition.op == "is"
        if same and (either or not _holds_many(reading, condition)):
            _or(group, condition)
        elif either and any(_asks(condition) in map(_asks, _flat(each)) for each in group[:-1]):
            groups.append([condition])
        elif either and condition.op != "is_not":
            _or(group, condition)
        elif condition not in group:
            group.append(condition)
        previous = (place, condition)
    if len(groups) == 1:
        return list(groups[0])
    return [AnyOf(any=tuple(map(_one, groups)))]


def _or(group: _Group, condition: Filter) -> None:
    last = group.pop()
    members = last.any if isinstance(last, AnyOf) else (last,)
    group.append(AnyOf(any=(*members, condition)))


def _one(group: _Group) -> Filter | AllOf:
    only = group[0]
    return only if len(group) == 1 and isinstance(only, Filter) else AllOf(all=tuple(group))


def _flat(condition: Filter | AnyOf) -> tuple[Filter, ...]:
    if isinstance(condition, Filter):
        return (condition,)
    return tuple(each for each in condition.any if isinstance(each, Filter))


def _asks(condition: Filter) -> tuple[str, str | None, str]:
    return condition.field, condition.via, condition.op


def _holds_many(reading: QuestionView, condition: Filter) -> bool:
    if condition.via is not None:
        return True
    specs = [
        spec
        for spec in reading.kind.members(condition.field)
        if all(
            reading.vocabulary.holds(reading.kind.name, spec.name, value)
            for value in values_of(condition)
        )
    ]
    return len(specs) != 1 or specs[0].many
