"""Converts files of other formats to Markdown.

The library for a format is imported when a file of that format is converted.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from eccp_assistant.corpus.importing.convert.result import Converted
from eccp_assistant.errors import CorpusError

__all__ = ["ENDINGS", "Converted", "convert"]


def _pdf(path: Path) -> Converted:
    from eccp_assistant.corpus.importing.convert.pdf import convert_pdf  # noqa: PLC0415

    return convert_pdf(path)


def _docx(path: Path) -> Converted:
    from eccp_assistant.corpus.importing.convert.html_docx import convert_docx  # noqa: PLC0415

    return convert_docx(path)


def _html(path: Path) -> Converted:
    from eccp_assistant.corpus.importing.convert.html_docx import convert_html  # noqa: PLC0415

    return convert_html(path)


def _text(path: Path) -> Converted:
    """Markdown and plain text are used unchanged; their paragraphs have the same syntax."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        repair = "save the file as UTF-8"
        raise CorpusError(f"not UTF-8 ({error})", repair=repair, path=path) from error
    if not text.strip():
        repair = "add the file that holds the words"
        raise CorpusError("the file holds no text", repair=repair, path=path)
    first = next(line for line in text.splitlines() if line.strip())
    return Converted(text=text, title=first.lstrip("# ").strip() if first[0] == "#" else "")


ENDINGS: dict[str, Callable[[Path], Converted]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".html": _html,
    ".htm": _html,
    ".md": _text,
    ".markdown": _text,
    ".txt": _text,
}

_TABLES = frozenset({".xlsx", ".xls", ".csv", ".tsv", ".ods"})


def convert(path: Path) -> Converted:
    """A file as Markdown.

    Raises:
        CorpusError: If its format is not known, or it cannot be read.
    """
    reader = ENDINGS.get(path.suffix.casefold())
    if path.suffix.casefold() in _TABLES:
        repair = "use `eccp corpus add-records` for rows of a sheet"
        raise CorpusError("a table is no text", repair=repair, path=path)
    if reader is None:
        repair = f"give a file that ends in {', '.join(ENDINGS)}"
        raise CorpusError(f"'{path.suffix}' files are not read", repair=repair, path=path)
    if not path.is_file():
        raise CorpusError("there is no such file", repair="correct the path", path=path)
    return reader(path)
