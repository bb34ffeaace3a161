"""The learned reader: a question becomes queries, each with the probability that it is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.lookup.reader.assembly import Assembler
from eccp_assistant.lookup.reader.calibration import Calibration, sure_features
from eccp_assistant.lookup.reader.candidates import Candidate, candidates_of
from eccp_assistant.lookup.reader.decisions import softmax
from eccp_assistant.lookup.reader.decoding import Decoder
from eccp_assistant.lookup.reader.features import FEATURES, Describer
from eccp_assistant.lookup.reader.network import WEIGHTS, Network
from eccp_assistant.lookup.reader.parting import cuts_of
from eccp_assistant.lookup.reader.roles import AGGREGATES, WANTS
from eccp_assistant.lookup.reader.schema import Embed, Schema
from eccp_assistant.lookup.reader.span_linking import SpanLinker
from eccp_assistant.lookup.reader.units import Unit, units_of
from eccp_assistant.lookup.reader.view import View
from eccp_assistant.lookup.reader.word_vectors import Vectors, WordVectors
from eccp_assistant.understanding.linking.catalogue import Catalogue
from eccp_assistant.understanding.linking.linker import Linker

Intent = Literal[
    "records", "no_such_field", "no_such_row", "smalltalk", "meta", "creative", "off_topic",
    "compound", "text",
]  # fmt: skip
CountRows = Callable[[RecordQuery], int]

_MOST_READINGS = 4
_NEVER = -30.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a question may ask of the records.

    Attributes:
        probability: That it is meant.
        used: The words that it takes up, as typed, earlier turns first.
    """

    query: RecordQuery
    probability: float
    used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a question asks.

    Attributes:
        intent: The likeliest; ``compound`` asks several things, each to be read by itself.
        intent_probability: That it is so.
        readings: Queries, likeliest first; also where the intent is another one.
        decision: What to do: answer the first reading, offer the readings, or neither.
        parts: For ``compound``: each thing that is asked, where they can be told apart.
    """

    intent: Intent
    intent_probability: float
    readings: tuple[Reading, ...]
    decision: Literal["answer", "offer", "none"]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question asks.

    Attributes:
        text: The words that ask it.
    """

    text: str
    result: ReadResult


@dataclass(frozen=True, slots=True)
class Scored:
    """The candidates of a question and what calibration goes by; for training and evaluation.

    Attributes:
        candidates: The first is the best.
        features: ``(candidates, FEATURES)`` of them, in the same order.
        shares: Of each, among them.
    """

    candidates: tuple[Candidate, ...]
    features: Vectors
    shares: Vectors
    records_chance: float

    @property
    def query(self) -> RecordQuery | None:
        """The best reading."""
        return self.candidates[0].query if self.candidates else None

    @property
    def sure(self) -> Vectors | None:
        """The ``SURE_FEATURES`` of the best reading."""
        if not self.candidates:
            return None
        return sure_features(self.features[0], float(self.shares[0]), self.records_chance)


def open_network(model: Path, weights: Path = WEIGHTS) -> Network:
    """The trained network; made once, it serves every catalogue.

    Args:
        model: Folder of the default embedding model, whose word vectors it starts from.
        weights: Folder of the weights.
    """
    return Network(WordVectors(model), weights)


