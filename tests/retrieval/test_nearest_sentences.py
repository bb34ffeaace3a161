"""A paper that nobody prepared: what answers is quoted and what is near offered, by the model."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eccp_assistant.assistant import Assistant
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.snapshot import SENTENCE_STATES
from tests.fixtures.foundry import ask, build
from tests.fixtures.hashing_embedder import HashingEmbedder


@pytest.fixture
def model_runs():
    """The runs of any transformer, one entry each."""
    from torch.nn.modules.module import register_module_forward_hook
    from transformers import PreTrainedModel

    runs: list[str] = []

    def note(module, given, made):
        if isinstance(module, PreTrainedModel):
            runs.append(type(module).__name__)

    handle = register_module_forward_hook(note)
    yield runs
    handle.remove()


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Who built the foundry?", "brothers Hale"),
        ("¿Cuánto pesa la campana más grande?", "nine tonnes"),
        ("Wie viele Leute arbeiten dort?", "Eleven people"),
        ("À qui appartient le bâtiment ?", "the town has owned"),
    ],
)
def test_the_sentence_that_answers_is_among_those_shown_in_any_language(foundry, question, part):
    answer = ask(foundry, question)
    assert answer.status in {"answered", "unclear"}
    assert any(part in citation.quote for citation in answer.citations[:3])


def test_closest_sentences_are_quoted_verbatim_without_a_figure_in_bold(foundry):
    answer = ask(foundry, "How many bells were cast in 1931?")
    assert answer.status != "answered" or "**" not in answer.answer
    text = foundry.document_text("foundry")
    for citation in answer.citations:
        assert text[citation.start : citation.end] == citation.quote


def test_what_has_nothing_to_do_with_the_text_gets_no_quote(foundry):
    answer = ask(foundry, "What is the boiling point of mercury in a vacuum?")
    assert answer.status != "answered"


def test_unchanged_sentences_keep_their_states_in_the_next_version(tmp_path, embedder):
    store = build(tmp_path, embedder)
    before = store.open_newest_valid(fingerprint=embedder.fingerprint)[0].sentence_index
    path = tmp_path / "corpus" / "documents" / "foundry.md"
    path.write_text(path.read_text("utf-8").replace("Eleven people", "Twelve people"), "utf-8")
    build_index(tmp_path / "corpus", store, embedder, now=datetime(2026, 1, 2, tzinfo=UTC))
    after = store.open_newest_valid(fingerprint=embedder.fingerprint)[0].sentence_index
    kept = before.places.keys() & after.places.keys()
    assert len(kept) == len(before) - 1
    for key in kept:
        old, new = before.states_of(before.places[key]), after.states_of(after.places[key])
        assert (old.states == new.states).all()


@pytest.mark.parametrize(
    "question",
    [
        "Who mended the roof after the fire?",
        "On which day are visitors let in?",
        "How many elephants does the town keep?",
    ],
)
def test_a_question_of_one_sentence_to_the_text_is_embedded_once(foundry, model_runs, question):
    assert ask(foundry, question).generator == "extractive"
    assert len(model_runs) == 1


def test_another_embedding_model_has_no_states_and_answers_as_before(tmp_path):
    embedder = HashingEmbedder()
    store = build(tmp_path, embedder)
    assert not (store.path(store.current_or_none()) / SENTENCE_STATES).exists()
    assistant = Assistant(store, lambda: embedder, embedder.fingerprint)
    assert assistant.loaded_index().snapshot.sentence_index is None
    assert ask(assistant, "Who built the foundry?").status in {"answered", "not_in_corpus"}
