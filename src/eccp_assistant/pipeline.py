"""The way of one question: understand, look up or retrieve, choose evidence, compose, cite."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from eccp_assistant.answering.abstention import kinds_in_words
from eccp_assistant.answering.claim_answer import claim_answer
from eccp_assistant.answering.discrepancy_notes import discrepancy_notes
from eccp_assistant.answering.draft_answer import DraftAnswer
from eccp_assistant.answering.extractive import extractive_answer
from eccp_assistant.answering.lookup_answer import lookup_answer
from eccp_assistant.answering.lookup_gate import lookup_answers
from eccp_assistant.answering.suggestions import suggestions
from eccp_assistant.answering.templates import Templates, templates_of
from eccp_assistant.domain.answers import (
    AlsoRead,
    Answer,
    AskRequest,
    Language,
    Timings,
)
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.errors import RequestError
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.live_index import LoadedIndex
from eccp_assistant.lookup.follow_up import carried, continues, leans_on_history, points_back
from eccp_assistant.lookup.parse_result import ParsedQuestion
from eccp_assistant.lookup.parser import parse, unknown_phrase
from eccp_assistant.retrieval.evidence_selection import Evidence
from eccp_assistant.retrieval.passage_search import PassageSearch, TextQuestion
from eccp_assistant.text.tokenise import folded_words
from eccp_assistant.understanding.contradiction_cues import doubts, names_contradiction
from eccp_assistant.understanding.dialogue_acts import gives_orders, small_talk
from eccp_assistant.understanding.language_id import detect
from eccp_assistant.understanding.segmentation import focus

_ALSO_READ = 3


def check(request: AskRequest, snapshot: Snapshot) -> None:
    """Refuse what cannot be done, rather than do something else.

    Raises:
        RequestError: Naming the field.
    """
    unknown = set(request.documents or ()) - set(snapshot.documents)
    if unknown:
        known = ", ".join(snapshot.documents)
        raise RequestError("documents", f"no document '{min(unknown)}': the corpus holds {known}")


def ask(
    request: AskRequest,
    opened: LoadedIndex,
    embed: Callable[[str], Vectors],
    query: RecordQuery | None = None,
) -> Answer:
    """Answer a question without a language model; the whole conversation from one version.

    Args:
        request: The question.
        opened: The version to answer it from.
        embed: Embeds a question, ``(dimension,)``.
        query: What the question asks of the records, where that was read by other means.
    """

    def answer(asked: AskRequest) -> Answer:
        return Conversation(asked, opened, embed=embed, ask=answer).answer()

    query = query or request.query
    return Conversation(request, opened, embed=embed, ask=answer, query=query).answer()


class _Clock:
    """Wall time by step, in milliseconds."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._start = time.perf_counter()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            elapsed = (time.perf_counter() - start) * 1000
            self.spent[name] = self.spent.get(name, 0.0) + elapsed

    def timings(self) -> Timings:
        total = (time.perf_counter() - self._start) * 1000
        spent = {name: round(value, 3) for name, value in self.spent.items()}
        return Timings(**spent, total=round(total, 3))


