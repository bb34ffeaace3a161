"""A question, made once for a request: whoever needs a part of it takes it from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from eccp_assistant.domain.answers import Language
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.text.amounts import Amount, find_amounts
from eccp_assistant.text.date_mentions import DateMention, find_dates
from eccp_assistant.text.normalise import clean
from eccp_assistant.text.tokenise import Token, tokenize
from eccp_assistant.understanding.dialogue_acts import asked_for, asking_words
from eccp_assistant.understanding.entity_linking import Mention, corrected, link
from eccp_assistant.understanding.language_id import detect
from eccp_assistant.understanding.question_terms import (
    NOUNS_CAPITALISED,
    QuestionTerm,
    question_terms,
)
from eccp_assistant.understanding.segmentation import (
    BARE,
    Sentence,
    asking_sentences,
    sentences_of,
)
from eccp_assistant.understanding.vocabulary import Vocabulary

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question and what can be told of it; each part is worked out once, when first asked for.

    Attributes:
        original: As typed.
        text: The same in Unicode's NFKC form, without invisible characters or space around it.
        language: Its language.
        vocabulary: What the corpus's words are.
        embed: Gives the vector of a text, unit length ``(dimension,)``.
        tokens: Its words and numbers, with offsets into ``text``.
        sentences: Its sentences.
    """

    original: str
    text: str
    language: Language
    vocabulary: Vocabulary
    embed: Callable[[str], Vectors]
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    _parts: dict[object, object] = field(default_factory=dict, repr=False)

    @property
    def folded(self) -> tuple[str, ...]:
        """Its tokens, folded."""
        return self._once("folded", lambda: tuple(token.folded for token in self.tokens))

    @property
    def corrected(self) -> tuple[Token, ...]:
        """Its tokens, with likely misspellings of known words put right."""
        return self._once("corrected", self._corrected)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """What its words name in the corpus and in the language; they cover every token once."""
        return self._once("mentions", self._mentions)

    @property
    def terms(self) -> tuple[QuestionTerm, ...]:
        """Its content; what the corpus names it knows under all its names."""
        return self._once("terms", self._terms)

    @property
    def asks(self) -> frozenset[str]:
        """What it asks for ("ask.who", "list", …)."""
        return self._once("asks", lambda: asked_for(self.folded, self.language))

    @property
    def parts(self) -> int:
        """How many things it asks for ("who pays, and who …": two)."""
        return self._once("parts", lambda: asking_words(self.folded, self.language))

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The numbers in it and the ranges of them."""
        return self._once("amounts", lambda: find_amounts(self.text, self.language, self.tokens))

    @property
    def dates(self) -> tuple[DateMention, ...]:
        """The dates in it and the ranges of them."""
        return self._once("dates", lambda: find_dates(self.text, self.language, self.tokens))

    @property
    def vector(self) -> Vectors:
        """Its embedding, unit length ``(dimension,)``."""
        return self._once("vector", lambda: self.embed(self.text))

    @property
    def asking(self) -> Question:
        """The sentences that ask, with the one before where they hardly say a thing themselves."""
        return self._selected(BARE)

    @property
    def asking_alone(self) -> Question:
        """The sentences that ask and no others."""
        return self._selected(0)

    @property
    def preamble(self) -> tuple[Sentence, ...]:
        """The sentences before the first that asks."""
        chosen = asking_sentences(self.sentences, self.tokens, self.language, bare=0)
        return self.sentences[: chosen[0]] if chosen else ()

    def after(self, before: str) -> Question:
        """The question with what was asked before in front of it."""

        def joined() -> Question:
            text = f"{before} {self.text}"
            return read_question(text, self.vocabulary, self.embed, language=self.language)

        return self._once(("after", before), joined)

    def in_language(self, language: Language) -> Question:
        """The same question, taken for one in another language."""
        return self if language == self.language else replace(self, language=language, _parts={})

    def _once(self, name: object, make: Callable[[], _T]) -> _T:
        if name not in self._parts:
            self._parts[name] = make()
        return cast(_T, self._parts[name])

    def _corrected(self) -> tuple[Token, ...]:
        words = corrected(self.tokens, self.language, self.vocabulary)
        return tuple(
            token if token.folded == word else replace(token, folded=word)
            for token, word in zip(self.tokens, words, strict=True)
        )

    def _mentions(self) -> tuple[Mention, ...]:
        starts = frozenset(sentence.first for sentence in self.sentences)
        return tuple(link(self.corrected, self.language, self.vocabulary, starts=starts))

    def _terms(self) -> tuple[QuestionTerm, ...]:
        names: list[tuple[int, int, list[str], bool]] = []
        for each in self.mentions:
            named = each.of_type("name")
            values = {term.value for term in each.of_type("value")}
            kinds = [term for term in each.of_type("kind") if each.end - each.start > 1]
            if not (named or values or kinds):
                continue
            others = [name for term in named for name in self.vocabulary.names_of(term)]
            others += [*values, *self.vocabulary.said_otherwise(values)]
            country = any(map(self.vocabulary.is_country, each.of_type("value")))
            written = each.start > 0 and self.tokens[each.start].capitalised
            written = written and bool(values) and self.language not in NOUNS_CAPITALISED
            names.append((each.start, each.end, others, bool(named) or country or written))
        return tuple(question_terms(self.corrected, self.language, names=names))

    def _selected(self, bare: int) -> Question:
        chosen = asking_sentences(self.sentences, self.tokens, self.language, bare=bare)
        if len(chosen) == len(self.sentences):
            return self
        return self._once(chosen, lambda: self._only(chosen))

    def _only(self, chosen: Sequence[int]) -> Question:
        """Some of its sentences as a question, with what is known of their words taken over."""
        kept = [self.sentences[place] for place in chosen]
        tokens: list[Token] = []
        right: list[Token] = []
        mentions: list[Mention] = []
        sentences: list[Sentence] = []
        start = 0
        for sentence in kept:
            first, words = len(tokens), slice(sentence.first, sentence.last)
            tokens += [_moved(token, start - sentence.start) for token in self.tokens[words]]
            right += [_moved(token, start - sentence.start) for token in self.corrected[words]]
            mentions += [
                replace(
                    each,
                    start=each.start + first - sentence.first,
                    end=each.end + first - sentence.first,
                )
                for each in self.mentions
                if sentence.first <= each.start and each.end <= sentence.last
            ]
            sentences.append(Sentence(sentence.text, start, first, len(tokens)))
            start += len(sentence.text) + 1
        parts: dict[object, object] = {"corrected": tuple(right)}
        if sum(each.end - each.start for each in mentions) == len(tokens):
            parts["mentions"] = tuple(mentions)  # else a name goes on across a full stop
        text = " ".join(sentence.text for sentence in kept)
        return replace(
            self,
            original=text,
            text=text,
            tokens=tuple(tokens),
            sentences=tuple(sentences),
            _parts=parts,
        )


def _moved(token: Token, by: int) -> Token:
    return replace(token, start=token.start + by, end=token.end + by)


def read_question(
    text: str,
    vocabulary: Vocabulary,
    embed: Callable[[str], Vectors],
    *,
    language: Language | None = None,
    history: Sequence[str] = (),
) -> Question:
    """Make a question of what was typed.

    Args:
        text: As typed.
        vocabulary: What the corpus's words are.
        embed: Gives the vector of a text, unit length ``(dimension,)``.
        language: Its language, where it is known.
        history: Earlier questions of the conversation, oldest first, for the language.
    """
    known = clean(text).text.strip()
    tokens = tokenize(known)
    if language is None:
        language = detect(
            known,
            [token.folded for token in tokens],
            history=history,
            labels=vocabulary.languages,
        )
    return Question(
        original=text,
        text=known,
        language=language,
        vocabulary=vocabulary,
        embed=embed,
        tokens=tokens,
        sentences=sentences_of(known, tokens),
    )
