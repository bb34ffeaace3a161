"""Questions that an editor expects of a place in a document."""

from __future__ import annotations

from dataclasses import dataclass

from eccp_assistant.domain.documents import Span


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """One question and the words that answer it.

    Attributes:
        document_id: Where the answer stands.
        span: The words that answer, under their headings.
        language: Of the question, a two-letter code.
        text: The question.
    """

    document_id: str
    span: Span
    language: str
    text: str
