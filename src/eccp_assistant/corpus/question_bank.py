"""Reads the question bank ``corpus/questions/*.yaml``: expected questions of passages.

The questions are indexed with their passage, which helps when a question and its passage share no
words. The technique is known as document expansion (Nogueira et al., 2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from eccp_assistant.corpus.documents.quote_finder import occurrences, section_named
from eccp_assistant.corpus.located_yaml import Located, read_yaml, validate_entry, without_lines
from eccp_assistant.corpus.validation import ErrorCollector, collecting_errors
from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.documents import Document, Span
from eccp_assistant.domain.question_bank import BankQuestion
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
    passages: list[object]


def load_question_bank(
    folder: Path, documents: Mapping[str, Document], *, errors: ErrorCollector | None = None
) -> tuple[BankQuestion, ...]:
    """The question bank of a corpus, in file order; empty if the folder is missing.

    Args:
        folder: Where the ``*.yaml`` files are.
        documents: The documents by id, to find the passages in.
        errors: Collects the errors; the valid questions are returned.

    Raises:
        CorpusError: Without ``errors``, naming every error with its file and line.
    """
    found: list[BankQuestion] = []
    with collecting_errors(errors) as wrong:
        for path in sorted(folder.glob("*.yaml")):
            with wrong:
                found += _questions(path, documents, wrong)
    return tuple(found)


def _questions(
    path: Path, documents: Mapping[str, Document], errors: ErrorCollector
) -> list[BankQuestion]:
    read = validate_entry(read_yaml(path), _File, path)
    document = documents.get(read.document)
    if document is None and errors.is_missing("document", read.document):
        return []
    if document is None:
        reason = f"document: no document '{read.document}'"
        repair = f"use one of {', '.join(sorted(documents)) or 'none'}"
        raise CorpusError(reason, repair=repair, path=path, line=read.line)
    found: list[BankQuestion] = []
    for raw in read.passages:
        with errors:
            passage = validate_entry(raw, _Passage, path)
            span = _place(passage, document, path)
            found += [
                BankQuestion(document.id, span, language, text)
                for language, questions in passage.asks.items()
                for text in questions
            ]
    return found


def _place(passage: _Passage, document: Document, path: Path) -> Span:
    inside = Span(0, len(document.text))
    if passage.within is not None:
        section = section_named(document, passage.within)
        if section is None:
            reason = f"in: document '{document.id}' has no heading '{passage.within}'"
            repair = "copy the heading from the document"
            raise CorpusError(reason, repair=repair, path=path, line=passage.line)
        inside = section.span
    found = occurrences(document.text, passage.quote, inside)
    if len(found) != 1:
        times = f"occurs {len(found)} times" if found else "does not occur"
        repair = "add 'in: <heading>' or more words" if found else "quote the text as it stands"
        reason = f"quote: '{passage.quote}' {times} in '{document.id}'"
        raise CorpusError(reason, repair=repair, path=path, line=passage.line)
    return found[0]
