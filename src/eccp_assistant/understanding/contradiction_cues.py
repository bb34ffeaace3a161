"""Finding phrases of a vocabulary in a question; a last word that ends in ``*`` may go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files

import yaml

from eccp_assistant.domain.answers import Language
from eccp_assistant.text.tokenise import folded_words


def positions(phrase: str, words: Sequence[str]) -> frozenset[int]:
    """Where a phrase stands among folded words, as the positions of all words it covers."""
    wanted, goes_on = _parsed(phrase)
    length = len(wanted)
    found: set[int] = set()
    for start in range(len(words) - length + 1 if length else 0):
        here = words[start : start + length]
        last = here[-1].startswith(wanted[-1]) if goes_on else here[-1] == wanted[-1]
        if last and tuple(here[:-1]) == wanted[:-1]:
            found.update(range(start, start + length))
    return frozenset(found)


def any_of(phrases: Iterable[str], words: Sequence[str]) -> frozenset[int]:
    """Positions that any of the phrases covers."""
    return frozenset().union(*(positions(phrase, words) for phrase in phrases))


def all_groups(groups: Iterable[Iterable[str]], words: Sequence[str]) -> frozenset[int] | None:
    """Positions covered when every group has a phrase among the words; ``None`` when not."""
    covered: frozenset[int] = frozenset()
    for group in groups:
        found = any_of(group, words)
        if not found:
            return None
        covered |= found
    return covered


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    path = files("eccp_assistant.understanding") / "contradiction.yaml"
    data: dict[str, dict[str, list[str]]] = yaml.load(
        path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return data


def doubts(words: Sequence[str], language: Language) -> frozenset[int]:
    """Positions of words that ask whether statements fit together; empty if none do."""
    said = _vocabulary()[language]
    return any_of((*said["contradiction"], *said["doubt"]), words)


def names_contradiction(words: Sequence[str], language: Language) -> bool:
    """Whether a question names contradictions outright ("inconsistent", "discrepancies")."""
    return bool(any_of(_vocabulary()[language]["contradiction"], words))


@lru_cache(maxsize=8192)
def _parsed(phrase: str) -> tuple[tuple[str, ...], bool]:
    return folded_words(phrase), phrase.rstrip().endswith("*")
