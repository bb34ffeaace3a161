"""Writes the content of an index version: documents, chunks, sentences and records in SQLite.

Written once by a build; :mod:`eccp_assistant.index.content.reader` reads it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from eccp_assistant.corpus.records.aliases import Alias
from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.documents import Chunk, Document
from eccp_assistant.domain.example_questions import ExampleQuestions
from eccp_assistant.domain.question_bank import BankQuestion
from eccp_assistant.domain.records import FieldItem, KindSpec, Record
from eccp_assistant.index.content import claim_rows as stored_claims
from eccp_assistant.index.content import question_rows as stored_questions
from eccp_assistant.text.dates import period
from eccp_assistant.text.normalise import fold

RECORD_TABLES = """
CREATE TABLE records (number INTEGER PRIMARY KEY, kind TEXT, id TEXT, folded_name TEXT,
    document TEXT, start INTEGER, end INTEGER, body TEXT);
CREATE UNIQUE INDEX records_by_id ON records (kind, id);
CREATE TABLE record_values (record INTEGER, kind TEXT, field TEXT, value TEXT, folded TEXT,
    amount NUMERIC, until INTEGER, inferred INTEGER);
CREATE INDEX values_by_record ON record_values (record, field);
CREATE INDEX values_by_value ON record_values (kind, field, folded);
"""

_SCHEMA = """
CREATE TABLE documents (id TEXT PRIMARY KEY, info TEXT, text TEXT);
CREATE TABLE sections (document TEXT, path TEXT, level INTEGER, heading_start INTEGER,
    heading_end INTEGER, start INTEGER, end INTEGER);
CREATE TABLE chunks (number INTEGER PRIMARY KEY, id TEXT UNIQUE, document TEXT, ordinal INTEGER,
    kind TEXT, section TEXT, locator TEXT, start INTEGER, end INTEGER, passage TEXT,
    passage_key TEXT, language TEXT, lead_start INTEGER, lead_end INTEGER);
CREATE INDEX chunks_by_place ON chunks (document, start);
CREATE TABLE sentences (number INTEGER PRIMARY KEY, chunk INTEGER, start INTEGER, end INTEGER,
    sentence_key TEXT);
