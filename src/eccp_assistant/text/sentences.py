"""Sentence boundaries, with offsets into the text they were found in."""

from __future__ import annotations

import itertools
import re

from sentencex import get_sentence_boundaries

from eccp_assistant.domain.documents import Span

# Marks that close something opened in the sentence before: emphasis and footnote marks.
_CLOSING = re.compile(r"(?:\*{1,3}|\[\^[^\]\s]+\]|[)\]»”\"'])+(?=\s|$)")


def sentences(text: str, span: Span, *, language: str) -> tuple[Span, ...]:
    """The sentences of ``text[span]`` as spans of ``text``, without blank space around them.

    Every non-blank code point of the span lies in exactly one sentence.
    """
    part = span.of(text)
    cuts = [0]
    for boundary in get_sentence_boundaries(language, part):
        cut = int(boundary["end_index"])
        closing = _CLOSING.match(part, cut)
        cuts.append(closing.end() if closing else cut)
    cuts.append(len(part))
    cuts = sorted({min(cut, len(part)) for cut in cuts})
    found = []
    for start, end in itertools.pairwise(cuts):
        piece = part[start:end]
        stripped = piece.strip()
        if stripped:
            first = span.start + start + len(piece) - len(piece.lstrip())
            found.append(Span(first, first + len(stripped)))
    return tuple(found)
