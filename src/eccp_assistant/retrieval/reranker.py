"""How much each sentence, list item, row or heading looks like the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eccp_assistant.domain.answers import Language, spoken
from eccp_assistant.domain.documents import Chunk, ScoredChunk, Span
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.retrieval.passage_context import surroundings
from eccp_assistant.retrieval.question_bank import BankMatch, Place
from eccp_assistant.text.date_mentions import holds_date
from eccp_assistant.text.normalise import fold
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.lexicon import lexicon
from eccp_assistant.understanding.question_terms import QuestionTerm
from eccp_assistant.understanding.term_matching import TextContent, content_of, coverage, is_met

_NUMBER = re.compile(r"\d")
_BRACKETED = re.compile(r"\(([^()]{2,20})\)")
_PART_NUMBER = re.compile(r"^#+ [\d.]+ |\[\^\d+\]")
"""The number of a section or of a footnote, which is no figure."""
_WEB = re.compile(r"www\.|https?://|@")
REASONS = frozenset({"reason", "cause", "because", "purpose", "objective", "result"})


LIKE_FROM = 2.5
"""Standardised cosine from which on two questions may ask the same: below it they only share a
subject, which places without anticipated questions may share as well."""


_ENOUGH = 3.0
"""Standardised cosine beyond which closeness says no more: a passage that repeats the name in the
question is very close to it, whatever it says."""


_TELLING = frozenset(
    {f"ask.{name}" for name in ("who", "where", "when", "why", "how_many", "how_much", "define")}
)
"""What is asked for that tells answers apart; everything can be asked for with "what"."""


@dataclass(frozen=True, slots=True)
class Features:
    """Signs that a unit answers, and how much each counts; see docs/retrieval.md.

    Attributes:
        sentence: Standardised cosine of the question with the unit.
        chunk: Fused score of its chunk.
        coverage: Share of the question that the unit and its surroundings meet.
        kind: Whether it holds the kind of thing that is asked for (a date, a figure, …).
        likeness: How far the standardised cosine with the closest question expected there is
            above that of questions which only share a subject.
        closest: Share of the question that this closest question meets.
        stays: Whether it stands where the question before was answered.
    """

    sentence: float
    chunk: float
    coverage: float
    kind: float
    likeness: float
    closest: float
    stays: float

    def score(self) -> float:
        """The weighted sum, in standard deviations of the cosine."""
        return (
            0.9 * min(self.sentence, _ENOUGH)
            + 1.1 * min(self.chunk, _ENOUGH)
            + 8.0 * self.coverage
            + 1.6 * self.kind
            + 3.0 * self.likeness
            + 1.9 * self.closest
            + 2.0 * self.stays
        )


UNRANKED = Features(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Of a unit that was chosen by other means than this ranking."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, a list item, a row or a heading, and why it may answer.

    Attributes:
        met: Places of the question's terms that it meets.
        asks: Content of the questions that are expected there.
        kinds: What those questions ask for.
        picks: What they pick from.
    """

    chunk: Chunk
    span: Span
    signs: Features
    met: frozenset[int]
    asks: tuple[TextContent, ...] = ()
    kinds: frozenset[str] = frozenset()
    picks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TextQuery:
    """A question as far as ranking needs it.

    Attributes:
        tokens: Its folded words.
        terms: Its content.
        vector: Its embedding, ``(dimension,)``.
        asks: What it asks for ("ask.who", "list", …).
        expected: Places that answer questions like it.
        sections: Where the question before was answered, if this one leans on it.
        parts: How many things it asks for.
        carries: Whether it is read together with the question before.
    """

    tokens: Sequence[str]
    terms: Sequence[QuestionTerm]
    language: Language
    vector: Vectors
    asks: frozenset[str]
    expected: Mapping[Place, BankMatch]
    sections: Sequence[tuple[str, ...]] = ()
    parts: int = 1
    carries: bool = False


def ranked(pool: Sequence[ScoredChunk], asked: TextQuery, snapshot: Snapshot) -> list[Candidate]:
    """All units of some chunks, best first, ties by reading order."""
    cosines = snapshot.sentence_cosines(asked.vector, [found.chunk for found in pool])
    mean, deviation = snapshot.sentence_background(asked.vector)
    standard = {span: (cosine - mean) / deviation for span, cosine in cosines.items()}
    units = list(_headings(pool, asked, snapshot))
    for found in pool:
        if not _may_answer(found.chunk, asked, snapshot):
            continue
        around = content_of(surroundings(found.chunk, snapshot), found.chunk.language)
        for span in found.chunk.sentences:
            units.append(_unit(found, span, asked, snapshot, around, standard.get(span, 0.0)))
    return sorted(units, key=lambda unit: (-unit.signs.score(), unit.chunk.document_id, unit.span))


