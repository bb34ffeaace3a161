"""What a model replies: claims, each with the evidence it rests on; read while it still writes."""

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
    """One statement, and the numbers of the evidence that it rests on."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: Annotated[str, Field(min_length=1)]
    evidence: tuple[int, ...] = ()


def reply_schema() -> dict[str, Any]:
    """The JSON schema of a reply, without references, which some endpoints do not read."""
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
    """The claims in a reply.

    Tolerant: JSON may stand in a fence or after a preamble, be cut, or be absent; then sentences
    with markers ("… in 2013 [2].") are claims.

    Args:
        text: The reply, or its beginning.
        finished: Whether no more will come; else the last claim may be half written and is left.
    """
    start = min((place for place in map(text.find, "{[") if place >= 0), default=-1)
    prose = start < 0 or _MARKER.match(text, start) is not None
    if prose and not finished:
        return []  # a preamble, or prose: clear at the end
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
        # A list that is cut may end in a claim that is cut: it has not named all its evidence.
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
    """Sentences of prose, with the markers in and after them."""
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
    """A text without the markers that a model put into it; ours are put by code."""
    return " ".join(re.sub(r"\s+([.,;:!?])", r"\1", _MARKER.sub("", text)).split())
