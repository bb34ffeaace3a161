"""A real model behind a real server: streaming, authentication, time-out, verification."""

from __future__ import annotations

import asyncio
import re

from eccp_assistant.domain.answers import AskRequest
from eccp_assistant.domain.events import DeltaEvent

QUESTIONS = (
    "Since when has the EU trade agreement with Colombia been applied?",
    "Does the Enterprise Europe Network have a contact point in Colombia?",
    "How many Spanish clusters are there?",
    "¿Cuántos clústeres hay en Galicia?",
    "Which income group is Colombia in according to the World Bank?",
)


def test_only_supported_statements_are_shown(with_model, tiny_model):
    assistant = with_model(tiny_model, "smollm2-135m", llm_timeout_s=120)
    for question in QUESTIONS:
        answer = asyncio.run(assistant.answer(AskRequest(question=question)))
        assert answer.status == "answered"
        assert answer.generation is not None
        evidence = " ".join(each.quote for each in answer.citations) + (
            f"{answer.lookup.total}" if answer.lookup else ""
        )
        if answer.generator == "llm" and answer.lookup is None:
            said = re.sub(r"\[\d+\]", "", answer.answer)
            assert set(re.findall(r"\d+", said)) <= set(re.findall(r"\d+", evidence))
        else:
            assert answer.answer.endswith(assistant.ask(AskRequest(question=question)).answer)


def test_a_wrong_key_is_refused_and_the_question_answered(with_model, tiny_model, assistant):
    stranger = with_model(tiny_model, "smollm2-135m", llm_api_key="wrong", llm_timeout_s=60)
    answer = asyncio.run(stranger.answer(AskRequest(question=QUESTIONS[0])))
    assert answer.generation.fallback == "refused"
    assert answer.answer == assistant.ask(AskRequest(question=QUESTIONS[0])).answer


def test_a_late_reply_does_not_block_the_next_question(with_model, tiny_model):
    hasty = with_model(tiny_model, "smollm2-135m", llm_timeout_s=0.05)
    answer = asyncio.run(hasty.answer(AskRequest(question=QUESTIONS[2])))
    assert answer.generation.fallback == "late"
    patient = with_model(tiny_model, "smollm2-135m", llm_timeout_s=120)
    again = asyncio.run(patient.answer(AskRequest(question=QUESTIONS[0])))
    assert again.generation.fallback in {None, "unsupported"}


def test_disconnecting_frees_the_server(with_model, tiny_model):
    assistant = with_model(tiny_model, "smollm2-135m", llm_timeout_s=120)

    async def leave():
        events = assistant.stream(AskRequest(question=QUESTIONS[0]))
        async for event in events:
            if event.event == "status" and event.step == "writing":
                break
        await events.aclose()
        return [each async for each in assistant.stream(AskRequest(question=QUESTIONS[0]))]

    events = asyncio.run(leave())
    assert events[-1].event == "answer"
    assert all(isinstance(each, DeltaEvent) for each in events[3:-1])
