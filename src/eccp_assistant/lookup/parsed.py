"""What was understood of a question to the records."""

from __future__ import annotations

from dataclasses import dataclass, field

from eccp_assistant.domain.queries import Aggregate, RecordQuery
from eccp_assistant.lookup.linking import Link


@dataclass(slots=True)
class Parsed:
    """What was understood of a question.

    Attributes:
        query: The query, where the records can answer.
        names: Records that the question names: (kind, id), in order.
        show: Fields it asks for.
        unexplained: Words that neither the records nor the language account for.
        explained: How many tokens the chosen kind accounts for.
        compare: Whether several named records are held against each other.
        common: Whether what they share is asked for.
        verify: Whether named records are held against conditions ("is X a …?").
        extreme: "most" or "least" where a superlative is used.
        aggregate: What is wanted of the rows, even where no query could be made.
        meant: Words that were taken for values by their meaning, and those values.
        stated: A number that the question claims of the kind ("the 34 clusters").
    """

    query: RecordQuery | None = None
    names: tuple[tuple[str, str], ...] = ()
    show: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    explained: int = 0
    compare: bool = False
    common: bool = False
    verify: bool = False
    extreme: str = ""
    stated: int | None = None
    meant: tuple[str, tuple[str, ...]] | None = None
    aggregate: Aggregate = "list"
    links: list[Link] = field(default_factory=list)
