"""YAML mappings have line numbers, and errors name them."""

import pytest

from eccp_assistant.corpus.located_yaml import (
    Located,
    raw_entries,
    read_list,
    read_yaml,
    validate_entry,
    without_lines,
)
from eccp_assistant.corpus.validation import ErrorCollector
from eccp_assistant.errors import CorpusError


class Tree(Located):
    name: str
    height: int = 0


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "trees.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_an_entry_knows_the_line_it_begins_on(file):
    path = file("# trees\n- name: oak\n  height: 3\n\n- name: ash\n")
    errors = ErrorCollector()
    assert [(each.name, each.line) for each in read_list(path, Tree, errors)] == [
        ("oak", 2),
        ("ash", 5),
    ]
    assert errors.found == []


def test_an_invalid_entry_is_skipped_and_named_with_line_and_field(file):
    path = file("- name: oak\n- name: ash\n  heigth: 3\n- height: 1\n")
    errors = ErrorCollector()
    assert [each.name for each in read_list(path, Tree, errors)] == ["oak"]
    assert [(error.line, error.reason.split(":")[0]) for error in errors.found] == [
        (2, "heigth"),
        (4, "name"),
    ]
    assert all(error.repair for error in errors.found)


def test_every_invalid_field_is_reported(file):
    path = file("name: [1]\nheight: tall\n")
    with pytest.raises(CorpusError) as caught:
        validate_entry(read_yaml(path), Tree, path)
    assert {error.reason.split(":")[0] for error in caught.value.errors} == {"name", "height"}


@pytest.mark.parametrize(
    ("content", "told", "line"),
    [
        ("- name: 'oak\n", "not YAML", 2),
        ("a: b: c\n", "not YAML", 1),
        (b"- name: Se\xf1or\n", "not UTF-8", None),
        ("day: 2021-02-30\n", "not YAML", None),
        ("name: \x07\n", "not YAML", None),
    ],
)
def test_a_file_that_cannot_be_parsed_is_named(file, content, told, line):
    path = file(content)
    with pytest.raises(CorpusError, match=told) as caught:
        read_yaml(path)
    assert (caught.value.path, caught.value.line) == (path, line)


def test_a_file_must_be_a_list_and_may_be_missing(file, tmp_path):
    with pytest.raises(CorpusError, match="not a list"):
        read_list(file("name: oak\n"), Tree, ErrorCollector())
    assert read_list(file(""), Tree, ErrorCollector()) == []
    assert read_list(tmp_path / "none.yaml", Tree, ErrorCollector()) == []


def test_nested_mappings_are_read_unchanged(file):
    path = file("trees:\n  rows:\n    - {name: oak}\n    - word\n    - {name: ash}\n")
    found = raw_entries(path, "trees", "rows")
    assert [(each["name"], each["__line__"]) for each in found] == [("oak", 3), ("ash", 5)]
    assert raw_entries(path, "trees", "none") == raw_entries(path, "trees") == []
    assert raw_entries(file("a: b: c"), "trees") == []


def test_line_numbers_can_be_removed_at_any_depth(file):
    data = read_yaml(file("a:\n  - b: {c: 1}\n"))
    assert without_lines(data) == {"a": [{"b": {"c": 1}}]}
