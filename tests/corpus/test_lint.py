"""Warnings name probable mistakes of a corpus, and only those."""

import shutil
from pathlib import Path

import pytest

from eccp_assistant.corpus.corpus import load_corpus
from eccp_assistant.corpus.lint import lint_corpus
from tests.fixtures.two_documents import park_corpus
from tests.locations import GARDEN

TREES = "records/trees.yaml"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(GARDEN, tmp_path / "corpus"))


def warnings_of(folder):
    return lint_corpus(load_corpus(folder), folder)


def change(folder, file, old, new):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def with_leaves(folder, *values):
    """The records with these values of ``leaf``, one each in their order."""
    lines = (folder / TREES).read_text(encoding="utf-8").splitlines()
    left = list(values)
    for place, line in enumerate(lines):
        if line.startswith("    leaf: "):
            printed = line.removeprefix("    leaf: ")
            lines[place] = f'    leaf: {{printed: {printed}, value: "{left.pop(0)}"}}'
    assert not left
    (folder / TREES).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_line_is_that_of_the_record(folder):
    with_leaves(folder, "evergreen", "evergren", "evergreen", "deciduous")
    (warning,) = warnings_of(folder)
    assert (warning.reason, warning.repair) == (
        "ginkgo.leaf: 'evergren' is nearly 'evergreen'",
        "did you mean evergreen?",
    )
    lines = (folder / TREES).read_text(encoding="utf-8").splitlines()
    assert lines[warning.line - 1] == "  - id: ginkgo"


@pytest.mark.parametrize(
    ("values", "misspelt"),
    [
        # The more frequent spelling is taken for the right one, else the first.
        (("evergren", "evergreen", "evergreen", "deciduous"), "evergren"),
        (("evergreen", "evergren", "shrubby", "deciduous"), "evergren"),
        # Two letters may differ in a long word, one in a short one.
        (("deciduousness", "decidousnes", "evergreen", "shrubby"), "decidousnes"),
    ],
)
def test_the_rarer_or_later_of_two_near_spellings_is_reported(folder, values, misspelt):
    with_leaves(folder, *values)
    assert [each.reason.split("'")[1] for each in warnings_of(folder)] == [misspelt]


@pytest.mark.parametrize(
    "values",
    [
        ("zone 1", "zone 2", "zone 3", "zone 4"),  # a digit makes another word
        ("oak", "oaks", "elm", "elms"),  # too short to be told from other words
        ("Evergreen", "Sempervire", "Deciduous", "Shrubby"),
        ("plant", "plane", "fruit", "flute"),  # two letters differ in a short word, or more
    ],
)
def test_different_words_are_not_reported(folder, values):
    with_leaves(folder, *values)
    reasons = [each.reason for each in warnings_of(folder)]
    assert reasons == (["ginkgo.leaf: 'plane' is nearly 'plant'"] if "plane" in values else [])


def test_a_value_with_an_alias_is_taken_for_the_right_spelling(folder):
    with_leaves(folder, "evergreen", "evergren", "evergreen", "deciduous")
    with (folder / "aliases.yaml").open("a", encoding="utf-8") as file:
        file.write("- {field: tree.leaf, value: evergren, said: [green]}\n")
    (warning,) = [each for each in warnings_of(folder) if "leaf" in each.reason]
    assert warning.reason == "yew.leaf: 'evergreen' is nearly 'evergren'"


def test_a_country_name_of_any_language_is_intended(folder):
    change(folder, TREES, "origin: China", "origin: {printed: China, value: Espagne}")
    assert warnings_of(folder) == ()
    change(folder, TREES, "value: Espagne", "value: Espagnes")
    (warning,) = warnings_of(folder)
    assert warning.repair == "did you mean Espagne?"


def test_a_document_without_text_is_reported_with_its_file(folder):
    text = (folder / "documents/guide.md").read_text(encoding="utf-8")
    head = "---".join(text.split("---", 2)[:2])
    (folder / "documents/empty.md").write_text(f"{head}---\n", encoding="utf-8")
    (warning,) = warnings_of(folder)
    assert warning.path == folder / "documents/empty.md"
    assert "no text" in warning.reason


def test_sources_that_disagree_are_reported_with_both_values(tmp_path):
    folder = park_corpus(tmp_path / "corpus")
    (warning,) = [each for each in warnings_of(folder) if "which" in each.reason]
    assert warning.reason.startswith("ginkgo.height: which height has Ginkgo: '21' (guide, ")
    assert "or '25' (nursery, " in warning.reason
    assert warning.path.parent == folder / "records"
