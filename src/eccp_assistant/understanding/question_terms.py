"""The content of a question, as terms that a text either speaks of or does not.

A term is a concept of the lexicon, a name, a number, or a word nothing knows. Evidence must meet
the terms of the question; that, not a similarity, decides whether there is an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.dates import is_year
from eccp_assistant.text.numbers import read_digits
from eccp_assistant.text.tokenise import Token, folded_words
from eccp_assistant.text.word_frequency import rarity
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.lexicon import lexicon

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

_TIMES = frozenset({"year", "month", "date"})

_PICKING = ("ask.how_many", "ask.which", "ask.name")

_SHORT_YEAR = 2


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
    words = cues_of(language)
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
    return is_year(before) and word.isdigit() and len(word) <= _SHORT_YEAR


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
    if read_digits(token.folded):
        return QuestionTerm(token.text, (token.folded,), weight=NUMBER_WEIGHT, required=True)
    if token.capitalised and not first and language not in NOUNS_CAPITALISED:
        return QuestionTerm(token.text, (token.folded,), weight=NAME_WEIGHT, required=True)
    weight = max(WORD_WEIGHT * rarity(token.text, language), _LEAST_WEIGHT)
    return QuestionTerm(token.text, (token.folded,), weight=weight)
