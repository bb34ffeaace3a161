"""Parts of a question: tokens, mentions, sentences, each computed once."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from eccp_assistant.understanding.entity_linking import link
from eccp_assistant.understanding.question import read_question

TREES = "Which trees are from China?"


def named(question):
    return {term.type for each in question.mentions for term in each.terms}


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_a_question_is_the_same_however_it_is_composed(read, form):
    asked = "¿Cuántos árboles son de hoja pérenne?"
    question = read(unicodedata.normalize(form, f"  {asked} "))
    assert question.text == asked
    assert question.language == "es"
    assert question.mentions == read(asked).mentions
    assert question.terms == read(asked).terms


def test_invisible_characters_and_surrounding_space_are_removed(read):
    question = read(f"\ufeff {TREES[:7]}\u200b{TREES[7:]}\u00ad\n")
    assert question.text == TREES
    assert question.original.startswith("\ufeff")


def test_offsets_point_into_the_text(read):
    question = read("Good morning. Which trees are 13,2 metres high?")
    assert [question.text[each.start : each.end] for each in question.tokens] == [
        each.text for each in question.tokens
    ]


def test_mentions_cover_every_token_once(read):
    question = read("Which evergreen trees are from the United States, please?")
    places = [place for each in question.mentions for place in range(each.start, each.end)]
    assert places == list(range(len(question.tokens)))
    assert {"kind", "value"} <= named(question)


def test_a_misspelling_is_corrected_and_the_typed_words_are_kept(read):
    question = read("wich tres are from chna")
    assert "china" in {token.folded for token in question.corrected}
    assert question.tokens[-1].folded == "chna"


def test_each_part_is_computed_once(read):
    question = read(TREES)
    assert question.mentions is question.mentions
    assert question.terms is question.terms
    assert question.vector is question.vector
    assert question.asking is question.asking


def test_the_sentence_that_asks_is_a_question_of_its_own(read):
    whole = read("I have a garden in Spain. I love old trees. Which evergreen trees grow in there?")
    asking = whole.asking
    assert asking.text == "Which evergreen trees grow in there?"
    assert [asking.text[each.start : each.end] for each in asking.tokens] == [
        each.text for each in asking.tokens
    ]
    assert [each.said for each in asking.mentions] == [
        each.said for each in read(asking.text).mentions
    ]
    assert [each.text for each in whole.preamble] == [
        "I have a garden in Spain.",
        "I love old trees.",
    ]


def test_a_single_sentence_is_its_own_asking_part(read):
    question = read(TREES)
    assert question.asking is question
    assert question.asking_alone is question
    assert question.preamble == ()


def test_a_bare_question_keeps_the_sentence_before_it(read):
    question = read("The oak is old. How high is it?")
    assert question.asking is question
    assert question.asking_alone.text == "How high is it?"


def test_numbers_and_dates_are_read(read):
    question = read("Which trees were planted between 1990 and 2000 and are over 30 % dry?")
    assert (1990, 2000) in [(each.low, each.high) for each in question.amounts]
    assert [each.percent for each in question.amounts] == [False, True]
    assert [(each.first.iso, each.last.iso) for each in question.dates] == [("1990", "2000")]


def test_asks_and_parts_are_read(read):
    question = read("Who planted the oak, and when was the yew cut?")
    assert {"ask.who", "ask.when"} <= question.asks
    assert question.parts == 2


def test_the_vector_is_that_of_the_clean_text(read, garden):
    question = read(f" {TREES} ")
    assert np.allclose(question.vector, garden.embed(TREES))


def test_a_question_after_another_is_read_once(read):
    question = read("and from Peru?")
    joined = question.after(TREES)
    assert joined.text == f"{TREES} and from Peru?"
    assert joined is question.after(TREES)
    assert joined.language == question.language


def test_another_language_changes_what_the_words_are(read):
    question = read("hola")
    assert question.in_language(question.language) is question
    spanish = question.in_language("ca")
    assert spanish.language == "ca"
    assert spanish.tokens is question.tokens


def test_a_name_across_a_full_stop_is_linked_again(garden):
    vocabulary = garden.loaded_index().vocabulary
    question = read_question("Is it St. Oak? Which trees are there?", vocabulary, garden.embed)
    asking = question.asking_alone
    assert list(asking.mentions) == link(
        asking.corrected,
        asking.language,
        vocabulary,
        starts=frozenset(sentence.first for sentence in asking.sentences),
    )
