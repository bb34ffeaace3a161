"""Answers to every kind of query, each row cited, in seven languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.domain.answers import LANGUAGES, AskRequest
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN

TALL = {"field": "height", "op": "above", "value": 15}
EVERGREEN = {"field": "leaf", "value": "Perenne"}


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    store = IndexStore(tmp_path_factory.mktemp("garden"))
    embedder = HashingEmbedder()
    build_index(GARDEN, store, embedder, now=datetime(2026, 1, 1, tzinfo=UTC))
    return Assistant(store, lambda: embedder, embedder.fingerprint)


def ask(garden, language="en", **query):
    request = {"question": "?", "language": language, "query": {"kind": "tree", **query}}
    return garden.ask(AskRequest.model_validate(request))


ASKED = {
    "second": {"order_by": "height", "descending": True, "limit": 1, "offset": 1},
    "beyond": {"order_by": "height", "descending": True, "limit": 1, "offset": 9},
    "denied": {"filters": [{"not": EVERGREEN}]},
    "values": {"aggregate": "values", "field": "leaf"},
    "sum": {"aggregate": "sum", "field": "height"},
    "average": {"aggregate": "average", "field": "height"},
    "max": {"aggregate": "max", "order_by": "height"},
    "group": {"aggregate": "group", "group_by": "origin"},
    "top group": {"aggregate": "group", "group_by": "leaf", "limit": 1},
    "share": {"aggregate": "share", "filters": [TALL], "of": [EVERGREEN]},
    "no share": {"aggregate": "share", "filters": [{**TALL, "value": 99}]},
    "every": {"aggregate": "every", "filters": [TALL], "of": [EVERGREEN]},
    "all of them": {"aggregate": "every", "filters": [{**TALL, "value": 1}]},
    "of none": {"aggregate": "every", "filters": [TALL], "of": [{**TALL, "value": 99}]},
    "compare": {"aggregate": "compare", "group_by": "leaf", "only": ["Perenne", "Caduca"]},
    "compare rows": {"aggregate": "compare", "field": "height"},
    "two rows": {"aggregate": "compare", "show": ["height"], "filters": [EVERGREEN]},
    "difference": {
        "aggregate": "difference",
        "field": "height",
        "filters": [{"field": "id", "value": ["yew", "oak"]}],
    },
    "no difference": {"aggregate": "difference", "field": "height", "filters": [TALL]},
    "none": {"aggregate": "count", "filters": [{**TALL, "value": 99}]},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ASKED)
def test_every_row_behind_an_answer_is_cited(garden, name, language):
    answer = ask(garden, language, **ASKED[name])
    assert answer.status == "answered"
    assert answer.answer.strip()
    markers = set(re.findall(r"\[(\d+)\]", answer.answer))
    assert markers, answer.answer
    for record in answer.records:
        assert str(record.marker) in markers, answer.answer
    assert "{{" not in answer.answer
    assert answer.interpreted_as == answer.lookup.in_words


def test_a_place_in_an_order_is_named(garden):
    assert ask(garden, **ASKED["second"]).answer.startswith(
        "Place 2 by height (descending):\n- Ginkgo (21)"
    )
    assert "No record stands in place 10 by height" in ask(garden, **ASKED["beyond"]).answer


def test_a_denial_gives_the_other_rows(garden):
    assert {record.id for record in ask(garden, **ASKED["denied"]).records} == {"ginkgo", "oak"}


def test_groups_name_missing_values_and_ties(garden):
    grouped = ask(garden, **ASKED["group"]).answer
    assert "China (**1**) [" in grouped
    assert "No origin given: **1** [" in grouped
    top = ask(garden, **ASKED["top group"]).answer
    assert "Caduca (**2**)" in top
    assert "With the same number: Perenne (**2**)" in top


def test_a_share_names_its_total(garden):
    assert "**1 of 2** trees where leaf is Perenne (50 %): height is more than 15." in (
        ask(garden, **ASKED["share"]).answer
    )
    assert "**0 of 4** trees (0 %)" in ask(garden, **ASKED["no share"]).answer


def test_every_names_the_exceptions(garden):
    denied = ask(garden, **ASKED["every"]).answer
    assert denied.startswith("No, **1 of 2** trees where leaf is Perenne")
    assert "- Tejo común" in denied
    assert ask(garden, **ASKED["all of them"]).answer.startswith("Yes, all **4** trees")
    assert "**None** of the 4 trees" in ask(garden, **ASKED["of none"]).answer


def test_differences_give_both_numbers(garden):
    said = ask(garden, **ASKED["difference"]).answer
    assert "**Roble** has more height: 18 against 12 of Tejo común, a difference of 6." in said
    assert "needs two records" in ask(garden, **ASKED["no difference"]).answer
    compared = ask(garden, **ASKED["compare"]).answer
    assert "Perenne (**2**)" in compared
    assert "A difference of **0**" in compared
    assert "A difference of **22**" in ask(garden, **ASKED["compare rows"]).answer


def test_figures_are_exact_and_written_as_the_language_does(garden):
    assert ask(garden, **ASKED["sum"]).answer.startswith("**85** height in all")
    assert "**21.2**" in ask(garden, **ASKED["average"]).answer
    assert "**21,2**" in ask(garden, "de", **ASKED["average"]).answer
