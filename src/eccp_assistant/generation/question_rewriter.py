"""Lets a language model rewrite questions that were not understood; the result is validated."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from eccp_assistant.domain.answers import Answer
from eccp_assistant.domain.queries import RecordQuery, filters_of
from eccp_assistant.errors import EccpError, LanguageModelError
from eccp_assistant.generation.client import ChatModel, Message
from eccp_assistant.generation.prompts import prompt
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.lookup.executor import execute
from eccp_assistant.understanding.question_terms import QuestionTerm
from eccp_assistant.understanding.term_matching import content_of, is_met

_log = logging.getLogger(__name__)
_MOST_VALUES = 40
_MOST_EARLIER = 4


class StandaloneQuestion(BaseModel):
    """A standalone question."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    question: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


class ProposedQuery(BaseModel):
    """A query, or ``None`` if the records cannot answer the question."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    query: RecordQuery | None


class QuestionRewriter:
    """Rewrites a question as a standalone question or as a query over the records."""

    def __init__(self, model: ChatModel) -> None:
        self.model = model
        for name in ("understand/rewrite", "understand/query"):
            prompt(name)

    async def standalone(self, question: str, earlier: Sequence[str]) -> str | None:
        """Rewrite a follow-up as a standalone question; ``None`` without a valid reply."""
        said = {"question": question, "earlier": list(earlier[-_MOST_EARLIER:])}
        reply = await self._reply(
            prompt("understand/rewrite").render(said), StandaloneQuestion.model_json_schema()
        )
        try:
            return StandaloneQuestion.model_validate(reply).question
        except ValidationError:
            return None

    async def query(self, question: str, snapshot: Snapshot) -> RecordQuery | None:
        """Translate a question to a query; ``None`` unless its kind, fields and values exist."""
        said = {"question": question, "kinds": [*_kinds(snapshot)]}
        reply = await self._reply(
            prompt("understand/query").render(said), {"type": "object", "required": ["query"]}
        )
        try:
            proposed = ProposedQuery.model_validate(reply).query
            if proposed is None or not _values_exist(proposed, snapshot):
                return None
            execute(proposed, snapshot.content)
        except (ValidationError, EccpError) as error:
            _log.info("the model's query was dropped: %s", type(error).__name__)
            return None
        return proposed

    async def _reply(self, text: str, schema: dict[str, Any]) -> object:
        """The JSON object in a reply; ``None`` if there is none or the model failed."""
        try:
            said = await self.model.complete([Message("user", text)], schema)
        except LanguageModelError as error:
            _log.warning("%s", error)
            return None
        try:
            return from_json(said[said.find("{") : said.rfind("}") + 1])
        except ValueError:
            return None


def meets_required_terms(answer: Answer, terms: Sequence[QuestionTerm]) -> bool:
    """Whether an answer contains every required term (name, figure) of the question."""
    said = content_of(f"{answer.interpreted_as}\n{answer.answer}", answer.language)
    return all(is_met(term, said, answer.language) for term in terms if term.required)


def _kinds(snapshot: Snapshot) -> list[dict[str, object]]:
    """The kinds with their fields and up to 40 values per field, for the prompt."""
    described: list[dict[str, object]] = []
    for kind in snapshot.kinds.values():
        records = snapshot.records(kind.name)
        fields: dict[str, object] = {}
        for spec in kind.fields:
            values = dict.fromkeys(
                str(value) for record in records for value in record.values(spec.name)
            )
            fields[spec.name] = {"type": spec.type, "values": [*values][:_MOST_VALUES]}
        described.append({"kind": kind.name, "fields": fields})
    return described


def _values_exist(query: RecordQuery, snapshot: Snapshot) -> bool:
    """Whether every value of an equality filter occurs in some record."""
    for each in filters_of(query.filters):
        if each.op not in {"is", "is_not"} or each.via is not None or each.field == "id":
            continue
        values = each.value if isinstance(each.value, tuple) else (each.value,)
        for value in values:
            probe = RecordQuery(
                kind=query.kind, filters=(each.model_copy(update={"op": "is", "value": value}),)
            )
            if not execute(probe, snapshot.content).total:
                return False
    return True
