"""Sets the calibration of trained weights anew, on text sets that were not trained on.

    python training/relevance/calibrate.py WEIGHTS TEXTS... [--test TEXTS...]

Slope, offset and thresholds are fitted to all ``TEXTS`` together and written into ``WEIGHTS``; the
figures are printed for each of them and for each set of ``--test``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from measures import Outcome, calibrate, outcome_of, report

sys.path.insert(0, str(Path(__file__).parent))
from examples import Examples, encode
from question_sets import read_texts

from eccp_assistant.index.embedding.embedder import SentenceTransformerEmbedder
from eccp_assistant.index.embedding.model_catalogue import EMBEDDED, default_cache_dir
from eccp_assistant.index.embedding.token_states import default_projection
from eccp_assistant.retrieval.relevance.model import RelevanceModel


def judged(model: RelevanceModel, one: Examples) -> list[Outcome]:
    """Put every question to all sentences of its set."""
    found = []
    for asked, states in zip(one.source.questions, one.asked, strict=True):
        sentences = model.judge(asked.text, states, one.index, one.sentences).sentences
        found.append(outcome_of(asked, [each.number for each in sentences], sentences[0].logit))
    return found


def main() -> None:
    """Read the arguments, judge, fit, write, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, help="file of the trained network")
    parser.add_argument("texts", nargs="+", type=Path, help="text sets, JSON")
    parser.add_argument("--test", nargs="*", type=Path, default=[], help="sets only measured")
    options = parser.parse_args()
    with np.load(options.weights) as file:
        parts = {name: file[name] for name in file.files}
    model = RelevanceModel({name: part.astype(np.float32) for name, part in parts.items()})
    embedder = SentenceTransformerEmbedder(EMBEDDED, cache_dir=default_cache_dir())
    outcomes = {}
    for path in (*options.texts, *options.test):
        one = Examples(encode(read_texts(path), embedder), default_projection())
        outcomes[path] = judged(model, one)
    calibration = calibrate([each for path in options.texts for each in outcomes[path]])
    print("calibration", *(f"{value:.3f}" for value in calibration))
    for path, each in outcomes.items():
        print(path.stem)
        report(each, calibration)
    np.savez(options.weights, **(parts | {"calibration": np.array(calibration, np.float32)}))


if __name__ == "__main__":
    main()
