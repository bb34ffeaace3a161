"""The real parts, opened once in a session; no test may reach the network beyond loopback."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from importlib.metadata import version

# Read when the libraries are imported, so before any of ours.
os.environ["HF_HUB_OFFLINE"] = "1"
for name in [name for name in os.environ if name.upper().startswith("ECCP_")]:
    if name not in {"ECCP_MODEL_CACHE_DIR", "ECCP_TESTS_SKIP_NOTHING"}:
        del os.environ[name]
SKIP_NOTHING = os.environ.pop("ECCP_TESTS_SKIP_NOTHING", "") == "1"

import pytest
from fastapi.testclient import TestClient

from eccp_assistant.api.app import create_app
from eccp_assistant.assistant import Assistant
from eccp_assistant.cli.build_command import build
from eccp_assistant.config import Settings
from eccp_assistant.index.store.writer import POINTER
from tests.locations import ROOT

_LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", ""}


def pytest_report_header() -> str:
    names = ("torch", "sentence-transformers", "faiss-cpu", "tantivy", "fastapi", "pydantic")
    return "with " + ", ".join(f"{name} {version(name)}" for name in names)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests last, so that a fault in a small part is seen first."""
    items.sort(key=lambda item: bool(item.get_closest_marker("browser")))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Where nothing may be skipped, a test that cannot run has failed."""
    outcome = yield
    report = outcome.get_result()
    if SKIP_NOTHING and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> None:
    """Refuse every connection that would leave the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in _LOOPBACK:
            raise OSError(f"a test tried to reach {address}")
        connect(self, address)

    socket.socket.connect = guarded
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings for the real corpus, with an index of the session's own.

    It begins as a copy of the one at hand, so that only what changed since is embedded again.
    """
    folder = tmp_path_factory.mktemp("session") / "index"
    if (ROOT / "index" / POINTER).exists():
        shutil.copytree(ROOT / "index", folder)
    return Settings.load(
        corpus_dir=ROOT / "corpus",
        index_dir=folder,
        feedback_db=folder.parent / "feedback.sqlite",
        _env_file=None,
    )


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Assistant:
    """The real assistant: real paper, real model, real index."""
    build(settings, quiet=True)
    opened = Assistant.open(settings)
    opened.warm_up()
    return opened


@pytest.fixture(scope="session")
def client(assistant: Assistant, settings: Settings) -> Iterator[TestClient]:
    """The real application over the real index."""
    with TestClient(create_app(assistant, settings), raise_server_exceptions=False) as client:
        yield client
