"""What a rebuild costs: after a small change beside a full one, and for those who ask meanwhile.

    python benchmarks/rebuild.py [--chunks 10000] [--rebuilds 10]

Both parts compare within one run. The first writes a corpus of so many one-sentence paragraphs,
builds it, changes one of them and builds again. The second serves the real corpus, lets one client
ask without pause at rest, and then while the server rebuilds again and again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from eccp_assistant.config import Settings
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.embedding.embedder import open_embedder
from eccp_assistant.index.store.writer import IndexStore

QUESTIONS = Path(__file__).parents[1] / "tests/quality/questions.jsonl"
TOKEN = "benchmark"
WORDS = (
    "cluster",
    "region",
    "company",
    "mission",
    "partner",
    "sector",
    "export",
    "design",
    "water",
)
WORDS += ("timber", "energy", "farm", "port", "training", "market", "sensor", "grant", "harbour")
HEADER = (
    "---\ntitle: Ten thousand paragraphs\nlanguage: en\ndate: '2024-01'\n"
    "origin: Written by a benchmark.\nlicence: MIT\nsha256: '0'\n---\n"
)


def write_corpus(folder: Path, chunks: int) -> Path:
    """A document with a heading before every hundred paragraphs; returns its file."""
    chance = random.Random(7)
    lines = [HEADER]
    for number in range(chunks):
        if number % 100 == 0:
            lines.append(f"## Part {number // 100}\n")
        lines.append(f"Number {number}: {' '.join(chance.choices(WORDS, k=8))}.\n")
    path = folder / "documents/paragraphs.md"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def compare_builds(settings: Settings, chunks: int) -> None:
    """Full build, then a build after one paragraph was changed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path = write_corpus(folder / "corpus", chunks)
        store = IndexStore(folder / "index")
        embedder = open_embedder(settings.embedding_model, cache_dir=settings.model_cache_dir)
        embedder.embed_passages(["warm up"])
        full = build_index(folder / "corpus", store, embedder, now=datetime.now(UTC))
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Number 77:", "Changed number 77:"), encoding="utf-8")
        small = build_index(folder / "corpus", store, embedder, now=datetime.now(UTC))
    print(
        f"{full.counts.chunks} chunks: full build {full.seconds:.1f} s ({full.embedded} texts "
        f"embedded), after one paragraph {small.seconds:.1f} s ({small.embedded} embedded), "
        f"ratio {small.seconds / full.seconds:.3f}"
    )


@contextmanager
def served(settings: Settings, corpus: Path, index: Path) -> Iterator[str]:
    """The address of a server in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "ECCP_CORPUS_DIR": str(corpus),
        "ECCP_INDEX_DIR": str(index),
        "ECCP_MODEL_CACHE_DIR": str(settings.model_cache_dir),
        "ECCP_ADMIN_TOKEN": TOKEN,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "eccp_assistant", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{address}/health/ready", timeout=2).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


class Client(threading.Thread):
    """Asks one question after another and remembers how long each answer took."""

    def __init__(self, address: str, questions: list[str]) -> None:
        super().__init__()
        self.address = address
        self.questions = questions
        self.milliseconds: list[float] = []
        self.failed = 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Ask until told to end; a suffix keeps answers from being remembered."""
        with httpx.Client(base_url=self.address, timeout=60) as client:
            number = 0
            while not self.ended.is_set():
                question = self.questions[number % len(self.questions)]
                asked = question + "!" * (1 + number // len(self.questions))
                start = time.perf_counter()
                response = client.post("/ask", json={"question": asked})
                self.milliseconds.append((time.perf_counter() - start) * 1000)
                self.failed += response.status_code != 200
                number += 1


def compare_latencies(settings: Settings, rebuilds: int) -> None:
    """Answers at rest, then while the corpus is changed and rebuilt."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [data["question"] for data in map(json.loads, lines) if not data["history"]]
    with tempfile.TemporaryDirectory() as place:
        corpus = Path(shutil.copytree(settings.corpus_dir, Path(place) / "corpus"))
        index = Path(shutil.copytree(settings.index_dir, Path(place) / "index"))
        with served(settings, corpus, index) as address:
            warm = Client(address, questions[:40])
            rest = Client(address, questions)
            for client, seconds in ((warm, 10.0), (rest, 60.0)):
                client.start()
                time.sleep(seconds)
                client.ended.set()
                client.join()
            busy = Client(address, [f"{question} " for question in questions])
            busy.start()
            for number in range(rebuilds):
                rebuild(address, corpus, number)
            busy.ended.set()
            busy.join()
    for name, client in (("at rest", rest), ("while rebuilding", busy)):
        ordered = sorted(client.milliseconds)
        high = ordered[int(len(ordered) * 0.99)]
        middle = statistics.median(ordered)
        print(
            f"{name:<17} n={len(ordered):<5} p50 {middle:7.1f} ms  p99 {high:7.1f} ms  "
            f"longest {ordered[-1]:7.1f} ms  failed {client.failed}"
        )
    high = [sorted(each.milliseconds)[int(len(each.milliseconds) * 0.99)] for each in (rest, busy)]
    print(f"p99 while rebuilding / p99 at rest {high[1] / high[0]:.2f} ({rebuilds} rebuilds)")


def rebuild(address: str, corpus: Path, number: int) -> None:
    """Change a document, ask the server to rebuild, and wait until the new version answers."""
    path = next((corpus / "documents").glob("*.md"))
    text = path.read_text(encoding="utf-8").rstrip()
    path.write_text(f"{text}\n\nThis sentence was added as number {number}.\n", encoding="utf-8")
    before = httpx.get(f"{address}/index", timeout=60).json()["version"]
    headers = {"Authorization": f"Bearer {TOKEN}"}
    httpx.post(f"{address}/index/rebuild", headers=headers, timeout=60).raise_for_status()
    while httpx.get(f"{address}/index", timeout=60).json()["version"] == before:
        time.sleep(0.5)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--rebuilds", type=int, default=10)
    asked = parser.parse_args()
    settings = Settings.load()
    compare_builds(settings, asked.chunks)
    compare_latencies(settings, asked.rebuilds)


if __name__ == "__main__":
    main()
