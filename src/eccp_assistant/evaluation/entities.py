"""Compares the set of names that an answer returns with the expected set.

Names and aliases come from the records of the corpus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eccp_assistant.evaluation.matching import bare_words

EntityNames = Mapping[str, Sequence[Sequence[str]]]
"""Kind → for each entity its name, followed by its aliases."""

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetDifference:
    """Missing and extra names of a returned set; both empty if it is correct."""

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


class Entities:
    """The entities of a corpus, by kind."""

    def __init__(self, names: EntityNames) -> None:
        self._kinds = [_Kind(entities) for entities in names.values()]

    def compare(
        self, expected: Sequence[str], *, records: Sequence[str], answer: str
    ) -> SetDifference:
        """Compare the expected names with the records, or with the answer if it has no records.

        If all names belong to one kind, they are compared as entities of that kind, under any of
        their names; returned entities of other kinds are ignored. Otherwise names are compared as
        strings, and only records can be extra.
        """
        for recognise in (_Kind.named_in, _Kind.named_by):
            for kind in self._kinds:
                wanted = {name: recognise(kind, name) for name in expected}
                entities = {entity for entity in wanted.values() if entity is not None}
                if None not in wanted.values():
                    forms = {tuple(bare_words(name)): {e} for name, e in wanted.items() if e}
                    returned = kind.found_in(records, forms) or kind.found_in([answer], forms)
                    return SetDifference(
                        missing=tuple(name for name, e in wanted.items() if e not in returned),
                        extra=tuple(sorted(returned - entities)),
                    )
        unknown_names = [name for name in records if not self._knows(name)]
        return _compare_as_written(expected, unknown_names, answer)

    def _knows(self, name: str) -> bool:
        return any(kind.found_in([name]) for kind in self._kinds)


class _Kind:
    """The entities of one kind; each is identified by its first name."""

    def __init__(self, entities: Sequence[Sequence[str]]) -> None:
        self._forms: dict[_Words, set[str]] = {}
        for names in entities:
            for name in names:
                words = tuple(bare_words(name))
                if words:
                    self._forms.setdefault(words, set()).add(names[0])

    def found_in(
        self, texts: Sequence[str], more: Mapping[_Words, set[str]] | None = None
    ) -> set[str]:
        """The entities named in the texts; the longest match at a position wins."""
        forms = {**self._forms, **(more or {})}
        longest = max(map(len, forms), default=0)
        found: set[str] = set()
        for text in texts:
            words = tuple(bare_words(text))
            place = 0
            while place < len(words):
                lengths = range(min(longest, len(words) - place), 0, -1)
                matches = (length for length in lengths if words[place : place + length] in forms)
                length = next(matches, 0)
                found |= forms.get(words[place : place + length], set())
                place += length or 1
        return found

    def named_in(self, text: str) -> str | None:
        """The entity named in ``text``, if there is exactly one."""
        return _only(self.found_in([text]))

    def named_by(self, text: str) -> str | None:
        """The entity named in ``text``, or whose name contains ``text``, if exactly one."""
        named = self.found_in([text])
        if named:
            return _only(named)
        part = _spaced(text)
        holders = (entities for form, entities in self._forms.items() if part in _spaced(form))
        return _only(set().union(*holders))


def _only(entities: set[str]) -> str | None:
    return next(iter(entities)) if len(entities) == 1 else None


def _spaced(words: str | _Words) -> str:
    """Words surrounded by spaces, so that parts match at word boundaries only."""
    return f" {' '.join(bare_words(words) if isinstance(words, str) else words)} "


def _compare_as_written(
    expected: Sequence[str], records: Sequence[str], answer: str
) -> SetDifference:
    """Compare names of no kind as strings: one contains the other, or the answer contains it."""
    wanted = {name: " ".join(bare_words(name)) for name in expected}
    returned = {name: words for name in records if (words := " ".join(bare_words(name)))}
    if not returned:
        said = " ".join(bare_words(answer))
        return SetDifference(missing=tuple(n for n, words in wanted.items() if words not in said))

    def same(wanted_words: str, words: str) -> bool:
        return wanted_words in words or (len(words) > 3 and words in wanted_words)

    return SetDifference(
        missing=tuple(
            name
            for name, words in wanted.items()
            if not any(same(words, other) for other in returned.values())
        ),
        extra=tuple(
            name
            for name, words in returned.items()
            if not any(same(other, words) for other in wanted.values())
        ),
    )
