"""Records of one kind in several files, and records of one name in several documents."""

import pytest

from eccp_assistant.corpus.corpus import load_corpus, read_corpus
from eccp_assistant.corpus.lint import lint_corpus
from eccp_assistant.corpus.records.merging import restrict_to_documents
from eccp_assistant.corpus.validation import ErrorCollector
from eccp_assistant.domain.records import FieldItem
from tests.fixtures.two_documents import park_corpus

NURSERY = "records/nursery_trees.yaml"


@pytest.fixture
def folder(tmp_path):
    return park_corpus(tmp_path / "corpus")


@pytest.fixture
def trees(folder):
    return {record.id: record for record in load_corpus(folder).records}


def change(folder, old, new, file=NURSERY):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_records_of_the_same_name_are_merged_with_both_sources(trees):
    assert list(trees) == ["yew", "ginkgo", "redwood", "oak", "beech"]
    ginkgo = trees["ginkgo"]
    assert [source.document_id for source in ginkgo.sources] == ["guide", "nursery"]
    assert [source.as_of for source in ginkgo.sources] == ["", "March 2022"]
    assert (ginkgo.name, ginkgo.document_id, ginkgo.locator) == (
        "Ginkgo",
        "guide",
        "Table 1, row 2",
    )
    assert len(trees["yew"].sources) == len(trees["beech"].sources) == 1


def test_records_are_merged_by_any_name_whatever_their_ids(trees):
    redwood = trees["redwood"]
    assert [source.document_id for source in redwood.sources] == ["guide", "nursery"]
    assert redwood.name == "Secuoya roja"
    assert redwood.aliases == ("redwood",)


def test_equal_values_are_kept_once_and_missing_ones_filled(trees):
    redwood, oak = trees["redwood"], trees["oak"]
    assert redwood.fields["height"] == (FieldItem("34", 34),)
    assert redwood.fields["seedlings"] == (FieldItem("12", 12, source=1),)
    assert oak.fields["origin"] == (
        FieldItem("España", "Spain", reason="Name in English.", source=1),
    )
    assert oak.fields["leaf"] == (FieldItem("Caduca", "Caduca"),)
    assert redwood.conflicts == oak.conflicts == ()


def test_different_values_are_both_kept_and_reported(folder, trees):
    ginkgo = trees["ginkgo"]
    assert ginkgo.conflicts == ("height",)
    assert ginkgo.fields["height"] == (FieldItem("21", 21), FieldItem("25", 25, source=1))
    (warning,) = lint_corpus(load_corpus(folder), folder)
    assert warning.reason == (
        "ginkgo.height: which height has Ginkgo: "
        "'21' (guide, Table 1, row 2) or '25' (nursery, Table 1, row 1)?"
    )
    assert "the right 'value'" in warning.repair


def test_a_corrected_value_resolves_the_conflict(folder):
    change(folder, "height: 25", 'height: {printed: "25", value: 21, reason: Misprint.}')
    ginkgo = next(record for record in load_corpus(folder).records if record.id == "ginkgo")
    assert ginkgo.conflicts == ()
    assert ginkgo.values("height") == (21,)


def test_multi_valued_fields_are_united(folder):
    change(
        folder, "leaf: {type: keyword,", "leaf: {type: keyword, many: true,", "records/trees.yaml"
    )
    change(folder, "leaf: Caduca", "leaf: [Caduca, {printed: Caduca, value: Summer}]")
    ginkgo = next(record for record in load_corpus(folder).records if record.id == "ginkgo")
    assert [(item.value, item.source) for item in ginkgo.fields["leaf"]] == [
        ("Caduca", 0),
        ("Summer", 1),
    ]
    assert ginkgo.conflicts == ("height",)


def test_the_order_of_the_files_does_not_matter(folder, trees):
    (folder / NURSERY).rename(folder / "records/a_nursery.yaml")
    assert {record.id: record for record in load_corpus(folder).records} == trees


def test_a_record_is_restricted_to_the_requested_documents(folder, trees):
    (kind,) = load_corpus(folder).kinds
    ginkgo = restrict_to_documents(kind, trees["ginkgo"], ("nursery",))
    assert [source.document_id for source in ginkgo.sources] == ["nursery"]
    assert (ginkgo.id, ginkgo.name) == ("ginkgo", "GINKGO")
    assert ginkgo.fields["height"] == (FieldItem("25", 25),)
    assert ginkgo.values("origin") == ("China",)
    assert ginkgo.conflicts == ()
    oak = restrict_to_documents(kind, trees["oak"], ("guide",))
    assert oak.fields["origin"] == (FieldItem("-", None),)
    assert "seedlings" not in oak.fields
    assert restrict_to_documents(kind, trees["yew"], ("nursery",)) is None
    assert restrict_to_documents(kind, trees["ginkgo"], ("guide", "nursery")) == trees["ginkgo"]


@pytest.mark.parametrize(
    ("old", "new", "reason", "repair"),
    [
        (
            "kind: tree",
            "kind: tree\nlabels: {en: [tree, trees]}",
            "declared twice",
            "one file only",
        ),
        ("kind: tree", "kind: bush", "no file declares the kind 'bush'", "give one of its files"),
        (
            "  seedlings: {",
            "  leaf: {",
            "fields.leaf: the field is declared in trees.yaml",
            "leave it out",
        ),
        ("kind: tree", "kind: tree\nimplied: [sold]", "implied: this file does not", "trees.yaml"),
        ("id: beech", "id: yew", "'yew' is taken by another tree", "let their names agree"),
        ("row: Haya", "row: Hayas", "'Hayas' is not in document 'nursery'", "copy the words"),
    ],
)
def test_an_error_in_a_further_file_names_its_place(folder, old, new, reason, repair):
    file = "trees.yaml" if "labels" in new else "nursery_trees.yaml"
    change(folder, old, new)
    found = ErrorCollector()
    read_corpus(folder, found)
    told = [error for error in found.found if reason in error.reason]
    assert [error.path.name for error in told] == [file]
    assert repair in told[0].repair
    assert told[0].line
