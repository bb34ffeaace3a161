"""Reads ``corpus/smoke.jsonl``: questions that every build asks before publishing.

A build reports those whose answers changed. Smoke questions are not indexed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eccp_assistant.corpus.validation import ErrorCollector, collecting_errors
from eccp_assistant.domain.answers import Language
from eccp_assistant.errors import CorpusError


class SmokeQuestion(BaseModel):
    """A question, and the language to answer it in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Annotated[str, Field(min_length=1, max_length=2000)]
    language: Language | Literal["auto"] = "auto"


def load_smoke_questions(
    path: Path, *, errors: ErrorCollector | None = None
) -> tuple[SmokeQuestion, ...]:
    """The smoke questions of a corpus, in file order; empty if the file does not exist.

    Args:
        path: The file.
        errors: Collects the errors; without it, they are raised.

    Raises:
        CorpusError: Naming file and line of what is not a question.
    """
    if not path.exists():
        return ()
    with collecting_errors(errors) as found, found:
        return _read(path, found)
    return ()


def _read(path: Path, errors: ErrorCollector) -> tuple[SmokeQuestion, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(
            f"cannot be read ({error})", repair="save it as UTF-8", path=path
        ) from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(SmokeQuestion.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(step) for step in first["loc"])
            reason = f"{field}: {first['msg']}" if field else str(first["msg"])
            repair = 'write {"question": "…"} on one line, with "language" where it matters'
            errors.add(reason, repair=repair, path=path, line=number)
    return tuple(questions)
