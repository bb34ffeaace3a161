"""What a run of words may stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LinkType = Literal["kind", "field", "value", "name", "number"]
MentionType = Literal["label", "hint", "value", "country", "name", "number"]
Period = tuple[int, int]
"""First and last year of a decade or a century."""

Amount = int | float | Period


@dataclass(frozen=True, slots=True)
class Link:
    """One thing that some words may stand for.

    Attributes:
        kind: Kind of record, for all but numbers.
        field: Its field; ``"id"`` for a record by its name, empty for a kind.
        value: The value as the records hold it, or the id of a record.
        amount: For a number.
        quality: 1 for the words as written, less for inflected, partial or misspelt ones.
    """

    type: LinkType
    kind: str = ""
    field: str = ""
    value: str = ""
    amount: Amount = 0
    quality: float = 1.0

    @property
    def item(self) -> tuple[str, str]:
        """The kind, or the kind and field, that it belongs to."""
        return self.kind, "" if self.field == "id" else self.field


@dataclass(frozen=True, slots=True)
class Mention:
    """A run of tokens that names something.

    Attributes:
        start: First token.
        end: After the last token.
        type: ``label`` names kinds or fields; ``hint`` is a word that stands in longer values.
        links: What it may stand for; never empty.
        score: Between 0 and 1, how sure it is that the words name one of them.
    """

    start: int
    end: int
    type: MentionType
    links: tuple[Link, ...]
    score: float
