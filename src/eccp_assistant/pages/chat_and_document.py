"""Renders the chat page and the document page from ``web/templates``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from eccp_assistant.corpus.documents.markdown_blocks import parser
from eccp_assistant.domain.answers import spoken
from eccp_assistant.domain.documents import PAGE_MARK, Document, Span
from eccp_assistant.domain.records import KindSpec
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.pages.highlight import mark_passage
from eccp_assistant.pages.templates import template, words

# The examples work for any corpus and, in Spanish, for nouns of either gender.
_EXAMPLES = {
    "en": (
        "Which {things} are there?",
        "Number of {things} by {field}",
        "What is said about {it}?",
    ),
    "es": ("¿Qué {things} hay?", "Número de {things} por {field}", "¿Qué se dice sobre {it}?"),
}
_KINDS_SHOWN = 3
_SHORT_HEADING = 30
_NUMBER = re.compile(r"^[\d.]+\s+")
_NOT_A_SLUG = re.compile(r"[\W_]+")

DocumentState = Literal["current", "earlier", "gone"]


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of a document's outline."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A document's text as HTML, with its outline."""

    html: str
    outline: tuple[OutlineEntry, ...]


def chat_page(snapshot: Snapshot, language: str, *, embedded: bool = False) -> str:
    """Render the chat page.

    Args:
        snapshot: The index version in use.
        language: Language of the interface, "en" or "es".
        embedded: Whether to render the compact page for embedding.
    """
    kinds = list(snapshot.kinds.values())
    documents = list(snapshot.documents.values())
    starters = [
        (each.reader.get(spoken(language), ""), each.questions.get(spoken(language), ()))
        for each in snapshot.starters
    ]
    starters = [(reader, questions) for reader, questions in starters if questions]
    general = ("", (*_kind_questions(kinds, language), *_section_questions(documents, language)))
    return template("chat").render(
        language=language,
        words=words(language),
        here="/",
        embedded=embedded,
        documents=[document.info for document in documents],
        starters=starters or [general],
        version=snapshot.version,
        built=snapshot.manifest.built_at.date().isoformat(),
    )


def document_page(
    document: Document,
    language: str = "en",
    start: int | None = None,
    end: int | None = None,
    *,
    state: DocumentState = "current",
) -> str:
    """Render a document; a span outside the text is ignored.

    Args:
        document: The document.
        language: Language of the interface.
        start: Start of the passage to mark, in code points of the text.
        end: End of the passage, exclusive.
        state: ``current``: the current text; ``earlier``: the text of an earlier version;
            ``gone``: the current text, because the version of the span is no longer kept.
    """
    span = None
    if start is not None and end is not None and 0 <= start < end <= len(document.text):
        span = Span(start, end)
    return template("document").render(
        language=language,
        words=words(language),
        here=f"/documents/{document.id}",
        info=document.info,
        state=state,
        body=render(document.text, span),
    )


def render(text: str, passage: Span | None = None) -> RenderedDocument:
    """Render Markdown as HTML, with ``passage`` marked; raw HTML is shown as text."""
    md = _viewer()
    if passage is not None:
        mark_passage(md, passage)
    env: EnvType = {}
    tokens = md.parse(text, env)
    outline: list[OutlineEntry] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            outline.append(_entry(token, tokens[place + 1], {entry.anchor for entry in outline}))
            token.attrSet("id", outline[-1].anchor)
        elif token.type == "th_open" and not tokens[place + 1].content:
            # An empty header cell is not announced as a header by screen readers.
            token.tag = tokens[place + 2].tag = "td"
        if token.type in {"td_open", "th_open"} and "style" in token.attrs:
            # The content security policy allows no style in an element.
            alignment = str(token.attrs.pop("style")).removeprefix("text-align:")
            token.attrSet("class", f"align-{alignment}")
        if token.type == "inline" and (mark := PAGE_MARK.fullmatch(token.content)):
            tokens[place - 1].attrSet("class", "page-mark")
            token.children = [Token("text", "", 0, content=f"p. {mark.group(1)}")]
    return RenderedDocument(md.renderer.render(tokens, md.options, env), tuple(outline))


# Examples


def _kind_questions(kinds: Sequence[KindSpec], language: str) -> Iterator[str]:
    which, by_field, _ = _EXAMPLES[language]
    for place, kind in enumerate(kinds[:_KINDS_SHOWN]):
        things = kind.label(language, plural=True)
        yield which.format(things=things)
        groups = [spec for spec in kind.fields if spec.type in {"country", "keyword"}]
        if groups and place == 0:
            yield by_field.format(things=things, field=groups[0].label(language))


def _section_questions(documents: Sequence[Document], language: str) -> Iterator[str]:
    """An example question for the longest section without a table and with a short heading."""
    found = [
        (section.span.end - section.span.start, _NUMBER.sub("", section.path[-1]))
        for document in documents
        for section in document.sections
        if section.path
        and len(section.path[-1]) <= _SHORT_HEADING
        and "\n| " not in section.span.of(document.text)
    ]
    if found:
        yield _EXAMPLES[language][2].format(it=max(found)[1])


# Markdown


def _viewer() -> MarkdownIt:
    """The corpus parser with HTML disabled and render rules that load nothing external."""
    md = parser()
    md.options["html"] = False
    md.add_render_rule("table_open", _table_open)
    md.add_render_rule("table_close", _table_close)
    md.add_render_rule("link_open", _link_open)
    md.add_render_rule("image", _image)
    return md


def _entry(heading: Token, inline: Token, taken: set[str]) -> OutlineEntry:
    text = "".join(
        " " if child.type == "softbreak" else child.content
        for child in inline.children or ()
        if child.type in {"text", "code_inline", "softbreak"}
    )
    anchor = base = "section-" + _NOT_A_SLUG.sub("-", text.casefold()).strip("-")
    number = 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    return OutlineEntry(level=int(heading.tag[1]), text=text, anchor=anchor)


def _table_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    number = env["tables"] = int(env.get("tables", 0)) + 1
    # A wide table has its own scroll region, which is reachable by keyboard.
    opening = renderer.renderToken(tokens, index, options, env)
    return f'<div class="scroll" role="region" tabindex="0" aria-label="Table {number}">{opening}'


def _table_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: EnvType
) -> str:
    return f"{renderer.renderToken(tokens, index, options, _env)}</div>\n"


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: EnvType
) -> str:
    # The page may be in a frame; links open in a new tab.
    tokens[index].attrSet("target", "_blank")
    tokens[index].attrSet("rel", "noopener noreferrer")
    return renderer.renderToken(tokens, index, options, _env)


def _image(
    _r: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, _e: EnvType
) -> str:
    return f'<span class="image">{escapeHtml(tokens[index].content)}</span>'
