import numpy as np
import pytest

from eccp_assistant.index.embedding.embedder import open_embedder
from eccp_assistant.index.embedding.model_catalogue import EMBEDDED, default_cache_dir
from eccp_assistant.index.embedding.token_states import TokenStates, default_projection
from eccp_assistant.index.sentence_index import SentenceIndex
from eccp_assistant.retrieval.relevance.model import CANDIDATES, Sentence, relevance_model
from eccp_assistant.retrieval.relevance.network import logits
from eccp_assistant.retrieval.relevance.surface_features import (
    COUNT,
    pair_features,
    surface_of,
)

TEXT = (
    ("Funding", "The bridge cost 4.2 million euros, paid by the county."),
    ("Funding", "A further loan was granted in 2019."),
    ("Staff", "Maria Lopes has led the workshop since May 2016."),
    ("Staff", "Twelve volunteers help at weekends."),
    ("Opening hours", "The museum is closed on Mondays."),
)


@pytest.fixture(scope="module")
def embedder():
    return open_embedder(EMBEDDED, cache_dir=default_cache_dir())


@pytest.fixture(scope="module")
def index(embedder):
    said = embedder.token_layers([f"{heading}\n{text}" for heading, text in TEXT], query=False)
    states = [default_projection().sentence(each) for each in said]
    return SentenceIndex.of(states, [0] * len(TEXT), [0, 0, 1, 1, 2])


@pytest.fixture(scope="module")
def sentences():
    return [Sentence.of(text, heading=heading) for heading, text in TEXT]


def judge(question, index, sentences, embedder, **options):
    model = relevance_model()
    states = default_projection().question(embedder.token_layers([question], query=True)[0])
    return model.judge(question, states, index, sentences, **options)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("How much did the bridge cost?", 0),
        ("¿Quién dirige el taller?", 2),
        ("Wie viele Freiwillige helfen am Wochenende?", 3),
        ("Quel jour le musée est-il fermé ?", 4),
    ],
)
def test_the_sentence_that_answers_is_first_in_every_language(
    question, number, index, sentences, embedder
):
    judgement = judge(question, index, sentences, embedder)
    assert judgement.sentences[0].number == number
    assert len(judgement.sentences) == len(TEXT) <= CANDIDATES


def test_probabilities_fall_with_the_rank_and_the_same_question_gets_the_same(
    index, sentences, embedder
):
    once = judge("How much did the bridge cost?", index, sentences, embedder)
    again = judge("How much did the bridge cost?", index, sentences, embedder)
    values = [each.probability for each in once.sentences]
    assert once == again
    assert values == sorted(values, reverse=True)
    assert all(0 <= value <= 1 for value in values)


def test_a_question_about_something_else_is_less_probable_than_one_that_is_answered(
    index, sentences, embedder
):
    known = judge("How much did the bridge cost?", index, sentences, embedder)
    other = judge("Which vegetables grow in the shade?", index, sentences, embedder)
    assert other.sentences[0].probability < known.sentences[0].probability
    assert other.tier != "answered"


def test_only_allowed_sentences_are_judged(index, sentences, embedder):
    allowed = np.array([False, False, True, True, False])
    judgement = judge("How much did it cost?", index, sentences, embedder, allowed=allowed)
    assert {each.number for each in judgement.sentences} == {2, 3}


def test_nothing_allowed_is_absent(index, sentences, embedder):
    nothing = np.zeros(len(TEXT), bool)
    judgement = judge("How much did it cost?", index, sentences, embedder, allowed=nothing)
    assert (judgement.tier, judgement.shown) == ("absent", ())


def test_an_index_read_again_gives_the_same(index, sentences, embedder, tmp_path):
    index.save(tmp_path / "sentences.npz")
    read = SentenceIndex.load(tmp_path / "sentences.npz")
    question = "Who leads the workshop?"
    before = judge(question, index, sentences, embedder)
    after = judge(question, read, sentences, embedder)
    assert [each.number for each in before.sentences] == [each.number for each in after.sentences]


def test_padding_changes_no_score():
    model = relevance_model()
    chance = np.random.default_rng(0)
    width = 2 * default_projection().upper.shape[1]
    question = chance.standard_normal((6, width)).astype(np.float32)
    sentence = chance.standard_normal((1, 9, width)).astype(np.float32)
    padded = np.concatenate([sentence, np.zeros((1, 5, width), np.float32)], axis=1)
    features = np.zeros((1, 7 + COUNT), np.float32)
    length, heading = np.array([9]), np.array([2])
    alone = logits(model.networks[0], question, sentence, length, heading, features)
    beside = logits(model.networks[0], question, padded, length, heading, features)
    np.testing.assert_allclose(alone, beside, atol=1e-4)


def test_surface_features_tell_a_wrong_year_from_a_right_one():
    asked = surface_of("How many visitors came in 2019?")
    right = pair_features(asked, surface_of("In 2019 there were 4,300."), "")
    wrong = pair_features(asked, surface_of("In 2021 there were 4,300."), "")
    assert right[:2] == [1.0, 0.0]
    assert wrong[:2] == [0.0, 1.0]
    assert len(right) == COUNT


def test_a_question_without_names_misses_none():
    asked = surface_of("who pays")
    assert pair_features(asked, surface_of("The county pays."), "the county pays.")[10] == 0.0


def test_the_nearest_sentence_is_that_of_the_same_words():
    chance = np.random.default_rng(1)
    states = [
        TokenStates(
            chance.standard_normal((5, 16)).astype(np.float16),
            0,
            np.eye(4, dtype=np.float32)[number],
        )
        for number in range(4)
    ]
    index = SentenceIndex.of(states, [0, 0, 1, 1], [0, 1, 2, 3])
    for number, each in enumerate(states):
        assert index.shortlist(each, k=2).numbers[0] == number
