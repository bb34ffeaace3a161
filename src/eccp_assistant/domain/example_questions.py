"""First questions for a kind of reader."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from eccp_assistant.domain.answers import Language


class ExampleQuestions(BaseModel):
    """What a kind of reader may begin with.

    Attributes:
        reader: Who that is, by language.
        questions: First questions, by language.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reader: dict[Language, str]
    questions: dict[Language, tuple[str, ...]]