class Conversation:
    """One question on its way."""

    def __init__(
        self,
        request: AskRequest,
        opened: LoadedIndex,
        *,
        embed: Callable[[str], Vectors],
        ask: Callable[[AskRequest], Answer],
        query: RecordQuery | None = None,
    ) -> None:
        """Prepare to answer.

        Args:
            request: The question.
            opened: The version to answer it from.
            embed: Embeds a question, ``(dimension,)``; only called when words do not suffice.
            ask: Answers an earlier question of the same conversation.
            query: What the question asks of the records, where that was read by other means.
        """
        self.request = request
        self.query = query
        self.clock = _Clock()
        self.embed = embed
        self.ask = ask
        check(request, opened.snapshot)
        self.opened = opened.within(request.documents)
        self.snapshot = self.opened.snapshot
        self.question = request.question.strip()
        self.language: Language = "en"
        self.evidence: Evidence | None = None
        self.text = PassageSearch(self.snapshot, self.opened.vocabulary, embed)
        self.asked = self.question
        self.before: Answer | None = None
        self.leans = False
        self.followed = False

    def answer(self) -> Answer:
        """Understand, look up or retrieve, compose, verify."""
        if self.query is not None:
            return self._look_up(self.query)
        with self.clock.step("understand"):
            self.language = self._language()
            frames = templates_of(self.language)
            parsed = parse(self.question, self.language, self.opened.vocabulary)
            draft = self._small_talk(frames, parsed)
            if draft is None:
                parsed = self._with_history(parsed)
        if draft is None:
            with self.clock.step("compose"):
                draft = self._claim_answer(frames, parsed)
        if draft is None:
            with self.clock.step("understand"):
                parsed = self._by_meaning(parsed)
        if draft is None and self._records_suffice(parsed):
            with self.clock.step("lookup"):
                draft = lookup_answer(parsed, self.snapshot, frames, self.language)
        if draft is None:
            with self.clock.step("retrieve"):
                self.evidence = self.text.find(
                    TextQuestion(
                        self.asked,
                        self.language,
                        self.request.documents,
                        self.request.k,
                        before=self.before,
                        surely=self.leans,
                    )
                )
            with self.clock.step("compose"):
                draft = extractive_answer(self.evidence, self.snapshot, frames, self.language)
        return self._finish(draft)

    def _look_up(self, query: RecordQuery) -> Answer:
        with self.clock.step("understand"):
            self.language = self._language()
        with self.clock.step("lookup"):
            frames = templates_of(self.language)
            parsed = ParsedQuestion(query=query)
            return self._finish(lookup_answer(parsed, self.snapshot, frames, self.language))

    def _language(self) -> Language:
        if self.request.language != "auto":
            return self.request.language
        history = [turn.content for turn in self.request.history if turn.role == "user"]
        return detect(self.question, history=history, labels=self.opened.vocabulary.languages)

    def _small_talk(self, frames: Templates, parsed: ParsedQuestion) -> DraftAnswer | None:
        asks = parsed.query is not None and bool(parsed.query.filters)
        found = None if asks else small_talk(self.question, self.language)
        if found is not None:
            talk, language = found
            if self.request.language == "auto":
                self.language = language
                frames = templates_of(language)
            name = "thanks" if talk in {"thanks", "goodbye"} else "greeting"
            about = {} if name == "thanks" else {"kinds": kinds_in_words(self.snapshot, language)}
            text = frames(name, **about)
            return DraftAnswer(status="smalltalk", text=text, generator="extractive")
        if gives_orders(self.question, self.language):
            return DraftAnswer(
                status="out_of_scope", text=frames("refuses"), generator="extractive"
            )
        return None

    def _with_history(self, parsed: ParsedQuestion) -> ParsedQuestion:
        """Carry over what the question leaves to the conversation before it."""
        turns = self.request.history
        asked = [place for place, turn in enumerate(turns) if turn.role == "user"]
        alone = names_contradiction(folded_words(self.question), self.language)
        if not asked or alone or not leans_on_history(self.question, parsed, self.language):
            return parsed
        before = turns[asked[-1]].content[:2000]
        if not before.strip():
            return parsed
        earlier = AskRequest(
            question=before, history=turns[: asked[-1]], documents=self.request.documents
        )
        previous = self.ask(earlier)
        self.before = previous
        self.leans = continues(self.question, self.language)
        self.question = f"{previous.interpreted_as} {self.question}"
        if previous.lookup is None:
            return parse(self.question, self.language, self.opened.vocabulary)
        query = previous.lookup.query()
        original = self.request.question
        again = parse(original, self.language, self.opened.vocabulary, about=query.kind)
        within = points_back(original, self.language)
        merged = carried(query, again, within=within)
        if merged is None:
            return parsed
        again.query = merged
        self.followed = True
        return again

    def _by_meaning(self, parsed: ParsedQuestion) -> ParsedQuestion:
        """Read words that no record knows as values that mean the same ("for ship builders")."""
        phrase = unknown_phrase(parsed)
        if not phrase or parsed.query is None:
            return parsed
        like = [value for value, _ in self.snapshot.values_like(self.embed(" ".join(phrase)))]
        terms = self.opened.vocabulary.terms_of(like, parsed.query.kind)
        if not terms:
            return parsed
        again = parse(self.question, self.language, self.opened.vocabulary, meant={phrase: terms})
        if again.query is None or again.unexplained or again.query.kind != parsed.query.kind:
            return parsed
        values = dict.fromkeys(value for value in like for term in terms if term.value == value)
        again.meant = (" ".join(phrase), tuple(values))
        return again

    def _records_suffice(self, parsed: ParsedQuestion) -> bool:
        return lookup_answers(
            parsed, self.question, self.language, self.snapshot, followed=self.followed
        )

    def _claim_answer(self, frames: Templates, parsed: ParsedQuestion) -> DraftAnswer | None:
        """What the corpus says in two ways, where that is what the question asks."""
        words = folded_words(self.question)
        doubted = bool(doubts(words, self.language)) or names_contradiction(words, self.language)
        query = parsed.query
        exact = query is not None and bool(query.filters or query.show)
        if self.followed or (exact and self._records_suffice(parsed) and not doubted):
            # The words of the question before would be taken for words of this one.
            return None
        return claim_answer(
            self.question,
            lambda asked: self.text.terms(asked, self.language),
            self.snapshot,
            frames,
            self.language,
            documents=self.request.documents,
        )

    def _finish(self, draft: DraftAnswer) -> Answer:
        frames = templates_of(self.language)
        touched = discrepancy_notes(
            draft,
            self.question,
            self.snapshot,
            frames,
            self.language,
            documents=self.request.documents,
        )
        citations = draft.citations.made if draft.citations else ()
        return Answer(
            id=self._id(),
            question=self.request.question,
            interpreted_as=draft.interpreted_as or self._standalone(),
            language=self.language,
            status=draft.status,
            answer=draft.text,
            citations=citations,
            records=draft.records,
            lookup=draft.lookup,
            notes=(*draft.notes, *touched),
            also_read=self._also_read([citation.start for citation in citations]),
            suggestions=self._suggestions(draft, frames),
            generator=draft.generator,
            index_version=self.snapshot.version,
            timings_ms=self.clock.timings(),
        )

    def _standalone(self) -> str:
        """The question with what it was asked after, where that was needed to understand it."""
        asked = self.request.question.strip()
        if self.before is None or (self.evidence and not self.evidence.asked.carries):
            return asked
        return f"{asked} ({self.before.interpreted_as})"

    def _suggestions(self, draft: DraftAnswer, frames: Templates) -> tuple[str, ...]:
        history = [turn.content for turn in self.request.history if turn.role == "user"]
        embedded = self.evidence is not None
        return suggestions(
            draft,
            self.snapshot,
            frames,
            self.language,
            asked=[*history, self.request.question],
            vector=(lambda: self.embed(focus(self.asked, self.language))) if embedded else None,
            understood=self._understood,
            documents=self.request.documents,
        )

    def _understood(self, question: str) -> bool:
        parsed = parse(question, self.language, self.opened.vocabulary)
        return parsed.query is not None and not parsed.unexplained

    def _id(self) -> str:
        """The same question to the same index has the same id."""
        asked = json.dumps(self.request.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(f"{self.snapshot.version}\n{asked}".encode()).hexdigest()[:16]

    def _also_read(self, cited: list[int]) -> tuple[AlsoRead, ...]:
        near = self.evidence.near if self.evidence else ()
        found = []
        for scored in near:
            chunk = scored.chunk
            if any(chunk.span.start <= start < chunk.span.end for start in cited):
                continue
            found.append(
                AlsoRead(
                    document_id=chunk.document_id,
                    section=chunk.section,
                    quote=chunk.text,
                    start=chunk.span.start,
                    end=chunk.span.end,
                    score=round(scored.score, 4),
                )
            )
        return tuple(found[:_ALSO_READ])
