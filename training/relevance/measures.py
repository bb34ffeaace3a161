"""Figures of a trained network over a set, and the thresholds that they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from examples import Examples
from question_sets import Asked
from sklearn.linear_model import LogisticRegression
from torch_network import AlignmentNetwork

from eccp_assistant.retrieval.relevance.model import CANDIDATES, MOST_SHOWN

ANSWERED_WITHOUT = 0.2
"""Share of the questions without an answer that may be answered: it sets the upper threshold."""
SHOWN_ALWAYS = 0.97
"""Share of the questions with an answer that get at least the nearest sentences."""


@dataclass(frozen=True)
class Outcome:
    """How a question went.

    Attributes:
        answerable: Whether the set holds an answer.
        logit: Of the best candidate.
        first: Whether the best candidate answers every part of it.
        shown: Whether the best three do.
    """

    answerable: bool
    logit: float
    first: bool
    shown: bool


@torch.no_grad()
def top_scores(network: AlignmentNetwork, one: Examples) -> list[Outcome]:
    """Put every question to all sentences of its set."""
    network.eval()
    outcomes = []
    for number, asked in enumerate(one.source.questions):
        places = one.nearest(number)[:CANDIDATES]
        scores = network(*one.batch([(number, places)])).numpy()
        order = [places[row] for row in np.argsort(-scores, kind="stable")]
        outcomes.append(outcome_of(asked, order, float(scores.max())))
    return outcomes


def outcome_of(asked: Asked, order: Sequence[int], logit: float) -> Outcome:
    """How a question went whose candidates came in this order."""
    first, shown = order[:1], order[:MOST_SHOWN]
    return Outcome(bool(asked.groups), logit, asked.is_met_by(first), asked.is_met_by(shown))


def calibrate(outcomes: list[Outcome]) -> list[float]:
    """Slope and offset of the probability that the first is right, and the two thresholds."""
    logit = np.array([each.logit for each in outcomes])
    right = np.array([each.first for each in outcomes])
    answerable = np.array([each.answerable for each in outcomes])
    model = LogisticRegression().fit(logit[:, None], right)
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    probability = 1 / (1 + np.exp(-(slope * logit + offset)))
    answer = float(np.quantile(probability[~answerable], 1 - ANSWERED_WITHOUT))
    show = float(np.quantile(probability[answerable], 1 - SHOWN_ALWAYS))
    return [slope, offset, answer, show]


def report(outcomes: list[Outcome], calibration: list[float]) -> None:
    """Print what becomes of the questions under some thresholds."""
    slope, offset, answer, show = calibration

    def share(of: list[Outcome], test: list[bool]) -> float:
        return 100 * sum(test) / max(len(of), 1)

    probability = {id(each): 1 / (1 + np.exp(-(slope * each.logit + offset))) for each in outcomes}
    yes = [each for each in outcomes if each.answerable]
    no = [each for each in outcomes if not each.answerable]
    given = [probability[id(each)] >= answer for each in yes]
    offered = [probability[id(each)] >= show for each in yes]
    rows = {
        "answerable: answered right": share(
            yes, [a and each.first for a, each in zip(given, yes, strict=True)]
        ),
        "answerable: answered wrong": share(
            yes, [a and not each.first for a, each in zip(given, yes, strict=True)]
        ),
        "answerable: right sentence shown": share(
            yes,
            [
                each.first if a else each.shown and o
                for a, o, each in zip(given, offered, yes, strict=True)
            ],
        ),
        "unanswerable: answered": share(no, [probability[id(each)] >= answer for each in no]),
    }
    for name, figure in rows.items():
        print(f"{name:36s} {figure:5.1f} %")
