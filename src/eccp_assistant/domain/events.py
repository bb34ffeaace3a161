"""What a streamed answer is made of, in order: status, citations, pieces of text, the answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from eccp_assistant.domain.answers import Answer, Citation

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class StatusEvent(BaseModel):
    """What is being done.

    Attributes:
        step: ``searching`` in so many documents and records, or ``writing`` by a model.
    """

    model_config = _FROZEN

    event: Literal["status"] = "status"
    step: Literal["searching", "writing"]
    documents: int = 0
    records: dict[str, int] = {}
    model: str | None = None


class CitationsEvent(BaseModel):
    """The passages that the text will refer to."""

    model_config = _FROZEN

    event: Literal["citations"] = "citations"
    citations: tuple[Citation, ...]


class DeltaEvent(BaseModel):
    """A piece of the answer's text; of a model's, only after it was verified."""

    model_config = _FROZEN

    event: Literal["delta"] = "delta"
    text: str


class AnswerEvent(BaseModel):
    """The whole answer; its text replaces what was streamed."""

    model_config = _FROZEN

    event: Literal["answer"] = "answer"
    answer: Answer


Event = Annotated[
    StatusEvent | CitationsEvent | DeltaEvent | AnswerEvent, Field(discriminator="event")
]
