"""A question set: one JSON object a line, each with what a right answer holds and rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from eccp_assistant.errors import QuestionSetError

QuestionLanguage = Literal["en", "es", "fr", "de", "pt", "it", "ca", "nl"]
Kind = Literal[
    "fact",
    "list",
    "count",
    "filter",
    "compare",
    "contact",
    "definition",
    "reason",
    "discrepancy",
    "temporal",
    "multi_hop",
    "followup",
    "unanswerable",
    "out_of_scope",
    "adversarial",
    "smalltalk",
    "typo",
]
Persona = Literal[
    "cluster_manager",
    "sme",
    "policy_officer",
    "colombian_cluster",
    "researcher",
    "journalist",
]

Words = Annotated[str, Field(pattern=r"\S")]
TextQuery = Annotated[str, Field(pattern=r"\S", max_length=2000)]
Group = Annotated[tuple[Words, ...], Field(min_length=1)]
"""Alternatives of which one is enough."""


class Question(BaseModel):
    """A question and how to judge its answer.

    Attributes:
        history: Earlier questions of the same user, oldest first; each takes two turns of a
            request, its answer being the other.
        answerable: Whether the corpus says; if not, the assistant must say so and cite nothing.
        must_include: The answer and its records hold a variant of every group.
        must_not_include: The answer holds none of these.
        exact_set: The names that the answer returns, no more and no fewer.
        count: The number that the answer states.
        evidence: Verbatim snippets; the citations hold one of every group.
        note: Why this is the right answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Words
    lang: QuestionLanguage
    persona: Persona
    kind: Kind
    history: Annotated[tuple[TextQuery, ...], Field(max_length=10)]
    question: TextQuery
    answerable: bool
    must_include: tuple[Group, ...]
    must_not_include: tuple[Words, ...]
    exact_set: Group | None
    count: Annotated[int, Field(ge=0)] | None
    evidence: tuple[Group, ...]
    note: str

    @model_validator(mode="after")
    def _expects_no_evidence_of_nothing(self) -> Self:
        if not self.answerable and self.evidence:
            raise ValueError("evidence must be [] where answerable is false")
        return self


def load_questions(path: Path) -> list[Question]:
    """Read a question set; blank lines are passed over.

    Raises:
        QuestionSetError: If the file cannot be read or holds no question, or naming line, field
            and repair if a line is not a question or repeats the id of an earlier one.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise QuestionSetError(f"{path}: not UTF-8 ({error}): save it as UTF-8") from error
    except OSError as error:
        raise QuestionSetError(f"{path}: cannot be read: {error}") from error
    questions: list[Question] = []
    line_of: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = Question.model_validate_json(line)
        except ValidationError as error:
            fault = _fault(error.errors(include_url=False)[0])
            raise QuestionSetError(f"{path}:{number}: {fault}") from error
        earlier = line_of.setdefault(question.id, number)
        if earlier != number:
            message = f"id: '{question.id}' is taken by line {earlier}: give it another"
            raise QuestionSetError(f"{path}:{number}: {message}")
        questions.append(question)
    if not questions:
        raise QuestionSetError(f"{path}: holds no question: write one JSON object a line")
    return questions


def _fault(error: ErrorDetails) -> str:
    """The field at fault and how to mend it."""
    field = ""
    for step in error["loc"]:
        field += f"[{step}]" if isinstance(step, int) else f".{step}" if field else step
    match error["type"]:
        case "json_invalid":
            return f"not JSON: {error['ctx']['error']}: write one object a line"
        case "model_type":
            return "not an object: write one JSON object a line"
        case "missing":
            return f"{field}: missing: add it"
        case "extra_forbidden":
            return f"{field}: unknown: remove it; known are {', '.join(Question.model_fields)}"
        case "string_pattern_mismatch":
            return f"{field}: empty: fill it in or remove it"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return f"{field}: {error['msg']}, not {error['input']!r}"
