"""Marks a passage of a Markdown source, given by offsets, in the rendered HTML.

The parser gives the lines of a block, but not the position of text within a line. Two characters
that do not occur in the source are therefore inserted around the passage in each block, after the
blocks are parsed and before their inline markup is parsed; they are then replaced by ``<mark>``
elements. Inside inline markup (``**``, a link address, an entity) they would break it. A
position is used only if the block still parses to the same tokens; otherwise it moves inwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import accumulate, count, pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from eccp_assistant.domain.documents import Span

_CELLS = frozenset({"td_open", "th_open"})
_CODE_BLOCKS = frozenset({"fence", "code_block"})
_SPOKEN = frozenset({"text", "text_special", "code_inline"})
_PRIVATE_USE = 0xE000

Segment = tuple[int, int, int]
"""A run of equal text: its offset in the block's content, its offset in the source, its length."""


def mark_passage(md: MarkdownIt, span: Span) -> None:
    """Configure ``md`` to render the visible text of ``span`` in ``<mark>`` elements.

    Each piece of text gets its own element, so that elements nest correctly if the passage covers
    several cells, list items or paragraphs, or part of an emphasised phrase. Indivisible elements
    (an autolink, an entity) are marked only if they lie completely in the passage.
    """
    marking = _Marking(md, span)
    md.core.ruler.before("inline", "passage_bounds", marking.set_bounds)
    md.core.ruler.push("passage_marks", marking.make_marks)
    for name in (*_CODE_BLOCKS, "code_inline"):
        md.add_render_rule(name, _render_code)


class _Marking:
    """The two steps of marking one passage in one document."""

    def __init__(self, md: MarkdownIt, span: Span) -> None:
        self._md = md
        self._span = span
        self._opening = self._closing = ""

    # First step: insert the two characters into the content of each block

    def set_bounds(self, state: StateCore) -> None:
        """Insert the bounds into the content of every block that overlaps the passage."""
        unused = (chr(code) for code in count(_PRIVATE_USE) if chr(code) not in state.src)
        self._opening, self._closing = next(unused), next(unused)
        source = _Source(state.src)
        previous = Token("", "", 0)
        for token in state.tokens:
            if token.map is not None and (token.type == "inline" or token.type in _CODE_BLOCKS):
                segments = list(source.segments(token, in_table=previous.type in _CELLS))
                found = self._range(segments)
                if found and token.type == "inline":
                    token.content = self._bounded(token.content, *found, state.env)
                elif found:
                    token.meta["passage"] = found
            previous = token

    def _range(self, segments: Sequence[Segment]) -> tuple[int, int] | None:
        """The part of a block's content that lies in the passage."""
        parts = [
            (
                content + max(self._span.start - source, 0),
                content + min(self._span.end - source, length),
            )
            for content, source, length in segments
            if source < self._span.end and self._span.start < source + length
        ]
        return (parts[0][0], parts[-1][1]) if parts else None

    def _bounded(self, content: str, start: int, end: int, env: EnvType) -> str:
        """``content`` with both bounds at the outermost positions that do not change its markup."""
        target, _ = self._form(content, env)
        for opening in range(start, end):
            opened = content[:opening] + self._opening + content[opening:]
            if content[opening].isspace() or self._form(opened, env) != (target, 1):
                continue
            for closing in range(end, opening, -1):
                bounded = opened[: closing + 1] + self._closing + opened[closing + 1 :]
                if not content[closing - 1].isspace() and self._form(bounded, env) == (target, 2):
                    return bounded
            break
        return content

    def _form(self, content: str, env: EnvType) -> tuple[list[tuple[str, ...]], int]:
        """The parsed form of ``content`` without bounds, and the number of bounds in its text."""
        tokens: list[Token] = []
        # Parsing counts footnotes in the environment, so a trial uses a copy.
        self._md.inline.parse(content, self._md, deepcopy(env), tokens)
        form: list[tuple[str, ...]] = []
        bounds = 0
        for token in tokens:
            said, kind = token.content, token.type
            if kind in _SPOKEN:
                bounds += said.count(self._opening) + said.count(self._closing)
                said = said.replace(self._opening, "").replace(self._closing, "")
            if kind in {"text", "text_special"}:
                kind = "text"
                if form and form[-1][0] == kind:
                    said = form.pop()[1] + said
                if not said:
                    continue
            form.append((kind, said, token.tag, repr(token.attrs), repr(token.meta)))
        return form, bounds

    # Second step: replace the two characters by elements

    def make_marks(self, state: StateCore) -> None:
        """Wrap every piece of text between the bounds in its own mark element."""
        bounds = re.compile(f"([{self._opening}{self._closing}])")
        for token in state.tokens:
            if token.type == "inline" and token.children:
                token.children = list(self._marked(token.children, bounds))

    def _marked(self, children: Sequence[Token], bounds: re.Pattern[str]) -> Iterator[Token]:
        inside = False
        for child in children:
            if child.type not in _SPOKEN:
                yield child
                continue
            pieces: list[tuple[str, bool]] = []
            for part in bounds.split(child.content):
                if part in (self._opening, self._closing):
                    inside = part == self._opening
                elif part:
                    pieces.append((part, inside))
            yield from _code(child, pieces) if child.type == "code_inline" else _text(child, pieces)