CREATE INDEX sentences_by_chunk ON sentences (chunk);
CREATE TABLE kinds (name TEXT PRIMARY KEY, spec TEXT);
CREATE TABLE value_texts (number INTEGER PRIMARY KEY, text TEXT, key TEXT);
CREATE TABLE aliases (kind TEXT, field TEXT, value TEXT, said TEXT);
CREATE TABLE starters (body TEXT);
"""


def write_content(
    path: Path,
    *,
    documents: Sequence[Document],
    chunks: Sequence[Chunk],
    kinds: Sequence[KindSpec],
    records: Sequence[Record],
    aliases: Sequence[Alias],
    claims: Sequence[CheckedClaim],
    passage_keys: Sequence[str],
    sentence_keys: Sequence[str],
    values: Sequence[tuple[str, str]],
    questions: Sequence[BankQuestion],
    question_keys: Sequence[str],
    starters: Sequence[ExampleQuestions],
) -> None:
    """Write a new file; the number of an item is its position in its sequence.

    Args:
        path: A file that does not exist yet.
        documents: The documents.
        chunks: The chunks, searched ones first.
        kinds: The kinds of records.
        records: The records in corpus order.
        aliases: Alternative names of values.
        claims: The checked claims.
        passage_keys: Key of each chunk's vector, or ``""`` for a chunk that has none.
        sentence_keys: Key of the vector of each sentence of the searched chunks.
        values: Each distinct filterable value with the key of its vector.
        questions: The question bank.
        question_keys: Key of the vector of each question.
        starters: Example questions by kind of reader.
    """
    connection = sqlite3.connect(path)
    try:
        # In one transaction: else every table would wait for the disk.
        tables = _SCHEMA + RECORD_TABLES + stored_claims.SCHEMA + stored_questions.SCHEMA
        connection.executescript(f"BEGIN;{tables}COMMIT;")
        with connection:
            for document in documents:
                _insert_document(connection, document)
            connection.executemany(
                "INSERT INTO chunks VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    _chunk_row(number, chunk, key)
                    for number, (chunk, key) in enumerate(zip(chunks, passage_keys, strict=True))
                ),
            )
            connection.executemany(
                "INSERT INTO sentences VALUES (?,?,?,?,?)", _sentence_rows(chunks, sentence_keys)
            )
            connection.executemany(
                "INSERT INTO kinds VALUES (?,?)",
                ((kind.name, json.dumps(asdict(kind), ensure_ascii=False)) for kind in kinds),
            )
            for number, record in enumerate(records):
                insert_record(connection, number, record)
            connection.executemany(
                "INSERT INTO aliases VALUES (?,?,?,?)",
                (
                    (alias.kind, alias.field, alias.value, said)
                    for alias in aliases
                    for said in alias.said
                ),
            )
            connection.executemany(
                "INSERT INTO starters VALUES (?)", ((each.model_dump_json(),) for each in starters)
            )
            stored_claims.insert_claims(connection, claims)
            stored_questions.insert_questions(connection, questions, question_keys)
            connection.executemany(
                "INSERT INTO value_texts VALUES (?,?,?)",
                ((number, text, key) for number, (text, key) in enumerate(values)),
            )
        connection.execute("PRAGMA optimize")
    finally:
        connection.close()


def _insert_document(connection: sqlite3.Connection, document: Document) -> None:
    info = json.dumps(asdict(document.info), ensure_ascii=False)
    connection.execute("INSERT INTO documents VALUES (?,?,?)", (document.id, info, document.text))
    connection.executemany(
        "INSERT INTO sections VALUES (?,?,?,?,?,?,?)",
        (
            (
                document.id,
                json.dumps(section.path, ensure_ascii=False),
                section.level,
                section.heading.start if section.heading else None,
                section.heading.end if section.heading else None,
                section.span.start,
                section.span.end,
            )
            for section in document.sections
        ),
    )


def _chunk_row(number: int, chunk: Chunk, key: str) -> tuple[object, ...]:
    section = json.dumps(chunk.section, ensure_ascii=False)
    lead = (chunk.lead.start, chunk.lead.end) if chunk.lead else (None, None)
    place = (chunk.document_id, chunk.ordinal, chunk.kind, section, chunk.locator)
    body = (chunk.span.start, chunk.span.end, chunk.passage, key, chunk.language)
    return (number, chunk.id, *place, *body, *lead)


def _sentence_rows(chunks: Sequence[Chunk], keys: Sequence[str]) -> Iterator[tuple[object, ...]]:
    spans = ((number, span) for number, chunk in enumerate(chunks) for span in chunk.sentences)
    for place, (number, span) in enumerate(spans):
        key = keys[place] if place < len(keys) else ""
        yield place, number, span.start, span.end, key


def insert_record(connection: sqlite3.Connection, number: int, record: Record) -> None:
    """Write a record and its filterable values."""
    body = json.dumps(asdict(record), ensure_ascii=False)
    connection.execute(
        "INSERT INTO records VALUES (?,?,?,?,?,?,?,?)",
        (
            number,
            record.kind,
            record.id,
            fold(record.name),
            record.document_id,
            record.span.start,
            record.span.end,
            body,
        ),
    )
    connection.executemany(
        "INSERT INTO record_values VALUES (?,?,?,?,?,?,?,?)",
        (
            (
                number,
                record.kind,
                field,
                str(item.value),
                fold(str(item.value)),
                *_amounts(item),
                int(item.inferred),
            )
            for field, items in record.fields.items()
            for item in items
            if item.value is not None
        ),
    )


def _amounts(item: FieldItem) -> tuple[int | float | None, int | None]:
    """The number of a value, or the first and the last day of a date; else how many it counts.

    Whole numbers stay whole in the column, so that they are compared exactly at any size.
    """
    if isinstance(item.value, int | float):
        return item.value, None
    days = period(item.value) if item.value is not None else None
    return days if days is not None else (item.count, None)
