"""Schema linking: the words of a question that name something, with all that they may name.

Longest and surest first, and no word twice. What is undecided between fields or records stays
undecided here: a mention carries every link, and the reader chooses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from babel import Locale
from rapidfuzz import process
from rapidfuzz.distance import OSA

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.tokenise import Token, stem, stems, tokenize
from eccp_assistant.understanding.linking.amounts import find_amounts
from eccp_assistant.understanding.linking.catalogue import Catalogue
from eccp_assistant.understanding.linking.countries import country_names, find_country
from eccp_assistant.understanding.linking.mentions import Link, Mention, MentionType
from eccp_assistant.understanding.linking.phrases import (
    Phrase,
    PhraseIndex,
    frequency,
    function_words,
)

_EXACT, _INFLECTED, _PARTIAL, _UNKNOWN_COUNTRY = 1.0, 0.95, 0.8, 0.6
_MISSPELT = 0.85
_WHOLE_VALUE, _PIECE, _LONE_WORD, _AMOUNT = 0.75, 0.3, 0.72, 0.9
_LABEL, _LABEL_BESIDE_VALUE, _COUNTRY = 0.995, 1.01, 0.99
_SHORTEST_MISSPELT, _LONG_WORD, _MANY_LETTERS = 4, 8, 6
_LONGEST_COUNTRY = 4
_MOST_RECORDS, _MOST_VALUES = 3, 12

# Zipf frequencies: above the first a word is known to everybody, and so on.
_VERY_COMMON, _COMMON, _ORDINARY, _RARE, _VERY_RARE, _NO_WORD = 5.2, 4.3, 3.6, 3.3, 2.8, 1.7


class _Span(NamedTuple):
    score: float
    start: int
    end: int
    type: MentionType
    links: tuple[Link, ...]


class Linker:
    """Links questions to one catalogue; safe to share between threads once made."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.index = PhraseIndex(catalogue)
        self._choices: dict[Language, list[str]] = {}

    def link(self, question: str, language: Language) -> tuple[tuple[Token, ...], list[Mention]]:
        """The tokens of a question, and its mentions in order, none overlapping another."""
        tokens = tokenize(question)
        folded, changed = self._corrected(tokens, language)
        spans: list[_Span] = []
        for start in range(len(tokens)):
            for length in range(min(self.index.longest, len(tokens) - start), 0, -1):
                spans += self._phrase(tokens, folded, start, start + length, language, changed)
        for start in range(len(tokens)):
            for length in range(min(_LONGEST_COUNTRY, len(tokens) - start), 0, -1):
                spans += self._country(tokens, folded, start, start + length, language)
        for type_ in ("name", "value"):
            spans += self._pieces(tokens, folded, language, type_)
        for amount in find_amounts(tokens, folded, language):
            score = (amount.end - amount.start) * _AMOUNT
            link = Link("number", amount=amount.value)
            spans.append(_Span(score, amount.start, amount.end, "number", (link,)))
        return tokens, _chosen(spans, len(tokens))

    def _phrase(
        self,
        tokens: Sequence[Token],
        folded: Sequence[str],
        start: int,
        end: int,
        language: Language,
        changed: set[int],
    ) -> list[_Span]:
        phrase = tuple(folded[start:end])
        quality, links = self._find(phrase, language, tokens[start:end], first=start == 0)
        if not changed.isdisjoint(range(start, end)):
            quality *= _MISSPELT
        by_type: dict[MentionType, list[Link]] = defaultdict(list)
        for link in links:
            type_: MentionType = (
                "label"
                if link.type in {"kind", "field"}
                else "name"
                if link.type == "name"
                else "value"
            )
            by_type[type_].append(link)
        spans = []
        for type_, found in by_type.items():
            weight = 1.0
            if type_ == "label":
                weight = _LABEL_BESIDE_VALUE if "value" in by_type else _LABEL
            score = (end - start) * quality * weight
            spans.append(_Span(score, start, end, type_, _ordered(found)))
        return spans

    def _find(
        self, phrase: Phrase, language: Language, tokens: Sequence[Token], *, first: bool
    ) -> tuple[float, list[Link]]:
        alone = len(phrase) == 1
        if alone and len(phrase[0]) == 1 and not tokens[0].text.isupper():
            return 0.0, []
        found, quality = self.index.exact.get(phrase), _EXACT
        if not found:
            quality = _INFLECTED
            found = self.index.stemmed.get((language, *stems(phrase, language)))
            if not found and all(frequency(word, language) < _COMMON for word in phrase):
                found = self.index.stemmed.get(("en", *stems(phrase, "en")))
        small = function_words(language)
        kept = []
        for link, said_in in (found or {}).items():
            if link.type in {"kind", "field"}:
                # A label of another language counts where the word is none of this one.
                foreign = said_in not in {None, language}
                if foreign and alone and (phrase[0] in small or _is_word(phrase[0], language)):
                    continue
            elif _is_no_name(phrase, tokens, language, first=first):
                continue
            kept.append(link)
        return quality, kept

    def _country(
        self,
        tokens: Sequence[Token],
        folded: Sequence[str],
        start: int,
        end: int,
        language: Language,
    ) -> list[_Span]:
        if not self.index.country_fields:
            return []
        phrase = tuple(folded[start:end])
        code = find_country(phrase, language)
        if code is None and language == "de" and end - start == 1:
            typed_out = phrase[0].replace("ue", "u").replace("oe", "o").replace("ae", "a")
            code = find_country((typed_out,), language)
        if code is None or (end - start == 1 and _looks_like_a_word(tokens[start], language)):
            return []
        known = self.index.countries.get(code, {})
        english = str(Locale("en").territories[code])
        links = tuple(
            Link(
                "value",
                kind,
                field,
                known.get((kind, field), english),
                quality=_EXACT if (kind, field) in known else _UNKNOWN_COUNTRY,
            )
            for kind, field in self.index.country_fields
        )
        return [_Span((end - start) * _COUNTRY, start, end, "country", links)]

    def _pieces(
        self, tokens: Sequence[Token], folded: Sequence[str], language: Language, type_: str
    ) -> list[_Span]:
        """Runs of words that stand together in names, or in values."""
        small = function_words(language)
        standing = [self._standing(word, language, type_) for word in folded]
        spans = []
        for start, word in enumerate(folded):
            if not standing[start] or word in small or (len(word) < 3 and not word.isdigit()):
                continue
            end, live, core = _run(start, folded, standing, small, joined=type_ == "name")
            make = self._part_of_name if type_ == "name" else self._part_of_value
            span = make(tokens, start, end, live, core, language)
            if span is not None:
                spans.append(span)
        return spans

    def _standing(self, word: str, language: Language, type_: str) -> set[Link]:
        found = {link for link in self.index.pieces.get(word, ()) if link.type == type_}
        if not found and type_ == "value" and len(word) > _SHORTEST_MISSPELT:
            found = self.index.stemmed_pieces(word, language)
        return found

    def _is_label(self, words: Iterable[str], language: Language) -> bool:
        known = self.index.label_words[language] | self.index.kind_words
        return known.issuperset(words)

    def _part_of_name(
        self,
        tokens: Sequence[Token],
        start: int,
        end: int,
        live: set[Link],
        core: list[str],
        language: Language,
    ) -> _Span | None:
        records = {(link.kind, link.value) for link in live}
        if self._is_label(core, language) or len(records) > _MOST_RECORDS:
            return None
        # Every sentence begins with a capital letter: by itself it makes no name.
        first = start == 0 and end == 1 and tokens[0].text[1:].islower()
        capitalised = not first and any(token.capitalised for token in tokens[start:end])
        rare = any(frequency(word, language) < _ORDINARY for word in core)
        whole = (
            len(core) > 1
            and len(records) == 1
            and any(self.index.covers(core, link) for link in live)
        )
        written = capitalised and (
            rare or len(core) > 1 or frequency(core[0], language) < _VERY_COMMON
        )
        lone = (
            rare
            and len(records) < _MOST_RECORDS
            and len(core[0]) >= _SHORTEST_MISSPELT
            and frequency(core[0], language) < _VERY_RARE
        )
        if not (whole or written or (len(core) > 1 and rare) or lone):
            return None
        score = (end - start) * (_PARTIAL if len(core) > 1 or capitalised else _LONE_WORD)
        return _Span(score, start, end, "name", _ordered(live, quality=_PARTIAL))

    def _part_of_value(
        self,
        tokens: Sequence[Token],
        start: int,
        end: int,
        live: set[Link],
        core: list[str],
        language: Language,
    ) -> _Span | None:
        too_common = len(core) == 1 and frequency(core[0], language) > _VERY_COMMON
        if self._is_label(core, language) or too_common or any(len(word) < 3 for word in core):
            return None
        if len({(link.kind, link.value) for link in live}) > _MOST_VALUES:
            return None
        whole = any(self.index.covers(core, link) for link in live)
        score = (end - start) * (_WHOLE_VALUE if whole else _PIECE)
        links = _ordered(live, quality=_PARTIAL)
        return _Span(score, start, end, "value" if whole else "hint", links)

    def _corrected(self, tokens: Sequence[Token], language: Language) -> tuple[list[str], set[int]]:
        """The folded words with likely misspellings put right, and which these were."""
        folded, changed = [], set()
        for place, token in enumerate(tokens):
            word = self._spelt(token, language)
            if word != token.folded:
                changed.add(place)
            folded.append(word)
        return folded, changed

    def _spelt(self, token: Token, language: Language) -> str:
        word = token.folded
        if len(word) < _SHORTEST_MISSPELT or not word.isalpha() or self._knows(word, language):
            return word
        if frequency(token.text.lower(), language) > _NO_WORD or _is_word(word, "en"):
            return word  # a word in its own right, though not of these records
        slips = 2 if len(word) >= _LONG_WORD else 1
        near = process.extract(
            word, self._spellings(language), scorer=OSA.distance, score_cutoff=slips, limit=6
        )
        for other, distance, _ in near:
            if other[0] == word[0] or (len(word) >= _MANY_LETTERS and distance == 1):
                return str(other)
        return word

    def _knows(self, word: str, language: Language) -> bool:
        return (
            word in self.index.words
            or word in self.index.pieces
            or (language, stem(word, language)) in self.index.stemmed
            or find_country((word,), language) is not None
        )

    def _spellings(self, language: Language) -> list[str]:
        if language not in self._choices:
            known = country_names()
            countries = {
                word
                for phrases in (known.names, known.adjectives[language])
                for phrase in phrases
                if len(phrase) == 1
                for word in phrase
                if len(word) > _SHORTEST_MISSPELT
            }
            words = {word for word in self.index.words if len(word) >= _SHORTEST_MISSPELT}
            self._choices[language] = sorted(
                word for word in words | countries if not word.isdigit()
            )
        return self._choices[language]


