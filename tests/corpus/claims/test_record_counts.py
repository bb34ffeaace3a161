"""Counts and sums of claims over records, in plain Python."""

import pytest

from eccp_assistant.corpus.claims.record_counts import (
    aggregate_value,
    matching_records,
    query_errors,
)
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.queries import AllOf, AnyOf, Filter, Not, RecordQuery
from eccp_assistant.domain.records import FieldItem, FieldSpec, KindSpec, Record, RecordSource

TREE = KindSpec(
    "tree",
    {"en": ("tree", "trees")},
    (
        FieldSpec("name", "text", {}, role="name"),
        FieldSpec("height", "decimal", {}),
        FieldSpec("wood", "keyword", {}, many=True, family="use"),
        FieldSpec("fruit", "keyword", {}, family="use"),
        FieldSpec("planted", "date", {}),
    ),
)


def tree(name, *, conflicts=(), **fields):
    items = {
        field: tuple(
            each if isinstance(each, FieldItem) else FieldItem(str(each), each) for each in values
        )
        for field, values in fields.items()
    }
    source = RecordSource("guide", Span(0, 1), "row", ())
    return Record("tree", name, name, (source,), items, conflicts=conflicts)


GUESSED = FieldItem("-", "boats", reason="A guess.", inferred=True)
RECORDS = [
    tree("oak", height=[18.5], wood=["Boats", "floors"], planted=["1911-05"]),
    tree("yew", height=[12], wood=["bows"], fruit=["berries"], planted=["1950"]),
    tree("ash", height=[FieldItem("-", None)], wood=[GUESSED]),
    Record("shrub", "box", "box", (RecordSource("guide", Span(0, 1), "row", ()),), {}),
]


def names(*conditions, inferred=True):
    query = RecordQuery(kind="tree", filters=conditions)
    return [each.id for each in matching_records(query, TREE, RECORDS, inferred=inferred)]


def on(field, op="is", value=None):
    return Filter(field=field, op=op, value=value)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (on("wood", value="boats"), ["oak", "ash"]),
        (on("wood", value=("bows", "floors")), ["oak", "yew"]),
        (on("wood", "is_not", "boats"), ["yew"]),
        (on("wood", "contains", "OAT"), ["oak", "ash"]),
        (on("use", value="berries"), ["yew"]),
        (on("id", value="oak"), ["oak"]),
        (on("id", "is_not", "oak"), ["yew", "ash"]),
        (on("height", "above", 12), ["oak"]),
        (on("height", "at_least", 12), ["oak", "yew"]),
        (on("height", "below", 18.5), ["yew"]),
        (on("height", "at_most", 18.5), ["oak", "yew"]),
        (on("height", value="12"), ["yew"]),
        (on("height", "empty"), ["ash"]),
        (on("height", "not_empty"), ["oak", "yew"]),
        (on("wood", "above", 1), ["oak"]),
        (on("planted", value="1911"), ["oak"]),
        (on("planted", "above", "1911"), ["yew"]),
        (on("planted", "at_most", "1911"), ["oak"]),
        (on("planted", "below", "1911"), []),
        (Not(not_=on("wood", value="boats")), ["yew"]),
        (AnyOf(any=(on("id", value="ash"), on("fruit", "not_empty"))), ["yew", "ash"]),
        (AllOf(all=(on("height", "not_empty"), on("fruit", "empty"))), ["oak"]),
    ],
)
def test_conditions_select_records_of_the_kind(condition, expected):
    assert names(condition) == expected


def test_inferred_values_count_only_if_asked_for():
    assert names(on("wood", value="boats"), inferred=False) == ["oak"]
    assert names(on("wood", "empty"), inferred=False) == ["ash"]


def test_all_conditions_must_hold():
    assert names(on("height", "above", 10), on("fruit", "empty")) == ["oak"]


def test_a_count_is_the_number_of_records_and_a_sum_is_exact():
    count = RecordQuery(kind="tree", aggregate="count")
    assert aggregate_value(count, RECORDS[:3]) == 3
    total = RecordQuery(kind="tree", aggregate="sum", field="height")
    assert aggregate_value(total, [tree("a", height=[0.1]), tree("b", height=[0.2])]) == 0.3
    assert aggregate_value(total, RECORDS[:3]) == 30.5
    whole = aggregate_value(total, [tree("a", height=[0.5]), tree("b", height=[1.5])])
    assert (whole, type(whole)) == (2, int)
    assert aggregate_value(total, []) == 0


def test_of_two_sources_that_disagree_the_first_is_added():
    total = RecordQuery(kind="tree", aggregate="sum", field="height")
    assert aggregate_value(total, [tree("a", height=[21, 25], conflicts=("height",))]) == 21
    assert aggregate_value(total, [tree("a", height=[21, 25])]) == 46


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (RecordQuery(kind="mushroom", aggregate="count"), "no records of kind 'mushroom'"),
        (RecordQuery(kind="tree"), "aggregate 'list' gives no figure"),
        (
            RecordQuery(kind="tree", aggregate="count", filters=(on("age", value="3"),)),
            "tree has no field 'age'",
        ),
        (RecordQuery(kind="tree", aggregate="sum", field="age"), "tree has no field 'age'"),
        (
            RecordQuery(
                kind="tree",
                aggregate="count",
                filters=(Filter(field="name", via="garden", value="x"),),
            ),
            "'via' is not evaluated in a claim",
        ),
    ],
)
def test_a_query_that_is_not_supported_is_named_with_its_repair(query, reason):
    (found,) = query_errors(query, {"tree": TREE})
    assert found[0] == reason
    assert found[1]


def test_a_supported_query_has_no_errors():
    query = RecordQuery(kind="tree", aggregate="count", filters=(on("use", value="boats"),))
    assert query_errors(query, {"tree": TREE}) == []
