"""The sentences of a message, and which of them ask rather than greet or explain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.tokenise import Token
from eccp_assistant.understanding.cue_words import cues_of

BARE = 5
"""Words up to which an asking sentence ("Which ones are they?") leans on the one before."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý¿¡«\"'])|\n+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a message.

    Attributes:
        text: As written.
        start: Offset of its first character in the message.
        first: Index of its first token in the message.
        last: Index after its last token.
    """

    text: str
    start: int
    first: int
    last: int

    @property
    def asks(self) -> bool:
        """Whether it is marked as a question."""
        return "?" in self.text or "¿" in self.text


def sentences_of(text: str, tokens: Sequence[Token]) -> tuple[Sentence, ...]:
    """The sentences of a message, in order.

    Args:
        text: The message.
        tokens: Its tokens, with offsets into ``text``.
    """
    found = []
    ends = [match.span() for match in _SENTENCE_END.finditer(text)]
    first = start = 0
    for end, following in [*ends, (len(text), len(text))]:
        last = first
        while last < len(tokens) and tokens[last].start < end:
            last += 1
        said = text[start:end]
        if said.strip():
            found.append(Sentence(said, start, first, last))
        first, start = last, following
    return tuple(found)


def asking_sentences(
    sentences: Sequence[Sentence], tokens: Sequence[Token], language: Language, *, bare: int = BARE
) -> tuple[int, ...]:
    """Which sentences of a message ask; all of them where none is marked as a question.

    Args:
        sentences: Of the message.
        tokens: Of the message.
        language: Its language.
        bare: An asking sentence of at most so many words keeps the sentence before it.
    """
    asking = [place for place, sentence in enumerate(sentences) if sentence.asks]
    if not asking or len(sentences) == 1:
        return tuple(range(len(sentences)))
    first = asking[0]
    wishes = [
        place
        for place in range(first + 1, len(sentences))
        if _requests(sentences[place], tokens, language)
    ]
    if first and sentences[first].last - sentences[first].first <= bare:
        asking.insert(0, first - 1)
    return tuple(sorted({*asking, *wishes}))


def _requests(sentence: Sentence, tokens: Sequence[Token], language: Language) -> bool:
    """Whether a sentence asks without a question mark ("I would like the date of …")."""
    folded = [token.folded for token in tokens[sentence.first : sentence.last]]
    # A pronoun may stand before the request.
    return any(start <= 1 for start, _ in cues_of(language).find(folded, "request"))
