"""Session fixtures: real corpus, model, index and application; only loopback connections."""

from __future__ import annotations

import os
import random
import shutil
import socket
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

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
from tests.fixtures.source_tree import median_length, module_lengths
from tests.locations import ROOT

_LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", ""}
_GRID_SEED = pytest.StashKey[int]()
_MEMORY = Path("/dev/shm")
_MEMORY_NEEDED = 4 * 1024**3


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--grid-seed",
        type=int,
        metavar="SEED",
        help="choose the tenth of the generated questions; by default another one in every run",
    )


def pytest_configure(config: pytest.Config) -> None:
    # Builds wait for the disk more than they compute; in memory there is nothing to wait for.
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _MEMORY_NEEDED:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
    chosen = config.getoption("--grid-seed")
    config.stash[_GRID_SEED] = random.randrange(10_000) if chosen is None else chosen


def pytest_report_header(config: pytest.Config) -> list[str]:
    lengths = module_lengths()
    longest = max(lengths, key=lengths.__getitem__)
    names = ("torch", "sentence-transformers", "faiss-cpu", "tantivy", "fastapi", "pydantic")
    return [
        "with " + ", ".join(f"{name} {version(name)}" for name in names),
        f"a tenth of the generated questions: --grid-seed {config.stash[_GRID_SEED]}; "
        "all of them: -m grid",
        f"{len(lengths)} modules, median {median_length():.0f} lines, longest {lengths[longest]} "
        f"({longest})",
    ]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run a tenth of the grid unless it is asked for, and slow tests last.

    The grid is asked for by ``-m grid``, and a question of it by ``-k`` or by its id.
    """
    grid = [item for item in items if item.get_closest_marker("grid")]
    asked = config.getoption("-m") or config.getoption("-k") or any("::" in a for a in config.args)
    if grid and not asked:
        draw = random.Random(config.stash[_GRID_SEED])
        left_out = set(draw.sample(grid, len(grid) - len(grid) // 10))
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
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
def settings(tmp_path_factory: pytest.TempPathFactory, kept_index: Path | None) -> Settings:
    """Settings for the real corpus, with an index of the session's own.

    It begins as a copy of the one at hand, so that only what changed since is embedded again.
    """
    folder = tmp_path_factory.mktemp("session") / "index"
    at_hand = [each for each in (kept_index, ROOT / "index") if each and (each / POINTER).exists()]
    if at_hand:
        newest = max(at_hand, key=lambda each: (each / POINTER).stat().st_mtime)
        shutil.copytree(newest, folder)
    return Settings.load(
        corpus_dir=ROOT / "corpus",
        index_dir=folder,
        feedback_db=folder.parent / "feedback.sqlite",
        _env_file=None,
    )


@pytest.fixture(scope="session")
def kept_index(pytestconfig: pytest.Config) -> Path | None:
    """Where the index of a session is kept for the next one; ``None`` without a cache of pytest."""
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)
    return cache.mkdir("session") / "index" if cache else None


@pytest.fixture(scope="session")
def assistant(settings: Settings, kept_index: Path | None) -> Assistant:
    """The real assistant: real paper, real model, real index."""
    built = build(settings, quiet=True)
    if kept_index and (built.changed or not kept_index.exists()):
        _replace(kept_index, settings.index_dir)
    opened = Assistant.open(settings)
    opened.warm_up()
    return opened


def _replace(folder: Path, source: Path) -> None:
    """Put a copy of ``source`` in the place of ``folder``, whole or not at all."""
    partial = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.copytree(source, partial)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        partial.rename(folder)
    except OSError:  # another session was quicker
        shutil.rmtree(partial)


@pytest.fixture(scope="session")
def client(assistant: Assistant, settings: Settings) -> Iterator[TestClient]:
    """The real application over the real index."""
    with TestClient(create_app(assistant, settings), raise_server_exceptions=False) as client:
        yield client
