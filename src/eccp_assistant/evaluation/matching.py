"""When a text holds a variant, and when quotes hold a snippet.

Case, accents, spaces and the shapes of quotes and dashes never matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eccp_assistant.text.normalise import fold
from eccp_assistant.text.tokenise import folded_words

_SIGNS = str.maketrans(
    # A raised figure is a note mark, not a number.
    dict.fromkeys("¹²³⁴⁵⁶⁷⁸⁹⁰", " ")
    | dict.fromkeys("–—‑−‐", "-")
    | dict.fromkeys("“”«»", '"')
    | {"ʼ": "'"}
)
_TAG = re.compile(r"</?[a-zA-Z]+/?>")
_LINK_TARGET = re.compile(r"\]\([^)]*\)")
_SEPARATOR = re.compile(r"[.,]")
"""Of decimals: both halves of a number are words here."""

_SHORT = 3
"""A variant of so few letters and figures must stand as a word of its own."""


def normalise(text: str) -> str:
    """The text without all that does not matter.

    >>> normalise("El  **CLÚSTER** n.º 3²")
    'el cluster n.o 3'
    """
    return fold(text.translate(_SIGNS).replace("**", ""))


def bare_words(text: str) -> list[str]:
    """The words alone: no markup, no targets of links, no punctuation.

    >>> bare_words("Hydro&Energy, [z.s.](https://example.org)")
    ['hydro', 'energy', 'z', 's']
    """
    text = _LINK_TARGET.sub(" ", _TAG.sub(" ", text))
    words = folded_words(normalise(text))
    return [part for word in words for part in _SEPARATOR.split(word)]


def contains(normalised: str, variant: str) -> bool:
    """Whether a normalised text holds a variant.

    A variant that begins or ends with a figure stands as a whole number there: "4" is not in
    "34", "4.5", "4i" or "4D". A very short one stands as a whole word; a longer one may be part
    of a longer word.
    """
    variant = normalise(variant)
    if not variant:
        return False
    short = sum(map(len, bare_words(variant))) <= _SHORT
    before = after = ""
    if variant[0].isdigit():
        before = r"(?<![a-z0-9])(?<![0-9][.,])"
    elif variant[0].isalnum() and short:
        before = r"(?<![a-z0-9])"
    if variant[-1].isdigit():
        after = r"(?![0-9])(?![.,][0-9])(?![id])"
    elif variant[-1].isalnum() and short:
        after = r"(?![a-z0-9])"
    return re.search(before + re.escape(variant) + after, normalised) is not None


def groups_found(groups: Sequence[Sequence[str]], quotes: Sequence[str]) -> int:
    """How many groups have a snippet that stands in one of the quotes."""
    quoted = [bare_words(quote) for quote in quotes]
    return sum(
        any(
            stands_in(words, quote) for words in map(bare_words, group) if words for quote in quoted
        )
        for group in groups
    )


def stands_in(snippet: Sequence[str], quote: Sequence[str]) -> bool:
    """Whether the words stand in a quote in order, within about twice their length.

    The room between them lets a row that is quoted with the names of its columns count.
    """
    room = 2 * len(snippet) + 2
    for start, word in enumerate(quote):
        if word != snippet[0]:
            continue
        found = 0
        for candidate in quote[start : start + room]:
            found += candidate == snippet[found]
            if found == len(snippet):
                return True
    return False
