"""Trains the relevance model from folders of question sets and writes its weights.

    python training/relevance/train.py TEXTS... --paragraphs FILE... --output weights.npz \
        --projection projection.npz [--test NAME] [--tune NAME]

``--test`` and ``--tune`` name text sets that are not trained on: the thresholds are set on the one
and the figures printed for the other. Without them all sets are trained on and the thresholds are
taken from ``--calibration``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from measures import calibrate, report, top_scores
from sklearn.linear_model import LogisticRegression
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parent))
from examples import Examples, encode, fit_projection
from question_sets import read_paragraphs, read_texts
from torch_network import AlignmentNetwork

from eccp_assistant.index.embedding.embedder import SentenceTransformerEmbedder
from eccp_assistant.index.embedding.model_catalogue import EMBEDDED, default_cache_dir
from eccp_assistant.retrieval.relevance.model import FEATURES

SEED = 0
GROUP = 9
TOGETHER = 16
WITHOUT_GOLD = 0.5
"""Share of the answerable questions that are shown without their evidence, as unanswerable."""
RANKING = 0.5
PARAGRAPH_QUESTIONS = 1500


def question_bias(sets: list[Examples], vectors: list[np.ndarray]) -> None:
    """Set each question's bias from its words alone, by a regression fitted to the other sets.

    Whoever writes near misses asks in another manner than whoever writes questions for a sentence
    (shorter, for one). A network left alone learns the manner, which is no knowledge.
    """
    answerable = [np.array([bool(q.gold) for q in one.source.questions]) for one in sets]
    for number, one in enumerate(sets):
        others = [place for place in range(len(sets)) if place != number] or [number]
        x = np.concatenate([vectors[place] for place in others])
        y = np.concatenate([answerable[place] for place in others])
        model = LogisticRegression(C=30, max_iter=300)
        model.fit(np.concatenate([x, x[y]]), np.concatenate([y, np.zeros(y.sum(), bool)]))
        one.bias = model.decision_function(vectors[number]).astype(np.float32)


def loss_of(
    network: AlignmentNetwork, one: Examples, numbers: list[int], chance: random.Random
) -> Tensor:
    """Cross-entropy over "none" and the candidates, and over the candidates alone."""
    groups, right = [], []
    for number in numbers:
        without = bool(one.source.questions[number].gold) and chance.random() < WITHOUT_GOLD
        yes, no = one.candidates(number, chance, size=GROUP, without_gold=without)
        groups.append((number, yes + no))
        right.append(len(yes))
    scores = network(*one.batch(groups))
    total, start = torch.zeros(()), 0
    for (number, places), count in zip(groups, right, strict=True):
        own = scores[start : start + len(places)]
        start += len(places)
        biased = torch.cat([own.new_zeros(1), own + float(one.bias[number])])
        everything = torch.logsumexp(biased, 0)
        if count:
            total = total + everything - torch.logsumexp(biased[1 : 1 + count], 0)
            rank = torch.logsumexp(own, 0) - torch.logsumexp(own[:count], 0)
            total = total + RANKING * rank
        else:
            total = total + everything - biased[0]
    return total / len(groups)


def train(
    network: AlignmentNetwork,
    questions: list[tuple[Examples, int]],
    *,
    epochs: int,
    rate: float,
    chance: random.Random,
) -> None:
    """Train for some epochs with a rate that rises for 40 steps and falls to a fiftieth."""
    by_set: dict[int, tuple[Examples, list[int]]] = {}
    for one, number in questions:
        by_set.setdefault(id(one), (one, []))[1].append(number)
    steps = epochs * sum(-(-len(numbers) // TOGETHER) for _, numbers in by_set.values())
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / 40) * max(0.02, 1 - step / steps)
    )
    network.train()
    for epoch in range(epochs):
        batches = []
        for one, numbers in by_set.values():
            chance.shuffle(numbers)
            for start in range(0, len(numbers), TOGETHER):
                batches.append((one, numbers[start : start + TOGETHER]))
        chance.shuffle(batches)
        losses = []
        for one, numbers in batches:
            loss = loss_of(network, one, numbers, chance)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}", flush=True)


def main() -> None:
    """Read the arguments, train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path, help="text sets, JSON")
    parser.add_argument("--paragraphs", nargs="*", type=Path, default=[], help="SQuAD form, JSON")
    parser.add_argument("--test", help="text set that is only measured")
    parser.add_argument("--tune", help="text set that the thresholds are set on")
    parser.add_argument("--calibration", nargs=4, type=float, help="slope offset answer show")
    parser.add_argument("--output", type=Path, required=True, help="weights of the network")
    parser.add_argument("--projection", type=Path, required=True, help="file of the projection")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    started = time.monotonic()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    embedder = SentenceTransformerEmbedder(
        EMBEDDED, cache_dir=default_cache_dir(), threads=options.threads
    )
    encoded = [encode(read_texts(path), embedder) for path in options.texts]
    paragraphs = [encode(read_paragraphs(path), embedder) for path in options.paragraphs]
    print(f"encoded after {time.monotonic() - started:.0f} s", flush=True)
    out = {options.test, options.tune}
    projection = fit_projection([each for each in encoded if each.source.name not in out])
    sets = {each.source.name: Examples(each, projection) for each in encoded}
    trained = [one for name, one in sets.items() if name not in out]
    further = [Examples(each, projection) for each in paragraphs]
    for group in (trained, further):
        if group:
            vectors = [np.stack([asked.vector for asked in one.asked]) for one in group]
            question_bias(group, vectors)
    own = [(one, number) for one in trained for number in range(len(one.asked))]
    more = [(one, number) for one in further for number in range(len(one.asked))]
    more = chance.sample(more, min(len(more), PARAGRAPH_QUESTIONS))
    network = AlignmentNetwork(FEATURES)
    train(network, own + more, epochs=3, rate=6e-4, chance=chance)
    train(network, own, epochs=5, rate=4e-4, chance=chance)
    network.eval()
    calibration = options.calibration
    if options.tune:
        calibration = calibrate(top_scores(network, sets[options.tune]))
        print("calibration", *(f"{value:.3f}" for value in calibration))
    if calibration is None:
        parser.error("give --tune or --calibration")
    if options.test:
        report(top_scores(network, sets[options.test]), calibration)
    parts = {f"net0.{name}": part.numpy() for name, part in network.state_dict().items()}
    np.savez(
        options.output,
        calibration=np.array(calibration, np.float32),
        **{name: part.astype(np.float16) for name, part in parts.items()},
    )
    np.savez(
        options.projection,
        question_mean=projection.question_mean.astype(np.float32),
        sentence_mean=projection.sentence_mean.astype(np.float32),
        upper=projection.upper.astype(np.float16),
        lower=projection.lower.astype(np.float16),
    )
    print(f"{options.output} after {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
