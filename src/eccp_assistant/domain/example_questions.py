"""Example questions for a kind of reader."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from eccp_assistant.domain.answers import Language


class ExampleQuestions(BaseModel):
    """Example questions for a kind of reader.

    Attributes:
        reader: Name of the kind of reader, by language.
        questions: The questions, by language.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reader: dict[Language, str]
    questions: dict[Language, tuple[str, ...]]
