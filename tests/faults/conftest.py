"""A corpus whose versions differ in one year, in the text and in a record."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.locations import GARDEN


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The garden; its ginkgo is as high as the year in which it opened (see kills.write_year)."""
    folder = Path(shutil.copytree(GARDEN, tmp_path / "corpus"))
    for name, old, new in (
        ("documents/guide.md", "| Ginkgo | China | 21 |", "| Ginkgo | China | 1911 |"),
        ("records/trees.yaml", "height: 21", "height: 1911"),
    ):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder
