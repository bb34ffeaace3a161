"""``corpus/questions/*.yaml``: what readers ask, beside the words that answer it.

Questions that are written beside a passage and indexed with it close the gap between how people ask
and how a document speaks; the technique is known as document expansion (Nogueira et al., 2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator

from eccp_assistant.corpus.places import occurrences, section_named
from eccp_assistant.corpus.yaml_lines import Located, read_yaml, refusal, without_lines
from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.anticipated import AnticipatedQuestion
from eccp_assistant.domain.documents import Document, Span
from eccp_assistant.errors import CorpusError

_Question = Annotated[str, Field(min_length=1, max_length=2000)]


class _Passage(Located):
    quote: str = Field(min_length=1)
    within: str | None = Field(default=None, alias="in")
    asks: dict[Language, list[_Question]]

    @field_validator("asks", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)


class _File(Located):
    document: str
    passages: list[_Passage]


def load_anticipated(
    folder: Path, documents: Mapping[str, Document]
) -> tuple[AnticipatedQuestion, ...]:
    """The anticipated questions of a corpus, in file order; none where the folder is missing.

    Raises:
        CorpusError: Naming file and line of the first fault.
    """
    return tuple(
        question
        for path in sorted(folder.glob("*.yaml"))
        for question in _questions(path, documents)
    )


def _questions(path: Path, documents: Mapping[str, Document]) -> list[AnticipatedQuestion]:
    data = read_yaml(path)
    try:
        read = _File.model_validate(data)
    except ValidationError as error:
        raise refusal(error, data, path) from error
    document = documents.get(read.document)
    if document is None:
        known = ", ".join(sorted(documents)) or "none"
        message = f"document: no document '{read.document}': use one of {known}"
        raise CorpusError(message, path=path, line=read.line)
    return [
        AnticipatedQuestion(document.id, span, language, text)
        for passage in read.passages
        for span in [_place(passage, document, path)]
        for language, questions in passage.asks.items()
        for text in questions
    ]


def _place(passage: _Passage, document: Document, path: Path) -> Span:
    inside = Span(0, len(document.text))
    if passage.within is not None:
        section = section_named(document, passage.within)
        if section is None:
            message = f"in: document '{document.id}' has no heading '{passage.within}'"
            raise CorpusError(message, path=path, line=passage.line)
        inside = section.span
    found = occurrences(document.text, passage.quote, inside)
    if len(found) != 1:
        times = f"occurs {len(found)} times" if found else "does not occur"
        repair = "add 'in: <heading>' or more words" if found else "quote the text as it stands"
        message = f"quote: '{passage.quote}' {times} in '{document.id}': {repair}"
        raise CorpusError(message, path=path, line=passage.line)
    return found[0]
