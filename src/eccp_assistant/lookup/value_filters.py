"""The names and values in a question, as filters on one kind of record."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from eccp_assistant.domain.queries import Filter
from eccp_assistant.domain.records import KindSpec
from eccp_assistant.lookup.question_view import NEAR, QuestionView
from eccp_assistant.understanding.entity_linking import Mention
from eccp_assistant.understanding.vocabulary import Term

_DENIALS = frozenset({"not", "outside", "without"})


def account_for_implied(reading: QuestionView) -> None:
    """Words that hold of every record of the kind are accounted for and filter nothing."""
    for place, each in enumerate(reading.links):
        phrase = each.folded
        own = any(term.kind == reading.kind.name for term in each.of_type("value", "name"))
        if reading.kind.name in reading.vocabulary.implied.get(phrase, ()) and not own:
            reading.used.add(place)


def named_records(reading: QuestionView) -> list[Term]:
    """The records of this kind that the question names, in order; words for the kind are used."""
    found: dict[Term, None] = {}
    mentioned = any(map(reading.names_kind, reading.links))
    for place, each in enumerate(reading.links):
        own = [term for term in each.of_type("name") if term.kind == reading.kind.name]
        values = {term.field for term in each.of_type("value") if term.kind == reading.kind.name}
        if not mentioned:
            # "the region of X", where X is a record and a region: no kind is asked to have it.
            values -= set(reading.fields_near(place))
        if own and not values:
            found.update(dict.fromkeys(own))
            reading.used.add(place)
        elif reading.names_kind(each):
            reading.used.add(place)
    return list(found)


def value_filters(reading: QuestionView) -> list[tuple[int, Filter]]:
    """The filters that values make, each with its place in the question."""
    found: list[tuple[int, Filter]] = []
    mentioned = any(map(reading.names_kind, reading.links))
    for place, each in enumerate(reading.links):
        if place in reading.used:
            continue
        condition = (
            (mentioned and _through_referrer(reading, place, each, asked=True))
            or _own(reading, place, each)
            or (mentioned and _joined(reading, place, each))
        )
        if condition:
            if _negated(reading, place, condition, found):
                condition = condition.model_copy(update={"op": "is_not"})
            found.append((place, condition))
            reading.used.add(place)
    return found


def membership_filters(reading: QuestionView, places: Set[int]) -> list[Filter]:
    """Records that some, or no, record of another kind refers to ("without any member").

    Args:
        reading: The question.
        places: Where it says a value; "with members from X" has said already what it means.
    """
    found: list[Filter] = []
    for kind, spec in reading.referrers():
        for place, each in enumerate(reading.links):
            if place in reading.used or kind.name not in _kinds(each):
                continue
            via = f"{kind.name}.{spec.name}"
            before = reading.before(place, 2 * NEAR)
            if any(link.categories & {"without", "none", "not"} for link in before):
                found.append(Filter(field="id", op="empty", via=via))
            elif places & set(range(place - 2, place + NEAR + 1)):
                pass
            elif any(link.categories & {"any", "with"} for link in before[-NEAR:]):
                found.append(Filter(field="id", op="not_empty", via=via))
            else:
                continue
            reading.used.add(place)
    return found


def _own(reading: QuestionView, place: int, each: Mention) -> Filter | None:
    kind = reading.kind
    terms = [term for term in each.of_type("value", "part") if term.kind == kind.name]
    terms.sort(key=lambda term: term.type == "part")
    terms = terms or _absent_country(reading, each)
    return _on_field(reading, place, kind, terms)


def _on_field(
    reading: QuestionView, place: int, kind: KindSpec, terms: Sequence[Term], via: str | None = None
) -> Filter | None:
    """One filter for the values that a word may stand for: on a field, or on a family of them."""
    if not terms:
        return None
    named = reading.fields_near(place, kind)
    near = next((term.field for term in terms if term.field in named), None)
    values: dict[str, dict[str, None]] = {}
    for term in terms:
        # "works on X" asks all fields of the family, wherever X happens to stand today.
        family = kind.members(term.field)[0].family
        field = near if term.field == near else family or term.field
        values.setdefault(field, {})[term.value] = None
    chosen = near or max(values, key=lambda field: len(values[field]))
    meant = tuple(values[chosen])
    return Filter(field=chosen, value=meant if len(meant) > 1 else meant[0], via=via)


def _absent_country(reading: QuestionView, each: Mention) -> list[Term]:
    """A country that no record of this kind has, asked of this kind: nothing will match."""
    referred = {other.name for _, other in reading.references()}
    mentioned = {term.kind for link in reading.links for term in link.of_type("kind", "field")}
    own = next((spec for spec in reading.kind.fields if spec.type == "country"), None)
    named = any(
        term.kind == reading.kind.name for link in reading.links for term in link.of_type("name")
    )
    if own is None or named or referred & mentioned:
        return []
    return [
        Term("value", reading.kind.name, own.name, term.value)
        for term in each.of_type("value")
        if reading.vocabulary.is_country(term)
    ][:1]


def _joined(reading: QuestionView, place: int, each: Mention) -> Filter | None:
    """A condition on a record of another kind; only asked of a kind that the question names."""
    return (
        _through_reference(reading, place, each)
        or _through_referrer(reading, place, each, asked=False)
        or _named_elsewhere(reading, each)
    )


def _through_reference(reading: QuestionView, place: int, each: Mention) -> Filter | None:
    """A value of the kind that this kind refers to ("in a partnership that targets Chile")."""
    for spec, other in reading.references():
        terms = [term for term in each.of_type("value") if term.kind == other.name]
        condition = _on_field(reading, place, other, terms, spec.name)
        if condition is not None:
            return condition
    return None


def _through_referrer(
    reading: QuestionView, place: int, each: Mention, *, asked: bool
) -> Filter | None:
    """A value of a kind that refers to this one ("with a Spanish member in the list").

    Where it is ``asked``, only if a word for that kind stands beside the value and none of this
    kind's own fields is named there.
    """
    for kind, spec in reading.referrers():
        if asked:
            beside = reading.links[max(0, place - 1) : place + 3]
            if not any(kind.name in _kinds(link) for link in beside):
                continue
            if any(reading.names_kind(link) for link in beside) or reading.fields_near(place):
                continue
        terms = [term for term in each.of_type("value") if term.kind == kind.name]
        condition = _on_field(reading, place, kind, terms, f"{kind.name}.{spec.name}")
        if condition is not None:
            for other in range(max(0, place - 1), min(len(reading.links), place + 3)):
                if kind.name in _kinds(reading.links[other]):
                    reading.used.add(other)
            return condition
    return None


def _named_elsewhere(reading: QuestionView, each: Mention) -> Filter | None:
    """A record of another kind: one that refers to this kind, or that this kind may refer to."""
    for term in each.of_type("name"):
        for kind, spec in reading.referrers():
            if term.kind == kind.name:
                return Filter(field="id", value=(term.value,), via=f"{kind.name}.{spec.name}")
        for spec, other in reading.references():
            if term.kind == other.name:
                return Filter(field="id", value=(term.value,), via=spec.name)
    return None


def _negated(
    reading: QuestionView, place: int, condition: Filter, found: Sequence[tuple[int, Filter]]
) -> bool:
    """Whether a "not", "without" or "outside" governs the value at ``place``."""
    for other in range(place - 1, max(-1, place - NEAR - 2), -1):
        each = reading.links[other]
        if each.categories & _DENIALS:
            return True
        if found and found[-1][0] == other:
            # "neither X nor Y", "outside X and Y": the denial goes on.
            previous = found[-1][1]
            same = (previous.field, previous.via) == (condition.field, condition.via)
            return same and previous.op == "is_not"
        if "implied" in each.categories and not each.of_type("kind"):
            return False  # "outside Europe": true of every record, and denied all the same
        fields = reading.named_fields(each)
        if each.of_type("value", "name") or each.is_content or each.number is not None:
            return False
        if fields and condition.field not in {*fields, *map(_family_of(reading), fields)}:
            return False  # "without a label, from …": the denial was of the label
    return False


def _family_of(reading: QuestionView) -> Callable[[str], str | None]:
    return lambda name: reading.spec(name).family


def _kinds(link: Mention) -> set[str]:
    return {term.kind for term in link.of_type("kind")}
