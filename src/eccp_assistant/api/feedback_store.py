"""Stores feedback on answers in an SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from eccp_assistant.domain.answers import Language, Status
from eccp_assistant.errors import FeedbackError

Verdict = Literal["up", "down"]
Reason = Literal["evidence", "not_answered", "misunderstood", "other"]

TextQuery = Annotated[str, Field(pattern=r"\S", max_length=2000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]

_FROZEN = ConfigDict(frozen=True, extra="forbid")
_FORMAT = 1
_WAIT_S = 10.0
# Ids are never reused, so that the id in an exported question stays unique.
_TABLE = """
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT,
    comment TEXT,
    question TEXT NOT NULL,
    history TEXT NOT NULL,
    language TEXT NOT NULL,
    answer_id TEXT NOT NULL,
    status TEXT NOT NULL,
    index_version TEXT NOT NULL
)
"""


class Feedback(BaseModel):
    """Feedback of a user on one answer."""

    model_config = _FROZEN

    verdict: Annotated[Verdict, Field(description="Thumbs up or down.")]
    reason: Annotated[
        Reason | None, Field(description="What was wrong; only with a thumbs down.")
    ] = None
    comment: Annotated[
        str | None, Field(max_length=1000, description="In the reader's own words.")
    ] = None
    question: Annotated[
        TextQuery, Field(description="As asked.", examples=["How many Spanish clusters are there?"])
    ]
    history: Annotated[
        tuple[TextQuery, ...],
        Field(max_length=20, description="Earlier questions of the reader, oldest first."),
    ] = ()
    language: Annotated[Language, Field(description="`language` of the answer.")]
    answer_id: Annotated[Name, Field(description="`id` of the answer.")]
    status: Annotated[Status, Field(description="`status` of the answer.")]
    index_version: Annotated[Name, Field(description="`index_version` of the answer.")]

    @field_validator("reason")
    @classmethod
    def _explains_a_thumbs_down(cls, reason: Reason | None, info: ValidationInfo) -> Reason | None:
        if reason is not None and info.data.get("verdict") == "up":
            message = "only a verdict 'down' has a reason: leave it out"
            raise PydanticCustomError("reason_of_up", message)
        return reason


class KeptFeedback(Feedback):
    """Stored feedback, with id and time."""

    id: int
    created_at: datetime


_FIELDS = ("created_at", *Feedback.model_fields)
_INSERT = f"INSERT INTO feedback ({', '.join(_FIELDS)}) VALUES ({', '.join('?' for _ in _FIELDS)})"
_SELECT = f"SELECT id, {', '.join(_FIELDS)} FROM feedback ORDER BY id"


def _now() -> datetime:
    return datetime.now(UTC)


class FeedbackStore:
    """Feedback database, safe for threads and processes: every call opens its own connection.

    The file is created by the first entry. Expired entries are deleted whenever an entry is added
    or all are read.
    """

    def __init__(
        self,
        path: Path,
        retention_days: int,
        *,
        now: Callable[[], datetime] = _now,
    ) -> None:
        """Set up a store; the file is opened by the first call.

        Args:
            path: The database file.
            retention_days: Days until an entry is deleted; 0 keeps entries.
            now: Returns the current time in UTC.
        """
        self.path = path
        self._retention_days = retention_days
        self._now = now

    def add(self, feedback: Feedback) -> int:
        """Store an entry and return its id.

        Raises:
            FeedbackError: If the file cannot be written.
        """
        said = feedback.model_dump()
        said["history"] = json.dumps(feedback.history, ensure_ascii=False)
        with self._transaction() as connection:
            values = (self._stamp(), *said.values())
            number = connection.execute(_INSERT, values).lastrowid
        return number or 0

    def entries(self) -> list[KeptFeedback]:
        """Every stored entry, oldest first.

        Raises:
            FeedbackError: If the file cannot be read, or naming an invalid row.
        """
        if not self.path.exists():
            return []
        with self._transaction() as connection:
            rows = connection.execute(_SELECT).fetchall()
        return [self._entry(row) for row in rows]

    def _entry(self, row: tuple[object, ...]) -> KeptFeedback:
        data = dict(zip(("id", *_FIELDS), row, strict=True))
        try:
            data["history"] = json.loads(str(data["history"]))
            return KeptFeedback.model_validate(data)
        except (json.JSONDecodeError, ValidationError) as error:
            message = f"{self.path}: row {data['id']} is no feedback: delete that row"
            raise FeedbackError(message) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction; the table exists and expired entries are deleted."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)
            ) as connection:
                self._prepare(connection)
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    self._delete_expired(connection)
                    yield connection
        except (OSError, sqlite3.OperationalError) as error:
            message = (
                f"{self.path}: feedback cannot be kept here ({error}): see that the "
                "file and its folder are writable and nothing holds it, or name another file in "
                "ECCP_FEEDBACK_DB"
            )
            raise FeedbackError(message) from error
        except sqlite3.DatabaseError as error:
            message = (
                f"{self.path}: not an intact feedback database ({error}): move the file away, "
                "the next report begins a new one"
            )
            raise FeedbackError(message) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        # Deleted entries are overwritten, because they may contain personal data.
        connection.execute("PRAGMA secure_delete = ON")
        if self._format(connection) == _FORMAT:
            return
        # SQLite does not wait if two connections enable the write-ahead log at once.
        with FileLock(f"{self.path}.lock", timeout=_WAIT_S):
            if self._format(connection) == _FORMAT:
                return
            connection.execute("PRAGMA journal_mode = WAL")
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA user_version = {_FORMAT}")

    def _format(self, connection: sqlite3.Connection) -> int:
        """The format version of the file; 0 if it is new."""
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if found not in {0, _FORMAT}:
            message = (
                f"{self.path}: a database of another format ({found}): move the file away, or "
                "name another in ECCP_FEEDBACK_DB"
            )
            raise FeedbackError(message)
        return found

    def _delete_expired(self, connection: sqlite3.Connection) -> None:
        if self._retention_days:
            oldest = self._stamp(timedelta(days=self._retention_days))
            connection.execute("DELETE FROM feedback WHERE created_at < ?", (oldest,))

    def _stamp(self, ago: timedelta = timedelta()) -> str:
        """The time ``ago`` before now, as text of fixed width that sorts by time."""
        return (self._now() - ago).isoformat(timespec="microseconds")
