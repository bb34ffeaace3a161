"""Words that mean a value in other words are read as that value."""

from __future__ import annotations

from eccp_assistant.lookup.meant_words import with_meaning
from eccp_assistant.understanding.question import read_question
from eccp_assistant.understanding.vocabulary import Term

TERMS = frozenset({Term("value", "tree", "origin", "China")})


def test_the_words_become_one_mention_with_the_terms_of_the_value(garden):
    vocabulary = garden.loaded_index().vocabulary
    question = read_question("Which trees are from zorbal land?", vocabulary, garden.embed)
    found = with_meaning(question.mentions, {("zorbal", "land"): TERMS})
    assert found[-1].terms == TERMS
    assert found[-1].said == "zorbal land"
    assert found[:-1] == list(question.mentions[: len(found) - 1])
    assert found[-1].end == len(question.tokens)


def test_without_such_words_the_mentions_are_unchanged(garden):
    vocabulary = garden.loaded_index().vocabulary
    question = read_question("Which trees are from China?", vocabulary, garden.embed)
    assert with_meaning(question.mentions, {}) == list(question.mentions)
    assert with_meaning(question.mentions, {("zorbal",): TERMS}) == list(question.mentions)
