"""A real server in a process of its own, as `eccp serve` runs it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
ADMIN_TOKEN = "only for this test"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(corpus: Path, index: Path, model_cache_dir: Path, *, workers: int) -> Iterator[str]:
    """The address of a server over a corpus and an index; it is stopped at the end."""
    port = free_port()
    environment = {
        **os.environ,
        "ECCP_CORPUS_DIR": str(corpus),
        "ECCP_INDEX_DIR": str(index),
        "ECCP_MODEL_CACHE_DIR": str(model_cache_dir),
        "ECCP_FEEDBACK_DB": str(index.parent / "feedback.sqlite"),
        "ECCP_ADMIN_TOKEN": ADMIN_TOKEN,
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "eccp_assistant", "serve", "--port", str(port)]
    log = (index.parent / "server.log").open("wb")
    process = subprocess.Popen(
        [*command, "--workers", str(workers)],
        env=environment,
        cwd=index.parent,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(address, process)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def _wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server ended: see server.log"
        try:
            if httpx.get(f"{address}/health/ready", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError("the server did not become ready")
