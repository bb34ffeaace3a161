"""Whether a text speaks of the terms of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from eccp_assistant.domain.answers import Language, spoken
from eccp_assistant.text.normalise import plain
from eccp_assistant.text.tokenise import folded_words, stem
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.lexicon import lexicon
from eccp_assistant.understanding.question_terms import NAME_WEIGHT, QuestionTerm

SHOWN_BY: dict[str, re.Pattern[str]] = {
    "website": re.compile(r"www\.|https?://", re.IGNORECASE),
    "link_web": re.compile(r"www\.|https?://", re.IGNORECASE),
    "email": re.compile(r"\S@\S|e-?mail", re.IGNORECASE),
    "phone": re.compile(r"\+?\d[\d ()/.-]{6,}\d"),
    "full_name": re.compile(r"\([^()]{2,20}\)|\b[A-Z][A-Z0-9-]{2,}\b"),
    "definition": re.compile(r"\([^()]{2,20}\)"),
    "start": re.compile(r"\b(?:since|from) (?:1[89]|20)\d\d\b", re.IGNORECASE),
}
"""Concepts that a text shows rather than names: a web address is one without saying so."""

_COGNATE = 84.0
_SHORTEST_COGNATE = 5
_LONGEST_ENDING = 3


@dataclass(frozen=True, slots=True)
class TextContent:
    """What a piece of text speaks of."""

    language: str
    words: frozenset[str]
    stems: frozenset[str]
    concepts: frozenset[str]
    joined: str
    shows: frozenset[str]


@lru_cache(maxsize=8192)
def content_of(text: str, language: str) -> TextContent:
    """The words, stems and concepts of a text."""
    words = folded_words(plain(text))
    known = spoken(language)
    return TextContent(
        language=known,
        words=frozenset(words),
        stems=frozenset(stem(word, known) for word in words),
        concepts=lexicon().concepts(plain(text), known),
        joined=f" {' '.join(words)} ",
        shows=frozenset(name for name, sign in SHOWN_BY.items() if sign.search(text)),
    )


def is_met(term: QuestionTerm, text: TextContent, language: Language) -> bool:
    """Whether a text speaks of a term."""
    if term.concepts and not term.alternatives:
        # A concept is met by its words alone, or the lexicon would say nothing.
        telling = term.concepts - lexicon().vague or term.concepts
        found = bool(telling & (text.concepts | text.shows))
        return (
            found or f" {' '.join(term.folded)} " in text.joined or _cognate(term, text, language)
        )
    if term.concepts and term.concepts <= text.concepts:
        return True
    for words in (term.folded, *term.alternatives):
        if words and f" {' '.join(words)} " in text.joined:
            return True
    if len(term.folded) > 1:
        return _holds_all(term, text, language)
    word = term.folded[0]
    if word[0].isdigit():
        return word in text.words or word.replace(",", ".") in text.words
    if stem(word, "en") in text.stems or stem(word, language) in text.stems:
        return True
    if term.weight == NAME_WEIGHT and any(_is_of(word, other) for other in text.words):
        return True
    return not term.concepts and _cognate(term, text, language)


def _holds_all(term: QuestionTerm, text: TextContent, language: Language) -> bool:
    """Whether the words of a name stand in a text in their order, though not side by side."""
    if not term.alternatives:
        return all(word in text.words for word in term.folded)
    function = cues_of(language).is_function
    telling = [re.escape(word) for word in term.folded if not function(word)]
    in_order = r"(?: \w+){0,2} ".join(telling)
    return len(telling) > 1 and re.search(rf" {in_order} ", text.joined) is not None


def _is_of(word: str, other: str) -> bool:
    """Whether one name is made from the other: "Paris", "Parisian"."""
    short, long = sorted((word, other), key=len)
    return (
        len(short) >= _SHORTEST_COGNATE
        and 0 < len(long) - len(short) <= _LONGEST_ENDING
        and long.startswith(short)
    )


def _cognate(term: QuestionTerm, text: TextContent, language: Language) -> bool:
    """Whether a word of the text looks like the term, as translations often do: "cosméticos"."""
    word = term.folded[0]
    if text.language == language:
        return False  # within a language look-alikes are other words: "garden", "gardener"
    if len(term.folded) > 1 or len(word) < _SHORTEST_COGNATE:
        return False
    return any(
        len(other) >= _SHORTEST_COGNATE
        and other[:3] == word[:3]
        and fuzz.ratio(word, other) >= _COGNATE
        for other in text.words
    )


def coverage(
    terms: Sequence[QuestionTerm], texts: Sequence[TextContent], language: Language
) -> tuple[float, frozenset[int]]:
    """The share of the question that some texts meet together, and which terms those are."""
    met = frozenset(
        place
        for place, term in enumerate(terms)
        if any(is_met(term, text, language) for text in texts)
    )
    total = sum(term.weight for term in terms)
    return (sum(terms[place].weight for place in met) / total if total else 0.0), met