def _may_answer(chunk: Chunk, asked: TextQuery, snapshot: Snapshot) -> bool:
    """Whether a chunk is worth a look; the row of a record only where it names what is asked."""
    if chunk.kind != "row" or not snapshot.records_at(chunk.document_id, chunk.span):
        return True
    row = content_of(chunk.text, chunk.language)
    return any(is_met(term, row, asked.language) for term in asked.terms if term.required)


def _unit(
    found: ScoredChunk,
    span: Span,
    asked: TextQuery,
    snapshot: Snapshot,
    around: TextContent | None,
    cosine: float,
) -> Candidate:
    chunk = found.chunk
    said = span.of(snapshot.document(chunk.document_id).text)
    expected = asked.expected.get((chunk.document_id, span))
    asks = expected.asks if expected else ()
    own = [content_of(said, chunk.language), *asks]
    share, met = coverage(asked.terms, own, asked.language)
    if around is not None:
        introduces = chunk.kind == "paragraph" and said.rstrip().endswith(":")
        share, in_context = coverage(asked.terms, [*own, around], asked.language)
        met = in_context if introduces else met
    closest = 0.0
    if expected is not None and expected.likeness > LIKE_FROM:
        closest = coverage(asked.terms, [expected.closest], asked.language)[0]
    signs = Features(
        sentence=cosine,
        chunk=found.score,
        coverage=share,
        kind=max(_fits(said, chunk, asked), _is_expected(expected, asked)),
        likeness=max(expected.likeness - LIKE_FROM, 0.0) if expected else 0.0,
        closest=closest,
        stays=float(chunk.section in asked.sections),
    )
    unit = Candidate(chunk, span, signs, met)
    if expected is None:
        return unit
    return replace(unit, asks=asks, kinds=expected.kinds, picks=expected.picks)


def _headings(
    pool: Sequence[ScoredChunk], asked: TextQuery, snapshot: Snapshot
) -> Iterator[Candidate]:
    """The headings that the chunks stand under: some hold a date or a figure of their own."""
    seen: set[tuple[str, Span]] = set()
    for found in pool:
        document = snapshot.document(found.chunk.document_id)
        for section in document.sections:
            span = section.heading
            if span is None or not section.span.contains(found.chunk.span):
                continue
            if (document.id, span) in seen:
                continue
            seen.add((document.id, span))
            unit = _unit(found, span, asked, snapshot, None, 0.0)
            if unit.signs.kind or unit.asks:
                yield unit


def _fits(said: str, chunk: Chunk, asked: TextQuery) -> float:
    """Whether a sentence holds the kind of thing that is asked for."""
    asks = asked.asks
    said = _PART_NUMBER.sub("", said)
    if "ask.define" in asks and _defines(said, asked.terms):
        return 1.0
    if asks & {"ask.how_many", "ask.how_much"} and _NUMBER.search(said):
        return 1.0
    if "ask.when" in asks and holds_date(said, spoken(chunk.language)):
        return 1.0
    if "list" in asks and chunk.kind == "list":
        return 1.0
    if "ask.why" in asks and REASONS & lexicon().concepts(said, "en"):
        return 1.0
    if "web" in asks and _WEB.search(fold(said)):
        return 1.0
    return 0.0


def _is_expected(expected: BankMatch | None, asked: TextQuery) -> float:
    """Whether the closest question that is expected there asks for the same kind of thing."""
    if expected is None or expected.likeness <= LIKE_FROM:
        return 0.0
    return float(bool(_TELLING & asked.asks & expected.aim))


def _defines(said: str, terms: Sequence[QuestionTerm]) -> bool:
    """Whether a sentence spells a name out ("… (ACRONYM)") or speaks of a definition."""
    if "definition" in lexicon().concepts(said, "en"):
        return True
    bracketed = [" ".join(folded_words(inner)) for inner in _BRACKETED.findall(said)]
    return any(" ".join(term.folded) in bracketed for term in terms)
