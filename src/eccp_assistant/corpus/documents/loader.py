"""Documents from ``corpus/documents/*.md``: front matter, text and sections.

All offsets in the program refer to the text after the front matter, as read here.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from eccp_assistant.corpus.documents.markdown_blocks import Block, blocks
from eccp_assistant.corpus.validation import ErrorCollector, collecting_errors
from eccp_assistant.domain.documents import PAGE_MARK, Document, DocumentInfo, Section, Span
from eccp_assistant.errors import CorpusError
from eccp_assistant.text.normalise import plain

_FENCE = "---"
_REQUIRED = ("title", "language", "date", "origin", "licence", "sha256")
_OPTIONAL = ("deliverable", "original")


def load_documents(folder: Path, *, errors: ErrorCollector | None = None) -> tuple[Document, ...]:
    """Every Markdown document of ``folder``, ordered by id.

    Args:
        folder: Where the documents are.
        errors: Collects the errors; the documents that can be read are returned.

    Raises:
        CorpusError: Without ``errors``, if the folder holds no document or one cannot be read.
    """
    paths = sorted(folder.glob("*.md"))
    found: list[Document] = []
    with collecting_errors(errors) as wrong:
        if not paths:
            wrong.add("no document here", repair="add one as <id>.md", path=folder)
        for path in paths:
            with wrong:
                found.append(load_document(path))
        wrong.mark_missing("document", {path.stem for path in paths} - {each.id for each in found})
    return tuple(found)


def load_document(path: Path) -> Document:
    """Read one document.

    Raises:
        CorpusError: If it is not UTF-8, has no front matter, or misses a key of it.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 ({error})"
        raise CorpusError(reason, repair="save the file as UTF-8", path=path) from error
    except OSError as error:
        repair = "make it a file that this program may read"
        raise CorpusError(f"cannot be read: {error}", repair=repair, path=path) from error
    header, text = _split(content, path)
    info = _front_matter(header, path)
    return Document(info=info, text=text, sections=sections(text))


def _split(content: str, path: Path) -> tuple[str, str]:
    lines = content.split("\n")
    if lines[0].strip() != _FENCE:
        reason = "must begin with front matter"
        repair = "put its keys between two lines '---' at the top"
        raise CorpusError(reason, repair=repair, path=path, line=1)
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]).lstrip("\n")
    reason = "the front matter is not closed"
    raise CorpusError(reason, repair="add a line '---' after it", path=path, line=1)


def _front_matter(header: str, path: Path) -> DocumentInfo:
    try:
        data = yaml.safe_load(header)
    except (yaml.YAMLError, ValueError) as error:
        # An impossible date raises ValueError.
        reason = f"front matter is not YAML: {error}"
        repair = "write 'key: value' lines, dates and values with a colon in quotes"
        raise CorpusError(reason, repair=repair, path=path, line=2) from error
    if not isinstance(data, dict):
        reason = "front matter is not a list of keys"
        raise CorpusError(reason, repair="write 'key: value' lines", path=path, line=2)
    with collecting_errors() as wrong:
        missing = [key for key in _REQUIRED if not data.get(key)]
        if missing:
            reason = f"front matter lacks {', '.join(missing)}"
            wrong.add(reason, repair="add it", path=path, line=2)
        unknown = sorted(str(key) for key in data if key not in (*_REQUIRED, *_OPTIONAL))
        if unknown:
            reason = f"front matter has unknown keys {', '.join(unknown)}"
            repair = f"use only {', '.join((*_REQUIRED, *_OPTIONAL))}"
            wrong.add(reason, repair=repair, path=path, line=2)
    return DocumentInfo(
        id=path.stem,
        title=str(data["title"]),
        language=str(data["language"]),
        date=str(data["date"]),
        origin=str(data["origin"]),
        licence=str(data["licence"]),
        sha256=str(data["sha256"]),
        deliverable=str(data.get("deliverable", "")),
    )


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a Markdown text, in order; together they cover all of it.

    A single heading of level one is the title of the document and stands in no path.
    """
    headings = [block for block in blocks(text) if block.kind == "heading"]
    titles = [block for block in headings if block.level == 1]
    title = titles[0] if len(titles) == 1 and headings[0] is titles[0] else None
    found: list[Section] = []
    first = headings[0].span.start if headings else len(text)
    if PAGE_MARK.sub("", text[:first]).strip():
        found.append(Section(path=(), level=0, heading=None, span=Span(0, first)))
    stack: list[tuple[int, str]] = []
    for heading, following in zip(headings, [*headings[1:], None], strict=False):
        stack = [entry for entry in stack if entry[0] < heading.level]
        if heading is not title:
            stack.append((heading.level, _heading_text(text, heading)))
        end = following.span.start if following else len(text)
        found.append(
            Section(
                path=tuple(name for _, name in stack),
                level=heading.level,
                heading=heading.span,
                span=Span(heading.span.start, end),
            )
        )
    return tuple(found)


def _heading_text(text: str, heading: Block) -> str:
    return plain(heading.span.of(text).strip("#= \n-"))
