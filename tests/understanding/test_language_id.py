"""The language of a question, from its words and from the conversation."""

from __future__ import annotations

import unicodedata

import pytest

from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.language_id import detect

SAID = {
    "en": "Which trees are the oldest in the garden?",
    "es": "¿Cuáles son los árboles más viejos del jardín?",
    "fr": "Quels sont les plus vieux arbres du jardin ?",
    "de": "Welche Bäume im Garten sind am ältesten?",
    "pt": "Quais são as árvores mais velhas do jardim?",
    "it": "Quali sono gli alberi più vecchi del giardino?",
    "ca": "Quins són els arbres més vells del jardí?",
}


@pytest.mark.parametrize("language", SAID)
def test_a_sentence_identifies_its_language(language):
    assert detect(SAID[language]) == language
    assert detect(SAID[language], folded_words(SAID[language])) == language
    assert detect(unicodedata.normalize("NFKC", SAID[language])) == language


def test_an_ambiguous_text_takes_the_language_of_the_conversation():
    assert detect("12 34", history=[SAID["de"]]) == "de"
    assert detect("12 34", history=[SAID["de"], SAID["it"]]) == "it"
    assert detect("12 34") == "en"
    assert detect("12 34", default="fr") == "fr"


def test_labels_of_the_corpus_decide_ambiguous_texts():
    labels = {"zorbal": {"pt"}}
    assert detect("zorbal zorbal", labels=labels) == "pt"
