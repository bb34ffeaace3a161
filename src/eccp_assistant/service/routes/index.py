"""``GET /index``: which version of the index answers."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from eccp_assistant.indexing.manifest import Counts, ModelStamp
from eccp_assistant.service.dependencies import TheSnapshot

router = APIRouter(tags=["index"])


class IndexView(BaseModel):
    """The version in use."""

    version: str
    built_at: datetime
    corpus_hash: str
    chunking: str
    model: ModelStamp
    languages: tuple[str, ...]
    counts: Counts


@router.get("/index")
def index(snapshot: TheSnapshot) -> IndexView:
    """The index version that answers now."""
    fields = set(IndexView.model_fields)
    return IndexView.model_validate(snapshot.manifest.model_dump(include=fields))
