"""Rows of a sheet become records with their row as source."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from eccp_assistant.corpus.corpus import load_corpus
from eccp_assistant.corpus.importing.cell_types import parse_country, parse_number, type_of
from eccp_assistant.corpus.importing.column_mapping import suggest, with_wishes
from eccp_assistant.corpus.importing.document_import import Description
from eccp_assistant.corpus.importing.record_import import add_records
from eccp_assistant.corpus.importing.spreadsheet import read_sheet
from eccp_assistant.errors import CorpusError
from tests.data.example.clusters import ROWS, write_clusters
from tests.fixtures.command_line import run_eccp
from tests.locations import ROOT

ABOUT = Description(
    id="chile-clusters",
    title="Clusters of Chile",
    date="2024-06",
    language="es",
    origin="Invented.",
    licence="MIT",
)


@pytest.fixture
def corpus(tmp_path):
    return Path(shutil.copytree(ROOT / "tests/data/garden", tmp_path / "corpus"))


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "clusters.xlsx"
    write_clusters(path)
    return path


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sheet_of(tmp_path, *rows, name="table.csv"):
    path = tmp_path / name
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    return path


def add(corpus, path, kind, *, wishes=None, about=ABOUT, **options):
    sheet = read_sheet(path)
    kinds = load_corpus(corpus).kinds
    known = next((each for each in kinds if each.name == kind), None)
    columns = with_wishes(sheet, known, suggest(sheet, known), wishes or {})
    return add_records(corpus, path, sheet, kind, kinds, columns, about, **options)


def test_a_new_kind_is_declared_with_the_types_of_its_columns(corpus, workbook):
    added = add(corpus, workbook, "chilean_cluster")
    assert (added.records, added.left_out) == (10, ())
    loaded = load_corpus(corpus)
    (kind,) = [each for each in loaded.kinds if each.name == "chilean_cluster"]
    assert {spec.name: (spec.type, spec.many) for spec in kind.fields} == {
        "nombre_del_cluster": ("text", False),
        "region": ("keyword", False),
        "pais": ("country", False),
        "no_de_pymes": ("number", False),
        "sectores": ("keyword", True),
        "correo": ("email", False),
        "web": ("url", False),
        "observaciones": ("text", False),
    }
    records = [each for each in loaded.records if each.kind == "chilean_cluster"]
    assert [each.name for each in records] == [row[0] for row in ROWS]
    (north,) = [each for each in records if each.name == "Astroturismo Norte"]
    assert north.values("no_de_pymes") == (1250,)
    assert north.fields["no_de_pymes"][0].printed == "1.250"
    assert north.values("sectores") == ("Turismo", "Digital")
    assert north.fields["correo"][0].value is None


def test_a_new_field_takes_the_labels_of_a_similar_field(corpus, tmp_path):
    path = sheet_of(
        tmp_path, ("Nombre", "Procedencia", "Altura en metros"), ("Malva", "Chile", "2")
    )
    add(corpus, path, "shrub")
    (kind,) = [each for each in load_corpus(corpus).kinds if each.name == "shrub"]
    assert kind.field("procedencia").labels["es"] == "origen", "as the other countries are called"
    assert kind.field("altura_en_metros").labels == {"en": "height", "es": "altura"}
    assert "tall" in kind.field("altura_en_metros").synonyms["en"]
    assert kind.field("nombre").labels == {"en": "Nombre", "es": "Nombre"}


def test_a_record_is_cited_by_the_row_it_has_in_the_sheet(corpus, workbook):
    add(corpus, workbook, "chilean_cluster")
    loaded = load_corpus(corpus)
    text = next(each.text for each in loaded.documents if each.id == "chile-clusters")
    first = next(each for each in loaded.records if each.name == ROWS[0][0])
    # The table begins in the third row, so the first record stands in the fourth.
    assert first.span.of(text).startswith("| 4 | Salmón Austral | Los Lagos |")
    assert first.document_id == "chile-clusters"
    assert first.locator == "Clústeres de Chile (ejemplo), row 4"
    assert (corpus / "originals/clusters.xlsx").read_bytes() == workbook.read_bytes()


def test_rows_of_an_existing_kind_are_merged_by_name(corpus, tmp_path):
    path = sheet_of(
        tmp_path,
        ("Árbol", "Origin", "Altura", "Planted"),
        ("GINKGO", "China", "21", "1911"),
        ("Haya", "Alemania", "30 m", "1950"),
    )
    added = add(corpus, path, "tree", wishes={"Árbol": "name", "Planted": "planted"})
    assert added.fields == ("name", "origin", "height", "planted")
    loaded = load_corpus(corpus)
    trees = {each.name: each for each in loaded.records if each.kind == "tree"}
    assert len(trees) == 5
    ginkgo = trees["Ginkgo"]
    assert [source.document_id for source in ginkgo.sources] == ["guide", "chile-clusters"]
    assert ginkgo.values("planted") == (1911,)
    assert ginkgo.conflicts == ()
    beech = trees["Haya"]
    assert beech.values("origin") == ("Germany",)
    assert beech.fields["origin"][0].printed == "Alemania"
    assert beech.values("height") == (30,)


def test_differing_sources_are_reported_to_the_editor(corpus, tmp_path):
    path = sheet_of(tmp_path, ("Nombre", "Altura"), ("Ginkgo", "25"))
    add(corpus, path, "tree")
    loaded = load_corpus(corpus)
    ginkgo = next(each for each in loaded.records if each.name == "Ginkgo")
    assert ginkgo.conflicts == ("height",)
    assert ginkgo.values("height") == (21, 25)


def test_columns_are_mapped_to_the_field_names_of_the_kind(corpus, workbook):
    (tree,) = load_corpus(corpus).kinds
    mapping = {each.column: each.field for each in suggest(read_sheet(workbook), tree)}
    assert mapping["Nombre del clúster"] == "name"
    assert mapping["País"] == "origin", "its cells are countries, and so is that field"
    assert mapping["Correo"] is None


def test_an_invalid_kind_name_writes_nothing(corpus, workbook):
    before = contents(corpus)
    with pytest.raises(CorpusError, match="as in chilean_cluster"):
        add(corpus, workbook, "Chilean Cluster")
    assert contents(corpus) == before


def test_nothing_is_overwritten_without_replace(corpus, workbook):
    add(corpus, workbook, "chilean_cluster")
    before = contents(corpus)
    with pytest.raises(CorpusError, match=r"'chile-clusters' exists.*--replace"):
        add(corpus, workbook, "chilean_cluster")
    assert contents(corpus) == before
    assert add(corpus, workbook, "chilean_cluster", replace=True).records == 10


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("Nombre", "Altura")], "no rows"),
        ([("Nombre", "Altura"), ("", "3"), ("Ginkgo", "4")], "row 2: no name"),
        ([("Nombre", "Altura"), ("Haya", "3"), ("Tilo", "1"), ("Haya", "4")], "rows 2, 4"),
        ([("Nombre", "Nombre"), ("Haya", "3")], "2 columns are called 'Nombre'"),
        ([("Nombre", ""), ("Haya", "3")], "column B has no name"),
        ([("Nombre", "Altura"), ("Haya", "#REF!")], "row 2, 'Altura': #REF!"),
        ([("Altura", "Otra"), ("12", "x")], "no column is read as 'name'"),
    ],
)
def test_errors_of_a_sheet_are_reported_by_row_and_write_nothing(corpus, tmp_path, rows, told):
    before = contents(corpus)
    path = sheet_of(tmp_path, *rows)
    with pytest.raises(CorpusError) as caught:
        add(corpus, path, "tree")
    assert told in str(caught.value)
    assert all(error.repair for error in caught.value.errors)
    assert contents(corpus) == before


def test_all_errors_are_reported_together(corpus, tmp_path):
    path = sheet_of(
        tmp_path, ("Nombre", "Altura", ""), ("Haya", "#N/A", "x"), ("Tilo", "#DIV/0!", "")
    )
    with pytest.raises(CorpusError) as caught:
        read_sheet(path)
    assert len(caught.value.errors) == 3


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ({"Missing": "name"}, "no column 'Missing'"),
        ({"Nombre": ""}, "no column is read as 'name'"),
        ({"Altura": "Two Words"}, "as in 'two_words'"),
        ({"Altura": "leaf", "Otra": "leaf"}, "two columns are read as 'leaf'"),
    ],
)
def test_an_impossible_mapping_is_rejected(corpus, tmp_path, wishes, told):
    path = sheet_of(tmp_path, ("Nombre", "Altura", "Otra"), ("Haya", "3", "x"))
    with pytest.raises(CorpusError, match=told):
        add(corpus, path, "tree", wishes=wishes)


def test_files_that_are_not_tables_are_rejected(tmp_path):
    def written(name, data):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    for path, told in (
        (written("torn.xlsx", b"PK and then nothing"), "not a readable workbook"),
        (written("bytes.csv", b"a,b\n\0\0,\1"), "no text"),
        (written("table.ods", b""), ".xlsx, .csv"),
        (tmp_path / "missing.csv", "no such file"),
    ):
        with pytest.raises(CorpusError, match=told):
            read_sheet(path)


def test_an_unknown_sheet_is_rejected_with_the_sheets_that_exist(tmp_path):
    book = Workbook()
    book.active.title = "First"
    book.create_sheet("Second").append(["Name"])
    book["Second"].append(["Haya"])
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(CorpusError, match="First, Second"):
        read_sheet(tmp_path / "two.xlsx", "Third")
    assert read_sheet(tmp_path / "two.xlsx", "Second").column("Name") == ("Haya",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_files_are_read_in_any_delimiter_and_encoding(tmp_path, delimiter, encoding):
    path = tmp_path / "table.csv"
    lines = [delimiter.join(row) for row in (("Nombre", "País"), ("Ñuble", "España"))]
    path.write_text("\n".join(lines), encoding=encoding)
    sheet = read_sheet(path)
    assert (sheet.columns, sheet.rows[0].cells) == (("Nombre", "País"), ("Ñuble", "España"))


def test_cells_are_interpreted_by_their_format():
    assert [
        parse_number(cell) for cell in ("1,250", "1.250", "85 firms", "0", "12.5", "abc", "")
    ] == [
        1250,
        1250,
        85,
        0,
        None,
        None,
        None,
    ]
    assert [parse_country(cell) for cell in ("Alemania", "Allemagne", "DEUTSCHLAND", "Utopia")] == [
        "Germany",
        "Germany",
        "Germany",
        None,
    ]
    assert type_of(["a@b.org", "c@d.org", ""]) == ("email", False)
    assert type_of(["www.a.org", "https://b.org"]) == ("url", False)
    assert type_of([]) == ("text", False)


def test_table_syntax_in_a_cell_is_escaped(corpus, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("Nombre;Hoja\nHaya | Buche;Caduca\n", encoding="utf-8")
    add(corpus, path, "tree")
    assert "Haya | Buche" in {each.name for each in load_corpus(corpus).records}


def eccp(corpus, *arguments):
    environment = {"ECCP_CORPUS_DIR": str(corpus)}
    return run_eccp("corpus", "add-records", *arguments, environment=environment)


def test_the_command_shows_the_mapping_and_asks_for_confirmation(corpus, workbook):
    before = contents(corpus)
    shown = eccp(corpus, str(workbook), "--kind", "chilean_cluster")
    assert shown.returncode == 1
    assert "no_de_pymes" in shown.stdout
    assert "--yes" in shown.stderr
    assert contents(corpus) == before
    named = ("--called", "es=clúster chileno, clústeres chilenos", "--map", "Web=")
    done = eccp(corpus, str(workbook), "--kind", "chilean_cluster", "--yes", *named)
    assert done.returncode == 0, done.stderr
    assert "Added 10 records" in done.stdout
    (file,) = (corpus / "records").glob("chilean_cluster-*.yaml")
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert "web" not in written["fields"]
    assert written["labels"]["es"] == ["clúster chileno", "clústeres chilenos"]
    wrong = eccp(corpus, str(workbook), "--kind", "chilean_cluster", "--called", "es=clúster")
    assert wrong.returncode == 2
    assert "LANGUAGE=ONE,SEVERAL" in wrong.stderr


def test_the_command_warns_of_fixed_values_of_a_kind(corpus, tmp_path):
    path = corpus / "records/trees.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("document: guide", "implied: [planted]\ndocument: guide"), "utf-8")
    sheet = sheet_of(tmp_path, ("Nombre", "Altura"), ("Haya", "25"))
    done = eccp(corpus, str(sheet), "--kind", "tree", "--yes")
    assert "every tree is taken to be: planted" in done.stdout
    told = eccp(corpus, str(sheet), "--kind", "tree", "--json", "--replace")
    assert json.loads(told.stdout)["records"] == 1
