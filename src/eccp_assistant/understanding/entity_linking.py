"""Schema linking: which words of a question name kinds, fields, values or records.

Longest phrases first; a word that nothing knows is tried again as a misspelling of one that
something does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.numbers import read_digits
from eccp_assistant.text.tokenise import Token
from eccp_assistant.text.word_frequency import is_strange, rarity
from eccp_assistant.understanding.cue_words import SILENT, CueWords, cues_of
from eccp_assistant.understanding.lexicon import lexicon
from eccp_assistant.understanding.vocabulary import LONGEST_PHRASE, Term, Vocabulary

_SHORTEST_MISSPELT = 4
_LONG_NAME = 8
_NEAR_FIELD = 3
_JOINING = frozenset({"or", "and", "not", "without", "any"})
_CODE = 2
_LONG_WORD = 6
_WORD_IN_ITS_OWN_RIGHT = 0.85
_SOUND = str.maketrans("kqvzyj", "ccbsii")
"""Letters that are written for one another where a word is spelt by ear."""

_NOT_IN_A_SENTENCE = frozenset({"continue", "greeting", "thanks", "goodbye", "capability"})
"""Categories of whole messages or of their beginning; inside a sentence they mean nothing."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of tokens and what it may stand for.

    Attributes:
        start: First token.
        end: After the last token.
        terms: Kinds, fields, values and records of the corpus.
        categories: Roles in the language ("ask.how_many", "not", "function").
        number: The number it says.
        concepts: Content that no record knows but the lexicon does.
        said: The tokens as typed.
        folded: The same folded, misspellings put right.
    """

    start: int
    end: int
    terms: frozenset[Term]
    categories: frozenset[str]
    number: int | None
    concepts: frozenset[str]
    said: str
    folded: tuple[str, ...] = ()

    @property
    def is_content(self) -> bool:
        """Whether it says something that nothing has accounted for."""
        return not self.terms and not self.categories and self.number is None

    def of_type(self, *types: str) -> list[Term]:
        """Its terms of some types."""
        return sorted(term for term in self.terms if term.type in types)


def link(
    tokens: Sequence[Token],
    language: Language,
    vocabulary: Vocabulary,
    *,
    starts: frozenset[int] = frozenset({0}),
) -> list[Mention]:
    """Cut a question into mentions that cover every token once.

    Args:
        tokens: The question, misspellings put right.
        language: Its language.
        vocabulary: What the corpus's words are.
        starts: Where its sentences begin: a capital says nothing there.
    """
    words = cues_of(language)
    folded = [token.folded for token in tokens]
    concepts = {place: (end, found) for place, end, found in lexicon().match(folded, language)}
    links: list[Mention] = []
    place = 0
    while place < len(tokens):
        found = _country_code(tokens, place, vocabulary, words) or _longest(
            tokens, folded, place, language, vocabulary, words, starts, links[-_NEAR_FIELD:]
        )
        if found is None:
            end, known = concepts.get(place, (place + 1, frozenset()))
            found = _make(tokens, place, end, frozenset(), frozenset(), None, known)
        links.append(found)
        place = found.end
    return links


def _country_code(
    tokens: Sequence[Token], place: int, vocabulary: Vocabulary, words: CueWords
) -> Mention | None:
    """A country by its code, where it is written like one ("DE") among words that are not."""
    text = tokens[place].text
    shouted = all(token.text.isupper() for token in tokens)
    if len(text) != _CODE or not text.isupper() or shouted or words.knows(tokens[place].folded):
        return None
    terms = vocabulary.country(text)
    return _make(tokens, place, place + 1, terms, frozenset(), None, frozenset()) if terms else None


def _longest(
    tokens: Sequence[Token],
    folded: Sequence[str],
    place: int,
    language: Language,
    vocabulary: Vocabulary,
    words: CueWords,
    starts: frozenset[int],
    before: Sequence[Mention],
) -> Mention | None:
    for length in range(min(LONGEST_PHRASE, len(tokens) - place), 0, -1):
        phrase = tuple(folded[place : place + length])
        categories = words.categories(phrase) - _NOT_IN_A_SENTENCE
        if phrase in vocabulary.implied:
            categories |= {"implied"}
        number = words.numbers.get(phrase)
        if length == 1 and number is None:
            number = next((each for each in read_digits(phrase[0]) if isinstance(each, int)), None)
        terms = vocabulary.find(phrase, language)
        strong = frozenset(term for term in terms if term.type != "part")
        weak = terms - strong
        if length == 1 and len(phrase[0]) == 1 and not strong and phrase[0].isalpha():
            categories |= {"function"}
        if categories & SILENT and not _named(tokens, place, strong, starts):
            strong = frozenset() if categories & _JOINING else _expected(strong, before)
        kept = strong | vocabulary.beside(strong, weak)
        if not strong and not categories and number is None:
            kept = weak
        if categories and not kept and _hides_a_field(phrase, categories, language, vocabulary):
            continue
        if kept or categories or number is not None:
            return _make(tokens, place, place + length, kept, categories, number, frozenset())
    return None


def _hides_a_field(
    phrase: tuple[str, ...],
    categories: frozenset[str],
    language: Language,
    vocabulary: Vocabulary,
) -> bool:
    """Whether a way to ask ("which country") holds a word that the records know by itself."""
    return (
        len(phrase) > 1
        and all(name.startswith("ask.") for name in categories)
        and any(
            term.type in {"field", "kind"}
            for word in phrase
            for term in vocabulary.find((word,), language)
        )
    )


def _named(
    tokens: Sequence[Token], place: int, terms: frozenset[Term], starts: frozenset[int]
) -> bool:
    """A function word is a name only where it is written like one ("SPACE", not "space")."""
    return bool(terms) and tokens[place].capitalised and place not in starts


def _expected(terms: frozenset[Term], before: Sequence[Mention]) -> frozenset[Term]:
    """The terms of a function word that the words before it call for.

    A value of the field just named ("status is done"), a field after "per" ("by state").
    """
    fields = {(term.kind, term.field) for link in before for term in link.of_type("field")}
    parted = bool(before) and "per" in before[-1].categories
    return frozenset(
        term
        for term in terms
        if (term.type == "value" and (term.kind, term.field) in fields)
        or (term.type == "field" and parted)
    )


def _make(
    tokens: Sequence[Token],
    start: int,
    end: int,
    terms: frozenset[Term],
    categories: frozenset[str],
    number: int | None,
    concepts: frozenset[str],
) -> Mention:
    said = " ".join(token.text for token in tokens[start:end])
    folded = tuple(token.folded for token in tokens[start:end])
    return Mention(start, end, terms, categories, number, concepts, said, folded)


def corrected(tokens: Sequence[Token], language: Language, vocabulary: Vocabulary) -> list[str]:
    """The folded tokens, with likely misspellings of known words put right."""
    words = cues_of(language)
    folded = [token.folded for token in tokens]
    known_concepts = {
        place for start, end, _ in lexicon().match(folded, language) for place in range(start, end)
    }
    for place, word in enumerate(folded):
        if len(word) < _SHORTEST_MISSPELT or place in known_concepts or not word.isalpha():
            continue
        if words.knows(word) or vocabulary.knows(word, language):
            continue
        if rarity(tokens[place].text, language) < _WORD_IN_ITS_OWN_RIGHT:
            continue  # though not of this corpus: wine is not wind
        # One slip of the fingers; two in a long word that is written like a name or is no word.
        strange = is_strange(tokens[place].text, language) and len(word) >= _LONG_WORD
        slips = 2 if strange or (len(word) >= _LONG_NAME and tokens[place].capitalised) else 1
        for choices in (vocabulary.words, words.vocabulary, lexicon().words(language)):
            near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=8)
            like = [each for each, _, _ in near if _sounds(each[0]) == _sounds(word[0])]
            if like:
                folded[place] = like[0]
                break
    return folded


def _sounds(letter: str) -> str:
    return letter.translate(_SOUND)
