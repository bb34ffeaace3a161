"""What was understood of a question to the records."""

from __future__ import annotations

from dataclasses import dataclass, field

from eccp_assistant.domain.queries import Aggregate, RecordQuery
from eccp_assistant.understanding.entity_linking import Mention


@dataclass(slots=True)
class ParsedQuestion:
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
        followed: Whether it goes on from what the conversation asked of the records before.
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
    followed: bool = False
    aggregate: Aggregate = "list"
    links: list[Mention] = field(default_factory=list)

    def speaks_of(self, kind: str) -> bool:
        """Whether something in the question belongs to this kind of record and to no other."""
        return any({term.kind for term in each.terms} == {kind} for each in self.links) or any(
            term.kind == kind
            for each in self.links
            for term in each.of_type("kind", "name", "field")
        )

    def asks_names_of_others(self) -> bool:
        """Whether it asks who stands behind a value: "the names of the companies that came"."""
        asked = [place for place, each in enumerate(self.links) if "ask.name" in each.categories]
        following = self.links[asked[0] + 1 :] if asked else []
        spoken_of = [each for each in following if "function" not in each.categories]
        while spoken_of and spoken_of[0].of_type("value") and not spoken_of[0].of_type("name"):
            if not spoken_of[1:] or not spoken_of[1].of_type("value", "kind", "field", "name"):
                return True
            spoken_of = spoken_of[1:]
        return False
