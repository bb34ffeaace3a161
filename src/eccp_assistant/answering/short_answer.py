"""The first words of an answer from the text, where they can be computed from the quote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eccp_assistant.domain.answers import Language, spoken
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.retrieval.reranker import Candidate, TextQuery
from eccp_assistant.text.date_mentions import find_dates
from eccp_assistant.text.dates import in_words, is_year
from eccp_assistant.text.normalise import plain
from eccp_assistant.text.tokenise import folded_words, tokenize
from eccp_assistant.understanding.cue_words import CueWords, cues_of
from eccp_assistant.understanding.term_matching import content_of, coverage, is_met

_CLAUSE_END = re.compile(r"[,;:(]\s")
_QUALIFIED = ("more_than", "at_least", "less_than", "at_most", "between")
_BESIDE = 3
_NEAR = 60
_APART = frozenset({"ask.who", "ask.where", "ask.when", "ask.why", "ask.how", "ask.which"})


def is_denied(unit: Candidate, asked: TextQuery, snapshot: Snapshot) -> bool:
    """Whether a question for yes or no is answered by a clause that denies what it asks."""
    own = cues_of(asked.language)
    open_question = asked.asks & (_APART | {"ask.how_many", "ask.how_much", "ask.define", "list"})
    opens = any(start == 0 for start, _ in own.find(asked.tokens, "yes_no"))
    closed = opens or "exists" in asked.asks
    if not closed or open_question or _denies(asked.tokens, own):
        return False
    said = plain(unit.span.of(snapshot.document(unit.chunk.document_id).text))
    clauses = [clause for clause in _CLAUSE_END.split(said) if clause.strip()]
    written = spoken(unit.chunk.language)

    def share(clause: str) -> float:
        return coverage(asked.terms, [content_of(clause, written)], asked.language)[0]

    closest = max(clauses, key=share)
    return share(closest) > 0 and _denies(folded_words(closest), cues_of(written))


def value_of(unit: Candidate, asked: TextQuery, snapshot: Snapshot) -> str:
    """The one date or figure of a quote that answers, in the question's language; else ``""``."""
    said = plain(unit.span.of(snapshot.document(unit.chunk.document_id).text))
    if "ask.when" in asked.asks:
        return _date(said, asked, spoken(unit.chunk.language))
    if "ask.how_many" in asked.asks:
        return _figure(said, asked, spoken(unit.chunk.language))
    return ""


def _date(said: str, asked: TextQuery, written: Language) -> str:
    """The date whose surroundings speak of the question more than those of any other."""
    tokens = tokenize(said)
    dates = [
        (tokens[found.start].start, tokens[found.end - 1].end, date)
        for found in find_dates(said, written, tokens)
        for date in (found.first, found.last)
        if date.year is not None
    ]
    exact = [each for each in dates if each[2].month is not None]
    shares: dict[str, float] = {}
    for start, end, known in exact or dates:
        date = known.iso
        near = said[max(0, start - _NEAR) : end + _NEAR // 2]
        share = coverage(asked.terms, [content_of(near, written)], asked.language)[0]
        shares[date] = max(share, shares.get(date, 0.0))
    new = {date: share for date, share in shares.items() if date not in asked.tokens}
    best = [date for date, share in new.items() if share == max(new.values())]
    return in_words(best[0], asked.language) if len(best) == 1 else ""


def _figure(said: str, asked: TextQuery, written: Language) -> str:
    """The number that stands before the noun that is counted, unless it is qualified."""
    words = cues_of(written)
    tokens = tokenize(said)
    counted = [term for term in asked.terms if term.asked]
    found = set()
    for place, token in enumerate(tokens):
        number = words.numbers.get((token.folded,))
        if number is None and not token.folded[0].isdigit():
            continue
        before = tuple(each.folded for each in tokens[max(0, place - 2) : place])
        if any(words.find(before, role) for role in _QUALIFIED) or is_year(token.text):
            continue
        after = content_of(" ".join(each.text for each in tokens[place + 1 :][:_BESIDE]), written)
        if any(is_met(term, after, asked.language) for term in counted):
            found.add(str(number) if number is not None else token.text)
    return found.pop() if len(found) == 1 else ""


def _denies(tokens: Sequence[str], words: CueWords) -> bool:
    return any(words.find(tokens, role) for role in ("not", "none"))
