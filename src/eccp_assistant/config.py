"""Settings from the environment (``ECCP_…``) or a ``.env`` file; all have defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from eccp_assistant import paths
from eccp_assistant.errors import SettingsError

PREFIX = "ECCP_"


def _data_dir() -> Path:
    return paths.checkout() or Path.cwd()


def _cache_dir() -> Path:
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "eccp-assistant"


class Settings(BaseSettings):
    """Every setting, with its default and its bounds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", frozen=True, extra="forbid"
    )

    corpus_dir: Path = Field(
        default_factory=lambda: _data_dir() / "corpus",
        description="Folder with documents/, records/ and aliases.yaml.",
    )
    index_dir: Path = Field(
        default_factory=lambda: _data_dir() / "index",
        description="Folder with the built index versions.",
    )
    model_cache_dir: Path = Field(
        default_factory=_cache_dir, description="Where the default model is unpacked, once."
    )
    embedding_model: Annotated[str, Field(min_length=1)] = Field(
        default="embedded",
        description="'embedded', a folder of a sentence-transformers model, or a hub name.",
    )
    query_threads: Annotated[int, Field(ge=1, le=64)] = Field(
        default=1, description="Threads that embed one question; more only spin on small machines."
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=8000, description="Port the server listens on; 0 takes a free one."
    )
    workers: Annotated[int, Field(ge=1, le=64)] = Field(
        default=1, description="Processes that answer; each loads the model (about 1 GB)."
    )
    max_body_bytes: Annotated[int, Field(ge=1024)] = Field(
        default=262_144, description="Largest request body that is read."
    )
    feedback_db: Path = Field(
        default_factory=lambda: _data_dir() / "feedback.sqlite",
        description="File that keeps what readers think of answers.",
    )
    # At most a century, which any date can be set back by.
    feedback_retention_days: Annotated[int, Field(ge=0, le=36_500)] = Field(
        default=365, description="Days until feedback is deleted; 0 keeps it for ever."
    )
    llm_base_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^@\s]+$",
        description="OpenAI-compatible endpoint, as in http://127.0.0.1:11434/v1.",
    )
    llm_model: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="Name of the model at that endpoint."
    )
    llm_api_key: SecretStr | None = Field(
        default=None, description="Key of the endpoint; never logged or shown."
    )
    llm_timeout_s: Annotated[float, Field(gt=0, le=600)] = Field(
        default=30.0, description="Seconds until a reply must be complete; then it goes without."
    )
    llm_retries: Annotated[int, Field(ge=0, le=5)] = Field(
        default=1, description="How often a call is repeated that failed before its first word."
    )
    llm_understanding: bool = Field(
        default=False,
        description="Whether the model also reads questions that were not understood.",
    )
    embed_origins: str = Field(
        default="",
        pattern=r"^(https?://[a-zA-Z0-9.*-]+(:\d+)?( +|$))*$",
        description="Origins whose pages may show /embed in a frame, separated by spaces.",
    )
    admin_token: SecretStr | None = Field(
        default=None, description="Allows POST /index/rebuild; without it nobody may."
    )

    @model_validator(mode="after")
    def _endpoint_is_whole(self) -> Self:
        if (self.llm_base_url is None) != (self.llm_model is None):
            raise ValueError("set ECCP_LLM_BASE_URL and ECCP_LLM_MODEL both, or neither")
        return self

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """Read the settings.

        Raises:
            SettingsError: Naming the setting that is unknown or out of bounds.
        """
        known = {PREFIX + name.upper() for name in cls.model_fields}
        unknown = sorted(
            name for name in os.environ if name.upper().startswith(PREFIX) and name not in known
        )
        if unknown:
            message = f"unknown setting {unknown[0]}: use one of {', '.join(sorted(known))}"
            raise SettingsError(message)
        try:
            return cls(**overrides)  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            if not first["loc"]:
                raise SettingsError(str(first["msg"]).removeprefix("Value error, ")) from None
            name = str(first["loc"][0]).upper().removeprefix(PREFIX)
            raise SettingsError(f"{PREFIX}{name}: {first['msg']}") from None
