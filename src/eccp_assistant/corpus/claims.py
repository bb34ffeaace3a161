"""Claims from ``corpus/claims.yaml``: each quote is found in its document, once, here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field, ValidationError, field_validator

from eccp_assistant.corpus.markdown import line_of
from eccp_assistant.corpus.places import occurrences, section_named
from eccp_assistant.corpus.tally import faults
from eccp_assistant.corpus.yaml_lines import Located, read_yaml, refusals, without_lines
from eccp_assistant.domain.answers import LANGUAGES
from eccp_assistant.domain.claims import Claim, Place, Says, Touch, Verdict
from eccp_assistant.domain.documents import Document, Span
from eccp_assistant.domain.records import KindSpec, Record
from eccp_assistant.domain.text import words
from eccp_assistant.errors import CorpusError

_EXPLAINED_IN = ("en", "es")
"""Languages in which a declared conflict must be explained; the others may be."""


class _Entry(Located):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    document: str
    quote: str = Field(min_length=1)
    within: str | None = Field(default=None, alias="in")
    occurrence: int | None = Field(default=None, ge=1)
    says: Says = Says()
    expect: Verdict | None = None
    against: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    about: tuple[tuple[str, ...], ...] = ()
    asks: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    touches: tuple[Touch, ...] = ()
    explanation: dict[str, str] = Field(default_factory=dict)

    @field_validator("about", "asks", mode="before")
    @classmethod
    def _figures_are_words(cls, value: object) -> object:
        """A figure needs no quotes: 26 is the word "26"."""
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
) -> tuple[Claim, ...]:
    """The claims of a corpus, in file order; none where the file does not exist.

    Raises:
        CorpusError: Naming every fault of the file, each with its line, field and repair.
    """
    if not path.exists():
        return ()
    return _Reader(path, documents, kinds, records).claims()


class _Reader:
    """Reads one file and gathers its faults."""

    def __init__(
        self,
        path: Path,
        documents: Mapping[str, Document],
        kinds: Sequence[KindSpec],
        records: Sequence[Record],
    ) -> None:
        self.path = path
        self.documents = documents
        self.kinds = {kind.name: kind for kind in kinds}
        self.records = {(record.kind, record.id) for record in records}
        self.faults: list[CorpusError] = []
        # Lines before the text of a document: an editor counts from the beginning of the file.
        self.before = {name: self._lines_before(document) for name, document in documents.items()}

    def claims(self) -> tuple[Claim, ...]:
        data = read_yaml(self.path) or []
        if not isinstance(data, list):
            raise CorpusError("must be a list of claims ('- id: …')", path=self.path, line=1)
        entries = []
        for raw in data:
            try:
                entries.append(_Entry.model_validate(raw))
            except ValidationError as error:
                self.faults += refusals(error, raw, self.path)
        claims = [claim for claim in map(self._claim, entries) if claim is not None]
        if not self.faults:
            self._check_references(claims)
        if len(self.faults) == 1:
            raise self.faults[0]
        if self.faults:
            raise CorpusError("\n".join(str(fault) for fault in self.faults))
        return tuple(claims)

    def _claim(self, entry: _Entry) -> Claim | None:
        place = self._place(entry)
        conflicts = bool(entry.says.conflicts_with)
        tested = entry.says.model_dump(exclude_defaults=True, exclude={"value"})
        expect = entry.expect or ("conflict" if conflicts else "agree" if tested else "stated")
        if len(tested) > 1:
            self._fault(entry, f"says: hold it against one thing, not {' and '.join(tested)}")
        needs = [name for name in ("query", "sum_of", "equals") if name in tested]
        if needs and entry.says.value is None:
            self._fault(entry, f"says.value: give the figure that '{needs[0]}' must agree with")
        if entry.says.query is not None:
            for fault in faults(entry.says.query, self.kinds):
                self._fault(entry, f"says.query: {fault}")
        if expect == "conflict":
            for language in _EXPLAINED_IN:
                if not entry.explanation.get(language):
                    self._fault(entry, f"explanation.{language}: say what the places say")
        for language in sorted(set(entry.explanation) - set(LANGUAGES)):
            self._fault(entry, f"explanation.{language}: use one of {', '.join(LANGUAGES)}")
        for said in (
            *(said for group in (*entry.about, *entry.asks) for said in group),
            *entry.unless,
        ):
            if not words(said):
                self._fault(entry, f"about, asks, unless: '{said}' holds no word: leave it out")
        for touch in entry.touches:
            self._check_touch(entry, touch)
        if place is None:
            return None
        return Claim(
            id=entry.id,
            place=place,
            line=entry.line,
            says=entry.says,
            against=entry.against,
            rows=tuple(self._row(entry, name) for name in entry.rows),
            expect=expect,
            about=entry.about,
            asks=entry.asks,
            unless=entry.unless,
            touches=entry.touches,
            explanation={name: " ".join(text.split()) for name, text in entry.explanation.items()},
        )

    def _place(self, entry: _Entry) -> Place | None:
        document = self.documents.get(entry.document)
        if document is None:
            known = ", ".join(sorted(self.documents))
            self._fault(entry, f"document: no document '{entry.document}': use one of {known}")
            return None
        inside = Span(0, len(document.text))
        if entry.within is not None:
            section = section_named(document, entry.within)
            if section is None:
                self._fault(entry, f"in: document '{document.id}' has no heading '{entry.within}'")
                return None
            inside = section.span
        spans = occurrences(document.text, entry.quote, inside)
        wanted = entry.occurrence or (1 if len(spans) == 1 else 0)
        if not 1 <= wanted <= len(spans):
            times = f"occurs {len(spans)} times" if spans else "does not occur"
            repair = "add 'in: <heading>', 'occurrence: <number>' or more words"
            if not spans:
                repair = "quote the text as it stands there, signs and all"
            self._fault(entry, f"quote: '{entry.quote}' {times} in '{entry.document}': {repair}")
            return None
        span = spans[wanted - 1]
        line = self.before[document.id] + line_of(document.text, span.start)
        return Place(document_id=document.id, span=span, quote=entry.quote, line=line)

    def _row(self, entry: _Entry, name: str) -> tuple[str, str]:
        kind, _, record_id = name.partition("/")
        if (kind, record_id) not in self.records:
            self._fault(entry, f"rows: no record '{name}': write <kind>/<id> of a record")
        return kind, record_id

    def _check_touch(self, entry: _Entry, touch: Touch) -> None:
        kind = self.kinds.get(touch.kind)
        if kind is None:
            known = ", ".join(self.kinds) or "none"
            self._fault(entry, f"touches.kind: no kind '{touch.kind}': use one of {known}")
            return
        if touch.record is not None and (kind.name, touch.record) not in self.records:
            self._fault(entry, f"touches.record: no {kind.name} has the id '{touch.record}'")
        for name in (*touch.where, *([touch.field] if touch.field else [])):
            if kind.field(name) is None:
                known = ", ".join(spec.name for spec in kind.fields)
                self._fault(
                    entry, f"touches: {kind.name} has no field '{name}': use one of {known}"
                )

    def _check_references(self, claims: Sequence[Claim]) -> None:
        known: dict[str, Claim] = {}
        for claim in claims:
            if claim.id in known:
                self._fault(claim, f"id: '{claim.id}' is taken by line {known[claim.id].line}")
            known[claim.id] = claim
        for claim in claims:
            figures = (claim.says.equals, *claim.says.sum_of)
            for name in dict.fromkeys((*claim.says.others, *claim.against)):
                if name not in known or name == claim.id:
                    self._fault(claim, f"no other claim has the id '{name}'")
                elif name in figures and known[name].says.value is None:
                    self._fault(claim, f"claim '{name}' states no figure: give it 'says.value'")

    def _fault(self, entry: _Entry | Claim, message: str) -> None:
        named = f"{entry.id}: {message}"
        self.faults.append(CorpusError(named, path=self.path, line=entry.line))

    def _lines_before(self, document: Document) -> int:
        path = self.path.parent / "documents" / f"{document.id}.md"
        if not path.exists():
            return 0
        return path.read_text(encoding="utf-8").count("\n") - document.text.count("\n")
