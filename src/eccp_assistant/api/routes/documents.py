"""``GET /documents``: the corpus's documents and their text."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from eccp_assistant.api.dependencies import TheSettings, TheSnapshot
from eccp_assistant.api.document_history import document_as_of
from eccp_assistant.config import Settings
from eccp_assistant.domain.documents import Document
from eccp_assistant.errors import NotFoundError
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.store.reader import IndexVersions
from eccp_assistant.pages.chat_and_document import DocumentState, document_page
from eccp_assistant.pages.interface_language import interface_language

router = APIRouter(tags=["documents"])


class SectionView(BaseModel):
    """A section and its span in the text."""

    path: tuple[str, ...]
    level: int
    start: int
    end: int


class DocumentView(BaseModel):
    """Metadata of a document."""

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
    """A document with its text, to which the spans of citations refer."""

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
    settings: TheSettings,
    start: int | None = None,
    end: int | None = None,
    version: str | None = None,
) -> Response | FullDocumentView:
    """One document: JSON, or a page with ``[start, end)`` highlighted for a browser.

    Spans refer to the text of an index version; with ``version``, the document of that version is
    shown.
    """
    found, state = _as_of(document_id, version, snapshot, settings)
    if "text/html" in request.headers.get("accept", ""):
        span = (start, end) if state != "gone" else (None, None)
        language = interface_language(request)
        return HTMLResponse(document_page(found, language, *span, state=state))
    if state == "gone":
        raise NotFoundError(f"version {version} is no longer kept: ask again, or leave it out")
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


def _as_of(
    document_id: str, version: str | None, snapshot: Snapshot, settings: Settings
) -> tuple[Document, DocumentState]:
    """A document, and whether its text is current, of an earlier version, or unavailable."""
    if version is None or version == snapshot.version:
        return snapshot.document(document_id), "current"
    now = snapshot.documents.get(document_id)
    then = document_as_of(IndexVersions(settings.index_dir), version, document_id)
    if then is None:
        return snapshot.document(document_id), "gone"
    return (now, "current") if now is not None and now.text == then.text else (then, "earlier")
