"""Properties of queries over any records."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eccp_assistant.domain.queries import AllOf, AnyOf, Filter, RecordQuery
from eccp_assistant.lookup.executor import count_by, execute
from tests.locations import CORPUS
from tests.lookup.generated.oracle import fold, tables

TABLES = {table.kind: table for table in tables(CORPUS / "records")}
PROPERTY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def content(assistant):
    return assistant.loaded_index().snapshot.content


@st.composite
def filters(draw, kind):
    table = TABLES[kind]
    names = [name for name, spec in table.fields.items() if spec.get("role") != "alias"]
    field = draw(st.sampled_from(names))
    if table.fields[field]["type"] == "number":
        op = draw(st.sampled_from(["is", "at_least", "at_most", "above", "below", "empty"]))
        known = st.sampled_from(sorted(table.numbers(field).values()) or [0])
        value = None if op == "empty" else draw(known | st.integers(0, 3000))
        return Filter(field=field, op=op, value=value)
    op = draw(st.sampled_from(["is", "is_not", "empty", "not_empty"]))
    values = sorted({str(v) for row in table.rows for v in table.values(row, field)})
    value = draw(st.sampled_from([*values, "nothing like it"])) if op.startswith("is") else None
    return Filter(field=field, op=op, value=value)


@st.composite
def queries(draw):
    kind = draw(st.sampled_from(sorted(TABLES)))
    return RecordQuery(kind=kind, filters=tuple(draw(st.lists(filters(kind), max_size=3))))


def holds(table, row, each):
    values = table.values(row, each.field)
    match each.op:
        case "is":
            return fold(each.value) in {fold(value) for value in values}
        case "is_not":
            return fold(each.value) not in {fold(value) for value in values}
        case "empty":
            return not values
        case "not_empty":
            return bool(values)
        case "at_least":
            return any(value >= each.value for value in values)
        case "at_most":
            return any(value <= each.value for value in values)
        case "above":
            return any(value > each.value for value in values)
        case _:
            return any(value < each.value for value in values)


def ids(query, content):
    return {row.id for row in execute(query, content).rows}


@given(query=queries())
@PROPERTY
def test_the_rows_are_those_that_the_files_give(content, query):
    table = TABLES[query.kind]
    expected = {row for row in table.rows if all(holds(table, row, each) for each in query.filters)}
    assert ids(query, content) == expected


@given(query=queries())
@PROPERTY
def test_a_count_is_the_number_of_rows(content, query):
    result = execute(query.model_copy(update={"aggregate": "count"}), content)
    assert result.total == len(result.rows) <= result.of_all


@given(query=queries(), data=st.data())
@PROPERTY
def test_conditions_commute(content, query, data):
    turned = tuple(data.draw(st.permutations(query.filters)))
    other = query.model_copy(update={"filters": turned})
    assert ids(query, content) == ids(other, content)


@given(query=queries(), data=st.data())
@PROPERTY
def test_a_denial_is_the_complement(content, query, data):
    each = data.draw(filters(query.kind))
    opposite = {"is": "is_not", "is_not": "is", "empty": "not_empty", "not_empty": "empty"}
    if each.op not in opposite or isinstance(each.value, int):
        return
    denied = each.model_copy(update={"op": opposite[each.op]})
    with_it = ids(query.model_copy(update={"filters": (*query.filters, each)}), content)
    without = ids(query.model_copy(update={"filters": (*query.filters, denied)}), content)
    assert with_it | without == ids(query, content)
    assert not with_it & without


@given(query=queries(), data=st.data())
@PROPERTY
def test_alternatives_are_a_union_and_joint_conditions_an_intersection(content, query, data):
    one, other = data.draw(filters(query.kind)), data.draw(filters(query.kind))

    def rows(condition):
        return ids(RecordQuery(kind=query.kind, filters=(condition,)), content)

    assert rows(AnyOf(any=(one, other))) == rows(one) | rows(other)
    assert rows(AnyOf(any=(AllOf(all=(one, other)),))) == rows(one) & rows(other)


@given(query=queries(), data=st.data())
@PROPERTY
def test_the_parts_of_a_partition_sum_to_the_whole(content, query, data):
    table = TABLES[query.kind]
    single = [
        name
        for name, spec in table.fields.items()
        if not spec.get("many") and spec["type"] in {"keyword", "country", "reference"}
    ]
    if not single:
        return
    field = data.draw(st.sampled_from(single))
    result = execute(query, content)
    empty = query.model_copy(update={"filters": (*query.filters, Filter(field=field, op="empty"))})
    parts = sum(count for _, count in count_by(result, field))
    assert parts + execute(empty, content).total == result.total


@given(query=queries())
@PROPERTY
def test_printed_values_never_match_more_than_values_with_inferences_deny(content, query):
    printed = execute(query.model_copy(update={"as_printed": True}), content)
    assert printed.total == printed.as_printed == execute(query, content).as_printed
