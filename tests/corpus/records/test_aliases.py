"""Other words for values are read for the fields that exist."""

import pytest

from eccp_assistant.corpus.records.aliases import load_aliases
from eccp_assistant.corpus.validation import ErrorCollector
from eccp_assistant.domain.records import FieldSpec, KindSpec
from eccp_assistant.errors import CorpusError

TREE = KindSpec("tree", {"en": ("tree", "trees")}, (FieldSpec("leaf", "keyword", {}),))


@pytest.fixture
def load(tmp_path):
    def read(text, **options):
        path = tmp_path / "aliases.yaml"
        path.write_text(text, encoding="utf-8")
        return load_aliases(path, (TREE,), **options)

    return read


@pytest.mark.parametrize(
    ("field", "kind", "name"),
    [("tree.leaf", "tree", "leaf"), ("tree.*", "tree", "*"), ("'*'", "*", "*")],
)
def test_an_alias_is_of_a_field_of_a_kind_or_of_any(load, field, kind, name):
    (alias,) = load(f"- {{field: {field}, value: Perenne, said: [evergreen, green]}}")
    assert (alias.kind, alias.field) == (kind, name)
    assert (alias.value, alias.said) == ("Perenne", ("evergreen", "green"))


def test_a_corpus_needs_none(tmp_path):
    assert load_aliases(tmp_path / "aliases.yaml", (TREE,)) == ()


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("tree.leave", r"no record has a field 'tree\.leave': use '\*' or one of leaf"),
        ("bush.leaf", "with a kind of tree"),
        ("Tree.Leaf", "field"),
        ("leaf", "field"),
    ],
)
def test_a_field_that_is_not_there_is_refused_with_those_that_are(load, field, told):
    with pytest.raises(CorpusError, match=rf"aliases\.yaml:1: .*{told}"):
        load(f"- {{field: {field}, value: x, said: [y]}}")


def test_right_entries_are_kept_beside_wrong_ones(load):
    faults = ErrorCollector()
    found = load(
        "- {field: bush.leaf, value: x, said: [y]}\n- {field: tree.leaf, value: x, said: [y]}\n",
        errors=faults,
    )
    assert [alias.field for alias in found] == ["leaf"]
    assert [fault.line for fault in faults.found] == [1]


def test_an_alias_of_a_kind_whose_file_is_faulty_is_left_out_in_silence(load):
    faults = ErrorCollector()
    faults.mark_missing("kind", ["bush"])
    assert load("- {field: bush.leaf, value: x, said: [y]}", errors=faults) == ()
    assert faults.found == []
