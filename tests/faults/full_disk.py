"""Builds on a disk that is too small, until one fails, then frees space.

python -m tests.faults.full_disk CORPUS DISK [--limit]
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from eccp_assistant.errors import BuildFailedError
from eccp_assistant.index.build.build import build_index
from eccp_assistant.index.store.writer import IndexStore
from tests.faults.kills import write_year, year_served
from tests.fixtures.hashing_embedder import HashingEmbedder

FILLING = "filling"


def fill(disk: Path, *, limit: bool) -> None:
    """Take what room is left, but for a little."""
    if limit:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, hard))
        return
    with (disk / FILLING).open("wb") as stream:
        try:
            while True:
                stream.write(b"\0" * 4096)
                stream.flush()
        except OSError:
            stream.close = lambda: None
    with (disk / FILLING).open("r+b") as stream:
        stream.truncate((disk / FILLING).stat().st_size - 60_000)


def empty(disk: Path, *, limit: bool) -> None:
    """Make room again."""
    if limit:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        return
    (disk / FILLING).unlink()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("corpus", type=Path)
    options.add_argument("disk", type=Path)
    options.add_argument("--limit", action="store_true")
    asked = options.parse_args()
    index = asked.disk / "index"
    embedder = HashingEmbedder()
    failed, served, year = 0, [], 1911

    def build() -> None:
        build_index(asked.corpus, IndexStore(index), embedder, now=datetime.now(UTC), keep=1)

    build()
    fill(asked.disk, limit=asked.limit)
    for _ in range(5):
        write_year(asked.corpus, year, year + 1)
        year += 1
        try:
            build()
        except BuildFailedError as error:
            assert asked.limit or "no space is left" in str(error), error
            failed += 1
        served.append(year_served(index, embedder))
    empty(asked.disk, limit=asked.limit)
    build()
    recovered = year_served(index, embedder) == year
    report = {"failed": failed, "served_throughout": len(served) == 5, "recovered": recovered}
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
