"""Every query gives the result of an oracle over plain data."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.errors import RequestError, UnknownFieldError
from eccp_assistant.lookup.executor import execute
from tests.lookup.small_world import BOATS, DATA, PORTS, Oracle, fold, open_content

ORACLE = Oracle()
PROPERTY = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NUMBERS = st.sampled_from([0, 1, 2, 3, 7, 10, 80, 120, 0.1, 0.15, 3, 12.75])
DATES = st.sampled_from(["1998", "1998-06", "1998-06-03", "2003", "2005", "2005-02", "2004/2006"])
FIELDS = {
    "boat": ["name", "home", "cars", "price", "open", "built", "uses", "note", "words"],
    "port": ["name", "land", "depth"],
}


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return open_content(tmp_path_factory.mktemp("world"))


@st.composite
def filters(draw, kind, through=True):
    """One filter as JSON data, through a reference now and then."""
    via = None
    if through and draw(st.integers(0, 3)) == 0:
        via, kind = ("home", "port") if kind == "boat" else ("boat.home", "boat")
    field = draw(st.sampled_from([*FIELDS[kind], *(["id"] if via or through else [])]))
    if field == "id":
        ops = ["is", "is_not"]
        if via:
            ops += ["empty", "not_empty", "at_least", "below"]
        op = draw(st.sampled_from(ops))
        if op in {"at_least", "below"}:
            return {"field": "id", "op": op, "value": draw(st.integers(0, 3)), "via": via}
        value = (
            None
            if "empty" in op
            else tuple(
                draw(
                    st.lists(
                        st.sampled_from(sorted(DATA[kind])), min_size=1, max_size=3, unique=True
                    )
                )
            )
        )
        return {"field": "id", "op": op, "value": value, "via": via}
    ops = ["is", "is_not", "contains", "at_least", "at_most", "above", "below"]
    op = draw(st.sampled_from([*ops, "empty", "not_empty"]))
    known = [str(v) for row in DATA[kind] for v in ORACLE.values(kind, row, field)]
    if op in {"empty", "not_empty"}:
        value = None
    elif op in {"at_least", "at_most", "above", "below"}:
        single = DATES.filter(lambda date: "/" not in date)
        value = draw(single if field == "built" else NUMBERS)
    elif field == "built":
        value = draw(DATES)
    elif op == "contains":
        value = draw(st.sampled_from(known))[:3]
    elif field in {"cars", "price", "depth"}:
        value = draw(NUMBERS | st.sampled_from(known))
    else:
        chosen = st.lists(st.sampled_from([*known, "none such"]), min_size=1, max_size=3)
        value = tuple(draw(chosen))
    return {"field": field, "op": op, "value": value, "via": via}


def conditions(kind):
    return st.recursive(
        filters(kind),
        lambda inner: st.one_of(
            st.builds(lambda each: {"not": each}, inner),
            st.builds(lambda several: {"any": several}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda several: {"all": several}, st.lists(inner, min_size=1, max_size=3)),
        ),
        max_leaves=5,
    )


@st.composite
def asked(draw):
    """A kind and some conditions on it."""
    kind = draw(st.sampled_from(["boat", "port"]))
    return kind, draw(st.lists(conditions(kind), max_size=3))


def query(kind, where, **rest):
    return RecordQuery.model_validate({"kind": kind, "filters": where, **rest})


def ids(records):
    return [record.id for record in records]


@given(asked=asked())
@PROPERTY
def test_rows_meet_the_conditions_and_not_gives_the_complement(content, asked):
    kind, where = asked
    found = set(ids(execute(query(kind, where), content).rows))
    assert found == ORACLE.rows(kind, where)
    if where:
        rest = execute(query(kind, [{"not": {"all": where}}]), content).rows
        assert set(ids(rest)) == set(DATA[kind]) - found


@given(asked=asked(), data=st.data())
@PROPERTY
def test_a_ranking_has_the_right_row_in_each_place_and_tells_ties(content, asked, data):
    kind, where = asked
    field = data.draw(st.sampled_from(["cars", "price", "uses"] if kind == "boat" else ["depth"]))
    descending = data.draw(st.booleans())
    limit, offset = data.draw(st.integers(1, 3)), data.draw(st.integers(0, 3))
    window = {"order_by": field, "descending": descending, "limit": limit, "offset": offset}
    result = execute(query(kind, where, **window), content)
    found = ORACLE.rows(kind, where)
    amounts = {
        r: m for r in DATA[kind] if r in found if (m := ORACLE.measure(kind, r, field)) is not None
    }
    ranked = sorted(amounts, key=lambda row: amounts[row] * (-1 if descending else 1))
    expected = ranked[offset : offset + limit]
    assert ids(result.rows) == expected
    assert result.total == len(found)
    values = {amounts[row] for row in expected}
    assert set(ids(result.tied)) == {r for r in amounts if amounts[r] in values} - set(expected)


@given(asked=asked(), data=st.data())
@PROPERTY
def test_sums_averages_and_differences_are_exact(content, asked, data):
    kind, where = asked
    field = data.draw(
        st.sampled_from(["cars", "price", "uses", "note"] if kind == "boat" else ["depth"])
    )
    found = [row for row in DATA[kind] if row in ORACLE.rows(kind, where)]
    amounts = [m for row in found if (m := ORACLE.measure(kind, row, field)) is not None]
    exact = [Fraction(str(amount)) for amount in amounts]
    result = execute(query(kind, where, aggregate="sum", field=field), content)
    assert result.amount == float(sum(exact))
    assert result.measured == len(amounts)
    mean = execute(query(kind, where, aggregate="average", field=field), content).amount
    assert mean == (pytest.approx(float(sum(exact) / len(exact))) if exact else None)
    apart = execute(query(kind, where, aggregate="difference", field=field), content).difference
    two = len(exact) == len(found) == 2
    assert apart == (float(abs(exact[0] - exact[1])) if two else None)


def grouped(kind, rows, field):
    if field == "home.land":
        lands = {port["name"]: port["land"] for port in PORTS.values()}
        pairs = [(lands[BOATS[r]["home"]], r) for r in rows if BOATS[r].get("home") in lands]
    else:
        pairs = [
            (value, row)
            for row in rows
            for value in {fold(v): v for v in reversed(ORACLE.values(kind, row, field))}.values()
        ]
    return Counter(str(value) for value, _ in pairs), {row for _, row in pairs}


@given(asked=asked(), data=st.data())
@PROPERTY
def test_groups_values_and_comparisons_count_rows_by_value(content, asked, data):
    kind, where = asked
    fields = ["home", "home.land", "uses", "words", "open"] if kind == "boat" else ["land"]
    field = data.draw(st.sampled_from(fields))
    rows = ORACLE.rows(kind, where)
    counts, inside = grouped(kind, rows, field)
    descending = data.draw(st.booleans())
    limit, offset = data.draw(st.none() | st.integers(1, 3)), data.draw(st.integers(0, 2))
    way = {"group_by": field, "descending": descending, "limit": limit, "offset": offset}
    result = execute(query(kind, where, aggregate="group", **way), content)
    ranked = sorted(counts.items(), key=lambda p: (p[1] * (-1 if descending else 1), fold(p[0])))
    shown = ranked[offset:][: limit or None]
    assert [(group.value, group.count) for group in result.groups] == shown
    assert set(ids(result.ungrouped)) == rows - inside
    numbers = {count for _, count in shown}
    tied = {pair for pair in ranked if pair[1] in numbers} - set(shown)
    assert {(group.value, group.count) for group in result.tied_groups} == tied
    if "." not in field:
        different = execute(query(kind, where, aggregate="values", field=field), content)
        assert {(g.value, g.count) for g in different.groups} == set(ranked)
    only = ("Ystad", "Gdynia", "Cars", "yes", "Sweden")
    compared = execute(query(kind, where, aggregate="compare", group_by=field, only=only), content)
    numbers = [counts[value] for value in only]
    assert [group.count for group in compared.groups] == numbers
    assert compared.difference == max(numbers) - min(numbers)


@given(whole=asked(), data=st.data())
@PROPERTY
def test_share_and_every_partition_the_rows(content, whole, data):
    kind, of = whole
    where = data.draw(st.lists(conditions(kind), min_size=1, max_size=2))
    rows, meeting = ORACLE.rows(kind, of), ORACLE.rows(kind, [*of, *where])
    share = execute(query(kind, where, aggregate="share", of=of), content)
    assert (share.total, share.whole) == (len(meeting), len(rows))
    every = execute(query(kind, where, aggregate="every", of=of), content)
    assert set(ids(every.rows)) == meeting
    assert set(ids(every.exceptions)) == rows - meeting


@given(asked=asked(), data=st.data())
@PROPERTY
def test_records_are_compared_by_what_they_amount_to(content, asked, data):
    kind, where = asked
    field = data.draw(st.sampled_from(["cars", "price", "uses"] if kind == "boat" else ["depth"]))
    rows = ORACLE.rows(kind, where)
    amounts = [Fraction(str(m)) for r in rows if (m := ORACLE.measure(kind, r, field)) is not None]
    result = execute(query(kind, where, aggregate="compare", field=field), content)
    apart = float(max(amounts) - min(amounts)) if len(amounts) > 1 else None
    assert result.difference == apart


def test_minimum_and_maximum_state_their_order(content):
    most = execute(query("boat", [], aggregate="max", order_by="cars"), content)
    least = execute(query("boat", [], aggregate="min", order_by="cars"), content)
    assert most.rows[0].id == "frida"
    assert least.rows[0].id == "dora"


def test_dates_sort_by_time_and_have_no_sum(content):
    found = execute(query("boat", [], order_by="built"), content)
    assert ids(found.rows)[:5] == ["ada", "bruno", "clio", "frida", "dora"]
    with pytest.raises(RequestError, match="date"):
        execute(query("boat", [], aggregate="sum", field="built"), content)


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"aggregate": "group", "group_by": "nothing"}, UnknownFieldError, "no field 'nothing'"),
        ({"aggregate": "group", "group_by": "cars.land"}, RequestError, "refers to no other"),
        ({"aggregate": "values", "field": "nothing"}, UnknownFieldError, "no field 'nothing'"),
        ({"show": ["nothing"]}, UnknownFieldError, "no field 'nothing'"),
        ({"order_by": "nothing"}, UnknownFieldError, "no field 'nothing'"),
        (
            {"filters": [{"field": "cars", "op": "above", "value": "2017-05"}]},
            RequestError,
            "no dates",
        ),
        ({"filters": [{"field": "built", "op": "above", "value": 3.5}]}, RequestError, "is a date"),
        ({"filters": [{"field": "id", "op": "contains", "value": "a"}]}, RequestError, "'is'"),
    ],
)
def test_operations_that_a_field_lacks_are_rejected_by_name(content, asked, error, said):
    with pytest.raises(error, match=said):
        execute(RecordQuery.model_validate({"kind": "boat", **asked}), content)
