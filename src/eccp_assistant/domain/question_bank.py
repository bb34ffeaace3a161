"""Expected questions of a passage."""

from __future__ import annotations

from dataclasses import dataclass

from eccp_assistant.domain.documents import Span


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """One question of the question bank and the passage that answers it.

    Attributes:
        document_id: Document of the passage.
        span: Span of the passage in the document's text.
        language: Two-letter code of the question's language.
        text: The question.
    """

    document_id: str
    span: Span
    language: str
    text: str
