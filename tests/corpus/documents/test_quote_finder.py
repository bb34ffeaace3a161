"""Coordinates of values: read with a field, validated, stored in the index."""

import pytest

from eccp_assistant.corpus.documents.chunking import chunk
from eccp_assistant.corpus.documents.loader import load_document
from eccp_assistant.corpus.records.loader import load_records
from eccp_assistant.errors import CorpusError
from tests.locations import ROOT

GARDEN = ROOT / "tests/data/garden"
TREES = (GARDEN / "records/trees.yaml").read_text(encoding="utf-8")
ORIGIN = "  origin: {type: country, labels: {en: origin, es: origen}}"


@pytest.fixture
def load(tmp_path):
    guide = load_document(GARDEN / "documents/guide.md")

    def _load(places: str):
        assert ORIGIN in TREES
        content = TREES.replace(ORIGIN, f"{ORIGIN[:-1]}, places: {places}}}")
        (tmp_path / "trees.yaml").write_text(content, encoding="utf-8")
        return load_records(tmp_path, {"guide": guide}, chunk(guide))

    return _load


def test_a_field_may_give_coordinates_of_its_values(load):
    kinds, _ = load("{China: [35, 103.5], United States: [-39.5, -98]}")
    assert kinds[0].field("origin").places == {
        "China": (35.0, 103.5),
        "United States": (-39.5, -98.0),
    }
    assert kinds[0].field("leaf").places == {}


@pytest.mark.parametrize(
    ("places", "complaint"),
    [
        ("{China: [91, 10]}", r"fields\.origin\.places\.China\.0: .*less than or equal to 90"),
        ("{China: [-90.5, 10]}", r"fields\.origin\.places\.China\.0: .*greater than or equal"),
        ("{China: [35, 181]}", r"fields\.origin\.places\.China\.1: .*less than or equal to 180"),
        ("{China: [35, .nan]}", r"fields\.origin\.places\.China\.1"),
        ("{China: [35, '103']}", r"fields\.origin\.places\.China\.1: .*valid number"),
        ("{China: [true, 10]}", r"fields\.origin\.places\.China\.0: .*valid number"),
        ("{China: [35]}", r"fields\.origin\.places\.China\.1: Field required"),
        ("{China: [35, 10, 2]}", r"fields\.origin\.places\.China: .*at most 2"),
        ("{China: here}", r"fields\.origin\.places\.China"),
        ("{Chine: [35, 103]}", r"fields\.origin\.places: no record has 'Chine'"),
    ],
)
def test_invalid_coordinates_are_rejected_with_file_field_and_value(
    load, tmp_path, places, complaint
):
    with pytest.raises(CorpusError, match=complaint) as refused:
        load(places)
    assert refused.value.path == tmp_path / "trees.yaml"
    lines = TREES.splitlines()
    assert lines[refused.value.line - 1] == ORIGIN


def test_coordinates_are_stored_in_the_index_and_cover_all_values(assistant):
    snapshot = assistant.loaded_index().snapshot
    placed = [
        (kind.name, field)
        for kind in snapshot.kinds.values()
        for field in kind.fields
        if field.places
    ]
    assert [(kind, field.name) for kind, field in placed] == [("cluster", "region")]
    for kind, field in placed:
        values = {value for row in snapshot.records(kind) for value in row.values(field.name)}
        assert set(field.places) == values
        assert all(isinstance(at, tuple) and len(at) == 2 for at in field.places.values())
