"""A question as a query over the records, or the reason why it is none.

The words are linked to the corpus's vocabulary; one kind of record is chosen; values become
filters, named fields are what is wanted, and what no record knows is kept as unexplained.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.records import KindSpec
from eccp_assistant.lookup.linking import Link, link
from eccp_assistant.lookup.parsed import Parsed
from eccp_assistant.lookup.reading import Reader
from eccp_assistant.lookup.vocabulary import Vocabulary
from eccp_assistant.understanding.tokens import tokenize

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý¿¡«\"'])|\n+")
_BARE = 5
_PART_WEIGHT = 0.4
_LONGEST_COUNTED = 2
"""A long name says no more about the kind that is asked for than a short one."""


def focus(question: str) -> str:
    """The sentences that ask, of a message that also greets and explains.

    A bare "which ones are they?" keeps the sentence before it.
    """
    parts = [part for part in _SENTENCE_END.split(question.strip()) if part.strip()]
    asking = [place for place, part in enumerate(parts) if "?" in part or "¿" in part]
    if not asking or len(parts) == 1:
        return question
    first = asking[0]
    if first and len(tokenize(parts[first])) <= _BARE:
        asking.insert(0, first - 1)
    return " ".join(parts[place] for place in asking)


def parse(
    question: str, language: Language, vocabulary: Vocabulary, *, about: str | None = None
) -> Parsed:
    """Understand a question.

    Args:
        question: As asked.
        language: Its language.
        vocabulary: What the corpus's words are.
        about: Kind of record that the conversation is about, where the question names none.
    """
    links = link(tokenize(focus(question)), language, vocabulary)
    named = any(each.of_type("kind") for each in links)
    kind = vocabulary.kinds[about] if about and not named else _choose_kind(links, vocabulary)
    if kind is None:
        unexplained = tuple(each.said for each in links if each.is_content)
        return Parsed(unexplained=unexplained, links=links)
    return Reader(links, kind, vocabulary, language).read()


def _choose_kind(links: Sequence[Link], vocabulary: Vocabulary) -> KindSpec | None:
    scores: dict[str, float] = {}
    first_kind_word: str | None = None
    for each in links:
        weights: dict[str, float] = {}
        for term in each.terms:
            length = min(each.end - each.start, _LONGEST_COUNTED)
            weight = length * (_PART_WEIGHT if term.type == "part" else 1.0)
            weights[term.kind] = max(weights.get(term.kind, 0.0), weight)
        for kind, weight in weights.items():
            scores[kind] = scores.get(kind, 0.0) + weight
        kinds = each.of_type("kind")
        if kinds:
            if first_kind_word is None:
                first_kind_word = kinds[0].kind
                for term in kinds:
                    scores[term.kind] += 2.0
            for term in kinds:
                scores[term.kind] += 1.0
    if not scores:
        return None
    best = max(sorted(scores), key=lambda kind: scores[kind])
    return vocabulary.kinds[best]
