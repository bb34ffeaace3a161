"""The learned reader: a question becomes queries, each with the probability that it is meant."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from eccp_assistant.domain.answers import Language
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.lookup.reader.assembly import Assembler, IncompleteReadingError
from eccp_assistant.lookup.reader.calibration import Calibration, features_of
from eccp_assistant.lookup.reader.decoding import Decoded, Decoder
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
    "compound",
]  # fmt: skip
CountRows = Callable[[RecordQuery], int]

_MOST_READINGS = 4
_POINTS_DECIDED_OTHERWISE = 5
_NEVER = -30.0
_WORTH_DECIDING = 0.05
"""Second choices less probable than this are not followed."""


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
    """The best reading with what calibration goes by; for training and evaluation."""

    decoded: Decoded
    query: RecordQuery | None
    features: Vectors | None
    others: tuple[tuple[float, Decoded, RecordQuery], ...]


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
        return replace(result, parts=parts)

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
        read = [each for each in results if each.intent == "records" and each.readings]
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
        if intent == "records" and readings:
            if best >= self._calibration.answered:
                decision = "answer"
            elif best >= self._calibration.offered:
                decision = "offer"
        return ReadResult(intent, chance, readings, decision)

    def scored(
        self, question: str, units: list[Unit], language: Language, *, single: bool = False
    ) -> tuple[Scored, dict[Intent, float]]:
        """The best reading and others, before calibration, and how probable each intent is.

        Args:
            question: As typed.
            units: It and the earlier turns.
            language: Its language.
            single: Whether it is known to ask one thing.
        """
        vector = self._embed([question])[0]
        chosen = self._schema.chosen(units, vector, language)
        inputs = self._schema.inputs(units, chosen, language)
        outputs = self._network.decide(inputs)
        if single:
            outputs.want[WANTS.index("compound")] = _NEVER
        keys = [self._catalogue.items[place] for place in chosen]
        decoder = Decoder(View(self._catalogue, language, units, keys, outputs), self._spans)
        best = decoder.decode()
        powers = [math.exp(each - max(outputs.want)) for each in outputs.want]
        intents: dict[Intent, float] = {}
        for want, power in zip(WANTS, powers, strict=True):
            intent: Intent = "records" if want in AGGREGATES else want  # type: ignore[assignment]
            intents[intent] = intents.get(intent, 0.0) + power / sum(powers)
        if best.draft is None and max(intents, key=lambda each: intents[each]) == "records":
            best = self._as_query(decoder)
        return self._scored(decoder, best, units, language), intents

    @staticmethod
    def _as_query(decoder: Decoder) -> Decoded:
        """The likeliest draft where no single want that makes a query is the likeliest."""
        for rank in range(1, len(WANTS)):
            decoded = decoder.decode({"want": rank})
            if decoded.draft is not None:
                return decoded
        return decoder.decode()

    def _scored(
        self, decoder: Decoder, best: Decoded, units: list[Unit], language: Language
    ) -> Scored:
        query = self._query(best)
        found: list[tuple[float, Decoded, RecordQuery]] = []
        if best.draft is None:
            return Scored(best, None, None, ())
        doubtful = sorted(
            (each for each in best.decisions if each.others and each.others[0] > _WORTH_DECIDING),
            key=lambda each: each.chosen / each.others[0],
        )
        for decision in doubtful[:_POINTS_DECIDED_OTHERWISE]:
            other = decoder.decode({decision.name: 1})
            other_query = self._query(other)
            if other_query is not None and other_query != query:
                found.append((other.log_probability, other, other_query))
        found.sort(key=lambda each: -each[0])
        if query is None:
            if not found:
                return Scored(best, None, None, ())
            (_, best, query), found = found[0], found[1:]
        next_ = next((log for log, _, other in found if other != query), None)
        rows = self._count(query) if self._count else None
        features = features_of(best, units, language, next_=next_, rows=rows)
        return Scored(best, query, features, tuple(found))

    def _query(self, decoded: Decoded) -> RecordQuery | None:
        if decoded.draft is None:
            return None
        try:
            return self._assembler.query(decoded.draft)
        except (IncompleteReadingError, ValidationError):  # it lacks what its aggregate needs
            return None

    def _readings(self, scored: Scored, units: Sequence[Unit]) -> tuple[Reading, ...]:
        if scored.query is None or scored.features is None:
            return ()

        def words(decoded: Decoded) -> tuple[str, ...]:
            return tuple(units[place].text for place in decoded.used)

        best = self._calibration.probability(scored.features)
        readings = [Reading(scored.query, best, words(scored.decoded))]
        weights = [math.exp(log - scored.decoded.log_probability) for log, _, _ in scored.others]
        seen = {scored.query.model_dump_json()}
        for weight, (_, decoded, query) in zip(weights, scored.others, strict=True):
            written = query.model_dump_json()
            if written not in seen:
                seen.add(written)
                share = (1 - best) * weight / (1 + sum(weights))
                readings.append(Reading(query, min(share, best), words(decoded)))
        return tuple(readings[:_MOST_READINGS])
