"""The embedding model as the training uses it: short texts, remembered in a file."""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from alignment import Target
from transformers import AutoModel, AutoTokenizer

from eccp_assistant.lookup.reader.roles import UnitRole
from eccp_assistant.lookup.reader.units import Unit
from eccp_assistant.lookup.reader.word_vectors import Vectors
from eccp_assistant.understanding.linking.catalogue import Catalogue
from eccp_assistant.understanding.linking.phrases import frequency

_BATCH = 64
_MOST_WORDS = 4
_KNOWN_TO_ALL = 5.8
_OTHERS = 60


class Embedder:
    """Embeds short texts as questions; what was embedded before is read from a file."""

    def __init__(self, model: Path, cache: Path) -> None:
        self._model_folder, self._cache = model, cache
        self._known: dict[str, Vectors] = pickle.loads(cache.read_bytes()) if cache.exists() else {}
        self._model: torch.nn.Module | None = None

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, one for each text."""
        new = sorted({text for text in texts if text not in self._known}, key=len)
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            for text, row in zip(batch, self._embed(batch), strict=True):
                self._known[text] = row
        rows = [self._known[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, 384), np.float32)

    def _embed(self, texts: list[str]) -> Vectors:
        if self._model is None:
            self._tokenizer = AutoTokenizer.from_pretrained(self._model_folder)
            model = AutoModel.from_pretrained(self._model_folder, dtype=torch.float32)
            self._model = model.eval()
        prompts = [f"query: {text}" for text in texts]
        batch = self._tokenizer(
            prompts, padding=True, truncation=True, max_length=64, return_tensors="pt"
        )
        with torch.no_grad():
            hidden = self._model(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        rows: Vectors = torch.nn.functional.normalize(mean, dim=-1).numpy()
        return rows

    def save(self) -> None:
        """Write what is known to the file."""
        self._cache.write_bytes(pickle.dumps(self._known))


class SpanFinder:
    """Finds the words of a question that mean a value, where no word says it.

    Attributes:
        pending: Texts that will be compared, while ``collecting``: embedded together they are fast.
    """

    def __init__(self, catalogue: Catalogue, embed: Embedder) -> None:
        self._catalogue, self._embed = catalogue, embed
        self._values: dict[tuple[str, str], list[str]] = defaultdict(list)
        for value in catalogue.values:
            self._values[value.kind, value.field].append(value.value)
        self._names: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for name in catalogue.names:
            self._names[name.kind].setdefault(name.id, []).append(name.name)
        self.language = "en"
        self.collecting = True
        self.pending: list[str] = []

    def __call__(
        self, units: list[Unit], target: Target, roles: dict[int, UnitRole]
    ) -> tuple[int, int] | None:
        """First and last unit of the likeliest words; none where nothing is likely."""
        said, others = self._said(target)
        spans = self._spans(units, roles)
        if not spans or not said:
            return None
        texts = [" ".join(unit.text for unit in units[a : b + 1]) for a, b in spans]
        if self.collecting:
            self.pending += [*texts, *said, *others]
            return None
        vectors = self._embed(texts)
        near = (vectors @ self._embed(said).T).max(1)
        margin, rank = near - 0.8, np.zeros(len(spans))
        if others:
            far = vectors @ self._embed(others).T
            margin, rank = near - far.mean(1), (far > near[:, None]).sum(1)
        best = int((margin + 0.15 * near - 0.01 * np.minimum(rank, 5)).argmax())
        if (margin[best] < 0.025 and rank[best] > 0) or rank[best] > 8:
            return None
        return spans[best]

    def _said(self, target: Target) -> tuple[list[str], list[str]]:
        kind, field = target.key
        if not target.named:
            others = [value for value in self._values[kind, field] if value != target.value]
            return [target.value], others[:_OTHERS]
        spec = self._catalogue.field(target.key)
        named = self._names[str(spec.refers_to) if spec else kind]
        if target.value not in named:
            named = self._names[kind]
        others = [names[0] for record, names in named.items() if record != target.value]
        return named.get(target.value, [target.value]), others[:_OTHERS]

    def _spans(self, units: list[Unit], roles: dict[int, UnitRole]) -> list[tuple[int, int]]:
        def free(place: int) -> bool:
            return units[place].type in {"word", "label", "hint"} and place not in roles

        def edge(place: int) -> bool:
            unit = units[place]
            if not unit.content or unit.type == "label":
                return False
            return (
                unit.type == "hint" or frequency(unit.text.lower(), self.language) < _KNOWN_TO_ALL
            )  # type: ignore[arg-type]

        found = []
        for start in range(len(units)):
            if not free(start) or not edge(start):
                continue
            for end in range(start, min(start + _MOST_WORDS, len(units))):
                if not free(end) or units[end].earlier != units[start].earlier:
                    break
                if edge(end):
                    found.append((start, end))
        return found
