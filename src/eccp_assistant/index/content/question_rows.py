"""Stores the question bank of an index version in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from eccp_assistant.domain.documents import Span
from eccp_assistant.domain.question_bank import BankQuestion

SCHEMA = """CREATE TABLE questions (number INTEGER PRIMARY KEY, document TEXT, start INTEGER,
    end INTEGER, language TEXT, text TEXT, key TEXT);"""
SELECT = "SELECT document, start, end, language, text FROM questions ORDER BY number"


def insert_questions(
    connection: sqlite3.Connection, questions: Sequence[BankQuestion], keys: Sequence[str]
) -> None:
    """Write the questions in the given order, with the keys of their vectors."""
    connection.executemany(
        "INSERT INTO questions VALUES (?,?,?,?,?,?,?)",
        (
            (number, asked.document_id, *astuple(asked.span), asked.language, asked.text, key)
            for number, (asked, key) in enumerate(zip(questions, keys, strict=True))
        ),
    )


def read_questions(rows: Sequence[tuple[Any, ...]]) -> tuple[BankQuestion, ...]:
    """The questions that :data:`SELECT` found."""
    return tuple(
        BankQuestion(document, Span(start, end), language, text)
        for document, start, end, language, text in rows
    )
