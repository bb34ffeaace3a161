"""Records over HTTP: filters, facets, paging, CSV and posted queries."""

import csv
import io

import pytest
from pydantic import ValidationError

from eccp_assistant.api.csv_export import as_csv
from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.queries import AnyOf, Filter, RecordQuery
from eccp_assistant.domain.records import FieldItem, FieldSpec, KindSpec, Record, RecordSource
from eccp_assistant.errors import RequestError
from eccp_assistant.lookup.filter_syntax import facet_fields, read_filters, sort_order

OAK = KindSpec(
    name="oak",
    labels={"en": ("oak", "oaks")},
    fields=(
        FieldSpec("name", "text", {}, role="name"),
        FieldSpec("height", "number", {}),
        FieldSpec("leaf", "keyword", {}, family="look"),
        FieldSpec("bark", "keyword", {}, family="look", many=True),
        FieldSpec("garden", "reference", {}, refers_to="garden"),
    ),
)
GARDEN = KindSpec(
    name="garden",
    labels={"en": ("garden", "gardens")},
    fields=(FieldSpec("name", "text", {}, role="name"), FieldSpec("city", "keyword", {})),
)
KINDS = {"oak": OAK, "garden": GARDEN}


def read(*pairs):
    return read_filters(OAK, KINDS, pairs)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("leaf", "round")], Filter(field="leaf", value="round")),
        ([("leaf", "a"), ("leaf", "b")], Filter(field="leaf", value=("a", "b"))),
        ([("look", "rough")], Filter(field="look", value="rough")),
        ([("leaf.is_not", "round")], Filter(field="leaf", op="is_not", value="round")),
        ([("leaf.empty", "true")], Filter(field="leaf", op="empty")),
        ([("height.at_least", "7")], Filter(field="height", op="at_least", value=7)),
        ([("garden.city", "Kew")], Filter(field="city", value="Kew", via="garden")),
        (
            [("garden.city.is_not", "Kew")],
            Filter(field="city", op="is_not", value="Kew", via="garden"),
        ),
        (
            [("height.below", "2"), ("height.below", "3")],
            AnyOf(
                any=(
                    Filter(field="height", op="below", value=2),
                    Filter(field="height", op="below", value=3),
                )
            ),
        ),
    ],
)
def test_parameters_become_conditions(pairs, expected):
    assert read(*pairs) == (expected,)


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("leef", "round"), "did you mean 'leaf'"),
        (("height.at_leest", "7"), "at_least"),
        (("height.at_least", "tall"), "'tall' is not a number"),
        (("leaf.empty", "round"), "takes no value"),
        (("height.city", "Kew"), "use one of"),
        (("garden.town", "Kew"), "there is no 'town'"),
    ],
)
def test_an_invalid_parameter_is_named_with_its_repair(pair, said):
    with pytest.raises(RequestError) as refused:
        read(pair)
    assert refused.value.field == pair[0]
    assert said in str(refused.value)


def test_sorting_and_facets_know_the_fields():
    assert sort_order(OAK, "-height") == ("height", True)
    assert facet_fields(OAK, "*") == ["leaf", "bark", "garden"]
    with pytest.raises(RequestError, match="did you mean 'height'"):
        sort_order(OAK, "hight")
    with pytest.raises(RequestError, match="facets"):
        facet_fields(OAK, "leaf,colour")


@pytest.mark.parametrize(
    "wrong",
    [
        {"field": "height", "op": "above", "value": "tall"},
        {"field": "leaf", "op": "is"},
        {"field": "leaf", "op": "empty", "value": "x"},
        {"field": "", "value": "x"},
    ],
)
def test_a_filter_with_an_unsuitable_value_is_rejected(wrong):
    with pytest.raises(ValidationError):
        Filter.model_validate(wrong)


def oak(record_id, **fields):
    items = {
        name: tuple(
            each if isinstance(each, FieldItem) else FieldItem(str(each), each) for each in value
        )
        for name, value in fields.items()
    }
    source = RecordSource("guide", Span(0, 1), "row 1", ())
    return Record("oak", record_id, record_id, (source,), items)


