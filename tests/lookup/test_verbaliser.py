"""The description of a query matches the query, in every language."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eccp_assistant.answering.templates import templates_of
from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.domain.queries import AllOf, AnyOf, Filter, Not, RecordQuery
from eccp_assistant.domain.records import FieldSpec, KindSpec
from eccp_assistant.lookup.verbaliser import Verbaliser
from tests.lookup.small_world import BOATS, PORTS, kinds
from tests.lookup.test_query_language import conditions

KINDS = {kind.name: kind for kind in kinds()}
NAMES = {"boat": BOATS, "port": PORTS}
PROPERTY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def words(query, language="en", known=KINDS):
    def name_of(kind, record):
        return NAMES[kind].get(record, {"name": record})["name"]

    return Verbaliser(known, language, templates_of(language), name_of).query(query)


@st.composite
def queries(draw):
    where = tuple(draw(st.lists(conditions("boat"), max_size=2)))
    fields = st.sampled_from(["cars", "price", "uses"])
    limit, offset = draw(st.none() | st.integers(1, 3)), draw(st.integers(0, 2))
    window = {"limit": limit, "offset": offset}
    particular = {
        "list": {"order_by": draw(fields), "descending": draw(st.booleans()), **window},
        "count": {},
        "exists": {},
        "values": {"field": draw(fields)},
        "sum": {"field": draw(fields)},
        "average": {"field": draw(fields)},
        "difference": {"field": draw(fields)},
        "min": {"order_by": draw(fields), "limit": limit},
        "max": {"order_by": draw(fields), "limit": limit},
        "group": {
            "group_by": draw(st.sampled_from(["home", "home.land", "uses"])),
            "descending": draw(st.booleans()),
            **window,
        },
        "share": {"of": tuple(draw(st.lists(conditions("boat"), max_size=1)))},
        "every": {"of": tuple(draw(st.lists(conditions("boat"), max_size=1)))},
        "compare": draw(
            st.sampled_from(
                [
                    {"group_by": "home", "only": ("Ystad", "Gdynia")},
                    {"group_by": "home.land", "only": ("Sweden", "Poland")},
                    {"field": "cars"},
                    {"field": "uses"},
                ]
            )
        ),
    }
    aggregate = draw(st.sampled_from(sorted(particular)))
    if aggregate in {"share", "every"} and not where:
        where = ({"field": "cars", "op": "empty"},)
    return RecordQuery.model_validate(
        {
            "kind": "boat",
            "filters": where,
            "aggregate": aggregate,
            "show": tuple(
                draw(st.lists(st.sampled_from(["note", "open"]), max_size=2, unique=True))
            ),
            "as_printed": draw(st.booleans()),
            **particular[aggregate],
        }
    )


def plain(condition):
    """A condition in one form for all that mean the same by the look of them."""
    if isinstance(condition, Filter):
        value = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        said = tuple(str(each) for each in value) if condition.value is not None else ()
        return (condition.field, condition.op, condition.via, said)
    if isinstance(condition, Not):
        return ("not", plain(condition.not_))
    several = condition.any if isinstance(condition, AnyOf) else condition.all
    parts = [plain(each) for each in several]
    if len(parts) == 1:
        return parts[0]
    same = {part[:3] for part in parts if len(part) == 4}
    filters = all(isinstance(each, Filter) for each in several)
    if isinstance(condition, AnyOf) and filters and len(same) == 1:
        field, op, via = next(iter(same))
        if op in {"is", "contains"}:
            return (field, op, via, tuple(value for part in parts for value in part[3]))
    return ("any" if isinstance(condition, AnyOf) else "all", tuple(parts))


def meaning(query):
    """What a query asks, in one form."""

    def flat(where):
        if len(where) == 1 and isinstance(where[0], AllOf):
            return flat(where[0].all)
        if len(where) == 1 and isinstance(where[0], AnyOf) and len(where[0].any) == 1:
            return flat(where[0].any)
        return tuple(plain(each) for each in where)

    rest = query.model_dump(exclude={"filters", "of"})
    rest["aggregate"] = "list" if query.aggregate == "field" else query.aggregate
    return (flat(query.filters), flat(query.of), tuple(sorted(rest.items(), key=str)))


_SAID: dict[tuple[str, str], object] = {}


@given(query=queries())
@PROPERTY
def test_queries_with_the_same_description_are_equal(query):
    for language in LANGUAGES:
        said = words(query, language)
        before = _SAID.setdefault((language, said), meaning(query))
        assert before == meaning(query), said


def test_words_of_every_kind_of_query():
    assert words(
        RecordQuery(kind="boat", aggregate="group", group_by="home.land", limit=1, offset=1)
    ) == ("boats: by home – land, most first; only place 2")
    second = RecordQuery(
        kind="boat", order_by="cars", descending=True, limit=1, offset=1, show=("home",)
    )
    assert words(second) == "boats: home; sorted by cars, descending; only place 2"
    closed = Not(
        not_=AnyOf(
            any=(Filter(field="open", value=True), Filter(field="cars", op="above", value=9))
        )
    )
    assert words(RecordQuery(kind="boat", filters=(closed,))) == (
        "boats where not (open is yes or cars is more than 9)"
    )
    every = RecordQuery(
        kind="boat",
        aggregate="every",
        filters=(Filter(field="built", op="above", value="1998-06"),),
        of=(Filter(field="uses", op="at_least", value=2),),
    )
    assert words(every) == (
        "boats where built is after June 1998: "
        "whether all boats where number of uses is at least 2 are among them"
    )
    several = Filter(field="home", value=tuple(f"Port {number}" for number in range(27)))
    assert words(RecordQuery(kind="boat", filters=(several,))).count(" or ") == 26


def test_a_value_with_a_joining_word_is_quoted():
    one = Filter(field="note", value="quick or slow")
    two = Filter(field="note", value=("quick", "slow"))
    assert words(RecordQuery(kind="boat", filters=(one,))) == "boats where note is “quick or slow”"
    assert words(RecordQuery(kind="boat", filters=(two,))) == "boats where note is quick or slow"


def test_negated_alternatives_are_worded_unlike_two_negations():
    either = AnyOf(any=tuple(Filter(field="note", op="is_not", value=v) for v in ("a", "b")))
    neither = Filter(field="note", op="is_not", value=("a", "b"))
    said = {words(RecordQuery(kind="boat", filters=(each,))) for each in (either, neither)}
    assert len(said) == 2


def test_fields_and_references_of_the_same_name_are_distinguished():
    fields = (
        FieldSpec("name", "text", {"en": "name"}, role="name"),
        FieldSpec("from", "reference", {"en": "line"}, refers_to="line"),
        FieldSpec("to", "reference", {"en": "line"}, refers_to="line"),
    )
    known = {"line": KindSpec("line", {"en": ("line", "lines")}, fields)}
    asked = [
        Filter(field="from", value="A"),
        Filter(field="to", value="A"),
        Filter(field="name", value="A", via="from"),
        Filter(field="name", value="A", via="to"),
        Filter(field="name", value="A", via="line.from"),
        Filter(field="name", value="A", via="line.to"),
    ]
    said = {words(RecordQuery(kind="line", filters=(each,)), known=known) for each in asked}
    assert len(said) == len(asked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_dates_are_said_in_the_language(language):
    where = (Filter(field="price", op="above", value=1234.5), Filter(field="open", value="yes"))
    said = words(RecordQuery(kind="boat", filters=where), language)
    assert ("1234.5" in said) == (language == "en")
    assert ("1234,5" in said) == (language != "en")
    assert (" yes" in said) == (language == "en")
