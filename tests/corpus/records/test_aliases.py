"""Aliases are read for existing fields."""

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
def test_an_alias_belongs_to_a_field_of_one_kind_or_of_all(load, field, kind, name):
    (alias,) = load(f"- {{field: {field}, value: Perenne, said: [evergreen, green]}}")
    assert (alias.kind, alias.field) == (kind, name)
    assert (alias.value, alias.said) == ("Perenne", ("evergreen", "green"))


def test_the_file_is_optional(tmp_path):
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
def test_an_unknown_field_is_rejected_with_the_known_ones(load, field, told):
    with pytest.raises(CorpusError, match=rf"aliases\.yaml:1: .*{told}"):
        load(f"- {{field: {field}, value: x, said: [y]}}")


def test_valid_entries_are_kept_beside_invalid_ones(load):
    errors = ErrorCollector()
    found = load(
        "- {field: bush.leaf, value: x, said: [y]}\n- {field: tree.leaf, value: x, said: [y]}\n",
        errors=errors,
    )
    assert [alias.field for alias in found] == ["leaf"]
    assert [error.line for error in errors.found] == [1]


def test_an_alias_of_an_invalid_kind_is_skipped_without_an_error(load):
    errors = ErrorCollector()
    errors.mark_missing("kind", ["bush"])
    assert load("- {field: bush.leaf, value: x, said: [y]}", errors=errors) == ()
    assert errors.found == []
