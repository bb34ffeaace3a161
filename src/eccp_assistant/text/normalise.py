"""Small pure functions on text that several layers need in exactly the same form."""

from __future__ import annotations

import re
import unicodedata

_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]:?")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^>\s]+)>")
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)|`+)")
_LINE_START = re.compile(r"^[ \t]*(?:[-*+]|#{1,6}|>)[ \t]+", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:[.,'’&+/-][^\W_]+)*\+?")

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


def fold(text: str) -> str:
    """Lower case without accents, for comparing what people type with what is printed.

    >>> fold("Cataluña’s  CLÚSTER")
    "cataluna's cluster"
    """
    text = text.replace("’", "'").replace("‘", "'").replace("`", "'").replace("´", "'")
    text = unicodedata.normalize("NFKD", text.replace("·", "")).casefold().translate(_STROKES)
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _SPACE.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """Folded words in order; "R&D", "e-mail", "13.2" and "l'annexe" stay one word each."""
    return _WORD.findall(fold(text))
