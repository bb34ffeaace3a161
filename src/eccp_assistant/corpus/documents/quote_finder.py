"""Finds verbatim quotes and sections in a document when the corpus is loaded."""

from __future__ import annotations

from eccp_assistant.domain.documents import Document, Section, Span
from eccp_assistant.text.normalise import plain


def occurrences(text: str, words: str, inside: Span) -> list[Span]:
    """The spans of every occurrence of ``words`` in the part ``inside`` of ``text``, in order."""
    found: list[Span] = []
    start = text.find(words, inside.start, inside.end) if words else -1
    while start >= 0:
        found.append(Span(start, start + len(words)))
        start = text.find(words, start + 1, inside.end)
    return found


def section_named(document: Document, heading: str) -> Section | None:
    """The first section with this heading, given as Markdown or as plain text."""
    wanted = plain(heading)
    for section in document.sections:
        if section.path and section.path[-1] == wanted:
            return section
    return None
