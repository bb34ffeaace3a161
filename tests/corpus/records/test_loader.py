"""Records are tied to their source rows; errors name the line."""

import pytest

from eccp_assistant.corpus.documents.chunking import chunk
from eccp_assistant.corpus.documents.loader import load_document
from eccp_assistant.corpus.records.aliases import load_aliases
from eccp_assistant.corpus.records.loader import load_records
from eccp_assistant.errors import CorpusError
from tests.locations import GARDEN

TREES = (GARDEN / "records/trees.yaml").read_text(encoding="utf-8")


@pytest.fixture
def guide():
    return load_document(GARDEN / "documents/guide.md")


@pytest.fixture
def load(guide, tmp_path):
    def _load(content: str):
        (tmp_path / "trees.yaml").write_text(content, encoding="utf-8")
        return load_records(tmp_path, {"guide": guide}, chunk(guide))

    return _load


def test_kinds_are_declared_and_records_have_their_row(load, guide):
    kinds, records = load(TREES)
    assert [kind.name for kind in kinds] == ["tree"]
    assert kinds[0].label("es", plural=True) == "árboles"
    assert [record.id for record in records] == ["yew", "ginkgo", "redwood", "oak"]
    redwood = records[2]
    assert redwood.locator == "Table 1, row 3"
    assert redwood.span.of(guide.text) == "| Secuoya roja | Estados Unidos | 34 | Perenne |"
    assert redwood.fields["origin"][0].printed == "Estados Unidos"
    assert redwood.values("origin") == ("United States",)
    assert redwood.aliases == ("redwood",)


def test_an_empty_cell_is_kept_as_printed_and_has_no_value(load):
    oak = load(TREES)[1][3]
    assert oak.fields["origin"][0].printed == "-"
    assert oak.values("origin") == ()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("{row: Ginkgo}", "{row: Gingko}", "'Gingko' is not in document 'guide'"),
        ("{row: Ginkgo}", '{text: "El jardín abrió en 1911."}', "occurs 2 times"),
        ("{row: Ginkgo}", "{row: Ginkgo, text: x}", "either row"),
        ("height: 21", "height: 22", "'22' is not printed in its source"),
        ("height: 21", "height: tall", "must be a whole number"),
        ("id: ginkgo", "id: yew", "repeats the id 'yew'"),
        ("leaf: Caduca", "colour: green", "'colour' is not a field of tree"),
        ("leaf: Caduca", "leaf: no", "quote dates and yes/no"),
        ("leaf: Caduca", "leaf: [Caduca, Perenne]", "takes one value"),
        ("document: guide", "document: gide", "document 'gide' does not exist"),
        ("type: country", "type: land", "fields.origin.type"),
        ("role: name", "role: plain", "exactly one field must have 'role: name'"),
    ],
)
def test_an_invalid_file_is_refused_with_path_and_line(load, tmp_path, old, new, complaint):
    assert old in TREES
    with pytest.raises(CorpusError, match=complaint) as caught:
        load(TREES.replace(old, new, 1))
    assert caught.value.path == tmp_path / "trees.yaml"
    assert caught.value.line is not None


def test_the_line_of_a_missing_row_is_the_one_of_its_source(load):
    with pytest.raises(CorpusError) as caught:
        load(TREES.replace("{row: Roble}", "{row: Robles}"))
    lines = TREES.splitlines()
    assert lines[caught.value.line - 1].strip() == "source: {row: Roble}"


def test_yaml_that_does_not_parse_names_the_line(load):
    with pytest.raises(CorpusError, match="not YAML") as caught:
        load(TREES + "\n  bad: [\n")
    assert caught.value.line is not None


def test_aliases_must_name_fields_that_exist(load, tmp_path):
    kinds, _ = load(TREES)
    assert load_aliases(GARDEN / "aliases.yaml", kinds)[0].said[0] == "evergreen"
    path = tmp_path / "aliases.yml"
    path.write_text("- field: tree.colour\n  value: x\n  said: [y]\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"no record has a field 'tree\.colour'") as caught:
        load_aliases(path, kinds)
    assert caught.value.line == 1
    assert load_aliases(tmp_path / "none.yaml", kinds) == ()
