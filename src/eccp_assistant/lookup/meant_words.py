"""Words of a question that stand for values in other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.entity_linking import Mention
from eccp_assistant.understanding.vocabulary import Term

Meant = Mapping[tuple[str, ...], frozenset[Term]]
"""Folded words of a question → the terms of the values that they mean."""


def with_meaning(mentions: Sequence[Mention], meant: Meant) -> list[Mention]:
    """Mentions in which some words stand for values that they mean.

    Args:
        mentions: Of a question.
        meant: Folded words of the question → the terms of those values.
    """
    found: list[Mention] = []
    place = 0
    while place < len(mentions):
        for phrase, terms in meant.items():
            end = place
            said: tuple[str, ...] = ()
            while end < len(mentions) and len(said) < len(phrase):
                said += folded_words(mentions[end].said)
                end += 1
            if said == phrase:
                run = mentions[place:end]
                words = " ".join(each.said for each in run)
                joined = replace(run[0], end=run[-1].end, terms=terms, said=words, folded=phrase)
                none: frozenset[str] = frozenset()
                found.append(replace(joined, categories=none, number=None, concepts=none))
                place = end
                break
        else:
            found.append(mentions[place])
            place += 1
    return found
