from __future__ import annotations

import json

import numpy as np
import pytest

from eccp_assistant.lookup.reader.calibration import (
    SURE_FEATURES,
    Calibration,
    load_calibration,
    sure_features,
)
from eccp_assistant.lookup.reader.features import FEATURES


def one_of(names, chosen, weight=1.0):
    return tuple(weight if name == chosen else 0.0 for name in names)


def test_shares_add_up_and_follow_the_ranking():
    features = np.zeros((3, len(FEATURES)), dtype=np.float32)
    features[:, FEATURES.index("kind named")] = (0, 2, 1)
    shares = Calibration(one_of(FEATURES, "kind named"), (), 0.5, 0.2).shares(features)
    assert shares.sum() == pytest.approx(1.0)
    assert list(np.argsort(-shares)) == [1, 2, 0]


def test_a_clear_winner_among_the_candidates_is_more_probable():
    weights = one_of(SURE_FEATURES, "share of the first candidate")
    calibration = Calibration((), weights, 0.5, 0.2)
    features = np.zeros(len(FEATURES), dtype=np.float32)
    clear, close = (
        calibration.probability(sure_features(features, share, 1.0)) for share in (0.9, 0.3)
    )
    assert 0 < close < clear < 1


def test_a_calibration_of_other_features_is_not_taken(tmp_path):
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps({"ranking": {}, "weights": {}, "answered": 0.5, "offered": 0.2}))
    with pytest.raises(KeyError):
        load_calibration(path)


def test_the_served_calibration_offers_from_less_than_it_answers():
    served = load_calibration()
    assert 0 < served.offered < served.answered < 1
