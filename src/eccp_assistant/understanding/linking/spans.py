"""Runs of words that may name something, and the choice among those that overlap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from eccp_assistant.understanding.linking.mentions import Link, Mention, MentionType

INFLECTED, PARTIAL = 0.95, 0.8
"""Quality of a link by another form of a word, and by a part of a name or value."""


class Span(NamedTuple):
    """Tokens ``[start, end)`` with what they may name; a higher score is taken first."""

    score: float
    start: int
    end: int
    type: MentionType
    links: tuple[Link, ...]


def chosen(spans: list[Span], size: int) -> list[Mention]:
    """The best of overlapping spans; equal ones are one mention that may be either."""
    spans.sort(key=lambda span: (-span.score, span.start))
    owner: list[int | None] = [None] * size
    taken_up: list[Span] = []
    mergeable = {"value", "country", "name"}
    for span in spans:
        taken = {owner[place] for place in range(span.start, span.end)} - {None}
        if not taken:
            for place in range(span.start, span.end):
                owner[place] = len(taken_up)
            taken_up.append(span)
            continue
        index = owner[span.start]
        if index is None:
            continue
        other = taken_up[index]
        same = (other.start, other.end) == (span.start, span.end)
        if same and (other.type == span.type or {other.type, span.type} <= mergeable):
            taken_up[index] = other._replace(links=other.links + span.links)
    return [
        Mention(
            each.start, each.end, each.type, _best(each.links), each.score / (each.end - each.start)
        )
        for each in sorted(taken_up, key=lambda each: each.start)
    ]


def _best(links: Iterable[Link]) -> tuple[Link, ...]:
    """Each link once; a record named in full is not also those that share its words."""
    best: dict[tuple[str, ...], Link] = {}
    for link in links:
        key = (link.type, link.kind, link.field, link.value, str(link.amount))
        if key not in best or best[key].quality < link.quality:
            best[key] = link
    if any(link.type == "name" and link.quality >= INFLECTED for link in best.values()):
        return tuple(
            link for link in best.values() if link.type != "name" or link.quality > PARTIAL
        )
    return tuple(best.values())
