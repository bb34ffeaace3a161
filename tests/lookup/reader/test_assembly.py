from __future__ import annotations

import pytest

from eccp_assistant.domain.conditions import AllOf, AnyOf, Filter, Not
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.lookup.reader.assembly import Assembler, IncompleteReadingError
from eccp_assistant.lookup.reader.draft import AmountRead, Draft, ValueRead
from tests.lookup.reader.harbour import CATALOGUE

ASSEMBLER = Assembler(CATALOGUE)


def query(**parts):
    return ASSEMBLER.query(Draft(**{"want": "rows", "kind": "boat", **parts}))


def test_values_that_must_hold_and_must_not():
    read = query(
        values=[
            ValueRead("inc", ("boat", "equipment"), ("Radar",)),
            ValueRead("exc", ("boat", "country"), ("Spain",)),
        ]
    )
    assert read.filters == (
        Filter(field="equipment", value="Radar"),
        Not(not_=Filter(field="country", value="Spain")),
    )


def test_alternatives_of_one_field_are_one_condition():
    read = query(
        values=[
            ValueRead("any", ("boat", "country"), ("Spain",)),
            ValueRead("any", ("boat", "country"), ("Norway",)),
        ]
    )
    assert read.filters == (
        AnyOf(
            any=(Filter(field="country", value="Spain"), Filter(field="country", value="Norway"))
        ),
    )


def test_a_condition_on_a_related_kind_follows_the_reference():
    there = query(values=[ValueRead("inc", ("yard", "city"), ("Vigo",))])
    assert there.filters == (Filter(field="city", value="Vigo", via="yard"),)
    back = query(kind="yard", values=[ValueRead("inc", ("boat", "equipment"), ("Crane",))])
    assert back.filters == (Filter(field="equipment", value="Crane", via="boat.yard"),)


def test_a_record_by_itself_or_in_a_reference():
    itself = query(values=[ValueRead("inc", ("boat", ""), ("ana",), named=True)])
    assert itself.filters == (Filter(field="id", value="ana"),)
    inside = query(values=[ValueRead("inc", ("boat", "yard"), ("vigo",), named=True)])
    assert inside.filters == (Filter(field="id", value="vigo", via="yard"),)


def test_a_decade_is_a_range_and_after_it_is_beyond_its_end():
    within = query(amounts=[AmountRead("equal", ("boat", "built"), (1970, 1979))])
    assert within.filters == (
        AllOf(
            all=(
                Filter(field="built", op="at_least", value=1970),
                Filter(field="built", op="at_most", value=1979),
            )
        ),
    )
    after = query(amounts=[AmountRead("above", ("boat", "built"), (1970, 1979))])
    assert after.filters == (Filter(field="built", op="above", value=1979),)


def test_the_second_largest():
    read = query(order=(("boat", "length"), True), one=True, offset=1)
    assert read == RecordQuery(kind="boat", order_by="length", descending=True, limit=1, offset=1)


def test_having_no_related_record():
    assert query(flags=[(("yard", ""), "hasnot")]).filters == (
        Not(not_=Filter(field="yard", op="not_empty")),
    )
    assert query(kind="yard", flags=[(("boat", ""), "has")]).filters == (
        Filter(field="id", op="not_empty", via="boat.yard"),
    )


def test_a_share_keeps_its_whole_in_both_places():
    read = query(
        want="share",
        values=[
            ValueRead("of", ("boat", "country"), ("Spain",)),
            ValueRead("inc", ("boat", "equipment"), ("Radar",)),
        ],
    )
    whole = Filter(field="country", value="Spain")
    assert read.of == (whole,)
    assert read.filters == (whole, Filter(field="equipment", value="Radar"))


def test_values_are_compared_within_their_field():
    read = query(
        want="compare",
        group=("boat", "country"),
        values=[
            ValueRead("only", ("boat", "country"), ("Spain",)),
            ValueRead("only", ("boat", "country"), ("Norway",)),
        ],
    )
    assert (read.group_by, read.only) == ("country", ("Norway", "Spain"))


@pytest.mark.parametrize("want", ["sum", "groups", "compare"])
def test_what_lacks_a_part_is_no_query(want):
    with pytest.raises(IncompleteReadingError):
        query(want=want)
