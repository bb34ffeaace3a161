"""Kinds are declared by one file; further files may add fields and records."""

from pathlib import Path

import pytest

from eccp_assistant.corpus.records.file_schema import RecordsFile
from eccp_assistant.corpus.records.kinds import check_places, check_references, kinds_of
from eccp_assistant.corpus.validation import ErrorCollector
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.records import FieldItem, Record, RecordSource

NAME = {"type": "text", "role": "name"}
SOURCE = RecordSource("guide", Span(0, 1), "row 1", ())


def written(name, kind="tree", *, declares=True, **content):
    data = {"kind": kind, "document": "guide", "records": [], "line": 1, **content}
    if declares:
        data = {"labels": {"en": [kind, f"{kind}s"]}, "fields": {"name": NAME}, **data}
    return Path(name), RecordsFile.model_validate(data)


@pytest.fixture
def errors():
    return ErrorCollector()


def reasons(errors):
    return [each.reason for each in errors.found]


def tree(**fields):
    items = {name: (FieldItem(str(value), value),) for name, value in fields.items()}
    return Record("tree", "oak", "Oak", (SOURCE,), items)


def test_fields_of_all_files_make_one_kind_with_the_declaring_file_first(errors):
    more = written("a.yaml", declares=False, fields={"age": {"type": "number"}})
    (kind,) = kinds_of([more, written("b.yaml")], errors)
    assert [spec.name for spec in kind.spec.fields] == ["name", "age"]
    assert [path.name for path, _ in kind.files] == ["b.yaml", "a.yaml"]
    assert kind.declared("age")[0].name == "a.yaml"
    assert errors.found == []


def test_kinds_are_in_the_order_of_their_declaring_files(errors):
    files = [written("a.yaml", "shrub"), written("b.yaml"), written("c.yaml", declares=False)]
    assert [each.spec.name for each in kinds_of(files, errors)] == ["shrub", "tree"]


@pytest.mark.parametrize(
    ("files", "reason", "place"),
    [
        ([written("a.yaml", declares=False)], "no file declares the kind 'tree'", "a.yaml"),
        ([written("a.yaml"), written("b.yaml")], "'tree' is declared twice", "b.yaml"),
        (
            [written("a.yaml"), written("b.yaml", declares=False, fields={"name": NAME})],
            "the field is declared in a.yaml or before",
            "b.yaml",
        ),
        (
            [written("a.yaml"), written("b.yaml", declares=False, implied=["planted"])],
            "implied: this file does not declare the kind 'tree'",
            "b.yaml",
        ),
        ([written("a.yaml", fields={})], "0 fields have 'role: name'", "a.yaml"),
        ([written("a.yaml", fields={"a": NAME, "b": NAME})], "2 fields have", "a.yaml"),
        (
            [written("a.yaml", families={"use": {"labels": {"en": "use"}, "line": 4}})],
            "no field belongs to the family 'use'",
            "a.yaml",
        ),
    ],
)
def test_an_invalid_declaration_is_an_error_of_its_file(errors, files, reason, place):
    kinds_of(files, errors)
    (error,) = errors.found
    assert reason in error.reason
    assert error.path.name == place


def test_records_of_a_kind_whose_file_is_unreadable_are_no_further_error(errors):
    errors.mark_missing("kind", ["tree"])
    assert kinds_of([written("a.yaml", declares=False)], errors) == []
    assert errors.found == []


@pytest.mark.parametrize(
    "field",
    [
        {"type": "reference"},
        {"type": "text", "refers_to": "tree"},
        {"type": "reference", "refers_to": "mushroom"},
    ],
)
def test_a_reference_needs_its_type_and_an_existing_kind(errors, field):
    kinds = kinds_of([written("a.yaml", fields={"name": NAME, "near": field})], errors)
    check_references(kinds, errors)
    assert reasons(errors) == ["fields.near: a reference needs its type and the kind it refers to"]


def test_a_reference_to_an_existing_or_unreadable_kind_is_valid(errors):
    near = {"type": "reference", "refers_to": "tree"}
    on = {"type": "reference", "refers_to": "mushroom"}
    files = [written("a.yaml", fields={"name": NAME, "near": near, "on": on})]
    errors.mark_missing("kind", ["mushroom"])
    check_references(kinds_of(files, errors), errors)
    assert errors.found == []


def test_coordinates_must_belong_to_a_value_of_a_record(errors):
    origin = {"type": "keyword", "places": {"China": [35.0, 104.0], "Perú": [-9.2, -75.0]}}
    (kind,) = kinds_of([written("a.yaml", fields={"name": NAME, "origin": origin})], errors)
    check_places(kind, [tree(origin="China")], errors)
    assert reasons(errors) == ["fields.origin.places: no record has 'Perú'"]
