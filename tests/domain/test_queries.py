"""Invalid queries are rejected with a repair."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from eccp_assistant.domain.answers import Answer, Lookup
from eccp_assistant.domain.queries import Filter, Not, RecordQuery, affirmed_filters_of, filters_of

ONE = {"field": "x", "value": 1}


def nested(depth):
    condition = ONE
    for _ in range(depth - 1):
        condition = {"not": condition}
    return condition


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"aggregate": "sum"}, "'sum' needs 'field'"),
        ({"aggregate": "values"}, "'values' needs 'field'"),
        ({"aggregate": "difference"}, "'difference' needs 'field'"),
        ({"aggregate": "group"}, "'group' needs 'group_by'"),
        ({"aggregate": "max"}, "'max' needs 'order_by'"),
        ({"aggregate": "max", "order_by": "x", "descending": False}, "contradicts 'descending'"),
        ({"aggregate": "min", "order_by": "x", "descending": True}, "contradicts 'descending'"),
        ({"aggregate": "share"}, "'share' needs 'filters'"),
        ({"aggregate": "every", "of": [ONE]}, "'every' needs 'filters'"),
        ({"aggregate": "compare"}, "'compare' needs 'group_by' and 'only'"),
        ({"aggregate": "compare", "group_by": "x", "only": ["a"]}, "two values or more"),
        ({"aggregate": "compare", "field": "x", "only": ["a", "b"]}, "'only' needs 'group_by'"),
        ({"aggregate": "count", "limit": 3}, "'count' does not use 'limit'"),
        ({"aggregate": "count", "group_by": "x"}, "'count' does not use 'group_by'"),
        ({"aggregate": "exists", "offset": 1}, "'exists' does not use 'offset'"),
        ({"field": "x"}, "'list' does not use 'field'"),
        ({"of": [ONE]}, "'list' does not use 'of'"),
        ({"descending": True}, "'descending' needs 'order_by'"),
        ({"filters": [nested(7)]}, "nested deeper than 6"),
        ({"filters": [ONE] * 21}, "at most 20"),
        ({"filters": [{"any": [ONE] * 21}]}, "at most 20"),
        ({"filters": [{"any": []}]}, "at least 1"),
        ({"filters": [{"field": "x", "value": ["a"] * 201}]}, "at most 200"),
        ({"filters": [{"field": "x", "value": 2**63}]}, "beyond 64 bits"),
        ({"filters": [{"field": "x", "op": "above", "value": -(2**64)}]}, "beyond 64 bits"),
        ({"filters": [{"field": "x", "op": "above", "value": float("inf")}]}, "not finite"),
        ({"filters": [{"field": "x", "op": "above", "value": "much"}]}, "needs a number or a date"),
        ({"filters": [{"field": "x", "op": "above"}]}, "needs a number or a date"),
        ({"filters": [{"field": "x"}]}, "needs a value"),
        ({"filters": [{"field": "x", "op": "empty", "value": "a"}]}, "takes no value"),
        ({"filters": [{"field": "x", "value": 1, "size": 2}]}, "Extra inputs"),
    ],
)
def test_an_invalid_query_is_rejected_with_a_repair(asked, said):
    with pytest.raises(ValidationError, match=said):
        RecordQuery.model_validate({"kind": "k", **asked})


def test_an_error_inside_a_condition_names_only_that_condition():
    bad = {"filters": [{"any": [ONE, {"field": "x", "op": "under", "value": 1}]}]}
    with pytest.raises(ValidationError) as caught:
        RecordQuery.model_validate({"kind": "k", **bad})
    (error,) = caught.value.errors()
    assert error["loc"][-1] == "op"


def test_older_forms_of_a_query_are_accepted():
    old = {"kind": "k", "aggregate": "sum", "order_by": "x", "group_by": None, "limit": None}
    assert RecordQuery.model_validate(old).field == "x"
    assert RecordQuery(kind="k", aggregate="max", order_by="x").descending
    assert not RecordQuery(kind="k", aggregate="min", order_by="x").descending
    assert RecordQuery(kind="k", aggregate="group", group_by="x").descending


def test_nesting_and_width_have_limits():
    countries = {"field": "x", "value": [f"c{number}" for number in range(200)]}
    wide = RecordQuery.model_validate({"kind": "k", "filters": [countries] * 20})
    assert len(wide.filters) == 20
    RecordQuery.model_validate({"kind": "k", "filters": [nested(6)]})


def test_a_query_survives_a_json_round_trip():
    query = RecordQuery.model_validate(
        {
            "kind": "k",
            "aggregate": "share",
            "filters": [{"not": {"any": [ONE, {"all": [{"field": "y", "value": 0.5}]}]}}],
            "of": [{"field": "z", "value": True}],
        }
    )
    assert query.of[0].value == "yes"
    assert RecordQuery.model_validate_json(query.model_dump_json()) == query
    assert RecordQuery.model_validate(query.model_dump()) == query
    assert '{"not":' in query.model_dump_json()
    lookup = Lookup(**query.model_dump(), in_words="w", total=1)
    assert lookup.query() == query


def test_affirmed_filters_leave_out_negated_ones():
    yes, no = Filter(field="a", value="1"), Filter(field="b", value="2")
    conditions = (yes, Not(not_=no))
    assert list(filters_of(conditions)) == [yes, no]
    assert list(affirmed_filters_of(conditions)) == [yes]


READING = {"in_words": "w", "lookup": {"kind": "k"}, "probability": 0.6}
CITED = {
    "marker": 1,
    "document_id": "d",
    "document_title": "D",
    "section": (),
    "locator": "",
    "quote": "Q",
    "start": 0,
    "end": 1,
    "url": "/",
}


def answer(**given):
    frame = {
        "id": "1",
        "question": "q",
        "interpreted_as": "q",
        "language": "en",
        "status": "unclear",
        "answer": "",
        "generator": "lookup",
        "index_version": "v",
    }
    return Answer.model_validate({**frame, **given})


def test_an_unclear_answer_offers_readings_or_the_closest_passages_and_no_records():
    assert answer(readings=[READING]).readings[0].lookup.kind == "k"
    assert answer(citations=[CITED]).citations
    record = {"kind": "k", "id": "i", "name": "n", "fields": {}}
    for given, said in (
        ({}, "offer readings"),
        ({"readings": [READING], "records": [record]}, "no records"),
        ({"readings": [READING, {**READING, "probability": 0.9}]}, "order"),
        ({"readings": [{**READING, "probability": 1.2}]}, "less than or equal"),
        ({"readings": [READING], "answer": "See [2]."}, "markers without a citation"),
    ):
        with pytest.raises(ValidationError, match=said):
            answer(**given)


def test_parts_rest_on_the_citations_of_the_whole_answer():
    part = {"question": "p", "status": "answered", "answer": "A [1]", "markers": [1]}
    assert answer(status="answered", citations=[CITED], parts=[part]).parts[0].markers == (1,)
    with pytest.raises(ValidationError, match="markers without a citation"):
        answer(status="answered", citations=[CITED], parts=[{**part, "markers": [2]}])
