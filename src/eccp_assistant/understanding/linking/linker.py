"""Schema linking: the words of a question that name something, with all that they may name.

Longest and surest first, and no word twice. What is undecided between fields or records stays
undecided here: a mention carries every link, and the reader chooses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from babel import Locale

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.tokenise import Token, stems, tokenize
from eccp_assistant.understanding.linking.amounts import find_amounts
from eccp_assistant.understanding.linking.catalogue import Catalogue
from eccp_assistant.understanding.linking.countries import find_country
from eccp_assistant.understanding.linking.mentions import Link, Mention, MentionType
from eccp_assistant.understanding.linking.phrases import (
    Phrase,
    PhraseIndex,
    frequency,
    function_words,
)
from eccp_assistant.understanding.linking.spans import INFLECTED, PARTIAL, Span, chosen
from eccp_assistant.understanding.linking.spelling import Speller

_EXACT, _UNKNOWN_COUNTRY = 1.0, 0.6
_MISSPELT = 0.85
_WHOLE_VALUE, _PIECE, _LONE_WORD, _AMOUNT = 0.75, 0.3, 0.72, 0.9
_LABEL, _LABEL_BESIDE_VALUE, _COUNTRY = 0.995, 1.01, 0.99
_LONGEST_COUNTRY, _SHORTEST_PIECE = 4, 4
_MOST_RECORDS, _MOST_VALUES = 3, 12

# Zipf frequencies: above the first a word is known to everybody, and so on.
_VERY_COMMON, _COMMON, _ORDINARY, _RARE, _VERY_RARE = 5.2, 4.3, 3.6, 3.3, 2.8


class Linker:
    """Links questions to one catalogue; safe to share between threads once made."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.index = PhraseIndex(catalogue)
        self._speller = Speller(self.index)

    def link(self, question: str, language: Language) -> tuple[tuple[Token, ...], list[Mention]]:
        """The tokens of a question, and its mentions in order, none overlapping another."""
        tokens = tokenize(question)
        folded, changed = self._speller.corrected(tokens, language)
        spans: list[Span] = []
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
            spans.append(Span(score, amount.start, amount.end, "number", (link,)))
        return tokens, chosen(spans, len(tokens))

    def _phrase(
        self,
        tokens: Sequence[Token],
        folded: Sequence[str],
        start: int,
        end: int,
        language: Language,
        changed: set[int],
    ) -> list[Span]:
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
            spans.append(Span(score, start, end, type_, _ordered(found)))
        return spans

    def _find(
        self, phrase: Phrase, language: Language, tokens: Sequence[Token], *, first: bool
    ) -> tuple[float, list[Link]]:
        alone = len(phrase) == 1
        if alone and len(phrase[0]) == 1 and not tokens[0].text.isupper():
            return 0.0, []
        found, quality = self.index.exact.get(phrase), _EXACT
        if not found:
            quality = INFLECTED
            found = self.index.stemmed.get((language, *stems(phrase, language)))
            if not found and all(frequency(word, language) < _COMMON for word in phrase):
                found = self.index.stemmed.get(("en", *stems(phrase, "en")))
        small = function_words(language)
        kept = []
        for link, said_in in (found or {}).items():
            if link.type in {"kind", "field"}:
                # A label of another language counts where the word is none of this one.
                foreign = said_in not in {None, language}
                if (
                    foreign
                    and alone
                    and (phrase[0] in small or frequency(phrase[0], language) > _RARE)
                ):
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
    ) -> list[Span]:
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
        return [Span((end - start) * _COUNTRY, start, end, "country", links)]

    def _pieces(
        self, tokens: Sequence[Token], folded: Sequence[str], language: Language, type_: str
    ) -> list[Span]:
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
        if not found and type_ == "value" and len(word) > _SHORTEST_PIECE:
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
    ) -> Span | None:
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
            and len(core[0]) >= _SHORTEST_PIECE
            and frequency(core[0], language) < _VERY_RARE
        )
        if not (whole or written or (len(core) > 1 and rare) or lone):
            return None
        score = (end - start) * (PARTIAL if len(core) > 1 or capitalised else _LONE_WORD)
        return Span(score, start, end, "name", _ordered(live, quality=PARTIAL))

    def _part_of_value(
        self,
        tokens: Sequence[Token],
        start: int,
        end: int,
        live: set[Link],
        core: list[str],
        language: Language,
    ) -> Span | None:
        too_common = len(core) == 1 and frequency(core[0], language) > _VERY_COMMON
        if self._is_label(core, language) or too_common or any(len(word) < 3 for word in core):
            return None
        if len({(link.kind, link.value) for link in live}) > _MOST_VALUES:
            return None
        whole = any(self.index.covers(core, link) for link in live)
        score = (end - start) * (_WHOLE_VALUE if whole else _PIECE)
        links = _ordered(live, quality=PARTIAL)
        return Span(score, start, end, "value" if whole else "hint", links)


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
