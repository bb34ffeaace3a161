"""Ten rebuilds while clients ask two workers: no request fails, no answer mixes versions."""

from __future__ import annotations

import re
import threading
import time

import httpx

from eccp_assistant.cli.build_command import build
from eccp_assistant.config import Settings
from tests.faults.kills import write_year
from tests.fixtures.server import ADMIN_TOKEN, served

REBUILDS = 10
CLIENTS = 3
LEAST_ANSWERS = 100
WAIT_S = 60
QUESTIONS = (
    "How tall is the ginkgo?",
    "¿Cuándo abrió el jardín?",
    "¿Qué árbol es el más alto?",
    "¿Qué altura tiene el ginkgo?",
)
_YEAR = re.compile(r"\b(19\d\d)\b")


def test_ten_rebuilds_lose_and_mix_nothing(corpus, assistant, settings, tmp_path):
    index = tmp_path / "index"
    own = Settings.load(
        corpus_dir=corpus,
        index_dir=index,
        model_cache_dir=settings.model_cache_dir,
        _env_file=None,
    )
    embedder = assistant.embedder()
    year_of = {build(own, quiet=True, embedder=embedder).version: "1911"}
    answers: list[tuple[int, dict]] = []
    stop = threading.Event()

    def ask_on(address: str, number: int) -> None:
        with httpx.Client(base_url=address, timeout=30) as client:
            turn = number
            while not stop.is_set():
                question = QUESTIONS[turn % len(QUESTIONS)]
                response = client.post("/ask", json={"question": question})
                answers.append((response.status_code, response.json()))
                turn += 1
                if turn % 50 == 0:
                    # A new connection may meet the other worker.
                    client.close()
                    return ask_on(address, turn)
        return None

    with served(corpus, index, settings.model_cache_dir, workers=2) as address:
        clients = [
            threading.Thread(target=ask_on, args=(address, number)) for number in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        try:
            for number in range(REBUILDS):
                year = 1912 + number
                write_year(corpus, year - 1, year)
                if number == 0:
                    version = rebuilt_by_request(address)
                else:
                    version = build(own, quiet=True, embedder=embedder).version
                year_of[version] = str(year)
                wait_until_answered_from(version, answers)
        finally:
            stop.set()
            for client in clients:
                client.join()
        assert seen_by_every_worker(address, version)
        history = httpx.get(f"{address}/index").json()["history"]
    assert [event["version"] for event in history] == list(reversed(year_of))

    assert len(answers) > LEAST_ANSWERS
    assert {status for status, _ in answers} == {200}
    refused = [body for _, body in answers if body["status"] != "answered"]
    assert refused == []
    served_versions = {body["index_version"] for _, body in answers}
    assert served_versions >= set(list(year_of)[1:])
    for _, body in answers:
        told = set(_YEAR.findall(" ".join([body["answer"], *map(quote, body["citations"])])))
        assert told == {year_of[body["index_version"]]}, body


def quote(citation: dict) -> str:
    return citation["quote"]


def rebuilt_by_request(address: str) -> str:
    """Ask the server itself to rebuild, and watch its progress until the new version is there."""
    before = httpx.get(f"{address}/index").json()["published"]
    refused = httpx.post(f"{address}/index/rebuild")
    assert refused.status_code == 401
    begun = httpx.post(
        f"{address}/index/rebuild", headers={"Authorization": f"Bearer {ADMIN_TOKEN}"}
    )
    assert begun.status_code == 202, begun.text
    stages = set()
    for _ in range(1200):
        seen = httpx.get(f"{address}/index").json()
        if seen["building"]:
            stages.add(seen["building"]["stage"])
        elif seen["published"] != before:
            break
        time.sleep(0.05)
    assert seen["published"] != before, seen
    assert "starting" in stages
    assert len(stages) > 1
    return seen["published"]


def wait_until_answered_from(version: str, answers: list[tuple[int, dict]]) -> None:
    """Let the clients ask on until they have met a version, and ten answers more."""
    start = len(answers)
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        since = [body.get("index_version") for _, body in answers[start:]]
        if version in since and len(since) >= LEAST_ANSWERS // REBUILDS + 1:
            return
        time.sleep(0.02)
    raise AssertionError(f"nobody was answered from {version}")


def seen_by_every_worker(address: str, version: str) -> bool:
    """Whether, before long, every new connection is answered from ``version``."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        seen = {httpx.get(f"{address}/health/ready").json()["index_version"] for _ in range(20)}
        if seen == {version}:
            return True
        time.sleep(0.1)
    return False