def _is_no_name(
    phrase: Phrase, tokens: Sequence[Token], language: Language, *, first: bool
) -> bool:
    """Whether words that are also a name or a value are here what they usually are."""
    small = function_words(language)
    if len(phrase) > 1:
        return small.issuperset(phrase) and not any(token.capitalised for token in tokens)
    if phrase[0] in small:
        return first or not tokens[0].capitalised
    short = len(phrase[0]) <= 3 and not tokens[0].capitalised
    return short and frequency(phrase[0], language) > _COMMON


def _is_word(word: str, language: Language) -> bool:
    return frequency(word, language) > _RARE


def _looks_like_a_word(token: Token, language: Language) -> bool:
    """Whether what may be a country ("chile", "us") is written like another word."""
    if token.text.isupper():
        return False
    short = len(token.folded) < 5
    if len(token.folded) <= 2 or (short and token.folded in function_words(language)):
        return True
    return short and not token.capitalised and frequency(token.folded, language) > _COMMON


def _ordered(links: Iterable[Link], quality: float | None = None) -> tuple[Link, ...]:
    found = (
        link
        if quality is None
        else Link(link.type, link.kind, link.field, link.value, link.amount, quality)
        for link in links
    )
    return tuple(sorted(found, key=lambda each: (each.kind, each.field, each.value)))


