"""Columns get the labels of similar fields of the corpus."""

import pytest

from eccp_assistant.corpus.importing.label_suggestions import (
    MIN_SIMILARITY,
    name_similarity,
    similar_field_labels,
)
from eccp_assistant.domain.records import FamilySpec, FieldSpec, KindSpec

HEIGHT = FieldSpec(
    "height", "number", {"en": "height", "es": "altura"}, synonyms={"en": ("metres tall",)}
)
ORIGIN = FieldSpec("origin", "country", {"en": "origin", "es": "origen"})
NAME = FieldSpec("name", "text", {"en": "name"}, role="name")
WORK = FamilySpec("work", {"en": "sector", "es": "sector"}, {"en": ("industry",)})
TREES = KindSpec("tree", {"en": ("tree", "trees")}, (NAME, HEIGHT, ORIGIN), families=(WORK,))


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("Height", "height"),
        ("ALTURA", "altura"),
        ("Altura en metros", "altura"),
        ("Heigth", "height"),
    ],
)
def test_names_are_similar_across_case_order_and_extra_words(column, name):
    assert name_similarity(column, [name]) >= MIN_SIMILARITY


@pytest.mark.parametrize(("column", "name"), [("Weight of fruit", "height"), ("Leaf", "origin")])
def test_other_words_are_not_similar(column, name):
    assert name_similarity(column, [name]) < MIN_SIMILARITY


def test_an_equal_name_is_more_similar_than_a_contained_one():
    assert (
        name_similarity("name", ["name"])
        > name_similarity("name of the tree", ["name"])
        >= MIN_SIMILARITY
    )


def test_a_column_gets_the_words_of_the_nearest_field_in_every_language():
    found = similar_field_labels("Altura", "number", [TREES])
    assert found.labels == HEIGHT.labels
    assert list(found.names()) == ["height", "altura", "metres tall"]


def test_labels_of_a_family_are_suggested_too():
    assert similar_field_labels("Industry", "keyword", [TREES]).labels == WORK.labels


def test_a_distinctive_type_suffices_for_a_suggestion():
    assert similar_field_labels("Procedencia", "country", [TREES]).labels == ORIGIN.labels
    assert similar_field_labels("Diameter", "number", [TREES]) is None


def test_name_fields_and_empty_corpora_suggest_nothing():
    assert similar_field_labels("name", "text", [TREES]) is None
    assert similar_field_labels("height", "number", []) is None
