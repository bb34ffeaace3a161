"""The assistant: opens index, embedding model and language model, and answers questions."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from copy import copy
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np

from eccp_assistant.config import Settings
from eccp_assistant.domain.answers import (
    Answer,
    AskRequest,
    Language,
)
from eccp_assistant.domain.documents import ScoredChunk
from eccp_assistant.domain.events import (
    AnswerEvent,
    CitationsEvent,
    DeltaEvent,
    Event,
    StatusEvent,
)
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.errors import RequestError
from eccp_assistant.generation.client import ChatModel, Endpoint
from eccp_assistant.generation.question_rewriter import QuestionRewriter, meets_required_terms
from eccp_assistant.generation.writer import Writer
from eccp_assistant.index.embedding.bundled_model import ensure_model
from eccp_assistant.index.embedding.embedder import Embedder, model_fingerprint, open_embedder
from eccp_assistant.index.embedding.model_catalogue import EMBEDDED
from eccp_assistant.index.embedding.token_states import (
    TokenStates,
    default_projection,
    token_encoder,
)
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.store.writer import IndexStore
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.live_index import LiveIndex, LoadedIndex
from eccp_assistant.lookup.reader.readers import Readers
from eccp_assistant.pipeline import ask, check
from eccp_assistant.retrieval.hybrid_search import ChunkQuery, search
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.dialogue_acts import gives_orders
from eccp_assistant.understanding.question import Question, read_question
from eccp_assistant.understanding.question_terms import QuestionTerm


class Assistant:
    """Answers questions from the newest published index version.

    Safe to share between threads. An answer uses one index version and names it.
    """

    def __init__(
        self,
        store: IndexStore,
        embedder: Callable[[], Embedder],
        fingerprint: str,
        *,
        reader_model: Callable[[], Path] | None = None,
    ) -> None:
        self._open_embedder = embedder
        self._embedder: Embedder | None = None
        self._lock = threading.Lock()
        self._live_index = LiveIndex(store, fingerprint, prepare=self._prepare)
        self._readers = Readers(reader_model, self._embed_all) if reader_model else None
        self._writer: Writer | None = None
        self._rewriter: QuestionRewriter | None = None

    @classmethod
    def open(cls, settings: Settings, *, embedder: Embedder | None = None) -> Self:
        """Open the current index version; the embedding model is loaded when first needed.

        Args:
            settings: Paths, embedding model and language model.
            embedder: The embedding model, if it is already loaded.

        Raises:
            IndexMissingError: If nothing has been built.
            IndexStaleError: If the index does not fit this program or model.
            IndexDamagedError: If a file of the index is missing or altered.
        """
        assistant = cls(
            IndexStore(settings.index_dir),
            lambda: (
                embedder
                or open_embedder(
                    settings.embedding_model,
                    cache_dir=settings.model_cache_dir,
                    threads=settings.query_threads,
                )
            ),
            model_fingerprint(settings.embedding_model),
            reader_model=(
                partial(ensure_model, settings.model_cache_dir)
                if settings.embedding_model == EMBEDDED
                else None
            ),
        )
        assistant.loaded_index()
        assistant._set_language_model(settings)
        return assistant

    def with_language_model(self, settings: Settings) -> Self:
        """The same open index and embedding model with the language model of other settings."""
        other = copy(self)
        other._set_language_model(settings)
        return other

    def _set_language_model(self, settings: Settings) -> None:
        model = _chat_model(settings)
        self._writer = Writer(model) if model else None
        self._rewriter = QuestionRewriter(model) if model and settings.llm_understanding else None

    def loaded_index(self) -> LoadedIndex:
        """The newest published version, opened when it is first seen."""
        return self._live_index.get()

    @property
    def index_problem(self) -> str | None:
        """Why an earlier version than the published one is in use, or ``None``."""
        return self._live_index.problem

    @contextmanager
    def following(self) -> Iterator[None]:
        """Open new index versions in the background while the context is active (for a server)."""
        self._live_index.start_following()
        try:
            yield
        finally:
            self._live_index.stop_following()

    def warm_up(self) -> None:
        """Load index and embedding model, so that the first question does not wait."""
        self.loaded_index()
        self.embed("warm up")
        if self._readers is not None:
            self._readers.of(self.loaded_index().snapshot)

    def embed(self, question: str) -> Vectors:
        """The vector of a question, float32 ``(dimension,)``, unit length."""
        vectors: Vectors = self.embedder().embed_queries([question])
        return np.asarray(vectors[0])

    def _prepare(self, snapshot: Snapshot) -> None:
        """Make the reader of a new version, unless the model has not been needed so far."""
        if self._readers is not None and self._embedder is not None:
            self._readers.of(snapshot)

    def _embed_all(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self.embedder().embed_queries(list(texts)))

    def _read_tokens(self, question: str) -> TokenStates | None:
        """The token states of a question; ``None`` where the model is not the default one."""
        encoder = token_encoder(self.embedder())
        if encoder is None:
            return None
        return default_projection().question(encoder.token_layers([question], query=True)[0])

    def embedder(self) -> Embedder:
        """The embedding model, loaded once."""
        with self._lock:
            if self._embedder is None:
                self._embedder = self._open_embedder()
            return self._embedder

    def ask(self, request: AskRequest) -> Answer:
        """Answer a question without a language model.

        Raises:
            EccpError: If the index or the embedding model fails.
        """
        return self._ask(request, self.loaded_index())

    def _ask(
        self, request: AskRequest, index: LoadedIndex, query: RecordQuery | None = None
    ) -> Answer:
        return ask(
            request,
            index,
            self.embed,
            query,
            readers=self._readers,
            read_tokens=self._read_tokens,
        )

    async def answer(self, request: AskRequest) -> Answer:
        """Answer a question, phrased by the language model if one is configured and allowed."""
        async with aclosing(self.stream(request)) as events:
            async for event in events:
                if isinstance(event, AnswerEvent):
                    return event.answer
        raise AssertionError("a stream of events ends with the answer")

    async def stream(self, request: AskRequest) -> AsyncGenerator[Event, None]:
        """Answer a question as a stream of events; the last one is the complete answer.

        Raises:
            RequestError: If a model is asked for and none is configured.
            EccpError: If the index or the embedding model fails.
        """
        if request.mode == "llm" and self._writer is None:
            message = (
                "no language model is configured: use auto or extractive, "
                "or set ECCP_LLM_BASE_URL and ECCP_LLM_MODEL"
            )
            raise RequestError("mode", message)
        index = self.loaded_index()
        check(request, index.snapshot)
        index = index.within(request.documents)
        counts = {kind: len(index.snapshot.records(kind)) for kind in index.snapshot.kinds}
        documents = len(request.documents or index.snapshot.documents)
        yield StatusEvent(step="searching", documents=documents, records=counts)
        answer = await asyncio.to_thread(self._ask, request, index)
        writer = None if request.mode == "extractive" else self._writer
        refused = answer.status in {"not_in_corpus", "out_of_scope", "unclear"}
        if writer is not None and self._rewriter is not None and refused:
            answer = await self._rewrite_and_retry(self._rewriter, request, answer, index)
        if answer.citations:
            yield CitationsEvent(citations=answer.citations)
        if writer is None or answer.status != "answered":
            for piece in _pieces(answer.answer):
                yield DeltaEvent(text=piece)
            yield AnswerEvent(answer=answer)
            return
        yield StatusEvent(step="writing", model=writer.model.name)

        def terms(text: str, language: Language) -> Sequence[QuestionTerm]:
            return self._question(text, language, index).terms

        language_of = index.language_of
        async with aclosing(writer.write(answer, terms, language_of)) as written:
            async for each in written:
                if isinstance(each, str):
                    yield DeltaEvent(text=f"{each} ")
                else:
                    yield AnswerEvent(answer=each)

    async def _rewrite_and_retry(
        self, rewriter: QuestionRewriter, request: AskRequest, answer: Answer, index: LoadedIndex
    ) -> Answer:
        """Let the language model rewrite the question and answer it; ``answer`` if that fails."""
        if gives_orders(folded_words(request.question), answer.language):
            return answer
        earlier = [turn.content for turn in request.history if turn.role == "user"]
        asked = request
        if earlier and (question := await rewriter.standalone(request.question, earlier)):
            asked = request.model_copy(update={"question": question, "history": ()})
            retried = await asyncio.to_thread(self._ask, asked, index)
            if retried.status == "answered":
                return retried.model_copy(update={"question": request.question})
        query = await rewriter.query(asked.question, index.snapshot)
        if query is None:
            return answer
        retried = await asyncio.to_thread(self._ask, asked, index, query)
        terms = self._question(asked.question, answer.language, index).terms
        if retried.status != "answered" or not meets_required_terms(retried, terms):
            return answer
        return retried.model_copy(update={"question": request.question})

    def _question(self, text: str, language: Language, index: LoadedIndex) -> Question:
        return read_question(text, index.vocabulary, self.embed, language=language)

    def search(
        self, text: str, *, k: int, documents: tuple[str, ...] | None = None
    ) -> tuple[str, list[ScoredChunk]]:
        """The index version and the ``k`` passages most similar to ``text``, best first."""
        snapshot = self.loaded_index().snapshot
        query = ChunkQuery(text=text, vector=self.embed(text), k=k, documents=documents)
        return snapshot.version, search(snapshot, query)

    def entity_names(self) -> dict[str, list[tuple[str, ...]]]:
        """Kind → for each record its name and aliases."""
        index = self.loaded_index()
        return {
            kind: [(record.name, *record.aliases) for record in index.snapshot.records(kind)]
            for kind in index.snapshot.kinds
        }

    def document_text(self, document_id: str) -> str:
        """The stored text that spans refer to."""
        return self.loaded_index().snapshot.document(document_id).text


def _chat_model(settings: Settings) -> ChatModel | None:
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    return ChatModel(
        Endpoint(
            settings.llm_base_url,
            settings.llm_model,
            api_key=settings.llm_api_key,
            deadline_s=settings.llm_timeout_s,
            retries=settings.llm_retries,
        )
    )


def _pieces(text: str) -> list[str]:
    """Split a text after lines and citation markers; the joined pieces equal the text."""
    return [piece for piece in re.split(r"(?<=\n)|(?<=\] )", text) if piece]
