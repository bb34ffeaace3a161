"""Embeds questions and passages, by separate methods.

torch and sentence-transformers are imported only when a model is loaded.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eccp_assistant.index.embedding import bundled_model
from eccp_assistant.index.embedding.model_catalogue import (
    EMBEDDED,
    cached_revision,
    describe,
    load_transformer,
    model_folder,
)
from eccp_assistant.index.embedding.token_layers import TokenLayers, token_layers
from eccp_assistant.index.store.manifest import digest

Vectors = NDArray[np.float32]
MessageCallback = Callable[[str], None]

QUERY_CACHE_SIZE = 2048
LAYERS_CACHE_SIZE = 32
"""Questions whose token states are kept: their vector and their states are asked for in turn."""

# File types that affect the vectors; documentation and weights for other engines do not.
_MODEL_FILES = frozenset({".json", ".safetensors", ".bin", ".model", ".txt", ".py"})


def _ignore_message(_: str) -> None:
    pass


class Embedder(ABC):
    """An embedding model; safe to share between threads.

    Attributes:
        name: Display name of the model.
        fingerprint: Identifies weights and prompts: equal fingerprints give equal vectors.
        dimension: Length of a vector.
    """

    name: str
    fingerprint: str
    dimension: int

    @abstractmethod
    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: float32 ``(len(texts), dimension)``, rows unit length."""

    @abstractmethod
    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Embed passages: float32 ``(len(texts), dimension)``, rows unit length.

        Args:
            texts: The passages; row ``i`` of the result belongs to ``texts[i]``.
            on_progress: Called repeatedly with the number of passages done.
        """


class SentenceTransformerEmbedder(Embedder):
    """A model loaded by sentence-transformers, run on the CPU."""

    def __init__(
        self,
        model: str,
        *,
        cache_dir: Path,
        threads: int = 1,
        batch_size: int = 8,
        report: MessageCallback = _ignore_message,
    ) -> None:
        """Load a model; takes seconds.

        Args:
            model: ``"embedded"``, the path of a folder, or a name on the Hugging Face hub.
            cache_dir: Folder in which the bundled model is unpacked.
            threads: Threads for one question. One is fastest for a single short text on a busy
                machine and leaves cores for other questions; passages use every core.
            batch_size: Passages per forward pass. On two cores, 8 took 60 ms per passage and 32
                took 100 ms; a question asked in between waits for one batch.
            report: Called with a message before each slow step.

        Raises:
            ModelUnavailableError: If the model cannot be loaded.
        """
        known = describe(model)
        source, revision = _locate(model, cache_dir=cache_dir, report=report)
        self.name = known.name if known else _short_name(model)
        self._threads = threads
        self._batch_size = batch_size
        # A tokenizer stores the padding of the current batch and is not thread-safe.
        self._lock = threading.Lock()
        # Only of the embedded model is it known that the mean of its token states is its vector.
        self._shows_layers = model == EMBEDDED
        self._query = lru_cache(maxsize=QUERY_CACHE_SIZE)(self._embed_query)
        self._query_layers = lru_cache(maxsize=LAYERS_CACHE_SIZE)(self._read_query)
        report(f"loading the embedding model {self.name}")
        self._model = load_transformer(
            source, revision=revision, prompts=known.prompts if known else None
        )
        self.dimension = len(self._query(""))
        # Computed last: loading may have downloaded the commit that it includes.
        self.fingerprint = model_fingerprint(model)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions: float32 ``(len(texts), dimension)``, rows unit length."""
        # One by one: padding in a batch changes the last bits of a vector, and a question must
        # get the same answer regardless of the questions asked with it.
        rows = [self._query(text) for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.dimension), dtype=np.float32)

    def _embed_query(self, text: str) -> Vectors:
        if self._shows_layers:
            return self._query_layers(text).vector
        with self._lock, _torch_threads(self._threads):
            vectors = self._model.encode_query(
                [_encodable(text)],
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        row: Vectors = vectors[0].astype(np.float32, copy=False)
        return row

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Embed passages: float32 ``(len(texts), dimension)``, rows unit length."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        # Sorted by length to reduce padding; longest first, so that a lack of memory shows early.
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for start in range(0, len(order), self._batch_size):
            batch = order[start : start + self._batch_size]
            with self._lock, _torch_threads(_cores()):
                vectors[batch] = self._model.encode_document(
                    [_encodable(texts[place]) for place in batch],
                    batch_size=self._batch_size,
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
            # Locks are not fair: without a pause, a question could wait for the whole build.
            time.sleep(0.001)
            if on_progress is not None:
                on_progress(start + len(batch))
        return vectors

    def token_layers(self, texts: Sequence[str], *, query: bool) -> list[TokenLayers]:
        """The states of each text's tokens, and its vector from the same run.

        Args:
            texts: Questions, or sentences after their heading and a line break.
            query: Whether they are questions.
        """
        if query:
            return [self._query_layers(text) for text in texts]
        return [self._read_layers(text, "document", threads=_cores()) for text in texts]

    def _read_query(self, text: str) -> TokenLayers:
        return self._read_layers(text, "query", threads=self._threads)

    def _read_layers(self, text: str, prompt: str, *, threads: int) -> TokenLayers:
        with self._lock, _torch_threads(threads):
            before = self._model.prompts.get(prompt) or ""
            return token_layers(self._model, _encodable(text), before)


def open_embedder(
    model: str, *, cache_dir: Path, threads: int = 1, report: MessageCallback = _ignore_message
) -> Embedder:
    """Load the model named by a setting; see :class:`SentenceTransformerEmbedder`."""
    return SentenceTransformerEmbedder(model, cache_dir=cache_dir, threads=threads, report=report)


def model_fingerprint(model: str) -> str:
    """The fingerprint of a model, without loading it.

    The fingerprint of a folder is a hash of its file contents, because sizes and dates do not
    distinguish fine-tuned weights or copies (0.5 GB take under a second). That of a hub model is a
    hash of its name, the commit in the local cache and its prompts.

    Raises:
        ModelUnavailableError: If the named folder does not exist.
    """
    if model == EMBEDDED:
        return bundled_model.FINGERPRINT
    folder = model_folder(model)
    if folder is None:
        known = describe(model)
        identity = [model, cached_revision(model) or "", str(known.prompts if known else "")]
    else:
        files = {
            path.relative_to(folder).as_posix(): path
            for path in folder.rglob("*")
            if path.suffix in _MODEL_FILES and path.is_file()
        }
        identity = [f"{name} {digest(files[name])}" for name in sorted(files)]
    return hashlib.sha256("\n".join(identity).encode()).hexdigest()


def _locate(model: str, *, cache_dir: Path, report: MessageCallback) -> tuple[str, str | None]:
    """The folder or hub name to load, and the commit of a hub model."""
    if model == EMBEDDED:
        return str(bundled_model.ensure_model(cache_dir, report=report)), None
    folder = model_folder(model)
    if folder is not None:
        return str(folder), None
    # The cached commit is kept, so that a change on the hub does not make the index stale.
    return model, cached_revision(model)


def _short_name(model: str) -> str:
    folder = model_folder(model)
    return model if folder is None else folder.resolve().name


def _encodable(text: str) -> str:
    """Replace lone surrogates, which JSON and command lines can contain, by "?"."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cores() -> int:
    """Number of cores available to this process (containers may have fewer than the machine)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _torch_threads(count: int) -> Iterator[None]:
    """Set torch's process-wide number of threads within the context."""
    import torch  # noqa: PLC0415 - loaded with the model

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