class Reader:
    """Reads questions about one catalogue; safe to share between threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        network: Network,
        embed: Embed,
        calibration: Calibration,
        count: CountRows | None = None,
    ) -> None:
        """Make a reader.

        Args:
            catalogue: What may be asked about.
            network: The trained network.
            embed: Embeds short texts as questions, by the default embedding model.
            calibration: Belongs to the network.
            count: How many rows meet a query: a reading that none does is less probable.
        """
        self.linker = Linker(catalogue)
        self._catalogue, self._network, self._embed = catalogue, network, embed
        self._calibration, self._count = calibration, count
        self._schema = Schema(catalogue, network, embed)
        self._spans = SpanLinker(catalogue, embed, network.meaning)
        self._assembler = Assembler(catalogue)
        self._sizes = {kind: self._rows(RecordQuery(kind=kind)) for kind in catalogue.kinds}

    def warm(self, languages: Sequence[Language]) -> None:
        """Work out beforehand what the first question would wait for."""
        for language in languages:
            self._schema.labels(language)
        _ = self._spans.vectors

    def read(self, question: str, language: Language, earlier: Sequence[str] = ()) -> ReadResult:
        """What a question asks.

        Args:
            question: As typed.
            language: Its language.
            earlier: What the user asked before in this conversation, oldest first.
        """
        result = self._read_one(question, language, earlier)
        if result.intent != "compound":
            return result
        parts = self._parts(question, language, earlier)
        if not parts:
            return self._read_one(question, language, earlier, single=True)
        sure = min(part.result.readings[0].probability for part in parts)
        answered = sure >= self._calibration.answered
        return replace(result, parts=parts, decision="answer" if answered else "none")

    def _parts(self, question: str, language: Language, earlier: Sequence[str]) -> tuple[Part, ...]:
        """The two things that a question asks, cut where both are surest."""
        best: tuple[float, tuple[Part, ...]] = (0.0, ())
        for first, second in cuts_of(question, language):
            one = self._surest(first, language, [earlier])
            # What comes second may go on with the first or begin anew.
            other = self._surest(second, language, [(*earlier, first), earlier])
            if one is None or other is None:
                continue
            sure = min(part.result.readings[0].probability for part in (one, other))
            if sure > best[0]:
                best = (sure, (one, other))
        return best[1]

    def _surest(
        self, text: str, language: Language, contexts: Sequence[Sequence[str]]
    ) -> Part | None:
        """A part read after the one of some conversations in which it is most probable."""
        results = [self._read_one(text, language, earlier, single=True) for earlier in contexts]
        read = [each for each in results if each.readings]
        if not read:
            return None
        return Part(text, max(read, key=lambda each: each.readings[0].probability))

    def _read_one(
        self, question: str, language: Language, earlier: Sequence[str], *, single: bool = False
    ) -> ReadResult:
        units = units_of(self.linker, question, language, earlier)
        scored, intents = self.scored(question, units, language, single=single)
        readings = self._readings(scored, units)
        intent, chance = max(intents.items(), key=lambda each: each[1])
        best = readings[0].probability if readings else 0.0
        decision: Literal["answer", "offer", "none"] = "none"
        if best >= self._calibration.answered:
            decision = "answer"
        elif best >= self._calibration.offered:
            decision = "offer"
        return ReadResult(intent, chance, readings, decision)

    def scored(
        self, question: str, units: list[Unit], language: Language, *, single: bool = False
    ) -> tuple[Scored, dict[Intent, float]]:
        """The candidate readings, and how probable each intent is.

        Args:
            question: As typed.
            units: It and the earlier turns.
            language: Its language.
            single: Whether it is known to ask one thing.
        """
        vector = self._embed([question])[0]
        chosen = self._schema.chosen(units, vector, language)
        outputs = self._network.decide(self._schema.inputs(units, chosen, language))
        if single:
            outputs.want[WANTS.index("compound")] = _NEVER
        keys = [self._catalogue.items[place] for place in chosen]
        view = View(self._catalogue, language, units, keys, outputs)
        intents: dict[Intent, float] = {}
        for want, chance in zip(WANTS, softmax(outputs.want), strict=True):
            intent: Intent = "records" if want in AGGREGATES else want  # type: ignore[assignment]
            intents[intent] = intents.get(intent, 0.0) + float(chance)
        return self._ranked(view, intents["records"]), intents

    def _ranked(self, view: View, records_chance: float) -> Scored:
        found = candidates_of(Decoder(view, self._spans), self._assembler)
        if not found:
            none = np.zeros((0, len(FEATURES)), np.float32)
            return Scored((), none, np.zeros(0, np.float32), records_chance)
        describer = Describer(view)
        features = np.stack(
            [
                describer.features(each, self._rows(each.query), self._sizes.get(each.query.kind))
                for each in found
            ]
        )
        shares = self._calibration.shares(features)
        order = np.argsort(-shares, kind="stable")
        ranked = tuple(found[place] for place in order)
        return Scored(ranked, features[order], shares[order], records_chance)

    def _rows(self, query: RecordQuery) -> int | None:
        return self._count(query) if self._count else None

    def _readings(self, scored: Scored, units: Sequence[Unit]) -> tuple[Reading, ...]:
        if scored.sure is None:
            return ()
        best = self._calibration.probability(scored.sure)
        rest = float(scored.shares[1:].sum()) or 1.0
        readings = []
        for place, (candidate, share) in enumerate(
            zip(scored.candidates[:_MOST_READINGS], scored.shares, strict=False)
        ):
            chance = best if place == 0 else min(best, (1 - best) * float(share) / rest)
            used = tuple(units[each].text for each in candidate.decoded.used)
            readings.append(Reading(candidate.query, chance, used))
        return tuple(readings)
