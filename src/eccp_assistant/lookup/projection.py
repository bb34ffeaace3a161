"""What a question wants of the records that match: a list, a number, an order, some fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from eccp_assistant.domain.queries import Aggregate, AnyOf, Condition, Filter, filters_of
from eccp_assistant.domain.records import NUMERIC, FieldSpec
from eccp_assistant.lookup.question_view import NEAR, QuestionView
from eccp_assistant.lookup.sql import values_of
from eccp_assistant.understanding.entity_linking import Mention

_SUPERLATIVES = frozenset({"most", "least"})


@dataclass(slots=True)
class Projection:
    """What is asked for.

    Attributes:
        aggregate: What to make of the rows.
        order_by: The field that a superlative, a sum or a mean is about.
        group_by: The field whose values are counted.
        show: Fields asked for.
        presence: Filters for "with any", "without a" and the like.
        unclear: Words whose role in the question no reading was found for.
    """

    aggregate: Aggregate = "list"
    order_by: str | None = None
    group_by: str | None = None
    show: list[str] = field(default_factory=list)
    presence: list[Filter] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def wanted(
    reading: QuestionView, conditions: Sequence[Condition], *, named: bool, several: bool = False
) -> Projection:
    """What the question wants, once its conditions are known.

    Args:
        reading: The question.
        conditions: Its conditions; a field that filters is not also shown.
        named: Whether it names records of this kind.
        several: Whether it names more than one.
    """
    found = Projection()
    superlative = _superlative(reading)
    ranked = _ranked_field(reading, superlative) if superlative is not None else None
    _fields(reading, found, conditions, named=named, ranked=superlative is not None)
    if named:
        found.aggregate = "field" if found.show else "list"
        if ranked and ranked not in found.show:
            found.show.append(ranked)
            found.aggregate = "field"
        numeric = next((name for name in found.show if reading.is_number(name)), None)
        if several and numeric and reading.has("total"):
            found.aggregate, found.order_by = "sum", numeric
        return found
    numeric = next((name for name in found.show if reading.is_number(name)), None)
    keyed = [name for name in found.show if not reading.is_number(name)]
    counting = reading.has("ask.how_many")
    if superlative is not None:
        alternatives = _alternatives(reading, conditions) or _leader(
            reading, superlative, conditions
        )
        _rank(reading, found, superlative, ranked, keyed, alternatives)
    elif numeric and reading.has("average"):
        found.aggregate, found.order_by = "average", numeric
    elif numeric and (counting or reading.has("total")):
        found.aggregate, found.order_by = "sum", numeric
    elif _parted_by(reading, keyed):
        found.aggregate, found.group_by = "group", _parted_by(reading, keyed)
    elif reading.has("spread") and _alternatives(reading, conditions):
        found.aggregate = "group"
        found.group_by = _alternatives(reading, conditions)[0]
    elif reading.has("share"):
        found.aggregate = "share"
    elif counting:
        found.aggregate = "count"
    elif reading.has("exists") and not reading.has("ask.which", "list"):
        found.aggregate = "exists"
    return found


def _superlative(reading: QuestionView) -> int | None:
    places = (
        place
        for place, each in enumerate(reading.links)
        if each.categories & _SUPERLATIVES and not each.terms and not _compares(reading, place)
    )
    return next(places, None)


def _compares(reading: QuestionView, place: int) -> bool:
    """Whether a word that may be a superlative compares with a number ("plus de 150")."""
    after = reading.links[place + 1 : place + 2]
    return any(each.number is not None for each in after) and bool(
        reading.links[place].categories & {"more_than", "less_than"}
    )


def _ranked_field(reading: QuestionView, superlative: int) -> str | None:
    """The field that a superlative is about: the noun that follows it, if it can be ranked."""
    for each in reading.links[superlative + 1 : superlative + 1 + NEAR]:
        for name in reading.named_fields(each):
            if reading.is_number(name) or reading.spec(name).many:
                return name
        if reading.names_kind(each):
            return None
    return None


def _rank(
    reading: QuestionView,
    found: Projection,
    superlative: int,
    ranked: str | None,
    keyed: Sequence[str],
    alternatives: Sequence[str],
) -> None:
    numeric = next((name for name in found.show if reading.is_number(name)), None)
    if ranked is None and (keyed or alternatives):
        found.aggregate, found.group_by = "group", (keyed or alternatives)[0]
        return
    ranked = ranked or numeric
    follows = reading.links[superlative + 1 : superlative + 1 + NEAR]
    if ranked is None and not any(link.of_type("kind") for link in follows[:2]):
        # "the largest …": a kind that has one number is ranked by it.
        numbers = [spec.name for spec in reading.kind.fields if spec.type in NUMERIC]
        ranked = numbers[0] if len(numbers) == 1 else None
    if ranked is None:
        found.unclear.append(reading.links[superlative].said)
        return
    most = "most" in reading.links[superlative].categories
    found.aggregate, found.order_by = ("max" if most else "min"), ranked
    found.presence.append(Filter(field=ranked, op="not_empty"))
    found.show = [name for name in found.show if name != ranked]


def _alternatives(reading: QuestionView, conditions: Sequence[Condition]) -> list[str]:
    """The fields whose values the question sets against each other ("more gold or more silver")."""
    found = []
    for condition in conditions:
        if not isinstance(condition, AnyOf):
            continue
        filters = list(filters_of((condition,)))
        names = {each.field for each in filters if each.via is None}
        values = [value for each in filters for value in values_of(each)]
        found += [
            spec.name
            for name in names
            if len(names) == 1
            for spec in reading.kind.members(name)
            if all(reading.vocabulary.holds(reading.kind.name, spec.name, each) for each in values)
        ]
    return found


def _leader(reading: QuestionView, superlative: int, conditions: Sequence[Condition]) -> list[str]:
    """The field of what is said to have most of them: "Bavaria has the most clusters"."""
    follows = reading.links[superlative + 1 : superlative + 1 + NEAR]
    if not any(map(reading.names_kind, follows)):
        return []
    said = {term.field for link in reading.links[:superlative] for term in link.of_type("value")}
    return [
        condition.field
        for condition in conditions
        if isinstance(condition, Filter)
        and condition.via is None
        and condition.op == "is"
        and condition.field in said
        and not reading.is_number(condition.field)
    ][:1]


def _counted_field(reading: QuestionView) -> str | None:
    """The field right after "how many": its different values are counted, not the records."""
    for place, each in enumerate(reading.links):
        if "ask.how_many" not in each.categories:
            continue
        for following in reading.links[place + 1 : place + 3]:
            if reading.names_kind(following) or following.of_type("value"):
                return None
            for name in reading.named_fields(following):
                return None if reading.is_number(name) else name
    return None


def _parted_by(reading: QuestionView, keyed: Sequence[str]) -> str | None:
    """The field that the records are to be counted by ("per country", "how many countries")."""
    counted = _counted_field(reading)
    if counted in keyed:
        return counted
    for place, each in enumerate(reading.links):
        if "per" in each.categories:
            for following in reading.links[place + 1 : place + 3]:
                named = _mentioned(reading, following)
                if named in keyed:
                    return named
    return None


def _fields(
    reading: QuestionView,
    found: Projection,
    conditions: Sequence[Condition],
    *,
    named: bool,
    ranked: bool,
) -> None:
    """The fields that are asked for, and those that must be given or missing."""
    filtered = {each.field for each in filters_of(tuple(conditions))}
    # "Which is …, and which is not?" wants both sides shown.
    contrast = sum("ask.which" in each.categories for each in reading.links) > 1
    counts_records = reading.has("ask.how_many") and _counted_field(reading) is None
    joined = _joined_kinds(reading, conditions)
    show: dict[str, None] = {}
    for place, each in enumerate(reading.links):
        name = _mentioned(reading, each)
        if place in reading.used or name is None:
            if joined & {term.kind for term in each.of_type("field", "kind")}:
                reading.used.add(place)
            continue
        reading.used.add(place)
        if {name, reading.spec(name).family} & filtered and not named and not ranked:
            continue
        before = reading.before(place)
        number = reading.is_number(name)
        without = any(link.categories & {"without", "not", "none"} for link in before) or any(
            "missing" in link.categories for link in reading.links[place + 1 : place + 1 + NEAR]
        )
        some = any("any" in link.categories for link in before[-2:]) or any(
            "any" in reading.words.categories((word,)) for word in each.folded
        )
        if named or contrast or (ranked and not number):
            show[name] = None
        elif any(each.field == name for each in found.presence):
            pass
        elif without:
            found.presence.append(Filter(field=name, op="empty"))
        elif not number and (some or counts_records or _belongs(reading, place, name)):
            if not any("per" in link.categories for link in before[-2:]):
                found.presence.append(Filter(field=name, op="not_empty"))
            else:
                show[name] = None
        else:
            show[name] = None
    found.show = list(show)


def _mentioned(reading: QuestionView, each: Mention) -> str | None:
    """The field that a link names; naming a kind that a field refers to names the field."""
    own = reading.named_fields(each)
    if own:
        return own[0]
    for term in each.of_type("field"):
        spec = reading.vocabulary.kinds[term.kind].field(term.field)
        if spec is not None and spec.refers_to == reading.kind.name:
            return next(spec.name for spec in reading.kind.fields if spec.role == "name")
    for term in each.of_type("kind"):
        for spec, other in reading.references():
            if other.name == term.kind:
                return spec.name
    return None


def _joined_kinds(reading: QuestionView, conditions: Sequence[Condition]) -> set[str]:
    """The kinds that conditions reach: their words ("that targets …") are accounted for."""
    ends = {spec.name: other.name for spec, other in reading.references()}
    vias = {each.via for each in filters_of(tuple(conditions)) if each.via}
    return {ends.get(via) or via.split(".")[0] for via in vias}


def _belongs(reading: QuestionView, place: int, name: str) -> bool:
    """Whether a reference is named to be had ("… that belong to a partnership"), not shown."""
    spec: FieldSpec = reading.spec(name)
    if spec.type != "reference" or not any(map(reading.names_kind, reading.links[:place])):
        return False
    before = reading.before(place, 2)
    return not any(
        link.categories & {"and", "refer", "ask.which", "compare", "filler"} for link in before
    )