def _text(token: Token, pieces: Sequence[tuple[str, bool]]) -> Iterator[Token]:
    for part, inside in pieces:
        piece = token.copy(content=part)
        mark = [Token("mark_open", "mark", 1), piece, Token("mark_close", "mark", -1)]
        yield from mark if inside else [piece]


def _code(token: Token, pieces: Sequence[tuple[str, bool]]) -> Iterator[Token]:
    said, passage = "", (0, 0)
    for part, inside in pieces:
        if inside:
            passage = (len(said), len(said) + len(part))
        said += part
    yield token.copy(content=said, meta={"passage": passage})


class _Source:
    """Maps the content of blocks to offsets in the source."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))
        self._cursors: dict[int, int] = {}

    def segments(self, token: Token, *, in_table: bool) -> Iterator[Segment]:
        """The runs of a block's content; text before a run in its line is block markup."""
        assert token.map is not None
        first, last = token.map
        if in_table:
            yield from self._cell(token.content, first)
            return
        first += token.type == "fence"
        done = 0
        for content, number in zip(token.content.split("\n"), range(first, last), strict=False):
            text = content
            column = self._lines[number].rfind(text)
            if column < 0:  # a tab that stood half in the indentation became spaces
                text = content.lstrip()
                column = self._lines[number].rfind(text)
            if text and column >= 0:
                indent = len(content) - len(text)
                yield done + indent, self._starts[number] + column, len(text)
            done += len(content) + 1

    def _cell(self, content: str, line: int) -> Iterator[Segment]:
        """The runs of a table cell; cells come in order, stripped, with escaped pipes unescaped."""
        column = self._lines[line].find(content.replace("|", "\\|"), self._cursors.get(line, 0))
        if not content or column < 0:
            return
        done = 0
        for number, part in enumerate(content.split("|")):
            # Each part but the first begins with its pipe; the backslash before it is not shown.
            run, column = (f"|{part}", column + 1) if number else (part, column)
            if run:
                yield done, self._starts[line] + column, len(run)
            done += len(run)
            column += len(run)
        self._cursors[line] = column


def _render_code(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _o: OptionsDict, _e: EnvType
) -> str:
    token = tokens[index]
    start, end = token.meta.get("passage", (0, 0))
    cuts = (0, start, end, len(token.content))
    before, inside, after = (escapeHtml(token.content[a:b]) for a, b in pairwise(cuts))
    marked = f"<mark>{inside}</mark>" if inside else ""
    code = f"<code>{before}{marked}{after}</code>"
    return code if token.type == "code_inline" else f"<pre>{code}</pre>\n"
