"""The numbers in a question: comparisons, years, how many are wanted, what is claimed."""

from __future__ import annotations

from eccp_assistant.domain.queries import Filter, Operator
from eccp_assistant.lookup.question_view import NEAR, QuestionView

_COMPARATORS: dict[str, Operator] = {
    "more_than": "above",
    "at_least": "at_least",
    "less_than": "below",
    "at_most": "at_most",
}
_TIMES: dict[str, Operator] = {"after": "above", "before": "below", "since": "at_least"}
_FIRST_YEAR = 1000


def number_filters(reading: QuestionView) -> list[tuple[int, Filter]]:
    """Read "more than 500 …", "between 3 and 7 …", "in 2016", each with its place."""
    found: list[tuple[int, Filter]] = []
    for place, each in enumerate(reading.links):
        if each.number is None or place in reading.used:
            continue
        upper = _between(reading, place)
        if upper is not None:
            field, via = _compared_field(reading, upper)
            if field:
                reading.used |= {place, upper}
                high = reading.links[upper].number
                for op, value in (("at_least", each.number), ("at_most", high)):
                    condition = Filter.model_validate(
                        {"field": field, "op": op, "value": value, "via": via}
                    )
                    found.append((place, condition))
            continue
        compared = _comparison(reading, place, each.number)
        if compared is not None:
            reading.used.add(place)
            found.append((place, compared))
    return found


def limit(reading: QuestionView) -> int | None:
    """How many are wanted with a superlative: "the three … with most", "top 5"."""
    if not reading.has("most", "least"):
        return None
    for place, each in enumerate(reading.links):
        if each.number is None or place in reading.used:
            continue
        beside = [*reading.before(place, 2), *reading.links[place + 1 : place + 3]]
        had = any("with" in link.categories for link in reading.before(place, 1))
        ranked = not had and any(link.categories & {"most", "least"} for link in beside)
        counts_kind = any(map(reading.names_kind, reading.links[place + 1 : place + 3]))
        if (ranked or counts_kind) and each.number > 0:
            reading.used.add(place)
            return each.number
    return None


def stated(reading: QuestionView) -> int | None:
    """A number that the question takes for granted of this kind ("the 34 …", "its five …")."""
    for place, each in enumerate(reading.links):
        if each.number is None or place in reading.used:
            continue
        if any("list" in link.categories for link in reading.before(place, 1)):
            reading.used.add(place)  # "name three": some are wanted, nothing is claimed
            continue
        for following in reading.links[place + 1 : place + 4]:
            if reading.names_kind(following) or "refer" in following.categories:
                reading.used.add(place)
                return each.number
            if following.of_type("kind"):
                reading.used.add(place)  # claimed of another kind: "among the 34 …"
                break
            passes = following.categories & {"function", "most", "least"}
            if not following.of_type("value", "part") and not passes:
                break
    return None


def _between(reading: QuestionView, place: int) -> int | None:
    """The place of the upper bound, where ``place`` holds the lower one."""
    if not any("between" in link.categories for link in reading.before(place, 2)):
        return None
    for upper in range(place + 1, min(place + NEAR + 1, len(reading.links))):
        if reading.links[upper].number is not None:
            return upper
    return None


def _comparison(reading: QuestionView, place: int, number: int) -> Filter | None:
    around = [*reversed(reading.before(place, 2)), *reading.links[place + 1 : place + 2]]
    op = next(
        (_COMPARATORS[name] for link in around for name in _COMPARATORS if name in link.categories),
        None,
    )
    if number >= _FIRST_YEAR:
        year = _year(reading, place, number, op)
        if year is not None:
            return year
    field, via = _compared_field(reading, place)
    if op is not None:
        return Filter(field=field, op=op, value=number, via=via) if field else None
    if field and via is None and reading.is_number(field) and _beside(reading, place, field):
        return Filter(field=field, value=number)
    return None


def _year(reading: QuestionView, place: int, number: int, op: Operator | None) -> Filter | None:
    """A number among the values of a field of years is a year, with or without a comparator."""
    for spec in reading.kind.fields:
        years = reading.vocabulary.numbers.get((reading.kind.name, spec.name), set())
        if not years or min(years) < _FIRST_YEAR:
            continue
        before = reading.before(place, 2)
        time = next(
            (_TIMES[name] for link in before for name in _TIMES if name in link.categories), None
        )
        return Filter(field=spec.name, op=time or op or "is", value=number)
    return None


def _compared_field(reading: QuestionView, place: int) -> tuple[str | None, str | None]:
    """What a number at ``place`` counts: a numeric field, a field of many, or those who refer."""
    after = reading.links[place + 1 : place + 1 + NEAR]
    before = list(reversed(reading.before(place)))
    for links in (after, before):
        for link in links:
            for name in reading.named_fields(link):
                if reading.is_number(name) or reading.spec(name).many:
                    return name, None
            for kind, spec in reading.referrers():
                if any(term.kind == kind.name for term in link.of_type("kind")):
                    reading.used.add(reading.links.index(link))
                    return "id", f"{kind.name}.{spec.name}"
    return None, None


def _beside(reading: QuestionView, place: int, field: str) -> bool:
    """Whether the field is named right beside the number ("150 SMEs", "SMEs: 150")."""
    beside = [*reading.before(place, 2), *reading.links[place + 1 : place + 3]]
    return any(field in reading.named_fields(link) for link in beside)
