"""Client of OpenAI-compatible endpoints: cloud models, Ollama, vLLM, llama.cpp."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from circuitbreaker import CircuitBreaker
from pydantic import SecretStr

from eccp_assistant.errors import LanguageModelError

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletionChunk

_T = TypeVar("_T")

MAX_CONSECUTIVE_FAILURES = 3
"""Consecutive failures after which the endpoint is not called for ``CIRCUIT_OPEN_S`` seconds."""

CIRCUIT_OPEN_S = 30
MAX_REPLY_CHARS = 6_000
"""Maximum length of a reply in characters; some models do not stop."""

_CONNECT_S = 5.0
_REFUSED = frozenset({401, 403})
_UNUSABLE_REQUEST = frozenset({400, 404, 422})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Address and limits of a model.

    Attributes:
        base_url: URL such as ``http://127.0.0.1:11434/v1``.
        model: Name of the model at the endpoint.
        api_key: Sent as a bearer token; ``None`` if not required.
        deadline_s: Seconds until the complete reply must have arrived.
        retries: Number of retries of a call that failed before its first token.
    """

    base_url: str
    model: str
    api_key: SecretStr | None = None
    deadline_s: float = 30.0
    retries: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: str
    content: str


class ChatModel:
    """A model behind an endpoint.

    Every failure is a ``LanguageModelError``. Its text contains neither the key nor text sent by
    the endpoint, which may repeat the request.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._breaker = CircuitBreaker(
            failure_threshold=MAX_CONSECUTIVE_FAILURES,
            recovery_timeout=CIRCUIT_OPEN_S,
            expected_exception=LanguageModelError,
        )
        self._schemas = True

    @property
    def name(self) -> str:
        """The model's name."""
        return self.endpoint.model

    async def complete(self, messages: Sequence[Message], schema: dict[str, Any]) -> str:
        """The complete reply to some messages; see :meth:`stream`."""
        return "".join([piece async for piece in self.stream(messages, schema)])

    async def stream(
        self, messages: Sequence[Message], schema: dict[str, Any]
    ) -> AsyncGenerator[str, None]:
        """Stream the reply to some messages, up to ``MAX_REPLY_CHARS`` characters.

        Closing the iterator closes the connection.

        Args:
            messages: The prompt.
            schema: JSON schema of the reply; omitted for endpoints that do not support schemas or
                a maximum length.

        Raises:
            LanguageModelError: If the endpoint is unreachable, refuses, fails or exceeds the
                deadline, or is not called after repeated failures.
        """
        if self._breaker.opened:
            wait = self._breaker.open_remaining
            raise LanguageModelError("left_alone", f"it failed before; tried again in {wait} s")
        with self._breaker:
            # Imported here because the library takes a third of a second to load.
            from openai import AsyncOpenAI  # noqa: PLC0415
            from openai import DefaultAsyncHttpxClient as HttpClient  # noqa: PLC0415

            deadline = time.monotonic() + self.endpoint.deadline_s
            key = self.endpoint.api_key
            async with AsyncOpenAI(
                base_url=self.endpoint.base_url,
                api_key=key.get_secret_value() if key else "none",
                max_retries=self.endpoint.retries,
                # Proxies from the environment are not used, so that they do not see questions.
                http_client=HttpClient(trust_env=False, timeout=self.endpoint.deadline_s),
            ) as client:
                async for piece in self._pieces(client, messages, schema, deadline):
                    yield piece

    async def _pieces(
        self,
        client: AsyncOpenAI,
        messages: Sequence[Message],
        schema: dict[str, Any],
        deadline: float,
    ) -> AsyncGenerator[str, None]:
        from openai import APIStatusError, OpenAIError  # noqa: PLC0415

        pieces = None
        length = 0
        try:
            pieces = await _in_time(self._create(client, messages, schema), deadline)
            while length < MAX_REPLY_CHARS:
                try:
                    piece = await _in_time(anext(pieces), deadline)
                except StopAsyncIteration:
                    break
                text = piece.choices[0].delta.content if piece.choices else None
                if text:
                    length += len(text)
                    yield text
        except TimeoutError:
            limit = f"{self.endpoint.deadline_s:g} s"
            raise LanguageModelError("late", f"it took longer than {limit}") from None
        except APIStatusError as error:
            reason = "refused" if error.status_code in _REFUSED else "failed"
            raise LanguageModelError(reason, f"it answered {error.status_code}") from None
        except OpenAIError as error:
            kind = type(error).__name__
            raise LanguageModelError("unreachable", f"it cannot be reached ({kind})") from None
        except LanguageModelError:
            raise
        except Exception as error:
            # An invalid response can raise any error in the libraries that parse it.
            kind = type(error).__name__
            raise LanguageModelError("garbled", f"its reply cannot be read ({kind})") from None
        finally:
            if pieces is not None:
                await pieces.close()

    async def _create(
        self, client: AsyncOpenAI, messages: Sequence[Message], schema: dict[str, Any]
    ) -> AsyncStream[ChatCompletionChunk]:
        from openai import APIStatusError  # noqa: PLC0415

        request: dict[str, Any] = {
            "model": self.endpoint.model,
            "messages": [{"role": each.role, "content": each.content} for each in messages],
            "temperature": 0,
            "stream": True,
        }
        form = {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema}}
        if self._schemas:
            try:
                limited = {"response_format": form, "max_tokens": MAX_REPLY_CHARS // 4}
                return await _open(client, {**request, **limited})
            except APIStatusError as error:
                if error.status_code not in _UNUSABLE_REQUEST:
                    raise
        pieces = await _open(client, request)
        self._schemas = False
        return pieces


async def _open(client: AsyncOpenAI, request: dict[str, Any]) -> AsyncStream[ChatCompletionChunk]:
    pieces: AsyncStream[ChatCompletionChunk] = await client.chat.completions.create(**request)
    return pieces


async def _in_time(awaitable: Awaitable[_T], deadline: float) -> _T:
    async with asyncio.timeout(max(deadline - time.monotonic(), 0.0)):
        return await awaitable
