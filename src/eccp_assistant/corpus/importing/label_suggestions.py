"""What people call a column, learnt from the fields that a corpus has already.

A corpus that knows what people say for its regions and sectors need not be told again when a sheet
brings another list with such columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from eccp_assistant.domain.records import FieldType, KindSpec
from eccp_assistant.text.normalise import fold

MIN_SIMILARITY = 82
"""Likeness (0 to 100) from which on two names are taken to mean the same."""

SELF_DESCRIBING_TYPES: frozenset[FieldType] = frozenset({"country", "email", "url", "phone"})
"""Types that say what a field is, whatever it is called."""


@dataclass(frozen=True, slots=True)
class LabelSuggestions:
    """How a field is called, by language.

    Attributes:
        synonyms: Other words for it in a question.
    """

    labels: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]

    def names(self) -> Iterator[str]:
        """Every word for it in every language."""
        yield from self.labels.values()
        for said in self.synonyms.values():
            yield from said


def name_similarity(column: str, names: Sequence[str]) -> float:
    """How much a column's name is like the nearest of some names, 0 to 100."""
    found = fold(column)
    # "Name of the cluster" holds "name": words in common count, if not as much as the same words.
    return max(
        max(fuzz.token_sort_ratio(found, name), 0.95 * fuzz.token_set_ratio(found, name))
        for name in map(fold, names)
    )


def similar_field_labels(
    column: str, kind: FieldType, known: Sequence[KindSpec]
) -> LabelSuggestions | None:
    """What a corpus calls a column like this one; ``None`` if it has nothing like it.

    Args:
        column: Its name.
        kind: What its cells are.
        known: The kinds of the corpus.
    """
    candidates = list(_wordings(known))
    scored = [
        (name_similarity(column, list(wording.names())), -place)
        for place, (_, wording) in enumerate(candidates)
    ]
    best, place = max(scored, default=(0.0, 0))
    if best >= MIN_SIMILARITY:
        return candidates[-place][1]
    return next(
        (wording for each, wording in candidates if each == kind and kind in SELF_DESCRIBING_TYPES),
        None,
    )


def _wordings(known: Sequence[KindSpec]) -> Iterator[tuple[FieldType | None, LabelSuggestions]]:
    """Families first: they have the words for all of their fields."""
    for kind in known:
        for family in kind.families:
            yield None, LabelSuggestions(family.labels, family.synonyms)
    for kind in known:
        for spec in kind.fields:
            if spec.labels and spec.role == "plain":
                yield spec.type, LabelSuggestions(spec.labels, spec.synonyms)
