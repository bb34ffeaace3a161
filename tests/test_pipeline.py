"""A question is read once, a conversation in one pass, and the text is searched only if needed."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter

import pytest

from eccp_assistant.answering.direct_answer import read_lookup
from eccp_assistant.domain.answers import AskRequest, Turn
from eccp_assistant.errors import RequestError
from eccp_assistant.lookup.parser import parse
from eccp_assistant.pipeline import ask, conversation_state
from eccp_assistant.text.tokenise import tokenize
from eccp_assistant.understanding.entity_linking import link
from eccp_assistant.understanding.question import read_question
from tests.fixtures.garden import open_garden

QUESTIONS = [
    "Which trees are from China?",
    "How many trees are evergreen?",
    "When may the garden be visited?",
    "I have a garden in Spain and love old trees. Which evergreen trees are there in yours?",
    "Who was the first president of Peru?",
    "Hello!",
]


@pytest.fixture(scope="module")
def garden(tmp_path_factory):
    return open_garden(tmp_path_factory.mktemp("garden"))


def said(*questions):
    return tuple(Turn(role="user", content=question) for question in questions)


class Calls:
    """How often some functions are called, and with which text, while it is entered."""

    def __init__(self, *functions):
        self.names = {function.__code__: function.__name__ for function in functions}
        self.total = Counter()
        self.texts = Counter()

    def __enter__(self):
        sys.setprofile(self._count)
        return self

    def __exit__(self, *_):
        sys.setprofile(None)

    def _count(self, frame, event, _):
        if event == "call" and frame.f_code in self.names:
            name = self.names[frame.f_code]
            self.total[name] += 1
            text = frame.f_locals.get("text") or getattr(frame.f_locals.get("question"), "text", "")
            self.texts[name, text] += 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_tokenized_and_parsed_once(garden, question):
    garden.ask(AskRequest(question=question))  # what is kept between questions is known now
    with Calls(tokenize, parse) as calls:
        garden.ask(AskRequest(question=question))
    # Whatever is tokenized: the question, its parts, texts of the corpus, what is suggested.
    assert calls.total["tokenize"] <= 5
    assert calls.texts["parse", question] <= 1


@pytest.mark.parametrize(
    "question", ["Why did Colombia launch its cluster policy?", "What does PTP stand for?"]
)
def test_a_question_to_the_paper_is_tokenized_at_most_five_times(assistant, question):
    assistant.ask(AskRequest(question=question))  # the sentences of the paper are known now
    with Calls(tokenize) as calls:
        assistant.ask(AskRequest(question=question))
    assert calls.total["tokenize"] <= 5
    assert calls.texts["tokenize", question] <= 2


def test_linking_a_question_happens_once(garden):
    question = QUESTIONS[2]
    with Calls(link, parse) as calls:
        answer = garden.ask(AskRequest(question=question))
    assert answer.lookup is None  # suggestions from records would be linked as well
    assert calls.total["link"] == 1
    assert calls.total["parse"] == 1


@pytest.mark.parametrize(
    "turns",
    [
        said(*(QUESTIONS[:3] * 7)[:20]),
        said(QUESTIONS[0], *["and from Peru?"] * 19),
        said(QUESTIONS[2], *["and in winter?"] * 19),
    ],
)
def test_a_long_conversation_reads_each_turn_once(garden, turns):
    question = "and from the United States?"
    with Calls(parse, link) as calls:
        garden.ask(AskRequest(question=question, history=turns))
    for turn in {turn.content for turn in turns}:
        times = sum(turn == other.content for other in turns)
        assert calls.texts["parse", turn] <= times


def test_twenty_independent_turns_need_few_parses(garden):
    with Calls(parse) as plain:
        garden.ask(AskRequest(question=QUESTIONS[0]))
    with Calls(parse) as long:
        history = said(*(QUESTIONS[:3] * 7)[:20])
        garden.ask(AskRequest(question="and from the United States?", history=history))
    assert long.total["parse"] <= 3 * plain.total["parse"]


def test_ten_dependent_questions_are_parsed_once_each(garden):
    history = said(QUESTIONS[0], *["and from Peru?"] * 9)
    last = "and from the United States?"
    alone = AskRequest(question=QUESTIONS[0])
    with Calls(parse) as plain:
        garden.ask(alone)
    with Calls(parse) as long:
        garden.ask(AskRequest(question=last, history=history))
    # What is suggested beside an answer is parsed as well, in both.
    assert long.total["parse"] <= plain.total["parse"] + len(history)


@pytest.mark.parametrize(
    "question",
    ["¿Qué árboles vienen de China?", "Quels arbres sont de Chine ?", "Gibt es Bäume aus Peru?"],
)
def test_decomposed_and_hidden_characters_change_nothing(garden, question):
    plain = garden.ask(AskRequest(question=question))
    decomposed = garden.ask(AskRequest(question=unicodedata.normalize("NFD", question)))
    hidden = garden.ask(AskRequest(question=question.replace("a", "\u200ba\u00ad")))
    assert plain.answer == decomposed.answer == hidden.answer
    assert plain.lookup == decomposed.lookup == hidden.lookup
    assert plain.interpreted_as == decomposed.interpreted_as


def test_a_follow_up_continues_the_previous_lookup(garden):
    index = garden.loaded_index()
    state = conversation_state(["Which trees are from China?"], index, garden.embed, None)
    assert state is not None
    assert state.query is not None
    assert state.records == (("tree", "ginkgo"),)
    question = read_question("and from the United States?", index.vocabulary, garden.embed)
    read = read_lookup(question, index, state)
    assert read.followed
    assert read.query is not None
    assert read.query.kind == state.query.kind


def test_the_records_of_a_conversation_are_kept_in_order(garden):
    history = ["Which trees are from China?", "and from the United States?"]
    state = conversation_state(history, garden.loaded_index(), garden.embed, None)
    assert state is not None
    assert state.records == (("tree", "ginkgo"), ("tree", "redwood"))


def test_a_self_contained_turn_resets_the_state(garden):
    history = ["Which trees are from China?", "How many trees are evergreen?"]
    state = conversation_state(history, garden.loaded_index(), garden.embed, None)
    assert state is not None
    assert state.standalone.text != history[0]
    assert ("tree", "ginkgo") not in state.records


def test_a_blank_history_has_no_state(garden):
    assert conversation_state([" "], garden.loaded_index(), garden.embed, None) is None


def test_a_lookup_by_words_needs_no_embedding(garden):
    def refuse(text):
        raise AssertionError(f"embedded: {text}")

    request = AskRequest(question="Which trees are from China?")
    assert ask(request, garden.loaded_index(), refuse).status == "answered"


def test_the_same_question_gives_the_same_answer(garden):
    request = AskRequest(question=QUESTIONS[2], history=said(QUESTIONS[0]))
    first, second = garden.ask(request), garden.ask(request)
    assert first.model_copy(update={"timings_ms": second.timings_ms}) == second


def test_an_unknown_document_is_rejected(garden):
    request = AskRequest(question="Which trees are there?", documents=("nowhere",))
    with pytest.raises(RequestError, match="no document 'nowhere'"):
        garden.ask(request)
