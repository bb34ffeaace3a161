"""Paths of the checkout that tests read."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
DATA = ROOT / "tests" / "data"
GARDEN = DATA / "garden"
QUALITY = ROOT / "tests" / "quality"
