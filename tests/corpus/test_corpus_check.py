"""`eccp corpus check` reports all errors together, with place and repair."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from eccp_assistant.corpus.corpus import load_corpus, read_corpus
from eccp_assistant.corpus.lint import lint_corpus
from eccp_assistant.corpus.validation import ErrorCollector
from eccp_assistant.errors import CorpusError, CorpusFaultsError
from tests.locations import ROOT

GARDEN = ROOT / "tests/data/garden"
TREES = "records/trees.yaml"
STARTERS = "- reader: {en: Gardeners}\n  questions: {en: [What grows here?]}\n"


@dataclass(frozen=True)
class Slip:
    """One thing done wrong.

    Attributes:
        at: Begins the line that the error must name.
        repair: What the error must advise.
    """

    file: str
    right: str
    wrong: str
    at: str
    repair: str


SLIPS = [
    Slip("documents/annex.md", 'date: "2021"', 'date: ""', "title: Anexo", "add it"),
    Slip("documents/annex.md", "licence: MIT", "licence: MIT\nlicense: MIT", "title:", "use only"),
    Slip(TREES, "{row: Tejo común}", "{row: Tejo}", "    source: {row: Tejo}", "copy the words"),
    Slip(TREES, "height: 21", "height: 22", "  - id: ginkgo", "give 'printed' as it stands"),
    Slip(TREES, "height: 34", "height: tall", "  - id: redwood", "write digits"),
    Slip(TREES, "leaf: Caduca\n  - id: red", "colour: x\n  - id: red", "  - id: ginkgo", "use one"),
    Slip("records/beds.yaml", "type: text", "type: texts", "  name:", "use one of these"),
    Slip(
        "aliases.yaml",
        "tree.leaf\n  value: C",
        "tree.leaves\n  value: C",
        "- field: tree.leaves",
        "use '*' or one of name",
    ),
    Slip(
        "claims.yaml",
        "El ginkgo del estanque",
        "El ginkgo del lago",
        "- id: ginkgo",
        "quote the text as it stands",
    ),
    Slip(
        "claims.yaml",
        "kind: tree, aggregate: count",
        "kind: tree, aggregate: list",
        "- id: five-trees",
        "use count or sum",
    ),
    Slip("claims.yaml", "[tree/oak]", "[tree/palm]", "- id: five-trees", "write <kind>/<id>"),
    Slip(
        "questions/guide.yaml",
        "quote: Está junto al río.",
        "quote: Está junto al mar.",
        "  - quote: Está junto al mar",
        "quote the text as it stands",
    ),
    Slip(
        "questions/guide.yaml",
        'en: ["When can',
        'xx: ["When can',
        '      es: ["¿En qué mes',
        "use one of these",
    ),
    Slip(
        "starters.yaml",
        "reader: {en: Gardeners}",
        "reader: {es: Jardineros}",
        "- reader:",
        "README",
    ),
]

BEDS = """\
kind: bed
labels: {en: [bed, beds]}
document: guide
fields:
  name: {type: text, role: name}
records: []
"""
ANNEX = """\
---
title: Anexo
language: es
date: "2021"
origin: Escrito para las pruebas.
licence: MIT
sha256: "00"
---
# Anexo

