"""Counts of claims in Python equal the counts of the index in SQL."""

import pytest

from eccp_assistant.corpus.claims.record_counts import aggregate_value, matching_records
from eccp_assistant.domain.queries import AnyOf, Filter, RecordQuery
from eccp_assistant.lookup.executor import execute

OPERATORS = ("is", "is_not", "at_least", "at_most", "above", "below", "empty", "not_empty")


def agree(query, snapshot):
    records = snapshot.records()
    kind = snapshot.kinds[query.kind]
    result = execute(query, snapshot.content)
    understood = matching_records(query, kind, records, inferred=True)
    assert {record.id for record in understood} == {record.id for record in result.rows}
    assert len(understood) == result.total
    assert len(matching_records(query, kind, records, inferred=False)) == result.as_printed
    if query.aggregate == "sum":
        assert aggregate_value(query, understood) == result.amount


def test_the_queries_of_all_claims(assistant):
    snapshot = assistant.loaded_index().snapshot
    queries = [each.claim.says.query for each in snapshot.claims if each.claim.says.query]
    assert len(queries) > 20
    for query in queries:
        agree(query, snapshot)


@pytest.mark.parametrize("op", OPERATORS)
def test_every_operator_on_figures(assistant, op):
    value = None if "empty" in op else 650
    filters = (Filter(field="smes", op=op, value=value),)
    query = RecordQuery(kind="partnership", filters=filters, aggregate="sum", order_by="smes")
    agree(query, assistant.loaded_index().snapshot)


@pytest.mark.parametrize("op", ("is", "is_not", "empty", "not_empty"))
def test_every_operator_on_words_families_and_alternatives(assistant, op):
    value = None if "empty" in op else ("Galicia", "Digital Industries")
    for field in ("region", "sector", "escp"):
        either = AnyOf(
            any=(Filter(field=field, op=op, value=value), Filter(field="name", op="empty"))
        )
        for filters in ((Filter(field=field, op=op, value=value),), (either,)):
            query = RecordQuery(kind="cluster", filters=filters, aggregate="count")
            agree(query, assistant.loaded_index().snapshot)
