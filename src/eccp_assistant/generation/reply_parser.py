"""Parses the reply of a model into statements with evidence, also while it is streamed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

MAX_STATEMENTS = 8
MAX_STATEMENT_CHARS = 600

_MARKER = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
_SENTENCE = re.compile(r"(?<=[.!?])(?:\s*(?:\[[\d,\s]+\]))*\s+|\n+")


class Statement(BaseModel):
    """One statement of a model and the numbers of the evidence it cites."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: Annotated[str, Field(min_length=1)]
    evidence: tuple[int, ...] = ()


def reply_schema() -> dict[str, Any]:
    """The JSON schema of a reply, without ``$ref``, which some endpoints do not support."""
    claim = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "evidence": {"type": "array", "items": {"type": "integer"}},
        },
        "required": ["text", "evidence"],
        "additionalProperties": False,
    }
    claims = {"type": "array", "items": claim, "maxItems": MAX_STATEMENTS}
    return {
        "type": "object",
        "properties": {"claims": claims},
        "required": ["claims"],
        "additionalProperties": False,
    }


def parse_statements(text: str, *, finished: bool) -> list[Statement]:
    """Parse the statements in a reply.

    The JSON may be in a code fence, follow a preamble, or be truncated. Without JSON, sentences
    with markers ("… in 2013 [2].") are statements.

    Args:
        text: The reply or its beginning.
        finished: Whether the reply is complete; otherwise an incomplete last statement is left
            out.
    """
    start = min((place for place in map(text.find, "{[") if place >= 0), default=-1)
    prose = start < 0 or _MARKER.match(text, start) is not None
    if prose and not finished:
        return []  # a preamble or prose; decided when the reply is complete
    found = _sentences(text) if prose else _from_json(text[start:], finished=finished)
    return found[:MAX_STATEMENTS]


def _from_json(text: str, *, finished: bool) -> list[Statement]:
    end = max(text.rfind("}"), text.rfind("]")) + 1
    for candidate, partial in ((text[:end], False), (text, True)):
        try:
            data = from_json(candidate, allow_partial=partial)
        except ValueError:
            continue
        claims = _valid(data)
        # The last statement of a truncated list may lack evidence numbers.
        return claims[:-1] if partial and not finished else claims
    return []


def _valid(data: object) -> list[Statement]:
    listed = data.get("claims") if isinstance(data, dict) else data
    claims = []
    for each in listed if isinstance(listed, Sequence) and not isinstance(listed, str) else ():
        try:
            claims.append(Statement.model_validate(each))
        except ValidationError:
            continue
    return claims


def _sentences(text: str) -> list[Statement]:
    """The sentences of prose, with the markers in and after them as evidence."""
    claims = []
    start = 0
    for end in [*(match.end() for match in _SENTENCE.finditer(text)), len(text)]:
        sentence = text[start:end].strip()
        start = end
        numbers = [int(n) for found in _MARKER.findall(sentence) for n in found.split(",")]
        said = without_markers(sentence)
        if said:
            claims.append(Statement(text=said, evidence=tuple(dict.fromkeys(numbers))))
    return claims


def without_markers(text: str) -> str:
    """A text without citation markers."""
    return " ".join(re.sub(r"\s+([.,;:!?])", r"\1", _MARKER.sub("", text)).split())
