"""One reading of a question: its links, seen with one kind of record in mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.records import NUMERIC, FieldSpec, KindSpec
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.entity_linking import Mention
from eccp_assistant.understanding.vocabulary import Vocabulary

NEAR = 3
"""How many links to either side still belong to a word ("not at all from", "their region is")."""


class QuestionView:
    """The links of a question, the kind they are read for, and which of them are accounted for.

    Attributes:
        links: The question, cut up.
        kind: The kind of record that it may ask for.
        vocabulary: What the corpus's words are.
        used: Places of the links that the reading has made something of.
    """

    def __init__(
        self, links: Sequence[Mention], kind: KindSpec, vocabulary: Vocabulary, language: Language
    ) -> None:
        self.links = links
        self.kind = kind
        self.vocabulary = vocabulary
        self.language: Language = language
        self.words = cues_of(language)
        self.used: set[int] = set()

    def has(self, *categories: str) -> bool:
        """Whether some word of the question plays one of these roles."""
        return any(each.categories & set(categories) for each in self.links)

    def first(self, *categories: str) -> str | None:
        """The first of these roles that a word plays, in the order of the question."""
        for each in self.links:
            for category in categories:
                if category in each.categories:
                    return category
        return None

    def before(self, place: int, reach: int = NEAR) -> Sequence[Mention]:
        """The links before ``place``, in order."""
        return self.links[max(0, place - reach) : place]

    def names_kind(self, link: Mention) -> bool:
        """Whether a link is a word for this kind of record."""
        return any(term.kind == self.kind.name for term in link.of_type("kind"))

    def named_fields(self, link: Mention) -> list[str]:
        """The fields (or families) of this kind that a link names."""
        return [term.field for term in link.of_type("field") if term.kind == self.kind.name]

    def fields_near(self, place: int, kind: KindSpec | None = None) -> list[str]:
        """The fields named around ``place``, nearest first."""
        wanted = (kind or self.kind).name
        around = range(max(0, place - NEAR), min(len(self.links), place + NEAR + 1))
        return [
            term.field
            for other in sorted(around, key=lambda other: abs(other - place))
            for term in self.links[other].of_type("field")
            if term.kind == wanted
        ]

    def spec(self, name: str) -> FieldSpec:
        """The field of this name, or the first of the family of this name."""
        return self.kind.members(name)[0]

    def is_number(self, name: str) -> bool:
        """Whether a field holds numbers."""
        return self.spec(name).type in NUMERIC

    def references(self) -> Iterator[tuple[FieldSpec, KindSpec]]:
        """The fields that refer to another kind, with that kind."""
        for spec in self.kind.fields:
            if spec.refers_to is not None:
                yield spec, self.vocabulary.kinds[spec.refers_to]

    def referrers(self) -> Iterator[tuple[KindSpec, FieldSpec]]:
        """The kinds with a field that refers to this one."""
        for kind in self.vocabulary.kinds.values():
            for spec in kind.fields:
                if spec.refers_to == self.kind.name:
                    yield kind, spec
