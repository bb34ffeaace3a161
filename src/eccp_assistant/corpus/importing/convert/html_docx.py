"""HTML and DOCX to Markdown."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError, fromstring

import mammoth
from bs4 import BeautifulSoup
from markdownify import ATX, MarkdownConverter

from eccp_assistant.corpus.importing.convert.result import Converted
from eccp_assistant.errors import CorpusError

_NOT_CONTENT = ("script", "style", "nav", "template", "noscript", "svg", "iframe", "form", "button")
_BLANK_LINES = re.compile(r"\n{3,}")
_CORE = "docProps/core.xml"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_CREATED = "{http://purl.org/dc/terms/}created"
_DATES = ("article:published_time", "date", "dcterms.date", "dc.date")


def convert_html(path: Path) -> Converted:
    """Convert an HTML page; scripts, menus and similar elements are left out.

    Raises:
        CorpusError: If it holds no text.
    """
    soup = BeautifulSoup(path.read_bytes(), "html.parser")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    dates = [date for name in _DATES for date in _meta(soup, name)]
    return Converted(
        text=_markdown(soup, path),
        title=title,
        date=next((date[:7] for date in dates if re.match(r"\d{4}-\d{2}", date)), ""),
    )


def convert_docx(path: Path) -> Converted:
    """Read a Word document by its styles: headings, lists, tables, notes.

    Raises:
        CorpusError: If it is not one, or holds no text.
    """
    try:
        with path.open("rb") as stream:
            html = mammoth.convert_to_html(stream).value
        with zipfile.ZipFile(path) as parts:
            core = fromstring(parts.read(_CORE)) if _CORE in parts.namelist() else None
    except (zipfile.BadZipFile, KeyError, ParseError, OSError) as error:
        repair = "open it in a word processor and save it as .docx"
        raise CorpusError("not a readable Word document", repair=repair, path=path) from error
    title = core.findtext(_TITLE, "") if core is not None else ""
    created = core.findtext(_CREATED, "") if core is not None else ""
    soup = BeautifulSoup(html, "html.parser")
    return Converted(text=_markdown(soup, path), title=title.strip(), date=created[:7])


def _meta(soup: BeautifulSoup, name: str) -> list[str]:
    found = soup.find_all("meta", attrs={"property": name}) + soup.find_all("meta", {"name": name})
    return [str(tag.get("content", "")) for tag in found]


def _markdown(soup: BeautifulSoup, path: Path) -> str:
    for tag in soup.find_all(_NOT_CONTENT):
        tag.decompose()
    for image in soup.find_all("img"):
        # Only the alternative text of images is kept; no URL is fetched.
        image.replace_with(str(image.get("alt", "")))
    body = soup.find("main") or soup.body or soup
    converter = MarkdownConverter(heading_style=ATX, bullets="-", table_infer_header=True)
    text = _BLANK_LINES.sub("\n\n", converter.convert_soup(body)).strip()
    if not text:
        repair = "add the file that holds the words"
        raise CorpusError("the file holds no text", repair=repair, path=path)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
