"""Verifies the statements of a language model against the evidence they cite.

A statement passes if its checkable parts occur in the evidence: figures, numbers in words,
months, addresses, quotations, names and countries (in any language, under any known name), its
negation, and most of its other content words. Whether these parts are combined correctly is not
checked; therefore the quotes are shown with the statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from eccp_assistant.domain.answers import Language
from eccp_assistant.generation.reply_parser import MAX_STATEMENT_CHARS, Statement, without_markers
from eccp_assistant.text.normalise import plain
from eccp_assistant.text.quantities import (
    addresses,
    all_numbers,
    figures,
    is_plain,
    mixed_words,
    months,
    numbers_in_words,
    quotations,
)
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.text.word_frequency import rarity
from eccp_assistant.understanding.cue_words import cues_of
from eccp_assistant.understanding.lexicon import lexicon
from eccp_assistant.understanding.question_terms import NAME_WEIGHT, NOUNS_CAPITALISED, QuestionTerm
from eccp_assistant.understanding.term_matching import TextContent, content_of, coverage, is_met

SUPPORT_NEEDED = 0.75
"""Minimum weighted share of a statement's content terms that its evidence must contain."""

MIN_NAME_RARITY = 0.6
"""Minimum rarity of a capitalised first word (or German noun) that is treated as a name."""

_CLAUSE_END = re.compile(r"[,;:.!?(]\s|\n")

Terms = Callable[[str, Language], Sequence[QuestionTerm]]


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of evidence.

    Attributes:
        text: Its text with its headings.
        language: Its language.
        quote: Whether it is a passage of a document, as opposed to a computed result.
    """

    text: str
    language: Language
    quote: bool = True


class Verifier:
    """Verifies statements in one language against numbered evidence."""

    def __init__(self, sources: dict[int, Source], language: Language, terms: Terms) -> None:
        """Create a verifier.

        Args:
            sources: Evidence by number.
            language: Language of the statements.
            terms: Splits a text into terms, including names known to the corpus.
        """
        self._sources = sources
        self._language = language
        self._terms = terms

    def failed_checks(self, statement: Statement) -> tuple[str, ...]:
        """Names of the checks that a statement fails; empty if it may be shown."""
        return tuple(dict.fromkeys(self._failed_checks(statement)))

    def _failed_checks(self, statement: Statement) -> Iterator[str]:
        said = without_markers(statement.text)
        if not statement.evidence or not set(statement.evidence) <= self._sources.keys():
            yield "evidence"
            return
        if len(said) > MAX_STATEMENT_CHARS or not folded_words(said):
            yield "length"
            return
        if not is_plain(said):
            yield "markup"
            return
        sources = [self._sources[number] for number in statement.evidence]
        yield from self._unsupported_facts(said, sources)
        yield from self._unsupported_words(said, sources)

    def _unsupported_facts(self, said: str, sources: Sequence[Source]) -> Iterator[str]:
        texts = [plain(source.text) for source in sources]
        together = "\n".join(texts)
        languages = tuple({self._language, *(source.language for source in sources)})
        numbers = all_numbers(together, languages)
        if any(not values & numbers for values in figures(said).values()):
            yield "figure"
        if not numbers_in_words(said, self._language) <= numbers:
            yield "number"
        known = frozenset[int]().union(*(months(together, each) for each in languages))
        if not months(said, self._language) <= known:
            yield "month"
        if not addresses(said) <= addresses(together):
            yield "address"
        if not mixed_words(said) <= mixed_words(together):
            yield "name"
        compact = " ".join(together.split()).lower()
        if any(" ".join(each.split()).lower() not in compact for each in quotations(said)):
            yield "quotation"

    def _unsupported_words(self, said: str, sources: Sequence[Source]) -> Iterator[str]:
        contents = [content_of(source.text, source.language) for source in sources]
        terms = [self._as_name(term, said) for term in self._terms(said, self._language)]
        required = [term for term in terms if term.required and not _is_figure(term)]
        if any(not self._is_met(term, contents) for term in required):
            yield "name"
        rest = [term for term in terms if not _is_figure(term)]
        if rest and coverage(rest, contents, self._language)[0] < SUPPORT_NEEDED:
            yield "support"
        clauses = [
            (clause, source.language)
            for source in sources
            if source.quote
            for clause in _CLAUSE_END.split(plain(source.text))
        ]
        if clauses:
            closest, written = max(
                clauses,
                key=lambda each: coverage(terms, [content_of(*each)], self._language)[0],
            )
            if _denies(said, self._language) != _denies(closest, written):
                yield "denial"

    def _as_name(self, term: QuestionTerm, said: str) -> QuestionTerm:
        """Treat a rare capitalised first word or German noun as a name."""
        if term.required or term.concepts or len(term.folded) != 1:
            return term
        place = said.find(term.said)
        upper = term.said[:1].isupper()
        unclear = place == 0 or self._language in NOUNS_CAPITALISED
        begins = place > 1 and said[:place].rstrip()[-1:] in ".!?:"
        if upper and (unclear or begins) and rarity(term.said, self._language) >= MIN_NAME_RARITY:
            return replace(term, required=True, weight=NAME_WEIGHT)
        return term

    def _is_met(self, term: QuestionTerm, contents: Iterable[TextContent]) -> bool:
        if any(is_met(term, content, self._language) for content in contents):
            return True
        concepts = term.concepts or lexicon().concepts(term.said, self._language)
        return any(concepts and concepts & content.concepts for content in contents)


def _denies(text: str, language: Language) -> bool:
    words = cues_of(language)
    tokens = folded_words(plain(text))
    return any(words.find(tokens, role) for role in ("not", "none"))


def _is_figure(term: QuestionTerm) -> bool:
    return term.folded[0].replace(",", "").replace(".", "").isdigit()
