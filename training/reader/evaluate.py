"""Asks the reader as it is served: ``python evaluate.py WEIGHTS SET… [--calibrate SET]``.

With ``--calibrate`` the calibration is fitted on that set first and written beside the weights; it
should be one that was neither trained on nor is tested.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from meaning import Embedder
from tables import TableSet, plain, read_set, same_answer

from eccp_assistant.config import Settings
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.index.embedding.bundled_model import ensure_model
from eccp_assistant.lookup.reader.calibration import (
    FEATURES,
    Calibration,
    load_calibration,
)
from eccp_assistant.lookup.reader.network import Network
from eccp_assistant.lookup.reader.reader import Reader, Scored
from eccp_assistant.lookup.reader.units import Unit, units_of
from eccp_assistant.lookup.reader.word_vectors import WordVectors

_MOST_WRONG = 0.045
"""Less than the 6 % that are aimed at: a set that thresholds are chosen on flatters them (6 % on
one set were 8 % on the next)."""

_ALIKE = 0.72
_NEAR = 4


@dataclass
class Asked:
    """A question and what came of it.

    Attributes:
        right: Whether the best reading gives the right answer.
        parted: For two questions in one: the least probable part, and whether all are right.
    """

    asked: dict[str, Any]
    units: list[Unit]
    scored: Scored
    intent: str
    right: bool
    parted: tuple[float, bool] | None = None

    @property
    def kind(self) -> str:
        """What the question wants."""
        if self.asked["intent"] != "lookup":
            return str(self.asked["intent"])
        query = self.asked["query"]
        return "compound" if isinstance(query, list) else str(query["want"])


def ask(of: TableSet, network: Network, embed: Embedder, calibration: Calibration) -> list[Asked]:
    """All questions of a set."""

    def count(query: RecordQuery) -> int:
        answer = of.run(plain(query))
        return len(answer.get("groups", answer["rows"]))

    reader = Reader(of.catalogue, network, embed, calibration, count)
    found = []
    embed([each["question"] for each in of.questions])
    for asked in of.questions:
        language = asked["lang"]
        units = units_of(reader.linker, asked["question"], language, asked.get("history") or ())
        scored, intents = reader.scored(asked["question"], units, language)
        intent = max(intents, key=lambda each: intents[each])
        right = False
        if scored.query is not None and isinstance(asked.get("query"), dict):
            gold, query = asked["query"], plain(scored.query)
            right = same_answer(gold, of.run(gold), query, of.run(query))
        each = Asked(asked, units, scored, intent, right)
        if intent == "compound":
            each.parted = _parts(of, reader, asked)
        found.append(each)
    return found


def _parts(of: TableSet, reader: Reader, asked: dict[str, Any]) -> tuple[float, bool] | None:
    parts = reader.read(asked["question"], asked["lang"], asked.get("history") or ()).parts
    if not parts:
        return None
    readings = [part.result.readings[0] for part in parts]
    golds = asked.get("query")
    right = isinstance(golds, list) and len(golds) == len(readings)
    if right:
        queries = [plain(each.query) for each in readings]
        right = all(
            same_answer(gold, of.run(gold), query, of.run(query))
            for gold, query in zip(golds or [], queries, strict=True)
        )
    return min(each.probability for each in readings), right


def fit(asked: list[Asked], strength: float = 0.3) -> Calibration:
    """A logistic regression on the readings."""
    read = [each for each in asked if each.scored.features is not None and each.intent == "records"]
    x = np.stack([each.scored.features for each in read if each.scored.features is not None])
    y = np.array([each.right for each in read], dtype=np.float64)
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], strength)
    penalty[0] = 0.0
    for _ in range(50):  # Newton's method
        chances = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (chances - y) + penalty * weights
        curve = (x * (chances * (1 - chances))[:, None]).T @ x + np.diag(penalty + 1e-6)
        weights -= np.linalg.solve(curve, gradient)
    return Calibration(tuple(map(float, weights)), 0.5, 0.2)


def with_thresholds(calibration: Calibration, asked: list[Asked]) -> Calibration:
    """The threshold that gives most right answers while few are wrong."""
    best = (0, 0.99)
    for threshold in np.arange(0.2, 0.99, 0.01):
        outcomes = Counter(outcome(each, calibration, float(threshold)) for each in asked)
        if outcomes["wrong"] <= _MOST_WRONG * len(asked):
            best = max(best, (outcomes["right"], round(float(threshold), 2)))
    return Calibration(calibration.weights, best[1], min(0.2, best[1]))


def outcome(each: Asked, calibration: Calibration, threshold: float) -> str:
    """What an answer from this threshold on would have been: right, wrong or refused."""
    features = each.scored.features
    if each.parted is not None and each.parted[0] >= threshold:
        return "right" if each.parted[1] else "wrong"
    answered = (
        each.intent == "records"
        and features is not None
        and calibration.probability(features) >= threshold
    )
    if each.asked["intent"] != "lookup":
        return "wrong" if answered else "right"
    if answered:
        return "right" if each.right else "wrong"
    return "refused"


def report(asked: list[Asked], calibration: Calibration) -> None:
    """Print figures by language, kind and style, and of minimal pairs."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    outcomes = [outcome(each, calibration, calibration.answered) for each in asked]
    for each, result in zip(asked, outcomes, strict=True):
        style = each.asked.get("style", "plain")
        for name in ("all", f"lang {each.asked['lang']}", f"kind {each.kind}", f"style {style}"):
            tally[name][result] += 1
            if each.kind not in {"compound"} and each.asked["intent"] == "lookup":
                tally[name]["best"] += each.right
                tally[name]["readable"] += 1
    for name, counts in sorted(tally.items()):
        total = counts["right"] + counts["wrong"] + counts["refused"]
        share = {key: 100 * counts[key] / total for key in ("right", "wrong", "refused")}
        best = 100 * counts["best"] / max(counts["readable"], 1)
        print(
            f"{name:24s} n={total:4d}  right {share['right']:5.1f}  wrong {share['wrong']:5.1f}  "
            f"refused {share['refused']:5.1f}  best reading right {best:5.1f}"
        )
    pairs = _pairs(asked)
    both = sum(outcomes[a] == "right" and outcomes[b] == "right" for a, b in pairs)
    share = 100 * both / max(len(pairs), 1)
    print(f"minimal pairs: {both} of {len(pairs)} both right ({share:.1f} %)")


