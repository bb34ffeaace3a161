"""The content of a question, as terms that a text either speaks of or does not.

A term is a concept of the lexicon, a name, a number, or a word nothing knows. Evidence must meet
the terms of the question; that, not a similarity, decides whether there is an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from eccp_assistant.domain.answers import Language, spoken
from eccp_assistant.domain.text import plain
from eccp_assistant.understanding.frequency import rarity
from eccp_assistant.understanding.lexicon import lexicon
from eccp_assistant.understanding.tokens import Token, folded_words, stem
from eccp_assistant.understanding.words import words_of

NAME_WEIGHT = 1.5
NUMBER_WEIGHT = 2.0
CONCEPT_WEIGHT = 1.0
VAGUE_WEIGHT = 0.4
WORD_WEIGHT = 0.7
"""A word that neither lexicon nor name test knows may be a translation the lexicon lacks; it
counts the less, the more common it is."""

_LEAST_WEIGHT = 0.01
NOUNS_CAPITALISED: frozenset[Language] = frozenset({"de"})

_ASKING = frozenset(
    {
        *("year", "month", "date", "reason", "total_number", "country", "region", "city"),
        *("body", "topic", "example", "period", "deliverable_paper", "know_more", "speak"),
        *("explain", "kind", "list", "number", "show", "present", "necessary"),
    }
)
"""Concepts that say what kind of answer is wanted; the answer need not name them."""

_RESERVATION = re.compile(r"^However\b|[;:.] However\b|\bonly available\b|\blacks?\b")
_TIMES = frozenset({"year", "month", "date"})
SHOWN_BY: dict[str, re.Pattern[str]] = {
    "website": re.compile(r"www\.|https?://", re.IGNORECASE),
    "link_web": re.compile(r"www\.|https?://", re.IGNORECASE),
    "email": re.compile(r"\S@\S|e-?mail", re.IGNORECASE),
    "phone": re.compile(r"\+?\d[\d ()/.-]{6,}\d"),
    "full_name": re.compile(r"\([^()]{2,20}\)|\b[A-Z][A-Z0-9-]{2,}\b"),
    "definition": re.compile(r"\([^()]{2,20}\)"),
    "start": re.compile(r"\b(?:since|from) (?:1[89]|20)\d\d\b", re.IGNORECASE),
    "disadvantage": _RESERVATION,
    "missing": _RESERVATION,
}
"""Concepts that a text shows rather than names: a web address is one without saying so."""

_PICKING = ("ask.how_many", "ask.which", "ask.name")

_FOUR_DIGITS = re.compile(r"(?:1[89]|20)\d\d")
_SHORT_YEAR = 2
_COGNATE = 84.0
_SHORTEST_COGNATE = 5
_LONGEST_ENDING = 3


@dataclass(frozen=True, slots=True)
class QuestionTerm:
    """One thing that the question speaks of.

    Attributes:
        said: As typed.
        folded: Its folded words.
        concepts: Concepts of the lexicon, empty for names, numbers and unknown words.
        alternatives: Other names for it, folded, from the corpus's records and aliases.
        weight: How much it counts.
        required: Whether evidence without it cannot answer (years, figures, countries).
        vague: Whether it says what is done or how, which evidence may leave unsaid.
        asked: Whether it is what the question counts or picks from ("how many *visitors*").
    """

    said: str
    folded: tuple[str, ...]
    concepts: frozenset[str] = frozenset()
    alternatives: tuple[tuple[str, ...], ...] = ()
    weight: float = CONCEPT_WEIGHT
    required: bool = False
    vague: bool = False
    asked: bool = False


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


def question_terms(
    tokens: Sequence[Token],
    language: Language,
    *,
    names: Sequence[tuple[int, int, Sequence[str], bool]] = (),
) -> list[QuestionTerm]:
    """The terms of a question, in order.

    Args:
        tokens: The words of a standalone question, misspellings put right.
        language: Its language.
        names: Token ranges that the corpus's vocabulary knows: ``(start, end, other names,
            whether evidence must name it)``.
    """
    folded = [token.folded for token in tokens]
    words = words_of(language)
    by_place = {start: (end, others, required) for start, end, others, required in names}
    concepts = {start: (end, found) for start, end, found in lexicon().match(folded, language)}
    silent = {
        place
        for category in ("filler", "orders")
        for start, end in words.find(folded, category)
        for place in range(start, end)
    }
    # "in which year": what is wanted, not what for.
    silent |= {
        place
        for start, end in words.find(folded, "ask.when")
        for place in range(start, end)
        if end - start > 1 and _TIMES & lexicon().concepts(folded[end - 1], language)
    }
    picks = {end for role in _PICKING for _, end in words.find(folded, role)}
    named = {end for _, end in words.find(folded, "ask.name")}
    terms: list[QuestionTerm] = []
    place = 0
    while place < len(tokens):
        before = len(terms)
        end = place + 1
        if place in by_place:
            end, others, required = by_place[place]
            terms.append(_name(tokens[place:end], others, language, required=required))
        elif place in silent:
            pass
        elif place in concepts:
            end, found = concepts[place]
            if end - place == 1 and not rarity(tokens[place].text, language):
                pass  # "para": as common as that, it is no form of "parar"
            elif not found <= _ASKING:
                # "signed", "partners": the records do without such words, a text may not.
                silent_here = _is_silent(tokens[place:end], words)
                terms.append(_term(tokens[place:end], concepts=found, vague=silent_here))
        elif place and _is_part(folded[place - 1], folded[place], language):
            pass  # "section 2.2", "Tabelle 1": where to look, not what for
        elif place and _ends_years(folded[place - 1], folded[place]):
            pass  # "2014-15"
        elif not _is_silent(tokens[place:end], words):
            terms.append(_unknown(tokens[place], language, first=place == 0))
        added, last = len(terms) > before, end == len(tokens)
        # "which *eight Colombian* clusters", "the name of *the* leader": the noun comes after.
        things = end - place > 1 and lexicon().knows(folded[end - 1], language)
        passes = added and (
            (terms[-1].weight == NAME_WEIGHT and not things)
            or tuple(folded[place:end]) in words.numbers
        )
        if place in picks and added and (last or not passes):
            terms[-1] = replace(terms[-1], asked=True)
        elif place in picks and (added or place in named):
            picks.add(end)
            named |= {end} if place in named else set()
        place = end
    return list({term.folded: term for term in terms}.values())


def _is_part(before: str, word: str, language: Language) -> bool:
    """Whether a number names a part of the document by its kind."""
    return word[0].isdigit() and lexicon().means("part_of_paper", before, language)


def _ends_years(before: str, word: str) -> bool:
    """Whether a number is the second half of two years."""
    return bool(_FOUR_DIGITS.fullmatch(before)) and word.isdigit() and len(word) <= _SHORT_YEAR


def _is_silent(tokens: Sequence[Token], words: object) -> bool:
    phrase = tuple(token.folded for token in tokens)
    if len(phrase) == 1 and len(phrase[0]) == 1 and phrase[0].isalpha():
        return True
    categories = words.categories(phrase)  # type: ignore[attr-defined]
    return bool(categories) and not phrase[0].isdigit()


def _term(tokens: Sequence[Token], *, concepts: frozenset[str], vague: bool) -> QuestionTerm:
    said = " ".join(token.text for token in tokens)
    vague = vague or concepts <= lexicon().vague
    return QuestionTerm(
        said,
        tuple(token.folded for token in tokens),
        concepts=concepts,
        weight=VAGUE_WEIGHT if vague else CONCEPT_WEIGHT,
        vague=vague,
    )


def _name(
    tokens: Sequence[Token], others: Sequence[str], language: Language, *, required: bool
) -> QuestionTerm:
    said = " ".join(token.text for token in tokens)
    folded = tuple(token.folded for token in tokens)
    # Only what the whole name means: "Basque companies" is more than companies.
    whole = [
        found
        for start, end, found in lexicon().match(folded, language)
        if end - start == len(folded)
    ]
    return QuestionTerm(
        said,
        folded,
        concepts=whole[0] if whole else frozenset(),
        alternatives=tuple(dict.fromkeys(folded_words(other) for other in others)),
        weight=NAME_WEIGHT,
        required=required,
    )


def _unknown(token: Token, language: Language, *, first: bool) -> QuestionTerm:
    if token.folded.replace(",", "").replace(".", "").isdigit():
        return QuestionTerm(token.text, (token.folded,), weight=NUMBER_WEIGHT, required=True)
    if token.capitalised and not first and language not in NOUNS_CAPITALISED:
        return QuestionTerm(token.text, (token.folded,), weight=NAME_WEIGHT, required=True)
    weight = max(WORD_WEIGHT * rarity(token.text, language), _LEAST_WEIGHT)
    return QuestionTerm(token.text, (token.folded,), weight=weight)


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
    function = words_of(language).is_function
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