def test_csv_holds_printed_and_interpreted_values_and_no_formulas():
    rows = [
        oak("a", name=["=1+1"], leaf=[FieldItem("Caduca", "deciduous")], bark=["rough", "grey"]),
        oak("b", name=["@b"], leaf=["round"]),
    ]
    read_back = list(csv.DictReader(io.StringIO(as_csv(rows, OAK))))
    assert read_back[0]["name"] == "'=1+1"
    assert read_back[1]["name"] == "'@b"
    assert read_back[0]["leaf"] == "deciduous"
    assert read_back[0]["leaf (printed)"] == "Caduca"
    assert "bark (printed)" not in read_back[0]
    assert read_back[0]["bark"] == "rough; grey"
    assert read_back[1]["document"] == "guide"


def test_filters_facets_and_paging_agree(client):
    whole = client.get("/records/cluster", params={"facets": "*", "limit": 1000}).json()
    assert whole["total"] == len(whole["records"]) == 34
    countries = {each["value"]: each["count"] for each in whole["facets"]["country"]}
    assert sum(countries.values()) == 34
    for country, count in countries.items():
        found = client.get("/records/cluster", params={"country": country}).json()
        assert found["total"] == count
    paged = [
        each["id"]
        for offset in range(0, 34, 10)
        for each in client.get(
            "/records/cluster", params={"sort": "-name", "limit": 10, "offset": offset}
        ).json()["records"]
    ]
    assert sorted(paged) == sorted(each["id"] for each in whole["records"])
    assert len(set(paged)) == 34


def test_operators_references_and_names_filter(client):
    def total(**params):
        return client.get("/records/cluster", params=params).json()["total"]

    assert total(**{"country.is_not": "Spain"}) == 34 - total(country="Spain")
    assert total(**{"escp.empty": "true"}) + total(**{"escp.not_empty": "true"}) == 34
    assert total(**{"escp.target_countries": "Chile"}) > 0
    assert total(q="vegepolys") == 1
    smes = client.get("/records/partnership", params={"smes.above": "700", "sort": "-smes"}).json()
    values = [each["fields"]["smes"]["value"] for each in smes["records"]]
    assert values == sorted(values, reverse=True)
    assert min(values) > 700


def test_an_invalid_parameter_is_named_in_the_problem(client):
    response = client.get("/records/cluster", params={"contry": "Spain"})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json")
    assert "did you mean 'country'" in response.json()["detail"]


@pytest.mark.parametrize(
    "how", [{"params": {"format": "csv"}}, {"headers": {"accept": "text/csv"}}]
)
def test_records_are_returned_as_csv(client, how):
    response = client.get("/records/partnership", **how)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="partnership.csv"' in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 9
    assert "CROSSCUT" in {row["name"] for row in rows}


@pytest.mark.parametrize(
    "question",
    [
        "How many Spanish clusters have a gold label?",
        "Which clusters in Spain with a gold label or in France are there?",
        "¿Qué clústeres pertenecen a un partenariado que apunta a Chile?",
        "clusters per country",
        "Which three partnerships have most SMEs?",
    ],
)
def test_the_lookup_of_an_answer_can_be_posted_back(client, question):
    answer = client.post("/ask", json={"question": question}).json()
    back = client.post("/records/query", params={"limit": 1000}, json=answer["lookup"])
    assert back.status_code == 200, back.text
    result = back.json()
    assert result["lookup"]["total"] == answer["lookup"]["total"]
    kind = answer["lookup"]["kind"]
    assert {each["id"] for each in result["records"]} == {
        each["id"] for each in answer["records"] if each["kind"] == kind
    }


def test_a_posted_query_with_unknown_names_is_rejected(client):
    query = {"kind": "cluster", "filters": [{"field": "country", "value": "Spain"}], "sortby": "x"}
    assert client.post("/records/query", json=query).status_code == 422
    query = RecordQuery(kind="cluster", aggregate="sum", order_by="colour").model_dump(mode="json")
    refused = client.post("/records/query", json=query)
    assert refused.status_code == 422
    assert "colour" in refused.json()["detail"]


def test_a_posted_query_returns_its_description_and_result(client):
    query = {"kind": "partnership", "aggregate": "average", "order_by": "smes"}
    result = client.post("/records/query", params={"language": "es"}, json=query).json()
    assert result["amount"] == pytest.approx(4558 / 6)
    assert "promedio" in result["lookup"]["in_words"]
