"""Errors are collected, so that all are reported together."""

from pathlib import Path

import pytest

from eccp_assistant.corpus.validation import EVERY, ErrorCollector, collecting_errors
from eccp_assistant.errors import CorpusError, CorpusFaultsError

FILE = Path("records/trees.yaml")


def test_an_error_raised_inside_is_collected():
    errors = ErrorCollector()
    reached = []
    for number in range(3):
        with errors:
            if number == 1:
                raise CorpusError("a row is missing", repair="add it", path=FILE, line=4)
            reached.append(number)
    assert reached == [0, 2]
    assert [error.line for error in errors.found] == [4]


def test_an_exception_of_the_program_is_not_collected():
    errors = ErrorCollector()
    with pytest.raises(KeyError), errors:
        raise KeyError("a mistake of ours")
    assert errors.found == []


def test_an_error_that_holds_several_is_split():
    errors = ErrorCollector()
    with errors:
        raise CorpusFaultsError([CorpusError("one", repair="a"), CorpusError("two", repair="b")])
    assert [error.reason for error in errors.found] == ["one", "two"]


@pytest.mark.parametrize(("count", "kind"), [(1, CorpusError), (2, CorpusFaultsError)])
def test_collected_errors_are_raised_at_the_end_of_the_block(count, kind):
    with pytest.raises(CorpusError) as caught, collecting_errors() as errors:
        for number in range(count):
            errors.add(f"error {number}", repair="correct it", path=FILE, line=number + 1)
    assert type(caught.value) is kind
    assert [error.line for error in caught.value.errors] == list(range(1, count + 1))


def test_a_given_collector_raises_nothing():
    own = ErrorCollector()
    with collecting_errors(own) as errors:
        errors.add("error", repair="correct it", path=FILE)
    assert len(own.found) == 1


def test_contents_of_an_unreadable_file_are_not_reported_missing():
    errors = ErrorCollector()
    errors.mark_missing("kind", ["tree"])
    errors.mark_missing("document", [EVERY])
    assert errors.is_missing("kind", "tree")
    assert not errors.is_missing("kind", "shrub")
    assert not errors.is_missing("record", "tree")
    assert errors.is_missing("document", "any at all")
