"""What a conversion gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Converted:
    """A file as Markdown, and what it says of itself.

    Attributes:
        title: As the file gives it, or ``""``.
        date: ISO 8601 year and month, as the file gives them, or ``""``.
        pages: How many pages are marked in the text; 0 where the format has none.
    """

    text: str
    title: str = ""
    date: str = ""
    pages: int = 0