Un vivero.
"""


@pytest.fixture
def folder(tmp_path):
    """A good corpus with a file of every sort."""
    corpus = Path(shutil.copytree(GARDEN, tmp_path / "corpus"))
    (corpus / "documents/annex.md").write_text(ANNEX, encoding="utf-8")
    (corpus / "records/beds.yaml").write_text(BEDS, encoding="utf-8")
    (corpus / "starters.yaml").write_text(STARTERS, encoding="utf-8")
    return corpus


def change(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def errors_of(folder):
    found = ErrorCollector()
    read_corpus(folder, found)
    return found.found


def warnings_of(folder):
    found = ErrorCollector()
    return lint_corpus(read_corpus(folder, found), folder)


def test_all_errors_are_reported_together_and_disappear_when_corrected(folder):
    for slip in SLIPS:
        change(folder, slip.file, slip.right, slip.wrong)
    for number, slip in enumerate(SLIPS):
        found = errors_of(folder)
        assert len(found) == len(SLIPS) - number, "\n".join(map(str, found))
        for left in SLIPS[number:]:
            lines = (folder / left.file).read_text(encoding="utf-8").splitlines()
            assert [
                error
                for error in found
                if error.path == folder / left.file
                and lines[error.line - 1].startswith(left.at)
                and left.repair in error.repair
            ], left
        change(folder, slip.file, slip.wrong, slip.right)
    assert load_corpus(folder).records


def test_loading_raises_all_errors_one_per_line(folder):
    for slip in SLIPS:
        change(folder, slip.file, slip.right, slip.wrong)
    with pytest.raises(CorpusFaultsError) as caught:
        load_corpus(folder)
    assert len(str(caught.value).splitlines()) == len(caught.value.errors) == len(SLIPS)
    assert all(error.repair for error in caught.value.errors)


def test_a_single_error_is_raised_as_itself(folder):
    slip = SLIPS[3]
    change(folder, slip.file, slip.right, slip.wrong)
    with pytest.raises(CorpusError) as caught:
        load_corpus(folder)
    assert caught.value.errors == (caught.value,)
    assert str(caught.value) == (
        f"{folder / TREES}:{caught.value.line}: {caught.value.reason}: {caught.value.repair}"
    )


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("documents/guide.md", "language: es\n", ""),
        (TREES, "kind: tree", "kind: Tree"),
        (TREES, "records:", "records: ["),
        (TREES, "role: name, ", ""),
        (TREES, "{row: Roble}", "{row: Robles}"),
    ],
)
def test_follow_up_errors_are_not_reported(folder, file, right, wrong):
    change(folder, file, right, wrong)
    (found,) = errors_of(folder)
    assert found.path == folder / file


def test_an_unreadable_corpus_has_one_error_per_file(folder):
    files = [TREES, "aliases.yaml", "claims.yaml", "questions/guide.yaml", "starters.yaml"]
    for name in files:
        (folder / name).write_text("a: [", encoding="utf-8")
    assert {error.path for error in errors_of(folder)} == {folder / name for name in files}
    assert len(errors_of(folder)) == len(files)


def test_a_valid_corpus_has_no_warnings(folder):
    assert warnings_of(folder) == ()


def test_the_warnings_about_the_paper_are_real_mistakes():
    """A name printed with and without its accent, and a question that two passages answer."""
    known = ("'Bogotá' is nearly 'Bogota'", "is asked at 3-engaging-and-germany.yaml")
    reasons = [warning.reason for warning in warnings_of(ROOT / "corpus")]
    assert [reason for reason in reasons if not any(each in reason for each in known)] == []


@pytest.mark.parametrize(
    ("file", "right", "wrong", "reason", "repair"),
    [
        (
            TREES,
            "leaf: Perenne\n  - id: gin",
            "leaf: {printed: Perenne, value: Perene}\n  - id: gin",
            "yew.leaf: 'Perene' is nearly 'Perenne'",
            "did you mean Perenne?",
        ),
        (
            TREES,
            "origin: China",
            "origin: {printed: China, value: Chinna}",
            "ginkgo.origin: 'Chinna' is nearly 'China'",
            "did you mean China?",
        ),
        (
            "aliases.yaml",
            "value: Perenne",
            "value: Perennes",
            "no record has 'Perennes'",
            "did you mean Perenne?",
        ),
        (
            TREES,
            "name: Roble",
            "name: {printed: Roble, value: Tejo comun}",
            "oak: its name 'Tejo comun' is nearly that of yew",
            "keep one",
        ),
        (
            "questions/guide.yaml",
            '"Where does one find the botanical garden?"',
            '"Admission fee: botanical garden"',
            "'admission fee botanical garden' is asked at guide.yaml:3 too",
            "keep it where",
        ),
    ],
)
def test_probable_mistakes_are_warnings(folder, file, right, wrong, reason, repair):
    change(folder, file, right, wrong)
    assert errors_of(folder) == []
    (warning,) = warnings_of(folder)
    assert warning.path == folder / file
    assert reason in warning.reason
    assert repair in warning.repair


def test_a_document_without_text_is_a_warning(folder):
    change(folder, "documents/annex.md", "# Anexo\n\nUn vivero.\n", "")
    (warning,) = warnings_of(folder)
    assert warning.path == folder / "documents/annex.md"
