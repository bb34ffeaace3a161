"""Where a question that asks two things may be cut into the two."""

from __future__ import annotations

import re
from itertools import pairwise

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.tokenise import tokenize

_AND: dict[Language, frozenset[str]] = {
    "en": frozenset({"and", "plus", "also"}),
    "es": frozenset({"y", "e", "ademas", "tambien"}),
    "fr": frozenset({"et", "puis", "aussi"}),
    "de": frozenset({"und", "sowie", "ausserdem"}),
    "pt": frozenset({"e", "alem", "tambem"}),
    "it": frozenset({"e", "ed", "inoltre", "anche"}),
    "ca": frozenset({"i", "tambe"}),
}
_MARK = re.compile(r"[?!;.,:]")
_FEWEST_WORDS = 2


def cuts_of(question: str, language: Language, most: int = 6) -> list[tuple[str, str]]:
    """Ways to cut a question in two: at marks first, then before words that join.

    Args:
        question: As typed.
        language: Its language.
        most: How many ways at most.
    """
    tokens = tokenize(question)
    places: list[tuple[int, int]] = []
    for number, (before, after) in enumerate(pairwise(tokens), start=1):
        if number < _FEWEST_WORDS or len(tokens) - number < _FEWEST_WORDS:
            continue
        marks = _MARK.findall(question[before.end : after.start])
        if marks:
            places.append((0 if marks[0] in "?!;." else 1, number))
        elif after.folded in _AND[language]:
            places.append((1, number))
    return [
        (question[: tokens[number].start].strip(), question[tokens[number].start :].strip())
        for _, number in sorted(places)[:most]
    ]
