"""``corpus/smoke.jsonl``: questions that every build asks before it publishes.

A build tells which of them are answered otherwise than before; they are never indexed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eccp_assistant.domain.answers import Language
from eccp_assistant.errors import CorpusError


class SmokeQuestion(BaseModel):
    """A question, and the language to answer it in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Annotated[str, Field(min_length=1, max_length=2000)]
    language: Language | Literal["auto"] = "auto"


def load_smoke(path: Path) -> tuple[SmokeQuestion, ...]:
    """The smoke questions of a corpus, in file order; none where the file does not exist.

    Raises:
        CorpusError: Naming file and line, if a line is not a question.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"cannot be read ({error}): save it as UTF-8", path=path) from error
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(SmokeQuestion.model_validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(step) for step in first["loc"])
            message = (
                f"{field + ': ' if field else ''}{first['msg']}: "
                'write {"question": "…"} on one line, with "language" where it matters'
            )
            raise CorpusError(message, path=path, line=number) from error
    return tuple(found)
