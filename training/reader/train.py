"""Trains the reader: ``python train.py OUT DATA… [--without SET…] [--epochs N]``.

Every ``*.json`` in the data folders is a set of tables with questions. The weights are written to
OUT as they are served (8-bit ONNX). Seeds are fixed: the same data on the same machine gives the
same weights.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
from batches import loss_of, make_batch
from examples import Example, Prepared, prepare
from export import export_lower, export_upper
from meaning import Embedder
from meaning_map import learn_map
from model import Lower, Upper
from tables import read_set
from text_questions import text_examples

from eccp_assistant.config import Settings
from eccp_assistant.index.embedding.bundled_model import ensure_model

SEED = 11
_BATCH = 16
_RATE, _HEAD_RATE = 3e-4, 1e-3
_WARM_UP = 50


def train(
    examples: list[Example], lower: Lower, epochs: int, seed: int, minutes: float | None = None
) -> Upper:
    """The upper layers, trained on examples that have gold roles.

    Args:
        examples: In any order.
        lower: The frozen layers.
        epochs: How often each example is seen.
        seed: Of what is drawn.
        minutes: End after so long, however many epochs were seen; not reproducible.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = Upper(lower.upper)
    model.train()
    inner = [each for name, each in model.named_parameters() if name.startswith("layers")]
    heads = [each for name, each in model.named_parameters() if not name.startswith("layers")]
    groups = [{"params": inner, "lr": _RATE}, {"params": heads, "lr": _HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * -(-len(examples) // _BATCH)
    began, step, recent = time.monotonic(), 0, 0.0

    def done(step: int) -> float:
        spent = (time.monotonic() - began) / (60 * minutes) if minutes else 0.0
        return max(step / steps, spent)

    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / _WARM_UP) * max(0.02, 1 - done(step))
    )
    for _ in range(epochs):
        for chosen in _batches(examples, rng):
            batch = make_batch(chosen, rng)
            loss = loss_of(model(*batch.inputs), batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            scheduler.step()
            recent = loss.item() if step == 0 else 0.97 * recent + 0.03 * loss.item()
            step += 1
            if done(step) >= 1:
                return model.eval()
            if step % 100 == 0:
                print(
                    f"step {step} of {steps}: loss {recent:.3f}, {time.monotonic() - began:.0f} s",
                    flush=True,
                )
    return model.eval()


def _batches(examples: list[Example], rng: random.Random) -> list[list[Example]]:
    """All examples in batches of about the same length, in a drawn order."""
    order = list(examples)
    rng.shuffle(order)
    batches = []
    for start in range(0, len(order), _BATCH * 8):
        near = sorted(order[start : start + _BATCH * 8], key=lambda each: len(each.units))
        batches += [near[at : at + _BATCH] for at in range(0, len(near), _BATCH)]
    rng.shuffle(batches)
    return batches


def load(
    folders: list[Path], lower: Lower, model: Path, cache: Path, written: int
) -> list[Prepared]:
    """The sets in some folders, prepared; what took time is kept in a folder of its own."""
    cache.mkdir(parents=True, exist_ok=True)
    embed = Embedder(model, cache / "embedded.pickle")
    found = []
    for path in sorted(path for folder in folders for path in folder.glob("*.json")):
        kept = cache / f"{path.stem}.pickle"
        if kept.exists() and kept.stat().st_mtime > path.stat().st_mtime:
            found.append(pickle.loads(kept.read_bytes()))
            continue
        began = time.monotonic()
        prepared = prepare(read_set(path), embed, lower, written, SEED)
        aligned = sum(each.gold is not None for each in prepared.asked)
        print(
            f"{path.stem}: {aligned} of {len(prepared.asked)} questions aligned, "
            f"{len(prepared.written)} written, {time.monotonic() - began:.0f} s",
            flush=True,
        )
        kept.write_bytes(pickle.dumps(prepared))
        embed.save()
        found.append(prepared)
    return found


def main() -> None:
    """Train on all sets but those left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the weights")
    parser.add_argument("data", type=Path, nargs="+", help="folders of sets")
    parser.add_argument("--model", type=Path, help="folder of the embedding model")
    parser.add_argument("--cache", type=Path, default=Path("build/reader"))
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="folders of text sets")
    parser.add_argument("--without", nargs="*", default=[], help="names of sets left out")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--minutes", type=float, help="end after so long")
    parser.add_argument("--written", type=int, default=200, help="synthetic questions a set")
    parser.add_argument("--seeds", type=int, nargs="*", default=[SEED, 23], help="one network each")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    given.model = given.model or ensure_model(Settings().model_cache_dir)
    torch.set_num_threads(given.threads)
    lower = Lower(given.model)
    sets = [
        each
        for each in load(given.data, lower, given.model, given.cache, given.written)
        if each.of.name not in given.without
    ]
    examples = [
        each for one in sets for each in [*one.asked, *one.written] if each.gold is not None
    ]
    texts = [path for folder in given.texts for path in sorted(folder.glob("*.json"))]
    texts = [path for path in texts if path.stem not in given.without]
    if texts:
        embed = Embedder(given.model, given.cache / "embedded.pickle")
        examples += text_examples(texts, sets, embed, lower, SEED)
        embed.save()
    print(f"{len(examples)} examples of {len(sets)} sets", flush=True)
    given.out.mkdir(parents=True, exist_ok=True)
    export_lower(lower.layers, given.out)
    for seed in given.seeds:
        # Each begins with the layers as they are; what is served is the mean of what they say.
        model = train(examples, Lower(given.model), given.epochs, seed, given.minutes)
        export_upper(model, given.out / f"upper-{seed}.onnx")
    embed = Embedder(given.model, given.cache / "embedded.pickle")
    np.save(given.out / "meaning.npy", learn_map(sets, embed))


if __name__ == "__main__":
    main()
