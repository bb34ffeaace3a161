"""Reads the question sets that the relevance model is trained on into one form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_BOUNDARY = re.compile(r'(?<=[.!?])["»”)]?\s+(?=["«“(]?[A-ZÁÉÍÓÚÀÂÃÄÖÜÇÑ0-9])')
_SHORTEST = 25


@dataclass(frozen=True)
class Sentence:
    """A sentence in its place.

    Attributes:
        document: Which document (or article) it stands in.
        section: Which section (or paragraph), different between documents.
    """

    text: str
    document: int
    section: int
    title: str = ""
    heading: str = ""
    previous: str = ""


@dataclass(frozen=True)
class Asked:
    """A question to one document.

    Attributes:
        groups: For each part of it, numbers of the sentences any of which answers it; none for a
            near miss.
        near: Numbers of sentences that nearly answer a near miss.
        within: Numbers of the sentences that hard negatives are taken from.
    """

    text: str
    document: int
    groups: tuple[frozenset[int], ...] = ()
    near: tuple[int, ...] = ()
    within: tuple[int, ...] = ()
    ident: str = ""

    @property
    def gold(self) -> frozenset[int]:
        """Every sentence that answers a part of it."""
        return frozenset().union(*self.groups)

    def is_met_by(self, shown: Iterable[int]) -> bool:
        """Whether some sentences answer all of its parts."""
        return bool(self.groups) and all(not group.isdisjoint(shown) for group in self.groups)


@dataclass
class QuestionSet:
    """Sentences and the questions about them."""

    name: str
    sentences: list[Sentence] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)


def read_texts(path: Path) -> QuestionSet:
    """A set of documents with questions (``documents`` and ``questions`` in JSON)."""
    data = json.loads(path.read_text(encoding="utf-8"))
    found = QuestionSet(path.stem)
    places: dict[tuple[str, str], list[int]] = {}
    documents: dict[str, list[int]] = {}
    sections = 0
    for number, document in enumerate(data["documents"]):
        for section in document["sections"]:
            previous = ""
            for sentence in section["sentences"]:
                place = len(found.sentences)
                for ident in (sentence["id"], section["id"]):
                    places.setdefault((document["id"], ident), []).append(place)
                documents.setdefault(document["id"], []).append(place)
                text = sentence["text"].strip()
                found.sentences.append(
                    Sentence(
                        text, number, sections, document["title"], section["heading"], previous
                    )
                )
                previous = text
            sections += 1
    for asked in data["questions"]:
        ident = asked["document"]
        groups = tuple(
            frozenset(
                place
                for name in (group if isinstance(group, list) else [group])
                for place in places[ident, name]
            )
            for group in asked.get("evidence") or []
        )
        within = tuple(documents[ident])
        found.questions.append(
            Asked(
                asked["question"],
                found.sentences[within[0]].document,
                groups,
                tuple(places.get((ident, asked.get("near") or ""), ())),
                within,
            )
        )
    return found


def read_paragraphs(path: Path, *, keep: set[int] | None = None) -> QuestionSet:
    """A set in the form of SQuAD, answers turned into the sentences that hold them.

    Args:
        path: JSON.
        keep: Numbers of the articles to keep; ``None`` for all.
    """
    found = QuestionSet(path.stem)
    sections = 0
    for number, article in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        if keep is not None and number not in keep:
            continue
        title = article.get("title", "").replace("_", " ")
        for paragraph in article["paragraphs"]:
            context, base = paragraph["context"], len(found.sentences)
            spans = sentence_spans(context)
            within = tuple(range(base, base + len(spans)))
            previous = ""
            for start, end in spans:
                text = context[start:end]
                found.sentences.append(Sentence(text, number, sections, title, "", previous))
                previous = text
            sections += 1
            for asked in paragraph["qas"]:
                missing = asked.get("is_impossible", False)
                answers = asked.get("plausible_answers" if missing else "answers") or []
                held = {
                    base + place
                    for answer in answers
                    for place, (start, end) in enumerate(spans)
                    if start <= answer["answer_start"] < end
                }
                if missing or held:
                    found.questions.append(
                        Asked(
                            asked["question"].strip(),
                            number,
                            () if missing else (frozenset(held),),
                            tuple(sorted(held)) if missing else (),
                            within,
                            asked["id"],
                        )
                    )
    return found


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph stand; a rough cut that suits encyclopedia text."""
    spans, start = [], 0
    for match in _BOUNDARY.finditer(text):
        last = text[start : match.start()].rsplit(None, 1)[-1:]
        short = match.start() - start < _SHORTEST
        if short or (last and re.fullmatch(r"(?:[A-Z]\.)+|\d{1,2}\.|\w{1,3}\.", last[0])):
            continue
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, len(text))]
