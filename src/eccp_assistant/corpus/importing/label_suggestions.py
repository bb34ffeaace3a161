"""Suggests labels and synonyms for a new column, taken from similar fields of the corpus.

The labels of regions or sectors in one kind of record are thus reused for an imported sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from eccp_assistant.domain.records import FieldType, KindSpec
from eccp_assistant.text.normalise import fold

MIN_SIMILARITY = 82
"""Minimum similarity (0 to 100) of two names that are taken to mean the same."""

SELF_DESCRIBING_TYPES: frozenset[FieldType] = frozenset({"country", "email", "url", "phone"})
"""Types that identify a field regardless of its name."""


@dataclass(frozen=True, slots=True)
class LabelSuggestions:
    """Suggested labels of a field, by language.

    Attributes:
        synonyms: Other words for the field in a question.
    """

    labels: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]

    def names(self) -> Iterator[str]:
        """Every label and synonym in every language."""
        yield from self.labels.values()
        for said in self.synonyms.values():
            yield from said


def name_similarity(column: str, names: Sequence[str]) -> float:
    """Similarity of a column's name to the most similar of ``names``, 0 to 100."""
    found = fold(column)
    # "Name of the cluster" contains "name": a subset of words counts slightly less than equality.
    return max(
        max(fuzz.token_sort_ratio(found, name), 0.95 * fuzz.token_set_ratio(found, name))
        for name in map(fold, names)
    )


def similar_field_labels(
    column: str, kind: FieldType, known: Sequence[KindSpec]
) -> LabelSuggestions | None:
    """The labels of the corpus field most similar to a column; ``None`` if none is similar.

    Args:
        column: Name of the column.
        kind: Type of its cells.
        known: The kinds of records of the corpus.
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
    """Labels of families, then of single fields: families have precedence."""
    for kind in known:
        for family in kind.families:
            yield None, LabelSuggestions(family.labels, family.synonyms)
    for kind in known:
        for spec in kind.fields:
            if spec.labels and spec.role == "plain":
                yield spec.type, LabelSuggestions(spec.labels, spec.synonyms)
