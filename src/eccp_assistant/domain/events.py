"""Events of a streamed answer, in order: status, citations, deltas, answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from eccp_assistant.domain.answers import Answer, Citation

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class StatusEvent(BaseModel):
    """The current step.

    Attributes:
        step: ``searching`` (``documents`` and ``records`` hold the numbers searched) or ``writing``
            by the language model named in ``model``.
    """

    model_config = _FROZEN

    event: Literal["status"] = "status"
    step: Literal["searching", "writing"]
    documents: int = 0
    records: dict[str, int] = {}
    model: str | None = None


class CitationsEvent(BaseModel):
    """The citations that the following text may refer to."""

    model_config = _FROZEN

    event: Literal["citations"] = "citations"
    citations: tuple[Citation, ...]


class DeltaEvent(BaseModel):
    """A piece of the answer's text. Text of a language model is sent after verification."""

    model_config = _FROZEN

    event: Literal["delta"] = "delta"
    text: str


class AnswerEvent(BaseModel):
    """The complete answer; its text replaces the streamed deltas."""

    model_config = _FROZEN

    event: Literal["answer"] = "answer"
    answer: Answer


Event = Annotated[
    StatusEvent | CitationsEvent | DeltaEvent | AnswerEvent, Field(discriminator="event")
]
