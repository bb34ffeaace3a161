"""Small pure functions on text that several layers need in exactly the same form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]:?")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]+)>")
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)|`+)")
_LINE_START = re.compile(r"^[ \t]*(?:[-*+]|#{1,6}|>)[ \t]+", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPACE = re.compile(r"\s+")
_INVISIBLE = "Cf"
"""Unicode category of soft hyphens, zero-width characters and direction marks."""

_SYMBOL = "So"
"""Unicode category of signs such as ™, whose compatibility form would join the word before."""

MIDDLE_DOT = "·"
"""Parts two letters of one Catalan word ("col·lectiu"), which is often typed without it."""

# Letters that Unicode does not decompose but that people type without their stroke.
_STROKES = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def plain(markdown: str) -> str:
    """The text that a reader sees: emphasis, links, footnote marks and list signs removed."""
    text = _FOOTNOTE_MARK.sub("", markdown)
    text = _LINK.sub(r"\1", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _LINE_START.sub("", text)
    text = _EMPHASIS.sub("", text)
    text = _ESCAPE.sub(r"\1", text)
    return _SPACE.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text in Unicode's NFKC form without invisible characters, and where it came from.

    Attributes:
        text: The clean text.
        places: For each code point of ``text`` the range of the original that it stands for;
            ``None`` where the two texts are the same.
    """

    text: str
    places: tuple[tuple[int, int], ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text behind ``text[start:end]``, which is not empty."""
        if self.places is None:
            return start, end
        return self.places[start][0], self.places[end - 1][1]


def clean(text: str) -> CleanText:
    r"""Compose a text, so that one word has one spelling however it was typed or copied.

    Soft hyphens, zero-width characters and direction marks are left out.

    >>> clean("cafe\u0301 co\u00adop").text
    'café coop'
    """
    if text.isascii() or _is_clean(text):
        return CleanText(text)
    composed: list[str] = []
    places: list[tuple[int, int]] = []
    visible = [place for place, char in enumerate(text) if unicodedata.category(char) != _INVISIBLE]
    starts = [
        at for at, place in enumerate(visible) if at == 0 or not unicodedata.combining(text[place])
    ]
    for start, end in zip(starts, [*starts[1:], len(visible)], strict=True):
        cluster = "".join(text[place] for place in visible[start:end])
        if unicodedata.category(cluster[0]) != _SYMBOL:
            cluster = unicodedata.normalize("NFKC", cluster)
        composed.append(cluster)
        places += [(visible[start], visible[end - 1] + 1)] * len(cluster)
    return CleanText("".join(composed), tuple(places))


def _is_clean(text: str) -> bool:
    return unicodedata.is_normalized("NFKC", text) and not any(
        unicodedata.category(char) == _INVISIBLE for char in text
    )


def fold(text: str) -> str:
    """Lower case without accents, for comparing what people type with what is printed.

    >>> fold("Cataluña’s  CLÚSTER")
    "cataluna's cluster"
    """
    if text.isascii():
        return _SPACE.sub(" ", text.replace("`", "'").lower()).strip()
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'").replace("´", "'")
    text = unicodedata.normalize("NFKD", text).replace(MIDDLE_DOT, "")
    text = text.casefold().translate(_STROKES)
    kept = (char for char in text if not unicodedata.combining(char))
    text = "".join(char for char in kept if unicodedata.category(char) != _INVISIBLE)
    return _SPACE.sub(" ", text).strip()
