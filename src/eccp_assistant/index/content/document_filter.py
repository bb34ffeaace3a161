"""The content of a version, restricted to some of its documents.

The stored database is attached to an in-memory database with its own record tables. Queries for
records read these tables; all other queries read the attached database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from eccp_assistant.corpus.records.merging import restrict_to_documents
from eccp_assistant.domain.claims import CheckedClaim
from eccp_assistant.domain.records import Record
from eccp_assistant.index.content.reader import Content
from eccp_assistant.index.content.writer import RECORD_TABLES, insert_record


class RestrictedContent(Content):
    """Content with only the records, sources and claims of some documents.

    Args:
        whole: The content of the version.
        documents: Ids of the documents.
    """

    def __init__(self, whole: Content, documents: frozenset[str]) -> None:
        self._whole = whole
        self._documents = documents
        super().__init__(whole.path)
        self.claims = tuple(self._claims())

    def _connect(self, _path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", uri=True, check_same_thread=False)
        self._whole.attach_to(connection, "stored")
        connection.executescript(RECORD_TABLES)
        with connection:
            for number, record in enumerate(self._seen()):
                insert_record(connection, number, record)
        return connection

    def _seen(self) -> Iterator[Record]:
        for record in self._whole.records():
            seen = restrict_to_documents(self._whole.kinds[record.kind], record, self._documents)
            if seen is not None:
                yield seen

    def _claims(self) -> Iterator[CheckedClaim]:
        """The claims whose quotes, rows and queried records are unaffected by the restriction."""
        kept = {(record.kind, record.id) for record in self.records()}
        whole = {
            kind: self.records(kind) == self._whole.records(kind) for kind in self._whole.kinds
        }
        for checked in self._whole.claims:
            query = checked.claim.says.query
            placed = all(place.document_id in self._documents for place in checked.places)
            if placed and kept.issuperset(checked.rows) and (query is None or whole[query.kind]):
                yield checked
