"""The pages under /browse show what the API counts; every link works."""

from __future__ import annotations

import html
import re

import pytest
import yaml

from eccp_assistant import paths as resources

HTML = {"accept": "text/html"}


def get(client, path):
    response = client.get(path, headers=HTML)
    assert response.status_code == 200, path
    return response.text


def links(page):
    return {html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', page)}


def rows(page):
    return re.findall(r'<tr><th scope="row"><a href="([^"]+)"', page)


def test_every_kind_and_document_is_there_with_its_count(client):
    page = get(client, "/browse")
    for kind in client.get("/records").json():
        assert f'href="/browse/{kind["kind"]}"' in page
        assert re.search(rf'{kind["kind"]}"[^/]*</a> <span class="muted">{kind["count"]}<', page)
    for document in client.get("/documents").json():
        assert f'href="/documents/{document["id"]}"' in page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "country=Spain",
        "country=Spain&country=France",
        "excellence_label=Gold&q=cluster",
        "q=zzz",
    ],
)
def test_a_list_shows_what_the_api_gives(client, query):
    page = get(client, f"/browse/cluster?{query}")
    given = client.get(f"/records/cluster?{query}&limit=1000").json()
    assert len(rows(page)) == given["total"]
    for value in re.findall(r"country=(\w+)", query):
        assert re.search(rf'name="country" value="{value}" checked', page)


def test_a_facet_counts_what_its_choice_would_show(client):
    page = get(client, "/browse/cluster?excellence_label=Gold")
    ((count,),) = [re.findall(r'name="country" value="Spain"[^<]*<span class="muted">(\d+)<', page)]
    both = client.get("/records/cluster?excellence_label=Gold&country=Spain").json()
    assert int(count) == both["total"]


def test_a_facet_still_offers_the_values_that_were_not_chosen(client):
    page = get(client, "/browse/cluster?country=Spain")
    assert re.search(r'name="country" value="France"[^<]*<span class="muted">2<', page)


def test_each_condition_can_be_removed_separately(client):
    page = get(client, "/browse/cluster?country=Spain&excellence_label=Gold&q=cluster")
    rests = re.findall(r'<li><a href="\?([^"]*)" aria-label="Without', page)
    assert [html.unescape(rest) for rest in rests] == [
        "excellence_label=Gold&q=cluster",
        "country=Spain&q=cluster",
        "country=Spain&excellence_label=Gold",
    ]


def test_every_record_has_a_card_with_its_source(client):
    for kind in client.get("/records").json():
        for record in client.get(f"/records/{kind['kind']}?limit=1000").json()["records"]:
            page = html.unescape(get(client, f"/browse/{kind['kind']}/{record['id']}"))
            assert f"<h1>{record['name']}</h1>" in page
            assert f"start={record['start']}&end={record['end']}" in page
            for field in record["fields"].values():
                assert not field["inferred"] or field["inferred"] in page


def test_every_link_leads_somewhere(client):
    waiting, seen = {"/", "/browse", "/about", "/browse/cluster"}, set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path, headers=HTML)
        assert response.status_code == 200, path
        if path.count("/") < 3 and "?" not in path:
            new = {link for link in links(response.text) if not link.startswith("/static")}
            waiting |= {link for link in new if link not in seen and "lang=" not in link}
    assert len(seen) > 60


@pytest.mark.parametrize(
    "path", ["/browse/none", "/browse/cluster/none", "/browse/cluster?colour=1"]
)
def test_missing_pages_are_reported(client, path):
    response = client.get(path, headers=HTML)
    assert response.status_code in {404, 422}
    assert 'href="/browse"' in response.text
    assert "detail" in client.get(path, headers={"accept": "application/json"}).json()


def test_hostile_values_are_text(client):
    page = get(client, "/browse/cluster?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>" not in page


def test_the_about_page_lists_documents_records_and_index(client):
    page = get(client, "/about")
    version = client.get("/index").json()["version"]
    assert version in page
    spanish = get(client, "/about?lang=es")
    assert '<html lang="es">' in spanish
    client.cookies.clear()


def test_both_languages_have_the_same_texts():
    path = resources.folder("web") / "interface.yaml"
    texts = yaml.safe_load(path.read_text(encoding="utf-8"))

    def shape(value):
        if isinstance(value, dict):
            return {key: shape(item) for key, item in value.items()}
        return [shape(item) for item in value] if isinstance(value, list) else type(value)

    assert shape(texts["en"]) == shape(texts["es"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_shows_python_representations(client, language):
    pages = ["/", "/about", "/browse"]
    for kind in client.get("/records").json():
        first = client.get(f"/records/{kind['kind']}?limit=1").json()["records"][0]
        pages += [f"/browse/{kind['kind']}", f"/browse/{kind['kind']}/{first['id']}"]
    for path in pages:
        page = html.unescape(get(client, f"{path}?lang={language}"))
        assert not re.search(r"<built-in|object at 0x|\{'|Undefined|\bNone:", page), path


def test_the_date_of_a_kind_is_in_the_language_of_the_page(client):
    assert "mid-July 2017" in get(client, "/browse/cluster?lang=en")
    assert "mediados de julio de 2017" in get(client, "/browse/cluster?lang=es")


def test_texts_named_like_dict_methods_are_found():
    texts = yaml.safe_load((resources.folder("web") / "interface.yaml").read_text("utf-8"))
    for language, words in texts.items():
        assert not set(words) & set(dir(dict)), language
