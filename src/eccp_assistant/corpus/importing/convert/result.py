"""The result of a conversion."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Converted:
    """A file converted to Markdown, with its metadata.

    Attributes:
        title: The title in the file, or ``""``.
        date: ISO 8601 year and month in the file, or ``""``.
        pages: Number of page marks in the text; 0 if the format has no pages.
    """

    text: str
    title: str = ""
    date: str = ""
    pages: int = 0