def _pairs(asked: list[Asked]) -> list[tuple[int, int]]:
    """Neighbours with almost the same words and different queries."""
    found, taken = [], set()
    for a, one in enumerate(asked):
        for b in range(a + 1, min(a + _NEAR, len(asked))):
            other = asked[b]
            if {a, b} & taken or one.asked["lang"] != other.asked["lang"]:
                continue
            if one.asked["intent"] != "lookup" or other.asked["intent"] != "lookup":
                continue
            if one.asked["query"] == other.asked["query"]:
                continue
            words = (each.asked["question"].split() for each in (one, other))
            if SequenceMatcher(None, *words).ratio() >= _ALIKE:
                found.append((a, b))
                taken |= {a, b}
    return found


def write_errors(asked: list[Asked], calibration: Calibration, path: Path) -> None:
    """Every question whose best reading is not right, for a person to look at."""
    lines = []
    for each in asked:
        if each.right or (each.asked["intent"] != "lookup" and each.intent != "records"):
            continue
        features = each.scored.features
        chance = calibration.probability(features) if features is not None else 0.0
        query = plain(each.scored.query) if each.scored.query is not None else None
        doubtful = sorted(each.scored.decoded.decisions, key=lambda d: d.chosen)[:3]
        units = " ".join(f"[{u.type}:{u.text}]" if u.links else u.text for u in each.units)
        lines.append(
            f"{chance:.2f} {each.kind} -> {each.intent} {each.asked['lang']} | "
            f"{each.asked.get('history') or ''} {units}\n"
            f"   gold {json.dumps(each.asked.get('query'), ensure_ascii=False)}\n"
            f"   got  {json.dumps(query, ensure_ascii=False)}\n"
            f"   {[(d.name, round(d.chosen, 2)) for d in doubtful]} "
            f"used {[each.units[p].text for p in each.scored.decoded.used]}"
        )
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Calibrate if asked to, then report every set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("sets", type=Path, nargs="*")
    parser.add_argument("--calibrate", type=Path)
    parser.add_argument("--model", type=Path, help="folder of the embedding model")
    parser.add_argument("--cache", type=Path, default=Path("build/reader"))
    parser.add_argument("--errors", type=Path, help="folder for lists of what was misread")
    given = parser.parse_args()
    given.model = given.model or ensure_model(Settings().model_cache_dir)
    given.cache.mkdir(parents=True, exist_ok=True)
    embed = Embedder(given.model, given.cache / "asked.pickle")
    network = Network(WordVectors(given.model), given.weights)
    path = given.weights / "calibration.json"
    none = Calibration((0.0,) * len(FEATURES), 0.5, 0.2)
    if given.calibrate:
        table_set = read_set(given.calibrate)
        calibration = fit(ask(table_set, network, embed, none))
        asked = ask(table_set, network, embed, calibration)
        calibration = with_thresholds(calibration, asked)
        weights = dict(zip(FEATURES, calibration.weights, strict=True))
        data = {
            "weights": weights,
            "answered": calibration.answered,
            "offered": calibration.offered,
        }
        path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
        print(f"== {given.calibrate.stem} (calibrated on it)")
        report(asked, calibration)
        if given.errors:
            write_errors(asked, calibration, given.errors / f"{given.calibrate.stem}.txt")
        embed.save()
    calibration = load_calibration(path)
    for each in given.sets:
        asked = ask(read_set(each), network, embed, calibration)
        print(f"== {each.stem}")
        report(asked, calibration)
        if given.errors:
            write_errors(asked, calibration, given.errors / f"{each.stem}.txt")
        embed.save()


if __name__ == "__main__":
    main()
