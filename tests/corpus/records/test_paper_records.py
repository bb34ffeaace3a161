"""The records of the paper, compared with its text without the engine."""

from collections import Counter

import pytest
import yaml

from tests.locations import CORPUS

TEXT = (CORPUS / "documents/eu-colombia-discussion-paper.md").read_text(encoding="utf-8")
FILES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((CORPUS / "records").glob("*.yaml"))
}
ANNEX_ROWS = [
    line
    for line in TEXT.split("## Annex 3")[-1].splitlines()
    if line.startswith("| ") and not line.startswith(("| Name", "| ---"))
]


def items(value):
    """The printed values of a field."""
    for entry in value if isinstance(value, list) else [value]:
        yield entry["printed"] if isinstance(entry, dict) else str(entry)


def cell(text):
    return " ".join(text.split())


def test_there_is_a_cluster_for_every_row_in_printed_order():
    names = [record["name"] for record in FILES["clusters"]["records"]]
    assert names == [cell(row.split("|")[1]) for row in ANNEX_ROWS]
    assert len(names) == 34


def test_every_printed_value_of_a_cluster_stands_in_its_cell():
    columns = {
        "country": 2,
        "region": 3,
        "sectoral_industries": 4,
        "emerging_industries": 4,
        "technology_fields": 4,
        "activity_areas": 4,
        "excellence_label": 5,
        "other_schemes": 5,
        "escp": 6,
    }
    for record, row in zip(FILES["clusters"]["records"], ANNEX_ROWS, strict=True):
        cells = [cell(part) for part in row.split("|")]
        for field, column in columns.items():
            for printed in items(record.get(field, [])):
                assert printed in cells[column], (record["id"], field)


def test_the_four_taxonomies_together_are_the_complete_cell():
    fields = ("sectoral_industries", "emerging_industries", "technology_fields", "activity_areas")
    for record, row in zip(FILES["clusters"]["records"], ANNEX_ROWS, strict=True):
        said = " ".join(", ".join(record[field]) for field in fields if record.get(field))
        assert said == cell(row.split("|")[4]), record["id"]


def test_the_countries_of_the_clusters_add_up_to_what_the_paper_says():
    countries = Counter(record["country"] for record in FILES["clusters"]["records"])
    assert countries == {
        "Spain": 26,
        "Belgium": 2,
        "France": 2,
        "Germany": 1,
        "Italy": 1,
        "Portugal": 1,
        "Czech Republic": 1,
    }


def test_a_region_printed_none_has_an_inferred_value_with_a_reason():
    regions = {r["id"]: r["region"] for r in FILES["clusters"]["records"]}
    none = {key: value for key, value in regions.items() if isinstance(value, dict)}
    assert set(none) == {"aclunaga", "tecnara", "flanders-maritime-cluster", "afpg-geodeep"}
    assert all(value["printed"] == "None" for value in none.values())
    inferred = {value["value"]: value.get("reason") for value in none.values()}
    assert set(inferred) == {"Galicia", "Aragón", "Flanders", None}
    assert all(reason for value, reason in inferred.items() if value)


def test_the_partnerships_of_table_1_are_six_and_their_smes_add_up():
    partnerships = FILES["partnerships"]["records"]
    listed = [r for r in partnerships if r["listed_in"]["value"] == "Table 1"]
    assert [r["name"] for r in listed] == [
        "CROSSCUT",
        "EnW",
        "NATUREEF",
        "PERES",
        "REINA PLUS",
        "SPACE2ID",
    ]
    assert sum(r["smes"] for r in listed) == 4558
    assert all("Colombia" in r["target_countries"] for r in listed)
    others = [r["name"] for r in partnerships if r not in listed]
    assert others == ["MobiGoIn", "ELCA4i", "AdPack"]


def test_memberships_of_clusters_name_partnerships():
    known = {r["name"] for r in FILES["partnerships"]["records"]}
    members = [r["escp"] for r in FILES["clusters"]["records"] if isinstance(r["escp"], str)]
    assert len(members) == 11
    assert set(members) <= known


@pytest.mark.parametrize("name", sorted(FILES))
def test_ids_are_unique_and_sources_occur_once(name):
    records = FILES[name]["records"]
    assert len({r["id"] for r in records}) == len(records)
    for record in records:
        text = record["source"].get("text")
        if text and "in" not in record["source"]:
            assert TEXT.count(text) == 1, record["id"]


@pytest.mark.parametrize("name", sorted(FILES))
def test_kinds_and_fields_are_labelled_in_english_and_spanish(name):
    file = FILES[name]
    assert {"en", "es"} <= set(file["labels"])
    assert all({"en", "es"} <= set(field["labels"]) for field in file["fields"].values())


def test_the_malformed_address_is_kept_as_printed():
    contacts = {r["id"]: r for r in FILES["contacts"]["records"]}
    email = contacts["alejandro-caicedo-torres"]["email"]
    assert email["printed"] == email["value"] == "alejandro.caicedoinnpuolsacolombia.com"
    assert all("@" in said for said in email["reason"].values())


def test_every_alias_belongs_to_a_value_or_part_of_one():
    values = {
        str(entry["value"] if isinstance(entry, dict) else entry)
        for file in FILES.values()
        for record in file["records"]
        for value in record.values()
        for entry in (value if isinstance(value, list) else [value])
        if not isinstance(entry, dict) or "value" in entry
    }
    aliases = yaml.safe_load((CORPUS / "aliases.yaml").read_text(encoding="utf-8"))
    pieces = " | ".join(values).lower()
    unknown = [alias["value"] for alias in aliases if alias["value"].lower() not in pieces]
    assert unknown == []
