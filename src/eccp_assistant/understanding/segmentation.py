"""The sentences of a message that ask, apart from those that greet and explain."""

from __future__ import annotations

import re

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.tokenise import tokenize
from eccp_assistant.understanding.cue_words import cues_of

BARE = 5
"""Words up to which an asking sentence ("Which ones are they?") leans on the one before."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý¿¡«\"'])|\n+")


def focus(question: str, language: Language, *, bare: int = BARE) -> str:
    """The sentences that ask, of a message that also greets and explains.

    Args:
        question: The whole message.
        language: Its language.
        bare: An asking sentence of at most so many words keeps the sentence before it.
    """
    parts = [part for part in _SENTENCE_END.split(question.strip()) if part.strip()]
    asking = [place for place, part in enumerate(parts) if "?" in part or "¿" in part]
    if not asking or len(parts) == 1:
        return question
    first = asking[0]
    wishes = [place for place in range(first + 1, len(parts)) if _requests(parts[place], language)]
    if first and len(tokenize(parts[first])) <= bare:
        asking.insert(0, first - 1)
    return " ".join(parts[place] for place in sorted({*asking, *wishes}))


def _requests(sentence: str, language: Language) -> bool:
    """Whether a sentence asks without a question mark ("I would like the date of …")."""
    tokens = [token.folded for token in tokenize(sentence)]
    return any(start == 0 for start, _ in cues_of(language).find(tokens, "request"))
