"""Loads question sets: one JSON object per line, with the expected answer and evidence."""

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
"""Alternatives, one of which must occur."""


class Question(BaseModel):
    """A question and the expected answer.

    Attributes:
        history: Earlier questions of the same user, oldest first; each becomes two turns of the
            request (question and answer).
        answerable: Whether the corpus has the answer; otherwise the assistant must abstain.
        must_include: Groups of which the answer or its records contain one variant each.
        must_not_include: Strings that the answer must not contain.
        exact_set: The exact set of names that the answer returns.
        count: The number that the answer states.
        evidence: Groups of verbatim snippets of which the citations contain one each.
        note: Why this is the correct answer.
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
    """Read a question set; blank lines are skipped.

    Raises:
        QuestionSetError: If the file cannot be read or is empty, or naming line, field and repair
            if a line is invalid or repeats an id.
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
            problem = _problem(error.errors(include_url=False)[0])
            raise QuestionSetError(f"{path}:{number}: {problem}") from error
        earlier = line_of.setdefault(question.id, number)
        if earlier != number:
            message = f"id: '{question.id}' is taken by line {earlier}: give it another"
            raise QuestionSetError(f"{path}:{number}: {message}")
        questions.append(question)
    if not questions:
        raise QuestionSetError(f"{path}: holds no question: write one JSON object a line")
    return questions


def _problem(error: ErrorDetails) -> str:
    """The invalid field and the repair."""
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
