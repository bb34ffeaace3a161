"""Questions that ask two things: both answers, one numbered list of evidence."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from eccp_assistant.answering.compound_answer import compound_answer
from eccp_assistant.answering.templates import templates_of
from eccp_assistant.assistant import Assistant
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder
from tests.locations import GARDEN

COUNT = RecordQuery(kind="tree", aggregate="count")
TALLEST = RecordQuery(kind="tree", order_by="height", descending=True, limit=1)
MISSING = RecordQuery.model_validate(
    {"kind": "tree", "filters": [{"field": "leaf", "value": "Square"}]}
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    store = IndexStore(tmp_path_factory.mktemp("garden"))
    build_index(GARDEN, store, HashingEmbedder(), now=datetime(2026, 1, 1, tzinfo=UTC))
    embedder = HashingEmbedder()
    return Assistant(store, lambda: embedder, embedder.fingerprint).loaded_index().snapshot


def ask(snapshot, *asked, language="en"):
    return compound_answer(asked, snapshot, templates_of(language), language)


def test_both_parts_are_answered_in_the_order_of_the_question(snapshot):
    draft = ask(snapshot, ("how many trees", COUNT), ("the tallest", TALLEST))
    assert [part.question for part in draft.parts] == ["how many trees", "the tallest"]
    assert draft.text == "\n\n".join(part.answer for part in draft.parts)


def test_every_marker_of_a_part_is_one_of_the_answer(snapshot):
    draft = ask(snapshot, ("how many trees", COUNT), ("the tallest", TALLEST))
    made = {citation.marker for citation in draft.citations.made}
    for part in draft.parts:
        said = {int(number) for number in re.findall(r"\[(\d+)\]", part.answer)}
        assert said == set(part.markers) <= made


def test_a_record_of_both_parts_is_shown_and_cited_once(snapshot):
    draft = ask(snapshot, ("how many trees", COUNT), ("the tallest", TALLEST))
    ids = [record.id for record in draft.records]
    assert len(ids) == len(set(ids))
    quotes = [(citation.start, citation.end) for citation in draft.citations.made]
    assert len(quotes) == len(set(quotes))


def test_a_part_without_an_answer_leaves_the_whole_unanswered(snapshot):
    assert ask(snapshot, ("how many trees", COUNT), ("square leaves", MISSING)) is None
