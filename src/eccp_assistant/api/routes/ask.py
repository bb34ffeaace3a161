"""``POST /ask`` and ``POST /ask/stream``: answer a question."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from eccp_assistant.api.dependencies import TheAssistant
from eccp_assistant.api.problem_details import ProblemDetails, problem_details_of
from eccp_assistant.domain.answers import Answer, AskRequest
from eccp_assistant.domain.events import AnswerEvent, Event
from eccp_assistant.errors import EccpError

router = APIRouter(tags=["ask"])


async def _started_events(
    request: AskRequest, assistant: TheAssistant
) -> AsyncGenerator[Event, None]:
    """The events of an answer; errors before the first event become an error response."""
    events = assistant.stream(request)
    first = await anext(events)
    return _from_first(first, events)


async def _from_first(
    first: Event, events: AsyncGenerator[Event, None]
) -> AsyncGenerator[Event, None]:
    async with aclosing(events):
        yield first
        async for event in events:
            yield event


PROBLEMS: dict[int | str, dict[str, object]] = {
    413: {"model": ProblemDetails, "description": "The body is too large."},
    422: {"model": ProblemDetails, "description": "A field was refused; it is named."},
    503: {
        "model": ProblemDetails,
        "description": "No index yet; the command that builds it is named.",
    },
}


@router.post("/ask", responses=PROBLEMS)
async def ask(request: AskRequest, assistant: TheAssistant) -> Answer:
    """Answer a question with verbatim citations, the rows behind a lookup, and notes."""
    return await assistant.answer(request)


@router.post("/ask/stream", responses=PROBLEMS, response_class=EventSourceResponse)
async def ask_stream(
    request: AskRequest, events: Annotated[AsyncGenerator[Event, None], Depends(_started_events)]
) -> AsyncGenerator[ServerSentEvent, None]:
    """The answer as server-sent events: `status`, `citations`, `delta` …, then `answer` or `error`.

    `answer` holds the complete object of `POST /ask`; its text replaces the deltas. Closing the
    connection stops the work.
    """
    try:
        async with aclosing(events):
            async for event in events:
                content = event.model_dump(mode="json", exclude={"event"})
                data = content["answer"] if isinstance(event, AnswerEvent) else content
                yield ServerSentEvent(event=event.event, data=data)
    except EccpError as error:
        yield ServerSentEvent(
            event="error", data=problem_details_of(error).model_dump(exclude_none=True)
        )
