"""Expected questions are resolved to the text that answers them, or rejected."""

import pytest
import yaml

from eccp_assistant.corpus.corpus import load_corpus
from eccp_assistant.corpus.documents.loader import load_document
from eccp_assistant.corpus.question_bank import load_question_bank
from eccp_assistant.errors import CorpusError
from eccp_assistant.text.tokenise import folded_words
from tests.fixtures.question_sets import wordings
from tests.locations import ROOT

GARDEN = ROOT / "tests/data/garden"

_CHANCE = 3
"""Words up to which a question of a set may occur in another one by chance."""


@pytest.fixture(scope="module")
def guide():
    return load_document(GARDEN / "documents/guide.md")


@pytest.fixture
def load(guide, tmp_path):
    def _load(content):
        text = (
            content
            if isinstance(content, str)
            else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        )
        (tmp_path / "questions.yaml").write_text(text, encoding="utf-8")
        return load_question_bank(tmp_path, {"guide": guide})

    return _load


def passage(quote, asks=None, **more):
    return {"quote": quote, "asks": asks or {"es": ["¿Qué?"]}, **more}


def test_questions_keep_order_language_and_place(load, guide):
    quote = "Está junto al río."
    asks = {"es": ["¿Dónde está?", "¿Dónde queda?"], "en": ["Where is it?"]}
    found = load({"document": "guide", "passages": [passage(quote, asks)]})
    assert [(each.language, each.text) for each in found] == [
        ("es", "¿Dónde está?"),
        ("es", "¿Dónde queda?"),
        ("en", "Where is it?"),
    ]
    assert {each.span.of(guide.text) for each in found} == {quote}


def test_a_corpus_needs_no_questions(tmp_path):
    assert load_question_bank(tmp_path / "questions", {}) == ()


def test_a_heading_distinguishes_repeated_quotes(load, guide):
    found = load({"document": "guide", "passages": [passage("Ginkgo", **{"in": "2.1. Lista"})]})
    assert guide.text[: found[0].span.start].endswith("| ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"document": "atlas", "passages": []}, "no document 'atlas': use one of guide"),
        ({"document": "guide", "passages": [passage("El roble")]}, "does not occur"),
        (
            {"document": "guide", "passages": [passage("El jardín abrió en 1911")]},
            "occurs 2 times",
        ),
        (
            {"document": "guide", "passages": [passage("Está junto", **{"in": "9. Nada"})]},
            "no heading '9. Nada'",
        ),
        ({"document": "guide", "passages": [passage("Está junto", {"xx": ["?"]})]}, "asks.xx"),
        ({"document": "guide", "passages": [passage("Está junto", {"es": [""]})]}, "asks.es.0"),
        ({"document": "guide", "passages": [{"quote": "Está junto"}]}, "asks"),
        ("[", "not YAML"),
    ],
)
def test_an_error_names_the_place_and_the_repair(load, content, said):
    with pytest.raises(CorpusError) as refused:
        load(content)
    assert said in str(refused.value)
    assert "questions.yaml" in str(refused.value)


def test_every_question_of_the_corpus_is_self_contained_and_unique():
    questions = load_corpus(ROOT / "corpus").questions
    said = [(each.language, each.text.casefold()) for each in questions]
    twice = (
        {each for each in said if said.count(each) > 1} if len(said) != len(set(said)) else set()
    )
    assert not twice


def test_no_expected_question_holds_a_question_of_a_set():
    asked = wordings(blind=True)
    fitted = set()
    for each in load_corpus(ROOT / "corpus").questions:
        words = folded_words(each.text)
        if f" {' '.join(words)} " in asked:
            fitted.add(each.text)
        # A shorter question may stand in a longer one by chance.
        for length in range(_CHANCE + 1, len(words)):
            for start in range(len(words) - length + 1):
                if f" {' '.join(words[start : start + length])} " in asked:
                    fitted.add(each.text)
    assert fitted == set()
