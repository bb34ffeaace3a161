"""Faults are gathered, so that one does not hide the next."""

from pathlib import Path

import pytest

from eccp_assistant.corpus.validation import EVERY, ErrorCollector, collecting_errors
from eccp_assistant.errors import CorpusError, CorpusFaultsError

FILE = Path("records/trees.yaml")


def test_a_fault_that_is_raised_inside_is_kept_and_work_goes_on():
    faults = ErrorCollector()
    reached = []
    for number in range(3):
        with faults:
            if number == 1:
                raise CorpusError("a row is missing", repair="add it", path=FILE, line=4)
            reached.append(number)
    assert reached == [0, 2]
    assert [fault.line for fault in faults.found] == [4]


def test_an_error_of_the_program_is_no_fault_of_the_corpus():
    faults = ErrorCollector()
    with pytest.raises(KeyError), faults:
        raise KeyError("a mistake of ours")
    assert faults.found == []


def test_several_faults_in_one_error_are_kept_apart():
    faults = ErrorCollector()
    with faults:
        raise CorpusFaultsError([CorpusError("one", repair="a"), CorpusError("two", repair="b")])
    assert [fault.reason for fault in faults.found] == ["one", "two"]


@pytest.mark.parametrize(("count", "kind"), [(1, CorpusError), (2, CorpusFaultsError)])
def test_what_was_gathered_is_raised_at_the_end_of_the_block(count, kind):
    with pytest.raises(CorpusError) as caught, collecting_errors() as faults:
        for number in range(count):
            faults.add(f"fault {number}", repair="mend it", path=FILE, line=number + 1)
    assert type(caught.value) is kind
    assert [fault.line for fault in caught.value.errors] == list(range(1, count + 1))


def test_who_brings_a_collector_raises_himself():
    own = ErrorCollector()
    with collecting_errors(own) as faults:
        faults.add("fault", repair="mend it", path=FILE)
    assert len(own.found) == 1


def test_what_a_lost_file_would_have_told_is_not_missed_twice():
    faults = ErrorCollector()
    faults.mark_missing("kind", ["tree"])
    faults.mark_missing("document", [EVERY])
    assert faults.is_missing("kind", "tree")
    assert not faults.is_missing("kind", "shrub")
    assert not faults.is_missing("record", "tree")
    assert faults.is_missing("document", "any at all")
