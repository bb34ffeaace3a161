"""Charts and maps show the counts of the records, without external resources."""

import re
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pytest

from eccp_assistant.api.routes import charts as routes
from eccp_assistant.domain.records import FieldSpec, KindSpec
from eccp_assistant.pages.charts import MAX_BARS, bar_chart, map_chart
from eccp_assistant.pages.map_layout import WIDTH, MapPoint, markers, view_of

SVG = "{http://www.w3.org/2000/svg}"
FILTERS = [{}, {"country": "Spain"}, {"region": ["Galicia", "Andalucía"]}, {"q": "cluster"}]


def get(client, path, **params):
    response = client.get(f"/records/{path}", params=params)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("image/svg+xml")
    return response.text


def texts(svg):
    """Every line of text that is seen."""
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter(f"{SVG}text")]


def said(svg, shape):
    """What the shapes of one sort are called: their names with their counts."""
    return [
        each.get("aria-label")
        for each in ET.fromstring(svg).iter(f"{SVG}path")
        if each.get("aria-roledescription") == shape
    ]


def facet(client, field, **params):
    page = client.get("/records/cluster", params={**params, "facets": field, "limit": 1000}).json()
    return {each["value"]: each["count"] for each in page["facets"][field]}


@pytest.mark.parametrize("params", FILTERS)
@pytest.mark.parametrize("field", ["country", "region", "excellence_label"])
def test_bars_show_the_counts_of_the_records(client, field, params):
    svg = get(client, "cluster/chart.svg", by=field, **params)
    expected = facet(client, field, **params)
    bars = said(svg, "rect mark")
    assert sorted(bars) == sorted(f"{name}: {count}" for name, count in expected.items())
    counts = [int(each.rsplit(": ", 1)[1]) for each in bars]
    assert counts == sorted(counts, reverse=True)
    shown = texts(svg)
    assert set(expected) <= set(shown)
    for count in set(counts):
        assert shown.count(str(count)) == counts.count(count)


def test_a_family_counts_a_record_once_and_small_groups_share_a_bar(client):
    svg = get(client, "cluster/chart.svg", by="sector")
    rows = client.get("/records/cluster", params={"limit": 1000}).json()["records"]
    members = ("sectoral_industries", "emerging_industries", "technology_fields", "activity_areas")
    having = {}
    for row in rows:
        for field in members:
            for value in row["fields"].get(field, {}).get("value") or []:
                having.setdefault(value, set()).add(row["id"])
    bars = said(svg, "rect mark")
    assert len(bars) == MAX_BARS
    named = [each.rsplit(": ", 1) for each in bars[:-1]]
    assert {name: int(count) for name, count in named} == {
        name: len(having[name]) for name, _ in named
    }
    beyond = set(having) - {name for name, _ in named}
    records = set().union(*(having[name] for name in beyond))
    assert bars[-1] == f"… (+{len(beyond)}): {len(records)}"


@pytest.mark.parametrize("params", FILTERS)
def test_the_map_has_one_circle_for_every_placed_region(client, params):
    svg = get(client, "cluster/map.svg", by="region", **params)
    expected = facet(client, "region", **params)
    circles = said(svg, "circle")
    assert sorted(circles) == sorted(f"{name}: {count}" for name, count in expected.items())
    assert {f"{name} · {count}" for name, count in expected.items()} <= set(texts(svg))
    assert "; ".join(sorted(circles)) == "; ".join(
        sorted(ET.fromstring(svg).findtext(f"{SVG}desc").split("; "))
    )


def test_records_without_a_value_are_noted(client):
    assert "none given: 1" in texts(get(client, "cluster/map.svg", by="region"))
    assert not any(
        "none given" in each
        for each in texts(get(client, "cluster/map.svg", by="region", country="Spain"))
    )


def test_an_empty_set_is_drawn(client):
    for picture in ("chart", "map"):
        svg = get(client, f"cluster/{picture}.svg", by="region", country="Atlantis")
        assert said(svg, "rect mark") == said(svg, "circle") == []
        assert "Atlantis" in ET.fromstring(svg).findtext(f"{SVG}title")


def test_charts_use_the_requested_language_and_show_filters_in_the_title(client):
    svg = get(client, "cluster/chart.svg", by="country", language="es", region="Galicia")
    assert "España: 3" in said(svg, "rect mark")
    assert "clústeres" in texts(svg)
    title = ET.fromstring(svg).findtext(f"{SVG}title")
    assert title.startswith("Clústeres")
    assert "Galicia" in title


@pytest.mark.parametrize("picture", ["chart", "map"])
def test_both_themes_are_transparent_and_differ(client, picture):
    light, dark = (
        get(client, f"cluster/{picture}.svg", by="region", theme=theme)
        for theme in ("light", "dark")
    )
    assert "#1f5fa8" in light
    assert "#7fb2e8" in dark
    assert not {"#1f5fa8"} & set(re.findall(r"#\w{6}", dark))
    for svg in (light, dark):
        backgrounds = [
            each for each in ET.fromstring(svg).iter() if each.get("class") == "background"
        ]
        assert all(each.get("fill") is None for each in backgrounds)


@pytest.mark.parametrize("picture", ["chart", "map"])
def test_an_image_has_no_external_references(client, picture):
    svg = get(client, f"cluster/{picture}.svg", by="region")
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", svg))
    assert {each.split("/")[2] for each in addresses} == {"www.w3.org"}
    tags = {each.tag.removeprefix(SVG) for each in ET.fromstring(svg).iter()}
    assert not tags & {"script", "image", "foreignObject", "use", "style", "a"}


