"""``GET /documents``: the corpus's documents and their text."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from eccp_assistant.domain.documents import Document
from eccp_assistant.service.dependencies import TheSnapshot
from eccp_assistant.service.language import interface_language
from eccp_assistant.service.pages import document_page

router = APIRouter(tags=["documents"])


class SectionView(BaseModel):
    """A section, by its span in the text."""

    path: tuple[str, ...]
    level: int
    start: int
    end: int


class DocumentView(BaseModel):
    """What a document is and where it comes from."""

    id: str
    title: str
    deliverable: str
    language: str
    date: str
    origin: str
    licence: str
    sha256: str
    characters: int


class FullDocumentView(DocumentView):
    """A document with its text; every span of a citation refers to it."""

    sections: list[SectionView]
    text: str


def _view(document: Document) -> dict[str, object]:
    info = document.info
    return {
        "id": info.id,
        "title": info.title,
        "deliverable": info.deliverable,
        "language": info.language,
        "date": info.date,
        "origin": info.origin,
        "licence": info.licence,
        "sha256": info.sha256,
        "characters": len(document.text),
    }


@router.get("/documents")
def documents(snapshot: TheSnapshot) -> list[DocumentView]:
    """All documents."""
    return [DocumentView.model_validate(_view(each)) for each in snapshot.documents.values()]


@router.get("/documents/{document_id}", response_model=FullDocumentView)
def document(
    document_id: str,
    request: Request,
    snapshot: TheSnapshot,
    start: int | None = None,
    end: int | None = None,
) -> Response | FullDocumentView:
    """One document: JSON, or a page with ``[start, end)`` highlighted for a browser."""
    found = snapshot.document(document_id)
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(document_page(found, interface_language(request), start=start, end=end))
    sections = [
        {
            "path": section.path,
            "level": section.level,
            "start": section.span.start,
            "end": section.span.end,
        }
        for section in found.sections
    ]
    return FullDocumentView.model_validate(
        {**_view(found), "sections": sections, "text": found.text}
    )
