"""``GET /search``: passages for a query, without an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from eccp_assistant.api.dependencies import TheAssistant

router = APIRouter(tags=["search"])


class Hit(BaseModel):
    """A passage with its scores."""

    document_id: str
    section: tuple[str, ...]
    locator: str
    quote: str
    start: int
    end: int
    score: float
    cosine: float
    bm25: float


class Hits(BaseModel):
    """Passages, best first."""

    query: str
    index_version: str
    hits: list[Hit]


@router.get("/search")
def search(
    assistant: TheAssistant,
    q: Annotated[str, Query(min_length=1, max_length=2000, description="Words or a question.")],
    k: Annotated[int, Query(ge=1, le=100, description="Number of passages.")] = 10,
    document: Annotated[list[str] | None, Query(description="Only these document ids.")] = None,
) -> Hits:
    """Search the passages by meaning and by words."""
    version, found = assistant.search(q, k=k, documents=tuple(document) if document else None)
    return Hits(
        query=q,
        index_version=version,
        hits=[
            Hit(
                document_id=scored.chunk.document_id,
                section=scored.chunk.section,
                locator=scored.chunk.locator,
                quote=scored.chunk.text,
                start=scored.chunk.span.start,
                end=scored.chunk.span.end,
                score=round(scored.score, 4),
                cosine=round(scored.dense, 4),
                bm25=round(scored.lexical, 4),
            )
            for scored in found
        ],
    )
