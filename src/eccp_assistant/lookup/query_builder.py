"""QuestionView a question as a query over one kind of record."""

from __future__ import annotations

from collections.abc import Sequence

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import Condition, Filter, fitted
from eccp_assistant.domain.records import KindSpec
from eccp_assistant.lookup.boolean_structure import structured
from eccp_assistant.lookup.number_filters import limit, number_filters, stated
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.lookup.projection import wanted
from eccp_assistant.lookup.question_view import QuestionView
from eccp_assistant.lookup.value_filters import (
    account_for_implied,
    membership_filters,
    named_records,
    value_filters,
)
from eccp_assistant.text.word_frequency import rarity
from eccp_assistant.understanding.entity_linking import Mention
from eccp_assistant.understanding.vocabulary import Vocabulary

_COMMON = 0.3
_SHORT = 3
_COMPUTED = frozenset({"sum", "average", "min", "max"})
_CHOOSING = ("ask.which", "ask.who", "ask.how_many", "list")
"""Ways to ask for some of the records that are named, rather than whether they are so."""


def read(
    links: Sequence[Mention],
    kind: KindSpec,
    vocabulary: Vocabulary,
    language: Language,
    *,
    asked_about: bool = False,
) -> ParsedQuestion:
    """What a question asks of the records of ``kind``, and what that leaves unexplained.

    Args:
        links: The question.
        kind: The kind it may ask for.
        vocabulary: What the corpus's words are.
        language: Of the question.
        asked_about: Whether it is known to ask for this kind, without a word that says so.
    """
    reading = QuestionView(links, kind, vocabulary, language)
    account_for_implied(reading)
    names = named_records(reading)
    found = value_filters(reading)
    found += number_filters(reading)
    conditions = structured(reading, sorted(found, key=lambda pair: pair[0]))
    conditions += membership_filters(reading, {place for place, _ in found})
    most = limit(reading)
    claimed = stated(reading)
    if names:
        # "X has 1500 …": a figure claimed of a record is shown as it is, not searched for.
        claims = [each for each in conditions if _is_figure(reading, each)]
        conditions = [each for each in conditions if each not in claims]
    ids = tuple(dict.fromkeys(term.value for term in names))
    want = wanted(reading, conditions, named=bool(ids), several=len(ids) > 1)
    if want.group_by is not None and reading.has("most", "least"):
        # "Germany is the country with most": the premise does not narrow what is counted.
        conditions = [each for each in conditions if not _is_on(each, want.group_by)]
    named: list[Condition] = [Filter(field="id", value=ids)] if ids else []
    filters = tuple(dict.fromkeys([*named, *conditions, *want.presence]))
    aggregate = want.aggregate
    if claimed is not None and aggregate == "list" and not filters:
        aggregate = "count"
    mentioned = any(map(reading.names_kind, reading.links))
    query = None
    if filters or mentioned or asked_about or aggregate in _COMPUTED:
        particular = {
            "group_by": want.group_by,
            "order_by": want.order_by,
            "field": want.order_by,
            "limit": most,
        }
        query = fitted(kind.name, filters, aggregate, tuple(want.show), particular)
    return ParsedQuestion(
        query=query,
        names=tuple((term.kind, term.value) for term in names),
        show=tuple(want.show),
        unexplained=(*_unexplained(reading), *want.unclear),
        explained=sum(links[place].end - links[place].start for place in reading.used),
        compare=len(ids) > 1,
        common=reading.has("common"),
        verify=bool(ids and conditions) and not (len(ids) > 1 and reading.has(*_CHOOSING)),
        extreme=reading.first("most", "least") or "",
        stated=claimed,
        aggregate=aggregate,
        links=list(links),
    )


def _unexplained(reading: QuestionView) -> list[str]:
    """What neither the records nor the language account for."""
    return [
        each.said
        for place, each in enumerate(reading.links)
        if place not in reading.used
        and not each.categories - {"implied"}
        and not _says_little(each, reading.language)
    ]


def _says_little(each: Mention, language: Language) -> bool:
    """Whether a word that nothing knows is too common, or too short, to ask for anything."""
    if each.terms or each.concepts or each.number is not None:
        return False
    short = len(each.said) <= _SHORT and each.said.islower()
    return short or rarity(each.said, language) < _COMMON


def _is_figure(reading: QuestionView, condition: Condition) -> bool:
    return (
        isinstance(condition, Filter)
        and condition.op == "is"
        and condition.via is None
        and condition.field != "id"
        and reading.is_number(condition.field)
    )


def _is_on(condition: Condition, field: str) -> bool:
    return isinstance(condition, Filter) and condition.field == field and condition.via is None