def _run(
    start: int,
    folded: Sequence[str],
    standing: Sequence[set[Link]],
    small: frozenset[str],
    *,
    joined: bool,
) -> tuple[int, set[Link], list[str]]:
    """How far the words go on that stand in the same names or values.

    Returns:
        Where the run ends, the names or values, and the words but for the small ones.
    """
    live, kept, end, core = standing[start], standing[start], start + 1, [folded[start]]
    place = start + 1
    while place < len(folded):
        both = live & standing[place]
        if both:
            live = both
            if folded[place] not in small:
                end, kept = place + 1, live
                core.append(folded[place])
        elif not (
            joined
            and folded[place] in small
            and place + 1 < len(folded)
            and folded[place + 1] not in small
            and live & standing[place + 1]
        ):
            break
        place += 1
    return end, kept, core


def _chosen(spans: list[_Span], size: int) -> list[Mention]:
    """The best of overlapping spans; equal ones are one mention that may be either."""
    spans.sort(key=lambda span: (-span.score, span.start))
    owner: list[int | None] = [None] * size
    chosen: list[_Span] = []
    mergeable = {"value", "country", "name"}
    for span in spans:
        taken = {owner[place] for place in range(span.start, span.end)} - {None}
        if not taken:
            for place in range(span.start, span.end):
                owner[place] = len(chosen)
            chosen.append(span)
            continue
        index = owner[span.start]
        if index is None:
            continue
        other = chosen[index]
        same = (other.start, other.end) == (span.start, span.end)
        if same and (other.type == span.type or {other.type, span.type} <= mergeable):
            chosen[index] = other._replace(links=other.links + span.links)
    return [
        Mention(
            each.start, each.end, each.type, _best(each.links), each.score / (each.end - each.start)
        )
        for each in sorted(chosen, key=lambda each: each.start)
    ]


def _best(links: Iterable[Link]) -> tuple[Link, ...]:
    """Each link once; a record named in full is not also those that share its words."""
    best: dict[tuple[str, ...], Link] = {}
    for link in links:
        key = (link.type, link.kind, link.field, link.value, str(link.amount))
        if key not in best or best[key].quality < link.quality:
            best[key] = link
    if any(link.type == "name" and link.quality >= _INFLECTED for link in best.values()):
        return tuple(
            link for link in best.values() if link.type != "name" or link.quality > _PARTIAL
        )
    return tuple(best.values())