HOSTILE = [
    '<script>alert("1")</script>',
    "\"& 'x' <",
    "]]>",
    "a\x00b\x1f",
    "{{datum.x}}",
    "x" * 300,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_data_and_never_markup(name):
    groups, places = [(name, 3), ("plain", 1)], [MapPoint(name, 4.6, -74.1, 3)]
    for svg in (
        bar_chart(groups, name, name, "light", note=name),
        map_chart(places, name, "dark", note=name),
    ):
        tree = ET.fromstring(svg)
        assert not [each for each in tree.iter() if each.tag.endswith("script")]
        clean = re.sub("[\x00-\x1f]", " ", name)
        assert tree.findtext(f"{SVG}title") == clean
        assert f"{clean}: 3" in tree.findtext(f"{SVG}desc")


def test_a_hostile_filter_is_shown_as_text(client):
    svg = get(client, "cluster/chart.svg", by="country", q="<script>alert(1)</script>\x07")
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_more_groups_than_can_be_drawn_are_added_up():
    groups = [(f"g{number}", 100 - number) for number in range(MAX_BARS + 5)]
    bars = said(bar_chart(groups, "t", "a", "light", others="others"), "rect mark")
    assert len(bars) == MAX_BARS
    assert bars[-1] == f"others (+6): {sum(count for _, count in groups[MAX_BARS - 1 :])}"


def test_circles_and_labels_of_neighbours_do_not_cover_each_other_and_stay_inside():
    places = [MapPoint(f"Town {n}", 45 + n * 0.1, 5 + (n % 3) * 0.2, 1 + n % 4) for n in range(8)]
    places.append(MapPoint("Far island", -20, 57, 1))
    view = view_of(places)
    drawn = markers(places, view)
    assert {each.place for each in drawn} == set(places)
    for each in drawn:
        assert each.radius <= each.x <= WIDTH - each.radius
        assert each.radius <= each.y <= view.height - each.radius
        assert each.label[0] >= 0
        assert each.label[2] <= WIDTH
    for one, other in combinations(drawn, 2):
        apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
        assert apart >= one.radius + other.radius - 1
        a, b = one.label, other.label
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize(
    ("path", "by", "usable"),
    [
        ("cluster/chart.svg", "contry", "country"),
        ("cluster/chart.svg", "label_cell", "excellence_label"),
        ("cluster/map.svg", "country", "region"),
        ("link/chart.svg", "name", "have none"),
    ],
)
def test_an_unknown_chart_is_rejected_with_the_available_ones(client, path, by, usable):
    refused = client.get(f"/records/{path}", params={"by": by})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "by"
    assert f"'{by}'" in refused.json()["detail"]
    assert usable in refused.json()["detail"]


@pytest.mark.parametrize(
    ("path", "params", "status", "field"),
    [
        ("cluster/chart.svg", {}, 422, "by"),
        ("cluster/chart.svg", {"by": "country", "contry": "Spain"}, 422, "contry"),
        ("cluster/chart.svg", {"by": "country", "theme": "sepia"}, 422, "theme"),
        ("cluster/map.svg", {"by": "region", "language": "xx"}, 422, "language"),
        ("dragon/map.svg", {"by": "region"}, 404, None),
    ],
)
def test_an_invalid_parameter_is_named_in_the_problem(client, path, params, status, field):
    refused = client.get(f"/records/{path}", params=params)
    assert refused.status_code == status
    assert refused.headers["content-type"].startswith("application/problem+json")
    if field:
        assert refused.json()["errors"][0]["field"] == field


def test_every_listed_chart_can_be_drawn(client):
    found = client.get("/records/cluster/pictures").json()
    assert found["maps"] == ["region"]
    assert {"country", "region", "sector", "label"} <= set(found["charts"])
    assert not {"name", "escp"} & set(found["charts"])
    for each in client.get("/records").json():
        listed = client.get(f"/records/{each['kind']}/pictures").json()
        for by in listed["charts"]:
            ET.fromstring(get(client, f"{each['kind']}/chart.svg", by=by))
        for by in listed["maps"]:
            ET.fromstring(get(client, f"{each['kind']}/map.svg", by=by))


def test_a_family_with_a_field_that_cannot_be_counted_is_not_offered():
    fields = (
        FieldSpec("leaf", "keyword", {}, family="look"),
        FieldSpec("height", "number", {}, family="look"),
    )
    assert routes._charts(KindSpec("oak", {}, fields)) == ["leaf"]


def test_the_query_of_a_list_can_be_drawn_as_it_is(client):
    plain = get(client, "cluster/chart.svg", by="country", region="Galicia")
    paged = {"sort": "-name", "limit": 1, "offset": 2, "facets": "*", "format": "json"}
    assert get(client, "cluster/chart.svg", by="country", region="Galicia", **paged) == plain


def test_an_unchanged_image_is_not_sent_again(client):
    first = client.get("/records/cluster/map.svg", params={"by": "region"})
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    assert re.fullmatch(r'"\w+"', tag)
    for known in (tag, f'"other", W/{tag}'):
        again = client.get(
            "/records/cluster/map.svg", params={"by": "region"}, headers={"If-None-Match": known}
        )
        assert again.status_code == 304
        assert again.headers["etag"] == tag
        assert again.content == b""
    other = client.get(
        "/records/cluster/map.svg",
        params={"by": "region", "theme": "dark"},
        headers={"If-None-Match": tag},
    )
    assert other.status_code == 200
    assert other.headers["etag"] != tag


def test_pictures_can_be_drawn_at_the_same_time():
    def draw(number):
        return bar_chart([(f"g{number}", number + 1)], "t", "a", "light")

    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(draw, range(16)))
    assert [said(svg, "rect mark") for svg in drawn] == [[f"g{n}: {n + 1}"] for n in range(16)]


def test_a_record_is_still_found_by_its_id(client):
    assert client.get("/records/cluster/aclima").json()["id"] == "aclima"
