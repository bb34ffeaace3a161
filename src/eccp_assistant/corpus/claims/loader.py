"""Reads ``corpus/claims.yaml`` and locates each quote in its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field, field_validator

from eccp_assistant.corpus.claims.record_counts import query_errors
from eccp_assistant.corpus.documents.markdown_blocks import line_of
from eccp_assistant.corpus.documents.quote_finder import occurrences, section_named
from eccp_assistant.corpus.located_yaml import Located, raw_entries, read_list, without_lines
from eccp_assistant.corpus.validation import ErrorCollector, collecting_errors
from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.domain.claims import Claim, ClaimAssertion, ClaimTrigger, QuotedPlace, Verdict
from eccp_assistant.domain.documents import Document, Span
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.text.tokenise import folded_words

_EXPLAINED_IN = ("en", "es")
"""Languages in which the explanation of a declared conflict is required."""


class _Entry(Located):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    document: str
    quote: str = Field(min_length=1)
    within: str | None = Field(default=None, alias="in")
    occurrence: int | None = Field(default=None, ge=1)
    says: ClaimAssertion = ClaimAssertion()
    expect: Verdict | None = None
    against: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    about: tuple[tuple[str, ...], ...] = ()
    asks: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    touches: tuple[ClaimTrigger, ...] = ()
    explanation: dict[str, str] = Field(default_factory=dict)

    @field_validator("about", "asks", mode="before")
    @classmethod
    def _figures_are_words(cls, value: object) -> object:
        """Accept an unquoted number as a word: 26 is read as "26"."""
        if not isinstance(value, list):
            return value
        return [
            [str(said) if type(said) is int else said for said in group]
            if isinstance(group, list)
            else group
            for group in value
        ]

    @field_validator("says", "touches", "explanation", mode="before")
    @classmethod
    def _no_lines(cls, value: object) -> object:
        return without_lines(value)


def load_claims(
    path: Path,
    documents: Mapping[str, Document],
    kinds: Sequence[KindSpec],
    records: Sequence[Record],
    *,
    errors: ErrorCollector | None = None,
) -> tuple[Claim, ...]:
    """The claims of a corpus, in file order; none where the file does not exist.

    Args:
        path: The file.
        documents: The documents by id, to find the quotes in.
        kinds: The kinds that a claim may ask.
        records: The records that a claim may name.
        errors: Collects the errors; the claims whose quotes are found are returned.

    Raises:
        CorpusError: Without ``errors``, naming every error of the file.
    """
    with collecting_errors(errors) as wrong:
        return _ClaimReader(path, documents, kinds, records, wrong).claims()


class _ClaimReader:
    """Reads one file and collects its errors."""

    def __init__(
        self,
        path: Path,
        documents: Mapping[str, Document],
        kinds: Sequence[KindSpec],
        records: Sequence[Record],
        errors: ErrorCollector,
    ) -> None:
        self.path = path
        self.documents = documents
        self.kinds = {kind.name: kind for kind in kinds}
        self.records = {(record.kind, record.id) for record in records}
        self.errors = errors
        # Number of lines of front matter: line numbers are reported from the start of the file.
        self.before = {name: self._lines_before(document) for name, document in documents.items()}

    def claims(self) -> tuple[Claim, ...]:
        entries: list[_Entry] = []
        with self.errors:
            entries = read_list(self.path, _Entry, self.errors)
        claims = [claim for claim in map(self._claim, entries) if claim is not None]
        self.errors.mark_missing("claim", self._named() - {claim.id for claim in claims})
        self._check_references(claims)
        return tuple(claims)

    def _named(self) -> set[str]:
        """Every id in the file, including those of entries that cannot be read."""
        return {str(raw["id"]) for raw in raw_entries(self.path) if "id" in raw}

    def _claim(self, entry: _Entry) -> Claim | None:
        place = self._place(entry)
        conflicts = bool(entry.says.conflicts_with)
        tested = entry.says.model_dump(exclude_defaults=True, exclude={"value"})
        expect = entry.expect or ("conflict" if conflicts else "agree" if tested else "stated")
        self._check_says(entry, list(tested))
        if expect == "conflict":
            for language in _EXPLAINED_IN:
                if not entry.explanation.get(language):
                    self._add_error(
                        entry, f"explanation.{language} is missing", "say what the places say"
                    )
        for language in sorted(set(entry.explanation) - set(LANGUAGES)):
            reason = f"explanation.{language} is in no language of this program"
            self._add_error(entry, reason, f"use one of {', '.join(LANGUAGES)}")
        for said in (
            *(said for group in (*entry.about, *entry.asks) for said in group),
            *entry.unless,
        ):
            if not folded_words(said):
                self._add_error(
                    entry, f"about, asks, unless: '{said}' holds no word", "leave it out"
                )
        for touch in entry.touches:
            self._check_touch(entry, touch)
        rows = tuple(self._row(entry, name) for name in entry.rows)
        if place is None:
            return None
        return Claim(
            id=entry.id,
            place=place,
            line=entry.line,
            says=entry.says,
            against=entry.against,
            rows=rows,
            expect=expect,
            about=entry.about,
            asks=entry.asks,
            unless=entry.unless,
            touches=entry.touches,
            explanation={name: " ".join(text.split()) for name, text in entry.explanation.items()},
        )

    def _check_says(self, entry: _Entry, tested: Sequence[str]) -> None:
        says = entry.says
        if len(tested) > 1:
            reason = f"says: it is held against {' and '.join(tested)}"
            self._add_error(entry, reason, "hold it against one thing")
        needs = [name for name in ("query", "sum_of", "equals") if name in tested]
        if needs and says.value is None:
            repair = f"give the figure that '{needs[0]}' must agree with"
            self._add_error(entry, "says.value is missing", repair)
        if says.query is None or self.errors.is_missing("kind", says.query.kind):
            return
        for reason, repair in query_errors(says.query, self.kinds):
            self._add_error(entry, f"says.query: {reason}", repair)

    def _place(self, entry: _Entry) -> QuotedPlace | None:
        document = self.documents.get(entry.document)
        if document is None:
            if not self.errors.is_missing("document", entry.document):
                repair = f"use one of {', '.join(sorted(self.documents)) or 'none'}"
                self._add_error(entry, f"document: no document '{entry.document}'", repair)
            return None
        inside = Span(0, len(document.text))
        if entry.within is not None:
            section = section_named(document, entry.within)
            if section is None:
                reason = f"in: document '{document.id}' has no heading '{entry.within}'"
                self._add_error(entry, reason, "copy the heading from the document")
                return None
            inside = section.span
        spans = occurrences(document.text, entry.quote, inside)
        wanted = entry.occurrence or (1 if len(spans) == 1 else 0)
        if not 1 <= wanted <= len(spans):
            times = f"occurs {len(spans)} times" if spans else "does not occur"
            repair = "add 'in: <heading>', 'occurrence: <number>' or more words"
            if not spans:
                repair = "quote the text as it stands there, signs and all"
            self._add_error(entry, f"quote: '{entry.quote}' {times} in '{entry.document}'", repair)
            return None
        span = spans[wanted - 1]
        line = self.before[document.id] + line_of(document.text, span.start)
        return QuotedPlace(document_id=document.id, span=span, quote=entry.quote, line=line)

    def _row(self, entry: _Entry, name: str) -> tuple[str, str]:
        kind, _, record_id = name.partition("/")
        if not self._has_record(kind, record_id):
            self._add_error(entry, f"rows: no record '{name}'", "write <kind>/<id> of a record")
        return kind, record_id

    def _has_record(self, kind: str, record_id: str) -> bool:
        """Whether the record exists, or is missing only because its file could not be read."""
        lost = self.errors.is_missing("kind", kind) or self.errors.is_missing(
            "record", f"{kind}/{record_id}"
        )
        return lost or (kind, record_id) in self.records

    def _check_touch(self, entry: _Entry, touch: ClaimTrigger) -> None:
        kind = self.kinds.get(touch.kind)
        if kind is None:
            if not self.errors.is_missing("kind", touch.kind):
                repair = f"use one of {', '.join(self.kinds) or 'none'}"
                self._add_error(entry, f"touches.kind: no kind '{touch.kind}'", repair)
            return
        if touch.record is not None and not self._has_record(kind.name, touch.record):
            reason = f"touches.record: no {kind.name} has the id '{touch.record}'"
            self._add_error(entry, reason, "use the id of a record")
        for name in (*touch.where, *([touch.field] if touch.field else [])):
            if kind.field(name) is None:
                repair = f"use one of {', '.join(spec.name for spec in kind.fields)}"
                self._add_error(entry, f"touches: {kind.name} has no field '{name}'", repair)

    def _check_references(self, claims: Sequence[Claim]) -> None:
        known: dict[str, Claim] = {}
        for claim in claims:
            if claim.id in known:
                reason = f"id: '{claim.id}' is taken by line {known[claim.id].line}"
                self._add_error(claim, reason, "give it another")
            known[claim.id] = claim
        for claim in claims:
            figures = (claim.says.equals, *claim.says.sum_of)
            for name in dict.fromkeys((*claim.says.others, *claim.against)):
                if self.errors.is_missing("claim", name):
                    continue
                if name not in known or name == claim.id:
                    reason = f"no other claim has the id '{name}'"
                    self._add_error(claim, reason, "use the id of another claim")
                elif name in figures and known[name].says.value is None:
                    self._add_error(
                        claim, f"claim '{name}' states no figure", "give it 'says.value'"
                    )

    def _add_error(self, entry: _Entry | Claim, reason: str, repair: str) -> None:
        self.errors.add(f"{entry.id}: {reason}", repair=repair, path=self.path, line=entry.line)

    def _lines_before(self, document: Document) -> int:
        path = self.path.parent / "documents" / f"{document.id}.md"
        if not path.exists():
            return 0
        return path.read_text(encoding="utf-8").count("\n") - document.text.count("\n")
