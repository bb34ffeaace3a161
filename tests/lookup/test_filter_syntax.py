"""Conditions in the syntax of query parameters."""

from __future__ import annotations

import pytest

from eccp_assistant.domain.queries import Filter, Not
from eccp_assistant.errors import RequestError
from eccp_assistant.lookup.filter_syntax import read_filters
from tests.lookup.small_world import kinds

KINDS = {kind.name: kind for kind in kinds()}


def read(*pairs):
    return read_filters(KINDS["boat"], KINDS, pairs)


def test_not_negates_a_condition():
    assert read(("not.home.land", "Sweden")) == (
        Not(not_=Filter(field="land", value="Sweden", via="home")),
    )
    assert read(("not.cars.at_least", "3")) == (
        Not(not_=Filter(field="cars", op="at_least", value=3)),
    )


def test_fractions_and_dates_are_compared():
    assert read(("price.above", "2.5"))[0].value == 2.5
    assert read(("built.below", "2017-05"))[0].value == "2017-05"
    with pytest.raises(RequestError, match="not a number"):
        read(("price.above", "much"))
    with pytest.raises(RequestError, match="there is no 'hue'"):
        read(("not.hue", "red"))
