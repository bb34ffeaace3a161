"""Questions and texts as tokens: one uniform way for vocabularies, questions and evidence."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from eccp_assistant.text.normalise import MIDDLE_DOT, clean, fold

_stemming = threading.Lock()
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|\d+(?!\w)|[^\W_]+(?:·[^\W_]+)*")
_SNOWBALL = {
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "de": "german",
    "pt": "portuguese",
    "it": "italian",
    "ca": "catalan",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number of a text.

    Attributes:
        text: As typed, in Unicode's NFKC form.
        folded: Lower case, without accents.
        start: Offset of the first code point in the text as given.
        end: Offset after the last one.
    """

    text: str
    folded: str
    start: int
    end: int

    @property
    def capitalised(self) -> bool:
        """Whether it is written like a name or an acronym."""
        return self.text[:1].isupper() or any(char.isupper() for char in self.text[1:])


def tokenize(text: str) -> tuple[Token, ...]:
    """The words and numbers of ``text``, in order; the same however its letters are composed.

    Hyphens and apostrophes part words ("l'annexe", "e-mail", "WP-3b" are two each), in
    vocabularies just as in questions, so that every spelling with or without them meets. The
    middle dot of Catalan ("col·lectiu") is part of its word and left out.
    """
    known = clean(text)
    return tuple(
        Token(
            match.group().replace(MIDDLE_DOT, ""),
            fold(match.group()),
            *known.original(*match.span()),
        )
        for match in _TOKEN.finditer(known.text)
    )


# Each question is held against the same names and sentences of the corpus.
@lru_cache(maxsize=16_384)
def folded_words(text: str) -> tuple[str, ...]:
    """The folded tokens of ``text``."""
    return tuple(token.folded for token in tokenize(text))


@lru_cache(maxsize=16)
def _stemmer(language: str) -> object | None:
    name = _SNOWBALL.get(language)
    return snowballstemmer.stemmer(name) if name else None


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself where the language has no stemmer."""
    stemmer = _stemmer(language)
    if stemmer is None or len(word) < 4 or not word.isalpha():
        return word
    # A stemmer keeps the word it is at in itself: two threads would stem a mixture.
    with _stemming:
        return fold(str(stemmer.stemWord(word)))  # type: ignore[attr-defined]


def stems(words: Sequence[str], language: str) -> tuple[str, ...]:
    """The stems of some folded words."""
    return tuple(stem(word, language) for word in words)
