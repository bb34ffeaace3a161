"""From a question to evidence in the running text: its terms, its embedding, its conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from eccp_assistant.domain.answers import Answer, Language
from eccp_assistant.index.snapshot import Snapshot
from eccp_assistant.index.vectors import Vectors
from eccp_assistant.retrieval.evidence_selection import Evidence, select_evidence
from eccp_assistant.retrieval.question_bank import bank_matches
from eccp_assistant.retrieval.reranker import TextQuery
from eccp_assistant.text.tokenise import folded_words, tokenize
from eccp_assistant.understanding.dialogue_acts import asked_for, asking_words
from eccp_assistant.understanding.entity_linking import corrected, link
from eccp_assistant.understanding.question_terms import (
    NOUNS_CAPITALISED,
    QuestionTerm,
    question_terms,
)
from eccp_assistant.understanding.segmentation import focus
from eccp_assistant.understanding.vocabulary import Vocabulary

CARRIED_WEIGHT = 0.5
"""How much a term of the question before counts beside those of the new one."""

THIN = 2.0
"""Weight of terms below which the sentence that asks leaves its subject to those before it."""


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """What to find evidence for.

    Attributes:
        text: The question as asked, of a conversation only the last message.
        before: The answer to the message before, where the question leans on it.
        surely: Whether the question cannot stand alone ("and when was that?").
    """

    text: str
    language: Language
    documents: tuple[str, ...] | None
    k: int
    before: Answer | None = None
    surely: bool = False


class PassageSearch:
    """Evidence from one pinned version."""

    def __init__(
        self, snapshot: Snapshot, vocabulary: Vocabulary, embed: Callable[[str], Vectors]
    ) -> None:
        self.snapshot = snapshot
        self.vocabulary = vocabulary
        self.embed = embed

    def find(self, question: TextQuestion) -> Evidence:
        """Evidence for the sentence that asks; where it is too little, for the whole message.

        A question that may lean on the one before is also read together with it.
        """
        asked = focus(question.text, question.language)
        readings = [(asked, False)]
        if question.text not in (asked, ""):
            # "… invited us to an event. From whom, and what is the event?"
            thin = sum(term.weight for term in self.terms(asked, question.language)) < THIN
            readings = [*(() if thin else readings), (question.text, False)]
        if question.before is not None:
            readings.insert(0 if question.surely else len(readings), (question.text, True))
        found: Evidence | None = None
        for text, carries in readings:
            read = self._gather(text, question, carries=carries)
            if found is None or read.units:
                found = read
            if found.units:
                break
        assert found is not None
        return found

    def _gather(self, asked: str, question: TextQuestion, *, carries: bool) -> Evidence:
        terms = self.terms(asked, question.language)
        text = asked
        sections: tuple[tuple[str, ...], ...] = ()
        if carries and question.before is not None:
            before = question.before
            text = f"{before.interpreted_as} {asked}"
            terms = _carried(self.terms(before.interpreted_as, before.language), terms)
            sections = tuple(citation.section for citation in before.citations)
        vector = self.embed(text)
        read = TextQuery(
            folded_words(asked),
            terms,
            question.language,
            vector,
            asks=asked_for(asked, question.language),
            expected=bank_matches(
                self.snapshot,
                vector=vector,
                language=question.language,
                documents=question.documents,
            ),
            sections=sections,
            carries=carries,
            parts=asking_words(asked, question.language),
        )
        return select_evidence(
            text, read, self.snapshot, documents=question.documents, k=question.k
        )

    def terms(self, asked: str, language: Language) -> list[QuestionTerm]:
        """The content of a question; what the corpus names it knows under all its names."""
        names: list[tuple[int, int, list[str], bool]] = []
        records = {(record.kind, record.id): record for record in self.snapshot.records()}
        tokens = tokenize(asked)
        folded = corrected(tokens, language, self.vocabulary)
        tokens = tuple(
            replace(token, folded=word) for token, word in zip(tokens, folded, strict=True)
        )
        for each in link(tokens, language, self.vocabulary):
            named = [records[term.kind, term.value] for term in each.of_type("name")]
            values = {term.value for term in each.of_type("value")}
            kinds = [term for term in each.of_type("kind") if each.end - each.start > 1]
            if named or values or kinds:
                others = [name for record in named for name in (record.name, *record.aliases)]
                others += [*values, *self.vocabulary.said_otherwise(values)]
                country = any(map(self.vocabulary.is_country, each.of_type("value")))
                written = each.start > 0 and tokens[each.start].capitalised
                written = written and bool(values) and language not in NOUNS_CAPITALISED
                required = bool(named) or country or written
                names.append((each.start, each.end, others, required))
        return question_terms(tokens, language, names=names)


def _carried(before: list[QuestionTerm], terms: list[QuestionTerm]) -> list[QuestionTerm]:
    """The terms of a question and, counting less and not demanded, those of the one before it."""
    known = {term.folded for term in terms}
    figures = any(term.required and term.folded[0][0].isdigit() for term in terms)
    old = [
        replace(term, weight=term.weight * CARRIED_WEIGHT, required=False, vague=True)
        for term in before
        if term.folded not in known and not (figures and term.folded[0][0].isdigit())
    ]
    return [*old, *terms]
