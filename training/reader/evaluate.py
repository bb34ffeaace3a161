"""Asks the reader as it is served: ``python evaluate.py WEIGHTS SET… [--calibrate SET]``.

With ``--calibrate`` the calibration is fitted on that set first and written beside the weights; it
should be one that was neither trained on nor is tested.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import torch
from meaning import Embedder
from tables import TableSet, plain, read_set, same_answer

from eccp_assistant.config import Settings
from eccp_assistant.domain.queries import RecordQuery
from eccp_assistant.index.embedding.bundled_model import ensure_model
from eccp_assistant.lookup.reader.calibration import (
    SURE_FEATURES,
    Calibration,
    load_calibration,
)
from eccp_assistant.lookup.reader.features import FEATURES
from eccp_assistant.lookup.reader.network import Network
from eccp_assistant.lookup.reader.reader import Reader, Scored
from eccp_assistant.lookup.reader.units import Unit, units_of
from eccp_assistant.lookup.reader.word_vectors import WordVectors

_MOST_WRONG = 0.06
"""Wrong answers for each question to the tables, those to questions about texts counted in."""

_ALIKE = 0.72
_NEAR = 4


@dataclass
class Asked:
    """A question and what came of it.

    Attributes:
        fits: For each candidate reading, whether it gives the right answer.
        parted: For two questions in one: the least probable part, and whether all are right.
    """

    asked: dict[str, Any]
    units: list[Unit]
    scored: Scored
    intent: str
    fits: list[bool]
    parted: tuple[float, bool] | None = None

    @property
    def right(self) -> bool:
        """Whether the best reading gives the right answer."""
        return bool(self.fits) and self.fits[0]

    @property
    def kind(self) -> str:
        """What the question wants."""
        if self.asked["intent"] != "lookup":
            return str(self.asked["intent"])
        query = self.asked["query"]
        return "compound" if isinstance(query, list) else str(query["want"])


def ask(
    of: TableSet,
    network: Network,
    embed: Embedder,
    calibration: Calibration,
    beside: Sequence[dict[str, Any]] = (),
) -> list[Asked]:
    """All questions of a set, and questions about texts ``beside`` it."""

    def count(query: RecordQuery) -> int:
        answer = of.run(plain(query))
        return len(answer.get("groups", answer["rows"]))

    reader = Reader(of.catalogue, network, embed, calibration, count)
    found = []
    questions = [*of.questions, *beside]
    embed([each["question"] for each in questions])
    for asked in questions:
        language = asked["lang"]
        units = units_of(reader.linker, asked["question"], language, asked.get("history") or ())
        scored, intents = reader.scored(asked["question"], units, language)
        intent = max(intents, key=lambda each: intents[each])
        fits = [False] * len(scored.candidates)
        if isinstance(asked.get("query"), dict):
            gold = asked["query"]
            answer = of.run(gold)
            queries = [plain(each.query) for each in scored.candidates]
            fits = [same_answer(gold, answer, query, of.run(query)) for query in queries]
        each = Asked(asked, units, scored, intent, fits)
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


def fit_ranking(asked: list[Asked], strength: float = 0.02) -> tuple[float, ...]:
    """Weights that put the right candidate of a question before the others."""
    data = [
        (torch.tensor(each.scored.features), torch.tensor(each.fits))
        for each in asked
        if any(each.fits) and not all(each.fits)
    ]
    spread = torch.cat([features for features, _ in data]).std(0).clamp(min=1e-3)
    weights = torch.zeros(len(FEATURES), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        total = strength * (weights**2).sum()
        for features, fits in data:
            chances = torch.log_softmax((features / spread) @ weights, 0)
            total = total - torch.logsumexp(chances[fits], 0) / len(data)
        total.backward()
        return total

    optimiser.step(loss)
    return tuple((weights.detach() / spread).tolist())


def fit(asked: list[Asked], ranking: tuple[float, ...], strength: float = 0.3) -> Calibration:
    """A logistic regression on the best readings, which were ranked by these weights."""
    read = [each for each in asked if each.scored.sure is not None and each.parted is None]
    x = np.stack([each.scored.sure for each in read if each.scored.sure is not None])
    x = x.astype(np.float64)
    y = np.array([each.right for each in read], dtype=np.float64)
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], strength)
    penalty[0] = 0.0
    for _ in range(50):  # Newton's method
        chances = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (chances - y) + penalty * weights
        curve = (x * (chances * (1 - chances))[:, None]).T @ x + np.diag(penalty + 1e-6)
        weights -= np.linalg.solve(curve, gradient)
    return Calibration(ranking, tuple(map(float, weights)), 0.5, 0.2)


def with_thresholds(calibration: Calibration, asked: list[Asked]) -> Calibration:
    """The threshold that gives most right answers while few are wrong."""
    best = (0, 0.99)
    to_tables = sum(each.asked["intent"] != "text" for each in asked)
    for threshold in np.arange(0.2, 0.99, 0.01):
        outcomes = Counter(outcome(each, calibration, float(threshold)) for each in asked)
        if outcomes["wrong"] <= _MOST_WRONG * to_tables:
            best = max(best, (outcomes["right"], round(float(threshold), 2)))
    return replace(calibration, answered=best[1], offered=min(0.2, best[1]))


def outcome(each: Asked, calibration: Calibration, threshold: float) -> str:
    """What an answer from this threshold on would have been: right, wrong or refused."""
    features = each.scored.sure
    if each.parted is not None and each.parted[0] >= threshold:
        return "right" if each.parted[1] else "wrong"
    answered = (
        features is not None
        and not (each.intent == "compound" and each.parted is not None)
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
                tally[name]["among"] += any(each.fits)
                tally[name]["readable"] += 1
    for name, counts in sorted(tally.items()):
        total = counts["right"] + counts["wrong"] + counts["refused"]
        share = {key: 100 * counts[key] / total for key in ("right", "wrong", "refused")}
        best = 100 * counts["best"] / max(counts["readable"], 1)
        among = 100 * counts["among"] / max(counts["readable"], 1)
        print(
            f"{name:24s} n={total:4d}  right {share['right']:5.1f}  wrong {share['wrong']:5.1f}  "
            f"refused {share['refused']:5.1f}  best reading right {best:5.1f}  "
            f"among {among:5.1f}"
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
        if each.right or each.asked["intent"] != "lookup":
            continue
        sure = each.scored.sure
        chance = calibration.probability(sure) if sure is not None else 0.0
        query = plain(each.scored.query) if each.scored.query is not None else None
        decoded = each.scored.candidates[0].decoded if each.scored.candidates else None
        doubtful = sorted(decoded.decisions, key=lambda d: d.chosen)[:3] if decoded else []
        units = " ".join(f"[{u.type}:{u.text}]" if u.links else u.text for u in each.units)
        lines.append(
            f"{chance:.2f} {each.kind} -> {each.intent} {each.asked['lang']} | "
            f"{each.asked.get('history') or ''} {units}\n"
            f"   gold {json.dumps(each.asked.get('query'), ensure_ascii=False)}\n"
            f"   got  {json.dumps(query, ensure_ascii=False)}\n"
            f"   {[(d.name, round(d.chosen, 2)) for d in doubtful]} "
            f"used {[each.units[p].text for p in (decoded.used if decoded else [])]} "
            f"{'RIGHT AT ' + str(each.fits.index(True)) if True in each.fits else ''}"
        )
    path.write_text("\n".join(lines), encoding="utf-8")


def calibrate(
    sets: list[TableSet], network: Network, embed: Embedder, texts: Sequence[dict[str, Any]] = ()
) -> Calibration:
    """Fit ranking, probability and thresholds on sets that were not trained on.

    Args:
        sets: With questions to their tables.
        network: The trained network.
        embed: The embedding model.
        texts: Questions about texts, which no table answers: asked of every set, a part each.
    """
    by_log = tuple(float(name == "log of all decisions") for name in FEATURES)
    first = Calibration(by_log, (0.0,) * len(SURE_FEATURES), 0.5, 0.2)

    def asked_with(calibration: Calibration) -> list[Asked]:
        return [
            each
            for place, one in enumerate(sets)
            for each in ask(one, network, embed, calibration, texts[place :: len(sets)])
        ]

    asked = asked_with(first)
    ranking = fit_ranking(asked)
    calibration = fit([_ranked_by(each, ranking) for each in asked], ranking)
    return with_thresholds(calibration, asked_with(calibration))


def text_questions(files: Sequence[Path]) -> list[dict[str, Any]]:
    """The questions of some sets of texts."""
    return [
        {"intent": "text", "lang": each["lang"], "question": each["question"], "style": "text"}
        for path in files
        for each in json.loads(path.read_text(encoding="utf-8"))["questions"]
    ]


def _ranked_by(each: Asked, ranking: tuple[float, ...]) -> Asked:
    if not each.fits:
        return each
    shares = Calibration(ranking, (), 0.5, 0.2).shares(each.scored.features)
    order = np.argsort(-shares, kind="stable")
    scored = replace(
        each.scored,
        candidates=tuple(each.scored.candidates[place] for place in order),
        features=each.scored.features[order],
        shares=shares[order],
    )
    return replace(each, scored=scored, fits=[each.fits[place] for place in order])


def _as_json(calibration: Calibration) -> dict[str, Any]:
    return {
        "ranking": dict(zip(FEATURES, calibration.ranking, strict=True)),
        "weights": dict(zip(SURE_FEATURES, calibration.weights, strict=True)),
        "answered": calibration.answered,
        "offered": calibration.offered,
    }


def main() -> None:
    """Calibrate if asked to, then report every set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("sets", type=Path, nargs="*")
    parser.add_argument("--calibrate", type=Path, nargs="*", default=[])
    parser.add_argument(
        "--texts", type=Path, nargs="*", default=[], help="sets of texts to calibrate beside"
    )
    parser.add_argument("--model", type=Path, help="folder of the embedding model")
    parser.add_argument("--cache", type=Path, default=Path("build/reader"))
    parser.add_argument("--errors", type=Path, help="folder for lists of what was misread")
    given = parser.parse_args()
    given.model = given.model or ensure_model(Settings().model_cache_dir)
    given.cache.mkdir(parents=True, exist_ok=True)
    embed = Embedder(given.model, given.cache / "asked.pickle")
    network = Network(WordVectors(given.model), given.weights)
    path = given.weights / "calibration.json"
    if given.calibrate:
        sets = [read_set(each) for each in given.calibrate]
        calibration = calibrate(sets, network, embed, text_questions(given.texts))
        path.write_text(json.dumps(_as_json(calibration), indent=2) + "\n", encoding="utf-8")
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
