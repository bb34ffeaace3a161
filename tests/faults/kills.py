"""Kills builds at random moments, each in a process forked from this one.

    python -m tests.faults.kills CORPUS INDEX --count 100 --seed 1

Runs in an interpreter of its own, because a process that has computed with several threads must not
be forked. After every kill the index is opened as a server opens it. Prints what it saw as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.embedding.embedder import Embedder
from eccp_assistant.index.store.writer import IndexStore
from tests.fixtures.hashing_embedder import HashingEmbedder

FIRST_YEAR = 1911


def build(corpus: Path, index: Path, embedder: Embedder) -> None:
    build_index(corpus, IndexStore(index), embedder, now=datetime.now(UTC))


def write_year(corpus: Path, before: int, after: int) -> None:
    """Change what the guide says, in the text and in a record, in two files."""
    for name in ("documents/guide.md", "records/trees.yaml"):
        path = corpus / name
        path.write_text(path.read_text(encoding="utf-8").replace(str(before), str(after)), "utf-8")


def year_served(index: Path, embedder: Embedder) -> int:
    """The year that a reader finds now, which text and record must agree on."""
    snapshot = IndexStore(index).open(fingerprint=embedder.fingerprint)
    try:
        text = snapshot.document("guide").text
        told = int(text.split("El jardín abrió en ")[1][:4])
        ginkgo = next(each for each in snapshot.records("tree") if each.id == "ginkgo")
        assert ginkgo.values("height") == (told,), (told, ginkgo)
        assert all(each.span.of(text) == each.text for each in snapshot.chunks())
        return told
    finally:
        snapshot.close()


def child_build(
    corpus: Path, index: Path, embedder: Embedder, *, kill_after_s: float | None
) -> int:
    """Exit code of a build in a child process; -9 if it was still running when it was killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            build(corpus, index, embedder)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("corpus", type=Path)
    options.add_argument("index", type=Path)
    options.add_argument("--count", type=int, required=True)
    options.add_argument("--seed", type=int, required=True)
    asked = options.parse_args()
    embedder = HashingEmbedder()
    chance = random.Random(asked.seed)
    build(asked.corpus, asked.index, embedder)
    written = served = FIRST_YEAR
    killed = published = 0
    longest = 0.0
    # Some builds get through before they are hit; as many more are begun.
    while killed < asked.count and published < asked.count:
        write_year(asked.corpus, written, written + 1)
        written += 1
        start = time.monotonic()
        # The first one is let run, to know how long the others may take: some just get through.
        limit = chance.uniform(0, 1.2 * longest) if longest else None
        code = child_build(asked.corpus, asked.index, embedder, kill_after_s=limit)
        longest = longest or time.monotonic() - start
        now = year_served(asked.index, embedder)
        assert now in {served, written}, (now, served, written)
        killed += code == -signal.SIGKILL
        published += now == written
        assert code in {0, -signal.SIGKILL}, code
        served = now
    build(asked.corpus, asked.index, embedder)
    assert year_served(asked.index, embedder) == written
    left = sorted(path.name for path in asked.index.rglob("*") if path.is_file())
    json.dump({"killed": killed, "published": published, "left": left}, sys.stdout)


if __name__ == "__main__":
    main()
