"""Documents from ``corpus/documents/*.md``: front matter, text and sections.

The text after the front matter is fixed here, once; every offset anywhere refers to it.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from eccp_assistant.corpus.markdown import Block, blocks
from eccp_assistant.domain.documents import Document, DocumentInfo, Section, Span
from eccp_assistant.domain.text import plain
from eccp_assistant.errors import CorpusError

_FENCE = "---"
_REQUIRED = ("title", "language", "date", "origin", "licence", "sha256")
_OPTIONAL = ("deliverable", "original")


def load_documents(folder: Path) -> tuple[Document, ...]:
    """Every Markdown document of ``folder``, ordered by id.

    Raises:
        CorpusError: If the folder holds no document, or one of them cannot be read.
    """
    paths = sorted(folder.glob("*.md"))
    if not paths:
        raise CorpusError("no document here: add one as <id>.md", path=folder)
    return tuple(load_document(path) for path in paths)


def load_document(path: Path) -> Document:
    """Read one document.

    Raises:
        CorpusError: If it is not UTF-8, has no front matter, or misses a key of it.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"not UTF-8 ({error}): save the file as UTF-8", path=path) from error
    except OSError as error:
        raise CorpusError(f"cannot be read: {error}", path=path) from error
    header, text = _split(content, path)
    info = _front_matter(header, path)
    return Document(info=info, text=text, sections=sections(text))


def _split(content: str, path: Path) -> tuple[str, str]:
    lines = content.split("\n")
    if lines[0].strip() != _FENCE:
        raise CorpusError("must begin with front matter between two lines '---'", path=path, line=1)
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]).lstrip("\n")
    raise CorpusError("the front matter is not closed: add a line '---' after it", path=path)


def _front_matter(header: str, path: Path) -> DocumentInfo:
    try:
        data = yaml.safe_load(header)
    except yaml.YAMLError as error:
        raise CorpusError(f"front matter is not YAML: {error}", path=path) from error
    if not isinstance(data, dict):
        raise CorpusError("front matter must be a list of 'key: value' lines", path=path, line=2)
    missing = [key for key in _REQUIRED if not data.get(key)]
    if missing:
        raise CorpusError(f"front matter lacks {', '.join(missing)}: add it", path=path, line=2)
    unknown = sorted(set(data) - set(_REQUIRED) - set(_OPTIONAL))
    if unknown:
        known = ", ".join((*_REQUIRED, *_OPTIONAL))
        raise CorpusError(
            f"front matter has unknown keys {', '.join(unknown)}: use only {known}",
            path=path,
            line=2,
        )
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
    if text[:first].strip():
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
