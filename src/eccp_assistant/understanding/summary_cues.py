"""That a question asks for a text in short, and which numbered part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from eccp_assistant.domain.answers import Language
from eccp_assistant.understanding.contradiction_cues import any_of
from eccp_assistant.understanding.cue_words import cues_of

_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*")


@dataclass(frozen=True, slots=True)
class PartNumber:
    """The number of a part of a document, as a question gives it.

    Attributes:
        number: "2.4".
        appendix: Whether it counts the parts after the end of the text.
    """

    number: str
    appendix: bool


@dataclass(frozen=True, slots=True)
class SummaryWords:
    """The words of a question that ask for a text in short, or for its subject.

    Attributes:
        asks: Whether they ask for a summary; otherwise for what a document is about.
        places: Where they all stand; what else a question says is its topic.
    """

    asks: bool
    places: frozenset[int]


def summary_words(words: Sequence[str], language: Language) -> SummaryWords | None:
    """How a question asks for a summary or a subject; ``None`` if it asks for neither."""
    said = _vocabulary()[language]
    summary, about = any_of(said["summary"], words), any_of(said["about"], words)
    if not summary and not (about and cues_of(language).find(words, "source")):
        return None
    return SummaryWords(bool(summary), summary | about | any_of(said["verbs"], words))


def part_number(words: Sequence[str], language: Language) -> PartNumber | None:
    """The numbered part that a question names ("section 2.4", "annex 3")."""
    after = any_of(_vocabulary()[language]["appendix"], words)
    for place, word in enumerate(words):
        if not _NUMBER.fullmatch(word):
            continue
        before = words[place - 1] if place else ""
        if "." in word or "source" in cues_of(language).categories((before,)):
            return PartNumber(word, appendix=place - 1 in after)
    return None


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    path = files("eccp_assistant.understanding") / "summary.yaml"
    data: dict[str, dict[str, list[str]]] = yaml.load(
        path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return data
