"""Reads the content of an index version: documents, chunks, sentences and records in SQLite.

Files up to ``IN_MEMORY_BYTES`` are read into memory, so that later changes of the file have no
effect; larger ones are opened read-only and immutable. The folder may be read-only.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from eccp_assistant.corpus.records.aliases import Alias
from eccp_assistant.domain.documents import Chunk, Document, DocumentInfo, Section, Span
from eccp_assistant.domain.example_questions import ExampleQuestions
from eccp_assistant.domain.records import (
    FamilySpec,
    FieldItem,
    FieldSpec,
    KindSpec,
    Record,
    RecordSource,
)
from eccp_assistant.errors import IndexDamagedError, NotFoundError
from eccp_assistant.index.content import claim_rows as stored_claims
from eccp_assistant.index.content import question_rows as stored_questions

IN_MEMORY_BYTES = 64 * 1024 * 1024
"""Files up to this size are read into memory when a version is opened."""


class Content:
    """Read access to the content of a version; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open a file read-only.

        Raises:
            IndexDamagedError: If the file cannot be read.
        """
        self.path = path
        try:
            self._connection = self._connect(path)
            self._connection.execute("PRAGMA query_only = ON")
            self._lock = threading.Lock()
            self.documents = {
                document.id: document for document in map(self._document, self._all_documents())
            }
            self.kinds = {
                name: _kind(json.loads(spec))
                for name, spec in self.rows("SELECT name, spec FROM kinds ORDER BY name")
            }
            starters = self.rows("SELECT body FROM starters ORDER BY rowid")
            self.starters = tuple(
                ExampleQuestions.model_validate_json(body) for (body,) in starters
            )
            self.claims = stored_claims.read_claims(self.rows(stored_claims.SELECT))
            self.questions = stored_questions.read_questions(self.rows(stored_questions.SELECT))
        except (OSError, sqlite3.Error) as error:
            message = f"{path} cannot be read: run `eccp index build --full`"
            raise IndexDamagedError(message) from error
        self.chunk = lru_cache(maxsize=20_000)(self._chunk)
        self.record = lru_cache(maxsize=20_000)(self._record)

    def _connect(self, path: Path) -> sqlite3.Connection:
        if self._is_large():
            return sqlite3.connect(_read_only(path), uri=True, check_same_thread=False)
        data = path.read_bytes()
        if not data:
            raise sqlite3.DatabaseError("the file is empty")
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.deserialize(data)
        return connection

    def _is_large(self) -> bool:
        return self.path.stat().st_size > IN_MEMORY_BYTES

    def attach_to(self, connection: sqlite3.Connection, name: str) -> None:
        """Let another connection (opened with ``uri=True``) read this as schema ``name``."""
        if self._is_large():
            connection.execute(f"ATTACH ? AS {name}", (_read_only(self.path),))
            return
        connection.execute(f"ATTACH ':memory:' AS {name}")
        with self._lock:
            connection.deserialize(self._connection.serialize(), name=name)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._connection.close()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a fixed SQL statement; values are passed as parameters only."""
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    def _all_documents(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT id, info, text FROM documents ORDER BY id")

    def _document(self, row: tuple[Any, ...]) -> Document:
        document_id, info, text = row
        sections = tuple(
            Section(
                path=tuple(json.loads(path)),
                level=level,
                heading=Span(heading_start, heading_end) if heading_end else None,
                span=Span(start, end),
            )
            for path, level, heading_start, heading_end, start, end in self.rows(
                "SELECT path, level, heading_start, heading_end, start, end FROM sections"
                " WHERE document = ? ORDER BY start",
                (document_id,),
            )
        )
        return Document(info=DocumentInfo(**json.loads(info)), text=text, sections=sections)

    def document(self, document_id: str) -> Document:
        """The document with this id.

        Raises:
            NotFoundError: If there is none.
        """
        try:
            return self.documents[document_id]
        except KeyError:
            known = ", ".join(self.documents)
            message = f"no document '{document_id}': the corpus holds {known}"
            raise NotFoundError(message) from None

    def _chunk(self, number: int) -> Chunk:
        row = self.rows(
            "SELECT id, document, ordinal, kind, section, locator, start, end, passage, language,"
            " lead_start, lead_end FROM chunks WHERE number = ?",
            (number,),
        )[0]
        text = self.documents[row[1]].text
        return Chunk(
            id=row[0],
            document_id=row[1],
            ordinal=row[2],
            kind=row[3],
            section=tuple(json.loads(row[4])),
            locator=row[5],
            span=Span(row[6], row[7]),
            text=text[row[6] : row[7]],
            passage=row[8],
            sentences=tuple(span for _, span in self.sentences(number)),
            lead=Span(row[10], row[11]) if row[11] else None,
            language=row[9],
        )

    def chunks(self) -> list[Chunk]:
        """Every chunk, by number."""
        rows = self.rows("SELECT number FROM chunks ORDER BY number")
        return [self._chunk(number) for (number,) in rows]

    def sentences(self, chunk: int) -> list[tuple[int, Span]]:
        """Numbers and spans of a chunk's sentences, in reading order."""
        found = self.rows(
            "SELECT number, start, end FROM sentences WHERE chunk = ? ORDER BY number", (chunk,)
        )
        return [(number, Span(start, end)) for number, start, end in found]

    def sentences_of(self, chunk_id: str) -> list[tuple[int, Span]]:
        """The same for the chunk with this id."""
        found = self.rows("SELECT number FROM chunks WHERE id = ?", (chunk_id,))
        return self.sentences(found[0][0]) if found else []

    def chunk_at(self, document_id: str, offset: int) -> Chunk | None:
        """The chunk that covers ``offset`` of a document."""
        found = self.rows(
            "SELECT number FROM chunks WHERE document = ? AND start <= ? AND end > ?",
            (document_id, offset, offset),
        )
        return self.chunk(found[0][0]) if found else None

    def chunk_numbers(self, documents: Sequence[str]) -> list[int]:
        """Numbers of the searched chunks of some documents, ascending."""
        marks = ",".join("?" * len(documents))
        sql = (
            "SELECT number FROM chunks WHERE passage_key <> ''"
            f" AND document IN ({marks}) ORDER BY number"
        )
        return [number for (number,) in self.rows(sql, tuple(documents))]

    def vector_keys(self, table: str) -> dict[str, int]:
        """Key → number of the vectors of a table: chunks, sentences, value_texts or questions."""
        column = {"chunks": "passage_key", "sentences": "sentence_key"}.get(table, "key")
        sql = f"SELECT {column}, number FROM {table} WHERE {column} <> ''"
        return dict(self.rows(sql))

    def _record(self, number: int) -> Record:
        body = json.loads(self.rows("SELECT body FROM records WHERE number = ?", (number,))[0][0])
        return Record(
            **{
                **body,
                "sources": tuple(_source(source) for source in body["sources"]),
                "aliases": tuple(body["aliases"]),
                "conflicts": tuple(body["conflicts"]),
                "fields": _fields(body["fields"]),
            }
        )

    def record_name(self, kind: str, record_id: str) -> str:
        """The name of a record; its id where there is no such record."""
        found = self.rows("SELECT number FROM records WHERE kind = ? AND id = ?", (kind, record_id))
        return self.record(found[0][0]).name if found else record_id

    def records(self, kind: str | None = None) -> list[Record]:
        """All records of a kind (or of every kind), in corpus order."""
        found = self.rows(
            "SELECT number FROM records WHERE ?1 IS NULL OR kind = ?1 ORDER BY number", (kind,)
        )
        return [self.record(number) for (number,) in found]

    def value_texts(self) -> list[str]:
        """The distinct filterable values; the position is the number of the vector."""
        return [text for (text,) in self.rows("SELECT text FROM value_texts ORDER BY number")]

    def aliases(self) -> list[Alias]:
        """The aliases, one entry for each alternative name."""
        return [
            Alias(kind=kind, field=field, value=value, said=(said,))
            for kind, field, value, said in self.rows("SELECT * FROM aliases ORDER BY rowid")
        ]


def _read_only(path: Path) -> str:
    """SQLite URI of a file opened read-only and immutable."""
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


def _source(data: dict[str, Any]) -> RecordSource:
    return RecordSource(
        **{
            **data,
            "span": Span(**data["span"]),
            "section": tuple(data["section"]),
            "fields": _fields(data["fields"]),
            "aliases": tuple(data["aliases"]),
        }
    )


def _fields(data: dict[str, Any]) -> dict[str, tuple[FieldItem, ...]]:
    return {name: tuple(FieldItem(**item) for item in items) for name, items in data.items()}


def _kind(data: dict[str, Any]) -> KindSpec:
    fields = tuple(
        FieldSpec(
            **{
                **field,
                "synonyms": _tuples(field["synonyms"]),
                "places": {value: (at[0], at[1]) for value, at in field.get("places", {}).items()},
            }
        )
        for field in data["fields"]
    )
    labels = {language: (pair[0], pair[1]) for language, pair in data["labels"].items()}
    return KindSpec(
        **{
            **data,
            "labels": labels,
            "fields": fields,
            "synonyms": _tuples(data["synonyms"]),
            "implied": tuple(data["implied"]),
            "families": tuple(
                FamilySpec(**{**family, "synonyms": _tuples(family["synonyms"])})
                for family in data["families"]
            ),
        }
    )


def _tuples(said: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(names) for language, names in said.items()}
