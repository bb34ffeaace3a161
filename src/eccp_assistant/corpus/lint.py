"""Warns about probable mistakes in a corpus that are not errors.

Warnings do not stop a build. Spellings are compared without case and accents; words that differ in
a digit ("Zone 1", "Zone 2") are different words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from babel import Locale
from rapidfuzz import process
from rapidfuzz.distance import OSA

from eccp_assistant.corpus.corpus import Corpus
from eccp_assistant.corpus.located_yaml import LINE_KEY, raw_entries
from eccp_assistant.corpus.records.file_schema import kind_name_in
from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.domain.records import Record
from eccp_assistant.text.normalise import fold
from eccp_assistant.text.tokenise import folded_words

_SHORTEST_MISSPELT = 5
_LONG = 10
"""Minimum length of words that may differ in two letters; shorter ones may differ in one."""

_DIGITS = re.compile(r"\d")


_Lines = Mapping[tuple[str, str], tuple[Path, int]]
"""Kind and id of a record → the file and line it is written at."""


@dataclass(frozen=True, slots=True)
class LintWarning:
    """A probable mistake in a corpus file.

    Attributes:
        reason: What was found.
        repair: What to do if it is a mistake.
        line: 1-based line number, where known.
    """

    reason: str
    repair: str
    path: Path
    line: int | None = None


def lint_corpus(corpus: Corpus, folder: Path) -> tuple[LintWarning, ...]:
    """The warnings about a corpus, grouped by file type.

    Args:
        corpus: The corpus read from ``folder``.
        folder: The corpus folder, read again for line numbers.
    """
    written = _record_lines(folder / "records")
    return (
        *_bare_documents(corpus, folder),
        *_conflicts(corpus, written),
        *_values(corpus, written),
        *_names(corpus.records, written),
        *_aliases(corpus, folder / "aliases.yaml"),
        *_questions(folder / "questions"),
    )


def _record_lines(folder: Path) -> _Lines:
    return {
        (str(kind_name_in(path)), str(raw.get("id"))): (path, _line(raw))
        for path in sorted(folder.glob("*.yaml"))
        for raw in raw_entries(path, "records")
    }


def _line(raw: Mapping[str, object]) -> int:
    return int(str(raw[LINE_KEY]))


def _bare_documents(corpus: Corpus, folder: Path) -> Iterator[LintWarning]:
    filled = {chunk.document_id for chunk in corpus.chunks}
    for document in corpus.documents:
        if document.id not in filled:
            path = folder / "documents" / f"{document.id}.md"
            repair = "write its text after the front matter or remove the file"
            yield LintWarning("the document has no text to answer from", repair, path)


def _conflicts(corpus: Corpus, written: _Lines) -> Iterator[LintWarning]:
    kinds = {kind.name: kind for kind in corpus.kinds}
    for record in corpus.records:
        for name in record.conflicts:
            spec = kinds[record.kind].field(name)
            label = spec.label("en") if spec else name
            given = " or ".join(
                f"'{item.value}' ({record.sources[item.source].document_id}, "
                f"{record.sources[item.source].locator})"
                for item in record.fields[name]
            )
            path, line = written[record.kind, record.id]
            reason = f"{record.id}.{name}: which {label} has {record.name}: {given}?"
            repair = "both are shown until the wrong one is given the right 'value' and a 'reason'"
            yield LintWarning(reason, repair, path, line)


def _values(corpus: Corpus, written: _Lines) -> Iterator[LintWarning]:
    aliased = {alias.value for alias in corpus.aliases}
    for kind in corpus.kinds:
        rows = [record for record in corpus.records if record.kind == kind.name]
        for spec in kind.fields:
            if spec.type not in {"keyword", "country"}:
                continue
            number = Counter(str(value) for row in rows for value in row.values(spec.name))
            known = aliased & number.keys()
            if spec.type == "country":
                known |= _countries()
            for value in number:
                probable = None if value in known else _probable_spelling(value, number, known)
                if probable is None:
                    continue
                row = next(row for row in rows if value in map(str, row.values(spec.name)))
                path, line = written[row.kind, row.id]
                reason = f"{row.id}.{spec.name}: '{value}' is nearly '{probable}'"
                yield LintWarning(reason, f"did you mean {probable}?", path, line)


def _probable_spelling(value: str, number: Mapping[str, int], known: Iterable[str]) -> str | None:
    """The spelling a value may be a misspelling of: known, more frequent, or seen earlier."""
    seen = list(number)
    others = [
        other
        for other in seen
        if (number[other], -seen.index(other)) > (number[value], -seen.index(value))
    ]
    return _nearest(value, [*others, *sorted(known)])


def _names(records: Iterable[Record], written: _Lines) -> Iterator[LintWarning]:
    for first, second in combinations(records, 2):
        if first.kind == second.kind and _nearest(second.name, [first.name]) is not None:
            path, line = written[second.kind, second.id]
            reason = f"{second.id}: its name '{second.name}' is nearly that of {first.id}"
            repair = "if they are the same, keep one of them"
            yield LintWarning(reason, repair, path, line)


def _aliases(corpus: Corpus, path: Path) -> Iterator[LintWarning]:
    lines = {
        (str(raw.get("field")), str(raw.get("value"))): _line(raw) for raw in raw_entries(path)
    }
    for alias in corpus.aliases:
        values = {
            str(value)
            for record in corpus.records
            if alias.kind in (record.kind, "*")
            for name in record.fields
            if alias.field in (name, "*")
            for value in record.values(name)
        }
        if alias.value in values:
            continue
        probable = _nearest(alias.value, sorted(values))
        if probable is not None:
            field = "*" if alias.kind == "*" else f"{alias.kind}.{alias.field}"
            reason = f"value: no record has '{alias.value}'"
            yield LintWarning(
                reason, f"did you mean {probable}?", path, lines.get((field, alias.value))
            )


def _questions(folder: Path) -> Iterator[LintWarning]:
    seen: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.yaml")):
        for raw in raw_entries(path, "passages"):
            for language, text in _asked(raw):
                key = (language, " ".join(folded_words(text)))
                if key in seen:
                    reason = f"asks.{language}: '{text}' is asked at {seen[key]} too"
                    yield LintWarning(reason, "keep it where it is answered best", path, _line(raw))
                seen.setdefault(key, f"{path.name}:{_line(raw)}")


def _asked(raw: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    asks = raw.get("asks")
    for language, texts in asks.items() if isinstance(asks, dict) else ():
        for text in texts if isinstance(texts, list) else ():
            yield str(language), str(text)


def _nearest(word: str, others: Iterable[str]) -> str | None:
    """The spelling nearest to ``word`` within 1 or 2 edits (OSA distance), or ``None``."""
    folded = fold(word)
    if len(folded) < _SHORTEST_MISSPELT:
        return None
    digits = _DIGITS.findall(folded)
    choices = {other: fold(other) for other in others if _DIGITS.findall(other) == digits}
    edits = 1 if len(folded) < _LONG else 2
    found = process.extractOne(folded, choices, scorer=OSA.distance, score_cutoff=edits)
    return found[2] if found else None


@cache
def _countries() -> frozenset[str]:
    """Names of countries in the seven languages (CLDR)."""
    return frozenset(
        name for language in LANGUAGES for name in Locale(language).territories.values()
    )
