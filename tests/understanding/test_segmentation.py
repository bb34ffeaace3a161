"""Sentences that ask are separated from greetings and explanations."""

from __future__ import annotations

import pytest

from eccp_assistant.text.tokenise import tokenize
from eccp_assistant.understanding.segmentation import asking_sentences, sentences_of


def asking(text, language="en", **options):
    tokens = tokenize(text)
    sentences = sentences_of(text, tokens)
    chosen = asking_sentences(sentences, tokens, language, **options)
    return [sentences[place].text for place in chosen]


def test_a_message_is_cut_where_sentences_end():
    text = "Hello there. I am new!\n\nWhich trees are 3.5 m high? ¿Y cuántos?"
    sentences = sentences_of(text, tokenize(text))
    assert [each.text for each in sentences] == [
        "Hello there.",
        "I am new!",
        "Which trees are 3.5 m high?",
        "¿Y cuántos?",
    ]
    assert [text[each.start :].startswith(each.text) for each in sentences] == [True] * 4


def test_every_token_belongs_to_one_sentence():
    text = "One two. Three? Four five\nsix"
    tokens = tokenize(text)
    sentences = sentences_of(text, tokens)
    places = [place for each in sentences for place in range(each.first, each.last)]
    assert places == list(range(len(tokens)))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("I grow roses. Which trees grow well beside old roses?", 1),
        ("Which trees are there?", 1),
        ("Tell me of trees. They are old.", 2),
        ("I saw an oak. How old?", 2),
        ("Which trees are old and evergreen? Thank you all very much.", 1),
    ],
)
def test_only_sentences_that_ask_are_kept(text, asked):
    assert len(asking(text)) == asked


def test_asking_alone_excludes_the_sentence_before():
    assert asking("I saw an oak. How old?", bare=0) == ["How old?"]


def test_a_request_after_the_question_is_kept():
    text = "Which trees are old and evergreen? I would like to know their height."
    assert len(asking(text)) == 2


def test_an_empty_message_has_no_sentence():
    assert sentences_of("", ()) == ()
    assert asking_sentences((), (), "en") == ()
