"""A value has a printed and an interpreted form; unsuitable values are rejected."""

from pathlib import Path

import pytest

from eccp_assistant.corpus.records.values import items
from eccp_assistant.domain.records import FieldSpec
from eccp_assistant.errors import CorpusError

FILE = Path("records/trees.yaml")
NUMBER = FieldSpec("height", "number", {})
TEXT = FieldSpec("leaf", "keyword", {})
MANY = FieldSpec("colours", "keyword", {}, many=True)


def read(value, spec):
    return items(value, spec, FILE, 7)


def test_a_plain_value_is_both_printed_and_interpreted():
    (item,) = read(21, NUMBER)
    assert (item.printed, item.value, item.reason, item.inferred) == ("21", 21, "", False)


def test_a_printed_value_may_be_interpreted_with_a_reason():
    raw = {"printed": "DE(2)", "value": "Germany", "reason": "A code.", "count": 2}
    (item,) = read(raw, TEXT)
    assert (item.printed, item.value, item.reason, item.count) == (
        "DE(2)",
        "Germany",
        "A code.",
        2,
    )


def test_an_empty_cell_has_no_value():
    (item,) = read({"printed": "-", "value": None}, NUMBER)
    assert (item.printed, item.value) == ("-", None)


def test_several_values_need_a_multi_valued_field():
    assert [item.value for item in read(["red", "blue"], MANY)] == ["red", "blue"]
    assert read(["red"], TEXT)[0].value == "red"
    with pytest.raises(CorpusError, match=r"trees\.yaml:7: 'leaf' takes one value: .*many"):
        read(["red", "blue"], TEXT)


@pytest.mark.parametrize("value", [True, 1.5, None])
def test_values_that_yaml_converts_are_rejected(value):
    with pytest.raises(CorpusError, match="quote dates and yes/no"):
        read(value, TEXT)


def test_a_number_field_needs_a_number():
    with pytest.raises(CorpusError, match=r"'height' must be a whole number.*<digits>"):
        read("21 m", NUMBER)
    assert read({"printed": "21 m", "value": 21}, NUMBER)[0].value == 21


def test_a_value_has_the_line_of_its_mapping():
    with pytest.raises(CorpusError, match=r"trees\.yaml:9:"):
        read({"printed": "x", "value": "x", "__line__": 9}, NUMBER)
