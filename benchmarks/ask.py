"""How long an answer takes, beside the bare cost of embedding its question, in one run.

    python benchmarks/ask.py [--rounds 5]

Questions are dealt in turn to each way, so that a machine that slows down slows all of them. The
cache of question vectors is avoided by a suffix that changes with every round.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from eccp_assistant.assistant import Assistant
from eccp_assistant.cli.build_command import ensure_index
from eccp_assistant.config import Settings
from eccp_assistant.domain.answers import AskRequest

QUESTIONS = Path(__file__).parents[1] / "tests/quality/questions.jsonl"


def milliseconds(act: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds: int = parser.parse_args().rounds
    settings = Settings.load()
    ensure_index(settings)
    assistant = Assistant.open(settings)
    assistant.warm_up()
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [data["question"] for data in map(json.loads, lines) if not data["history"]]
    spent: dict[str, list[float]] = {"embed": [], "lookup": [], "extractive": []}
    for number in range(rounds):
        for question in questions:
            fresh = question + "!" * (number + 1)
            spent["embed"].append(milliseconds(lambda text=f"e{fresh}": assistant.embed(text)))
            start = time.perf_counter()
            answer = assistant.ask(AskRequest(question=fresh))
            spent[answer.generator].append((time.perf_counter() - start) * 1000)
    print(f"{len(questions)} questions, {rounds} rounds; milliseconds, one process, one thread")
    bare = statistics.median(spent["embed"])
    for name, values in spent.items():
        ordered = sorted(values)
        middle = statistics.median(ordered)
        high = ordered[int(len(ordered) * 0.95)]
        print(
            f"{name:<11} n={len(values):<4} p50 {middle:7.2f}  p95 {high:7.2f}"
            f"  p50 / bare embedding {middle / bare:5.2f}"
        )


if __name__ == "__main__":
    main()
