"""Answers do not depend on concurrent questions."""

from __future__ import annotations

import json
import random
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from eccp_assistant.domain.answers import AskRequest
from eccp_assistant.text.tokenise import stem
from tests.locations import QUALITY

QUESTIONS = QUALITY / "questions.jsonl"
THREADS = 8


@pytest.fixture
def restless():
    """Threads take turns a thousand times as often: what they share is caught in between."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "pt", "it", "ca"])
def test_stems_do_not_depend_on_what_other_threads_stem(restless, language):
    chance = random.Random(5)
    letters = "abcdefghilmnoprstuvz"
    words = ["".join(chance.choices(letters, k=9)) + "ations" for _ in range(2000)]
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(lambda word: stem(word, language), words))
    stem.cache_clear()
    assert found == [stem(word, language) for word in words]


def test_answers_do_not_depend_on_what_other_threads_ask(restless, assistant):
    lines = map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())
    asked = [line["question"] for line in lines][::2]
    beside = asked * 2
    random.Random(3).shuffle(beside)
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(lambda question: substance(assistant, question), beside))
    alone = {question: substance(assistant, question) for question in asked}
    pairs = zip(beside, found, strict=True)
    assert [question for question, each in pairs if each != alone[question]] == []


def substance(assistant, question: str) -> str:
    answer = assistant.ask(AskRequest(question=question))
    return answer.model_dump_json(exclude={"timings_ms", "id"})
